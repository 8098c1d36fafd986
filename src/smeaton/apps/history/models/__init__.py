"""What history keeps."""

from smeaton.apps.history.models.event import Event

__all__ = ["Event"]
