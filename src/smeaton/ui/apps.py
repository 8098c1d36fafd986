"""Configuration of the ui app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, components and static files that every stage uses."""

    name = "smeaton.ui"
