"""Warnings, errors and sign-ins go to standard error, one line each, in UTC, without names or addresses."""

from django.core.exceptions import ImproperlyConfigured

from smeaton.project.settings.environment import said

LOG = said.get("SMEATON_LOG") or "line"
"""How the log is written: as lines for people, or as JSON for a log processor."""
if LOG not in {"line", "json"}:
    raise ImproperlyConfigured("SMEATON_LOG is “line” or “json”.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "smeaton.project.log_format.Line"},
        "json": {"()": "smeaton.project.log_format.JsonLine"},
    },
    "filters": {"links": {"()": "smeaton.project.log_filter.HideLinks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG, "filters": ["links"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {name: {"level": "INFO"} for name in ("smeaton.access", "smeaton.history", "smeaton.sign-in")},
}
