"""Apps, templates, static files and language."""

from pathlib import Path

from smeaton.project.settings.environment import said

PACKAGE = Path(__file__).resolve().parents[2]
VAR = Path(said.get("SMEATON_VAR", PACKAGE.parents[1] / "var"))
"""Where this installation keeps what it makes: the SQLite file, the cache, collected static files."""
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)  # answers and sessions are in it

DEMO = said.get("SMEATON_DEMO", "") == "1"
"""Whether the demonstration roles may be taken on from the sign-in page."""

DEBUG = False
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
ROOT_URLCONF = "smeaton.project.urls"
WSGI_APPLICATION = "smeaton.project.wsgi.application"
LOGIN_URL = "home:sign-in"
LOGIN_REDIRECT_URL = "home:start"
LOGOUT_REDIRECT_URL = "home:sign-in"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "smeaton.ui",
    "smeaton.apps.history",
    "smeaton.apps.outbox",
    "smeaton.apps.register",
    "smeaton.apps.people",
    "smeaton.apps.places",
    "smeaton.apps.access",
    "smeaton.apps.needs",
    "smeaton.apps.support",
    "smeaton.apps.home",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "smeaton.project.guard.GuardMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "smeaton.project.limits.LimitMiddleware",
    "smeaton.apps.history.middleware.OriginMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "smeaton.apps.access.middleware.ReachMiddleware",
    "smeaton.apps.home.middleware.SignedInMiddleware",
    "smeaton.apps.access.middleware.SeeingMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smeaton.project.navigation.navigation",
            ],
        },
    }
]

FORM_RENDERER = "smeaton.ui.forms.GovukRenderer"
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is not there yet
WHITENOISE_USE_FINDERS = True
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}  # it says a charset of texts by itself
WHITENOISE_MAX_AGE = 300  # file names carry no hash: after an upgrade nobody keeps an old style for long

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "smeaton_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    "charts": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "charts",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}
"""What every process must know of the others is in the database: how often somebody has guessed (ADR 0019).
Drawn charts are kept in files, which the worker and the web processes share."""
