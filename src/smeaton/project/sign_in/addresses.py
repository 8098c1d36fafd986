"""The addresses of signing in, under the names that allauth looks for.

What is not here does not exist: no sign-up, no list of addresses, no reset of passwords by link (a code does
that), no accounts joined to providers.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, reverse_lazy
from django.views.generic import TemplateView

from smeaton.apps.home.views import signing_in, your_sign_in
from smeaton.project.sign_in import openid

_PAGES = "home/sign_in/"

urlpatterns = [
    path("sign-in/", signing_in.Address.as_view(), name="account_login"),
    path("sign-in/", signing_in.Address.as_view(), name="account_request_login_code"),
    path("sign-in/code/", signing_in.Code.as_view(), name="account_confirm_login_code"),
    path("sign-in/password/", signing_in.Password.as_view(), name="sign-in-by-password"),
    path("sign-in/passkey/", signing_in.Passkey.as_view(), name="mfa_login_webauthn"),
    path(
        "sign-in/second-factor/",
        factors.AuthenticateView.as_view(template_name=_PAGES + "second_step.html"),
        name="mfa_authenticate",
    ),
    path(
        "sign-in/closed/",
        TemplateView.as_view(template_name=_PAGES + "closed.html"),
        name="account_inactive",
    ),
    path("sign-in/with/<slug:provider_id>/", openid.login, name="openid_connect_login"),
    path(
        "sign-in/with/<slug:provider_id>/back/",
        openid.callback,
        name="openid_connect_callback",
    ),
    path("sign-out/", signing_in.SignOut.as_view(), name="account_logout"),
    path("your-sign-in/", your_sign_in.your_sign_in, name="mfa_index"),
    path("your-sign-in/sessions/", your_sign_in.sessions, name="usersessions_list"),
    path(
        "your-sign-in/password/",
        your_sign_in.NewPassword.as_view(),
        name="account_set_password",
    ),
    path(
        "your-sign-in/app/",
        your_sign_in.JoinApp.as_view(),
        name="mfa_activate_totp",
    ),
    path(
        "your-sign-in/app/remove/",
        app.DeactivateTOTPView.as_view(template_name=_PAGES + "app_remove.html"),
        name="mfa_deactivate_totp",
    ),
    path(
        "your-sign-in/passkeys/add/",
        your_sign_in.AddPasskey.as_view(),
        name="mfa_add_webauthn",
    ),
    path(
        "your-sign-in/passkeys/<int:pk>/remove/",
        passkeys.RemoveWebAuthnView.as_view(
            template_name=_PAGES + "passkey_remove.html", success_url=reverse_lazy("mfa_index")
        ),
        name="mfa_remove_webauthn",
    ),
    path(
        "your-sign-in/recovery-codes/",
        recovery.ViewRecoveryCodesView.as_view(template_name=_PAGES + "recovery_codes.html"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "your-sign-in/recovery-codes/new/",
        recovery.GenerateRecoveryCodesView.as_view(template_name=_PAGES + "recovery_codes_new.html"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "your-sign-in/confirm/",
        account.ReauthenticateView.as_view(template_name=_PAGES + "confirm.html"),
        name="account_reauthenticate",
    ),
    path(
        "your-sign-in/confirm/by-code/",
        your_sign_in.AskForCode.as_view(),
        name="account_request_reauthentication_code",
    ),
    path(
        "your-sign-in/confirm/code/",
        account.ConfirmReauthenticationCodeView.as_view(template_name=_PAGES + "confirm.html"),
        name="account_confirm_reauthentication_code",
    ),
    path(
        "your-sign-in/confirm/second-factor/",
        factors.ReauthenticateView.as_view(template_name=_PAGES + "confirm.html"),
        name="mfa_reauthenticate",
    ),
    path(
        "your-sign-in/confirm/passkey/",
        your_sign_in.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
]
