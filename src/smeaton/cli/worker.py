"""`smeaton worker`."""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from smeaton.cli.environment import use_database

if TYPE_CHECKING:
    from datetime import datetime

LOOK_EVERY = 20.0
"""Seconds between two looks for what a killed worker left (docs/adr/0006, 0008) and for due letters."""
STOPPING_SECONDS = 8.0
"""How long a letter that is being handed over may take when the worker is asked to stop."""


@click.command()
@click.option("--batch", is_flag=True, help="Do what waits, then end.")
@click.option("--interval", default=0.5, show_default=True, type=click.FloatRange(0), help="Seconds of rest.")
def command(batch: bool, interval: float) -> None:
    """Do the background work until Ctrl-C: tasks, letters that are due, and what a killed worker left."""
    use_database()
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from smeaton.apps.access.tasks import look_after_lists
    from smeaton.apps.history.services import HeadInLog, came_from
    from smeaton.apps.home.tasks import look_after_records
    from smeaton.apps.needs.tasks import look_after_letters, look_after_waves

    class WorkerThatSaysSo(Worker):
        """What a task writes comes from that task."""

        def run_task(self, db_task_result: Any) -> None:
            with came_from(f"task {db_task_result.task_path.removeprefix('smeaton.apps.')}"):
                super().run_task(db_task_result)

    take_up_abandoned_runs()
    take_up_lost_replies()
    take_out_withdrawn()
    if batch:
        look_after_waves()
        look_after_records()
        look_after_lists()
    stop = threading.Event()
    looks = [
        _looking("reaper", take_up_abandoned_runs, stop),
        _looking("replies", take_up_lost_replies, stop),
        _looking("agreements", take_out_withdrawn, stop),
        _looking("audits", look_after_waves, stop),
        _looking("records", look_after_records, stop),
        _looking("history", HeadInLog().look, stop),
        _looking("staff lists", look_after_lists, stop),
        _looking("post", lambda: look_after_letters(stop.is_set), stop),
    ]
    if not batch:
        for thread in looks:
            thread.start()
    worker = WorkerThatSaysSo(
        queue_names=["default"],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    try:
        worker.run()  # a signal ends it with SystemExit
        if batch:
            look_after_letters()
    finally:
        stop.set()
        for thread in looks:
            if thread.is_alive():
                thread.join(STOPPING_SECONDS)


def take_up_abandoned_runs(at: "datetime | None" = None) -> list[int]:
    """Queue again every plan run whose lease ran out, and enqueue its task; returns their ids."""
    from django.utils import timezone

    from smeaton.apps.support.services import reap
    from smeaton.apps.support.tasks import carry_out_plan
    from smeaton.terms import Reach

    runs = reap(reach=Reach.of_system("worker"), at=at or timezone.now())
    for run in runs:
        carry_out_plan.enqueue(run)
    return runs


def take_up_lost_replies(at: "datetime | None" = None) -> list[int]:
    """Enqueue a re-plan where replies wait and nothing is at work on them; returns the programmes."""
    from django.utils import timezone

    from smeaton.apps.support.queries.replanning import programmes_waiting
    from smeaton.apps.support.tasks import replan_for_replies

    programmes = programmes_waiting(at or timezone.now())
    for programme in programmes:
        replan_for_replies.enqueue(programme)
    return programmes


def take_out_withdrawn(at: "datetime | None" = None) -> list[int]:
    """Enqueue a re-plan where a plan holds departments that share themselves no more; returns programmes."""
    from django.utils import timezone

    from smeaton.apps.support.queries.replanning import programmes_outdated
    from smeaton.apps.support.tasks import replan_for_withdrawal

    programmes = programmes_outdated(timezone.localdate(at))
    for programme in programmes:
        replan_for_withdrawal.enqueue(programme)
    return programmes


def _looking(name: str, look: Callable[[], object], stop: threading.Event) -> threading.Thread:
    """A thread that looks at once and every `LOOK_EVERY` seconds; what fails is left to the next."""

    def keep_looking() -> None:
        from django.db import close_old_connections, connection

        from smeaton.apps.history.services import now_from

        now_from(f"look of the worker: {name}")
        while not stop.is_set():
            close_old_connections()
            try:
                look()
            except Exception:  # a locked database, a restarted server: no look may end the others
                logging.getLogger(__name__).warning("the %s could not look this time", name, exc_info=True)
            finally:
                connection.close()
            stop.wait(LOOK_EVERY)

    return threading.Thread(target=keep_looking, name=name, daemon=True)
