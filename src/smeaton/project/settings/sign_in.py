"""How people sign in (ADR 0019): codes, passwords, passkeys, second factors, and for how long it holds."""

from datetime import timedelta
from typing import Any

from smeaton.project.settings.environment import said
from smeaton.project.settings.providers import providers_from

AUTHENTICATION_BACKENDS = ["smeaton.project.sign_in.backend.AddressBackend"]

SESSION_IDLE = timedelta(minutes=int(said.get("SMEATON_SESSION_IDLE_MINUTES", "60")))
"""After so long without a page asked for, a session ends."""
SESSION_LONGEST = timedelta(hours=int(said.get("SMEATON_SESSION_HOURS", "12")))
"""So long after signing in a session ends, whatever was done in it."""
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())

ALLAUTH_TRUSTED_PROXY_COUNT = int(said.get("SMEATON_PROXIES", "0"))
"""How many web servers of ours stand in front: the client's address is read past so many."""

ACCOUNT_ADAPTER = "smeaton.project.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is given by whoever adds the person, and proved by each code
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # our own letter says so, for allauth's invites to sign up
ACCOUNT_SESSION_REMEMBER = True  # the two ages above decide
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "smeaton.apps.home.forms.signing_in.PasswordForm",
    "request_login_code": "smeaton.apps.home.forms.signing_in.AddressForm",
    "confirm_login_code": "smeaton.apps.home.forms.signing_in.CodeForm",
    "reauthenticate": "smeaton.apps.home.forms.signing_in.OwnPasswordForm",
    "confirm_reauthentication_code": "smeaton.apps.home.forms.signing_in.CodeForm",
    "set_password": "smeaton.apps.home.forms.signing_in.SetPasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    # "ip" is the client, which may be a whole school on one address; "key" is the address that was typed.
    "login": "120/m/ip",
    "login_failed": "60/10m/ip,5/10m/key",
    "request_login_code": "120/10m/ip,3/10m/key",
    "try_login_code": "300/10m/ip,6/10m/key",
}
ALLAUTH_USER_CODE_FORMAT = {"length": 8, "numeric": False, "dashed": True}

MFA_ADAPTER = "smeaton.project.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Smeaton"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "smeaton.apps.home.forms.signing_in.FactorForm",
    "reauthenticate": "smeaton.apps.home.forms.signing_in.FactorAgainForm",
    "activate_totp": "smeaton.apps.home.forms.signing_in.AppForm",
    "add_webauthn": "smeaton.apps.home.forms.signing_in.PasskeyForm",
}

SOCIALACCOUNT_ADAPTER = "smeaton.project.sign_in.adapters.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form sent on to another host is what the page's policy forbids
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {
        "APPS": providers_from(said),
        "OAUTH_PKCE_ENABLED": True,
        "provider_class": "smeaton.project.sign_in.openid.Provider",
    }
}
