"""Background work that crosses stages: letters that somebody is waiting for, and records once a day."""

from django.utils import timezone
from django_tasks import task

from smeaton.apps.home.services.retaining import retain_once
from smeaton.apps.outbox.services import send_due
from smeaton.terms import Reach

SECONDS = 20
"""How long one task sends for; what is left then goes with the worker's next look."""


@task()
def send_letters() -> str:
    """Send the letters that are due; harmless where there are none. Returns how many went."""
    report = send_due(reach=Reach.of_system("worker"), now=timezone.now, seconds=SECONDS)
    return report.trouble or f"{report.sent} sent"


def look_after_records() -> None:
    """One look of the worker: on the first of a day let go what is due. One small query afterwards."""
    retain_once(reach=Reach.of_system("worker"), today=timezone.localdate())
