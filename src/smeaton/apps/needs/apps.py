"""Configuration of the needs app."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """Instruments, answers, profiles of need."""

    name = "smeaton.apps.needs"
