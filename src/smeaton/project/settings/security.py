"""Who may call, how much they may send, what a page may load, and how the session travels."""

import secrets

from django.core.exceptions import ImproperlyConfigured

from smeaton.project.settings.base import VAR
from smeaton.project.settings.environment import said, words

_HTTPS = said.get("SMEATON_HTTPS", "") == "1"


def _secret_key() -> str:
    """The key from the environment; on one's own machine else one made once and kept in `SMEATON_VAR`.

    A site that others reach (`SMEATON_HTTPS=1`) takes its secrets from the environment alone.
    """
    if key := said.get("SMEATON_SECRET_KEY"):
        return key
    if _HTTPS:
        raise ImproperlyConfigured(
            "SMEATON_HTTPS=1 and no SMEATON_SECRET_KEY: a site that others reach takes its key from the "
            "environment. Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    path = VAR / "secret-key"
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = words(said.get("SMEATON_SECRET_KEYS_BEFORE", ""))
"""Earlier keys, the latest first: what they have signed holds until they are left out."""
if _HTTPS and (short := [key for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS) if len(key) < 32]):
    raise ImproperlyConfigured(
        f"A key of {len(short[0])} signs is too short (SMEATON_SECRET_KEY, SMEATON_SECRET_KEYS_BEFORE). Make "
        "one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
ALLOWED_HOSTS = said.get("SMEATON_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
if _HTTPS and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("SMEATON_HOSTS=*: name the hosts under which the site is called, with commas.")

SECURE_SSL_REDIRECT = _HTTPS
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
if _HTTPS:  # a browser takes a cookie of such a name only from this very host, by HTTPS
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": SECURE_REFERRER_POLICY,
    "X-Frame-Options": X_FRAME_OPTIONS,
    "Cross-Origin-Opener-Policy": SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), "
    "payment=(), serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "Cache-Control": "no-store",
}
"""Headers of every response that has not said otherwise, errors and redirects among them."""

LARGEST_REQUEST = 12 << 20
"""Bytes that one request may hold: an uploaded file of 10 MB, and the form around it."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "smeaton.project.sign_in.passwords.NotGuessable",
        "OPTIONS": {"also": said.get("SMEATON_REFUSED_PASSWORDS", "")},
    },
    {
        "NAME": "smeaton.project.sign_in.breached.NotBreached",
        "OPTIONS": {"hashes": said.get("SMEATON_BREACHED_PASSWORDS", "")},
    },
]
