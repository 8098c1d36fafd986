"""Configuration of the places app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places, their programmes and the departments in them."""

    name = "smeaton.apps.places"
