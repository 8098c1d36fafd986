"""Configuration of the register app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Schools, trusts, local authorities and their published outcomes."""

    name = "smeaton.apps.register"
