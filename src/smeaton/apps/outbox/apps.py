"""Configuration of the outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Letters that wait to be sent, and what became of each."""

    name = "smeaton.apps.outbox"
