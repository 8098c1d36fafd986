"""The forms of signing in, with words of our own for what is missing or wrong."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as factors
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from smeaton.apps.home.services import watching
from smeaton.apps.home.services.watching import login_of
from smeaton.apps.people.models import User
from smeaton.apps.people.queries import user_with_address


def _address(label: str, help_text: str = "") -> forms.EmailField:
    """An address as it was typed: Django's field, for allauth's folds signs that only look alike."""
    return forms.EmailField(
        label=label,
        help_text=help_text,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address, like name@school.org",
            "max_length": "Enter an email address of at most 254 signs",
        },
    )


def _password(label: str, autocomplete: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing, "max_length": "A password has at most 4,096 signs"},
    )


def _code(label: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": missing, "max_length": "That code is too long. Check it and try again."},
    )


class AddressForm(account.RequestLoginCodeForm):  # type: ignore[misc] # allauth has no types
    """Where a code is to be sent. What is done does not depend on whether anybody signs in with it."""

    email = _address("Email address", "The one that your school, trust or hub has given us")
    recipient = ""
    """Where the letter goes: the address as we know it, or as it was typed."""
    _user: User | None = None

    @property
    def known(self) -> bool:
        """Whether somebody signs in with it; for the letter alone, never for the page."""
        return self._user is not None

    def clean_email(self) -> str:
        """Count the request against address and client, then look for the user."""
        typed: str = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action="request_login_code", key=typed.lower()):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = user_with_address(typed)
        self.recipient = self._user.email if self._user else typed
        who = login_of(self._user) if self._user else watching.mark_of(typed)
        watching.note(context.request, "code asked for", who=who)
        return typed


class CodeForm(account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code from the letter. With `address`, every try counts against it and the client."""

    code = _code(
        "Code", "Enter the code from the letter", "8 letters. Small letters will do, and so will no hyphen."
    )

    def __init__(self, *args: object, address: str = "", who: str = "", **kwargs: object) -> None:
        """`address` is the one that was typed, where nobody is signed in yet; `who` is for the log."""
        super().__init__(*args, **kwargs)
        self._typed, self._who = address, who

    def clean_code(self) -> str:
        """Count the try, in one place for every session that guesses at once, then compare."""
        if self._typed and not ratelimit.consume(
            context.request, action="try_login_code", key=self._typed.lower()
        ):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code: str = super().clean_code()
        except forms.ValidationError:
            watching.warn(context.request, "wrong code", who=self._who or login_of(context.request.user))
            raise
        return code


class PasswordForm(account.LoginForm):  # type: ignore[misc]
    """An email address and a password."""

    password = _password("Password", "current-password", "Enter your password")

    def __init__(self, *args: object, **kwargs: object) -> None:
        """With our field for the address."""
        super().__init__(*args, **kwargs)
        self.fields["login"] = _address("Email address")
        self.order_fields(["login", "password"])


class OwnPasswordForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something about signing in is changed."""

    password = _password("Password", "current-password", "Enter your password")


_NEW = "At least 12 signs. Three or four words that only you would put together are good."


class SetPasswordForm(account.SetPasswordForm):  # type: ignore[misc]
    """A password, the first or a new one; who it is has been shown before. `asks` for the old one too."""

    old = _password("Present password", "current-password", "Enter your present password")
    password1 = account.SetPasswordField(label="New password", help_text=_NEW)
    password2 = _password("New password again", "new-password", "Enter the new password again")

    field_order = ("old", "password1", "password2")

    def __init__(self, *args: object, asks: bool, **kwargs: object) -> None:
        """With our words."""
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["old"]
        field = self.fields["password1"]
        field.error_messages["required"] = "Enter a new password"
        field.help_text = _NEW
        field.widget.attrs.pop("placeholder", None)

    def clean_old(self) -> str:
        """It must be the one there is; guesses count as they do at signing in."""
        old: str = self.cleaned_data["old"]
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("incorrect_password")
        return old

    def clean(self) -> dict[str, object]:
        """Both must be the same."""
        data: dict[str, object] = self.cleaned_data
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", "Enter the same new password again: these two differ")
        return data


_FROM_APP = "Enter the code that your app shows, or one of your recovery codes"


class FactorForm(factors.AuthenticateForm):  # type: ignore[misc]
    """The second factor: what the app shows now, or a recovery code."""

    code = _code("Code", _FROM_APP, "6 figures from your authenticator app, or a recovery code of 8")


class FactorAgainForm(factors.ReauthenticateForm):  # type: ignore[misc]
    """The same again, before something about signing in is changed."""

    code = _code("Code", _FROM_APP, "6 figures from your authenticator app, or a recovery code of 8")


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """What the authenticator app shows once it has been joined."""

    code = _code("Code", "Enter the code that your app shows", "6 figures, new every half minute")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, named so that it is known again. Each is good for signing in without a password."""

    name = forms.CharField(
        label="Name",
        help_text="Which device it is on, so that you know it again",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """The device must have made sure that it is its owner: by a finger, a face or a PIN."""
        self.cleaned_data["passwordless"] = True
        data: dict[str, object] = super().clean()
        return data
