"""Configuration of the home app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Pages that cross stages: the place, a department, the visit brief."""

    name = "smeaton.apps.home"

    def ready(self) -> None:
        """Have whatever happens to sign-ins written to the log."""
        from smeaton.apps.home.services import watching  # noqa: F401
