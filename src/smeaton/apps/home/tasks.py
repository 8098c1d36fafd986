"""Background work that crosses stages: what the worker looks after once a day."""

from django.utils import timezone

from smeaton.apps.home.services.retaining import retain_once
from smeaton.terms import Reach


def look_after_records() -> None:
    """One look of the worker: on the first of a day let go what is due. One small query afterwards."""
    retain_once(reach=Reach.of_system("worker"), today=timezone.localdate())
