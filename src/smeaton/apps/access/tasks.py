"""Background work of access: what waits too long is forgotten."""

from django.utils import timezone

from smeaton.apps.access.services.staff_lists import discard_stale_lists
from smeaton.terms import Reach


def look_after_lists() -> None:
    """One look of the worker: staff lists that nobody has brought in for a week are discarded. One query."""
    discard_stale_lists(reach=Reach.of_system("worker"), at=timezone.now())
