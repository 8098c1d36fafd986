"""Configuration of the access app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Grants, and the reach that follows from them."""

    name = "smeaton.apps.access"
