"""What allauth asks of us: letters, words, when to ask again, which provider is believed."""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from qrcode.image.svg import SvgPathImage

from smeaton.apps.access.queries import reach_of
from smeaton.apps.home.queries.signing_in import (
    has_second_factor,
    is_demonstration,
    joined_otherwise,
    signed_in_since,
)
from smeaton.apps.home.services import signing_in, watching
from smeaton.apps.people.models import User
from smeaton.apps.people.queries import person_of, user_with_address
from smeaton.project.sign_in.claims import Claims, Distrusted, claims_of
from smeaton.terms import Reach

TOO_MANY = "That was too often. Wait ten minutes, then try again."
_SAID = {
    "mfa/messages/totp_activated.txt": "Your authenticator app is joined.",
    "mfa/messages/totp_deactivated.txt": "The authenticator app is taken away.",
    "mfa/messages/webauthn_added.txt": "Your passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is taken away.",
    "account/messages/password_set.txt": "Your password is set.",
}
_STAGES = [
    "allauth.account.stages.LoginByCodeStage",
    "smeaton.project.sign_in.stages.SecondFactorStage",
]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Codes and passwords. Nobody signs up here: people are added, and prove their address by each code."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right. "
        "Check both and try again.",
        "incorrect_code": "That code is not right. Check it and try again.",
        "incorrect_password": "That is not your password. Check it and try again.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never: an account without a grant could do nothing anyway."""
        return False

    def get_login_stages(self) -> list[str]:
        """A code where one was asked for, then the second factor; allauth's other stages are left off."""
        return _STAGES

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter with a code for the outbox; allauth sends nothing else by this way."""
        again = self.request.user.is_authenticated
        to = self.request.user.email if again else getattr(self.request, "letter_to", email)
        if template_prefix != "account/email/login_code":
            raise LookupError(f"no letter is written for {template_prefix}")
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        signing_in.write_code(to=to, code=context["code"], minutes=minutes, again=again, at=timezone.now())

    def send_notification_mail(self, template_prefix: str, user: User, *_more: Any, **_rest: Any) -> None:
        """Record what changed in somebody's sign-in, and write to them."""
        reach: Reach = self.request.reach
        signing_in.note_change(reach=reach, user=user, mail=template_prefix, at=timezone.now())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_context: Any,
        message: str | None = None,
        **_rest: Any,
    ) -> None:
        """Say it in our words, or not at all where the page says it anyway."""
        if words := message or _SAID.get(message_template or "", ""):
            messages.add_message(request, level, words)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password, for whomever; also of who is signed in and was asked for it again."""
        who = getattr(request, "tried", None)
        known = watching.login_of(who) if who else watching.mark_of(credentials.get("email") or "")
        watching.warn(request, "wrong password", who=known)

    def validation_error(self, code: str, *args: Any) -> Any:
        """Note whoever is held off by the limits."""
        if code in {"too_many_login_attempts", "rate_limited"}:
            watching.warn(current.request, "too often", who=watching.login_of(current.request.user))
        return super().validation_error(code, *args)

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        """Back to the page that lists somebody's ways in."""
        return reverse("mfa_index")

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin a session under a key of its own."""
        super().login(request, user)
        signing_in.keep_address(user=user)

    def post_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any] | None, **rest: Any
    ) -> HttpResponse:
        """Note how it began, and in history that somebody signed in."""
        provider = (signal_kwargs or {}).get("sociallogin")
        vouched = provider is not None and claims_of(provider).second_factor
        signing_in.begin_session(
            session=request.session, at=timezone.now(), second_factor="provider" if vouched else ""
        )
        if person := person_of(user):
            own: dict[str, Any] = {
                "reach": reach_of(person, timezone.localdate()),
                "user": user,
                "at": timezone.now(),
            }
            signing_in.note_sign_in(how=watching.ways_shown(request, user), **own)
            if provider is not None:
                account = provider.account
                signing_in.join_provider(provider=account.provider, uid=account.uid, **own)
        answer: HttpResponse = super().post_login(request, user, signal_kwargs=signal_kwargs, **rest)
        return answer

    def is_reauthentication_required(self, **_what: Any) -> bool:
        """Not within ten minutes of signing in, unless a second factor there is has not been shown since."""
        request = self.request
        if is_demonstration(request):
            return True
        factor = Authenticator.objects.filter(user=request.user).exists()
        began = signed_in_since(request)
        fresh = (
            began is not None
            and (timezone.now() - began).total_seconds() < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        )
        return not fresh or (factor and not has_second_factor(request, request.user))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor shows that; the others their password, or a code."""
        if is_demonstration(self.request):
            return []
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"].startswith("mfa")]
        words = {
            "reauthenticate": "Use your password",
            "reauthenticate_by_code": "Have a code sent",
            "mfa_reauthenticate": "Use your authenticator app or a recovery code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        return [method | {"description": words[method["id"]]} for method in factors or methods]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Passkeys belong to the site's own name; secrets are kept encrypted with the installation's key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not right. Check it and try again.",
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is stored."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A stored secret in clear."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name of the site as configured, whatever a request called it."""
        return {"id": urlsplit(settings.SITE).hostname or "localhost", "name": "Smeaton"}

    def get_totp_label(self, user: User) -> str:
        """What an authenticator app shows beside “Smeaton”."""
        return user.email

    def build_totp_svg(self, url: str) -> str:
        """The picture that an authenticator app reads, fit to stand in a page: no style, no size."""
        picture: str = qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        box = re.search(r'viewBox="([^"]+)"', picture)
        path = re.search(r'<path[^>]*\bd="([^"]+)"', picture)
        assert box is not None  # noqa: S101 - as this version of the library draws it
        assert path is not None  # noqa: S101
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}" role="img"'
            ' aria-label="Picture for your app"><path d="{}"/></svg>',
            box[1],
            path[1],
        )

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """What a passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user=user, type=type).count()
        return "Passkey" if not number else f"Passkey {number + 1}"


def _fernet() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(f"smeaton.second-factor:{key}".encode()).digest())) for key in keys]
    )


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Somebody who has come that way before; the first time an address of theirs, verified by the provider.

    Kept is only the number that the provider knows them by: an address may be given to somebody else later.
    """

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        """Never."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """The user whose address the provider vouches for."""
        address = claims_of(sociallogin).verified_address
        user = user_with_address(address) if address else None
        if user is None:
            return None
        provider = sociallogin.account.provider
        if joined_otherwise(user, provider, sociallogin.account.uid):
            watching.warn(current.request, "another account", who=watching.login_of(user), how=provider)
            raise ImmediateHttpResponse(_failed(current.request, claims_of(sociallogin), another=True))
        signing_in.keep_address(user=user)
        return user, user.email

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Stop where nobody signs in with that address; whoever reads this has just proved it theirs."""
        signing_in.forget_claims(provider=sociallogin.account.provider, uid=sociallogin.account.uid)
        if not sociallogin.is_existing:
            claims = claims_of(sociallogin)
            who = watching.mark_of(claims.verified_address) if claims.verified_address else watching.NOBODY
            watching.warn(request, "not known here", who=who, how=sociallogin.account.provider)
            raise ImmediateHttpResponse(_failed(request, claims))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, *, exception: Exception | None = None, **_what: Any
    ) -> None:
        """Say that the provider did not let them in, and what to do; why goes to the log."""
        why = f" ({exception})" if isinstance(exception, Distrusted) else ""
        watching.warn(request, f"not let in{why}", how=provider.app.provider_id)
        raise ImmediateHttpResponse(_failed(request, None, name=provider.name))


def _failed(
    request: HttpRequest, claims: Claims | None, name: str = "", *, another: bool = False
) -> HttpResponse:
    context = {"claims": claims, "name": claims.provider if claims else name, "another": another}
    return render(request, "home/sign_in/failed.html", context, status=403)
