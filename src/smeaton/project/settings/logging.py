"""Warnings, errors and sign-ins go to standard error, one line each, without names or email addresses."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"links": {"()": "smeaton.project.log_filter.HideLinks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "loggers": {"smeaton.sign-in": {"level": "INFO"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
