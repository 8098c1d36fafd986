"""Configuration of the people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, their posts, and how they sign in."""

    name = "smeaton.apps.people"
