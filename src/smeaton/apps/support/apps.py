"""Configuration of the support app."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """The catalogue, plan runs and support packages."""

    name = "smeaton.apps.support"
