"""`smeaton worker`."""

import threading
import time
from typing import TYPE_CHECKING

import click

from smeaton.cli.environment import use_database

if TYPE_CHECKING:
    from datetime import datetime

REAP_EVERY = 20.0
"""Seconds between two looks for runs that a killed worker left (docs/adr/0006)."""


@click.command()
@click.option("--batch", is_flag=True, help="Do what waits, then end.")
@click.option("--interval", default=0.5, show_default=True, type=click.FloatRange(0), help="Seconds of rest.")
def command(batch: bool, interval: float) -> None:
    """Do the background work, and take up the plan runs that a killed worker left, until Ctrl-C."""
    use_database()
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    take_up_abandoned_runs()
    if not batch:
        threading.Thread(target=_keep_taking_up, name="reaper", daemon=True).start()
    worker = Worker(
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
    worker.run()


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


def _keep_taking_up() -> None:
    import logging

    from django.db import DatabaseError, close_old_connections

    while True:
        time.sleep(REAP_EVERY)
        close_old_connections()
        try:
            take_up_abandoned_runs()
        except DatabaseError:  # a locked or restarted database: the next look will do
            logging.getLogger(__name__).warning("the reaper could not look this time", exc_info=True)
        finally:
            close_old_connections()
