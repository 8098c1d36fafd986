"""Background work of needs: the letters of audits, and profiles."""

from collections.abc import Callable

from django.utils import timezone
from django_tasks import task

from smeaton.apps.needs.services.importing import discard_stale
from smeaton.apps.needs.services.mail_schedule import queue_due
from smeaton.apps.needs.services.waves import abandoned_analyses, close_due, work_out
from smeaton.apps.outbox import services as outbox
from smeaton.terms import Reach

SECONDS = 60
"""How long one task sends for; what is left then goes with the worker's next look."""


@task()
def send_letters() -> str:
    """Send the letters that are due; harmless where there are none. Returns how many went."""
    report = outbox.send_due(reach=Reach.of_system("worker"), now=timezone.now, seconds=SECONDS)
    return report.trouble or f"{report.sent} sent"


def look_after_letters(stop: Callable[[], bool] = lambda: False) -> outbox.SendReport:
    """One look of the worker: take back what a killed one left, write what is due, send what is due.

    Some five small queries where there is nothing to do.
    """
    reach = Reach.of_system("worker")
    outbox.take_back(reach=reach, at=timezone.now())
    queue_due(reach=reach, at=timezone.now())
    return outbox.send_due(reach=reach, now=timezone.now, stop=stop)


@task()
def analyse_wave(wave_id: int) -> bool:
    """Work out the profile that was asked for; harmless where none is. Whether there is a new one."""
    return work_out(reach=Reach.of_system("worker"), wave_id=wave_id, at=timezone.now())


def look_after_waves() -> None:
    """One look of the worker: close waves whose day is over and have their profiles worked out.

    Analyses whose task was lost with a killed worker are asked for again, and uploads of answers that nobody
    imported in a week are discarded. Three small queries where there is nothing to do.
    """
    at = timezone.now()
    discard_stale(reach=Reach.of_system("worker"), at=at)
    for wave in close_due(reach=Reach.of_system("worker"), at=at) + abandoned_analyses(at=at):
        analyse_wave.enqueue(wave)
