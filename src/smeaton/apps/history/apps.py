"""Configuration of the history app."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Append-only record of who changed what."""

    name = "smeaton.apps.history"
