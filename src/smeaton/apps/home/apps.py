"""Configuration of the home app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Pages that cross stages: the place, a department, the visit brief."""

    name = "smeaton.apps.home"
