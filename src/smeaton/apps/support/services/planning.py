"""Asking for a plan, stopping one, and taking up what a killed worker left."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Programme
from smeaton.apps.support.models import PlanRun, PlanSettings, PlanStatus, RunKind
from smeaton.apps.support.queries.money import lines_total
from smeaton.apps.support.services.giving_up import give_up
from smeaton.terms import Permission, Reach, Refused

LEASE = timedelta(seconds=30)
"""How long a worker may stay silent before somebody else takes up its run (docs/adr/0006)."""
REPLAN_LEASE = timedelta(minutes=3)
"""The same for a re-plan, of which nothing is heard between its few steps."""
MOST_ATTEMPTS = 3
MOST_SECONDS = 600


class PlanBusy(RuntimeError):
    """A plan of this programme is being made already. Its text is a sentence for the hub lead."""


def lease_of(run: PlanRun) -> timedelta:
    """How long whoever works on a run may stay silent."""
    return REPLAN_LEASE if run.kind == RunKind.REPLAN else LEASE


@transaction.atomic
def request_plan(
    *,
    reach: Reach,
    programme_id: int,
    at: datetime,
    budget: Decimal | None = None,
    seconds: int | None = None,
    strength: float = 1.0,
) -> PlanRun:
    """Queue a plan run; what is not given comes from the budget lines and the programme's settings.

    The current plan stays until the new one is complete. The caller enqueues the task on commit.
    Raises `PlanBusy` while another run of the programme waits or works, ValueError with a sentence for a
    negative budget, a search shorter than a second or longer than ten minutes, or settings not made yet.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.RUN_PLAN, programme.where)
    settings = PlanSettings.objects.filter(programme=programme).first()
    if settings is None:
        raise ValueError("Set the budget and the period of the programme first, then plan.")
    if budget is None:
        total = lines_total(programme_id)
        budget = settings.budget if total is None else total
    seconds = settings.seconds if seconds is None else seconds
    if budget < 0:
        raise ValueError("Give a budget of £0 or more.")
    if not 1 <= seconds <= MOST_SECONDS:
        raise ValueError(f"Give the planner from 1 to {MOST_SECONDS} seconds.")
    run = queue(
        PlanRun(
            programme=programme,
            requested_by=reach.actor,
            requested_at=at,
            budget=budget,
            seconds=seconds,
            seed=settings.seed,
            strength=strength,
            rules=settings.rules,
        )
    )
    record(
        reach=reach,
        action="requested",
        subject="plan",
        subject_id=run.pk,
        place=programme.place_id,
        changes={"budget": str(budget), "seconds": seconds, "seed": run.seed, "strength": strength},
        at=at,
    )
    return run


def queue(run: PlanRun) -> PlanRun:
    """Put a run that is not kept yet into the queue of its programme. `PlanBusy` while another is live."""
    busy = "A plan is being made already. Wait until it is complete, or cancel it first."
    if PlanRun.objects.filter(programme=run.programme).live().exists():
        raise PlanBusy(busy)
    run.stage, run.lease_until = "waiting to begin", run.requested_at + LEASE
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:  # two requests at the same moment: the database lets one through
        raise PlanBusy(busy) from error
    return run


@transaction.atomic
def cancel(*, reach: Reach, plan_run_id: int, at: datetime) -> PlanRun:
    """Ask a run to stop: one that waits is cancelled at once, one that works stops within a second or two.

    A run that has ended already is left as it is.
    """
    run = (
        PlanRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=plan_run_id)
    )
    reach.require(Permission.RUN_PLAN, run.programme.where)
    if run.status == PlanStatus.QUEUED:
        run.status, run.finished_at, run.stage = PlanStatus.CANCELLED, at, "cancelled"
        run.save(update_fields=["status", "finished_at", "stage"])
        give_up(run, at)
    elif run.status == PlanStatus.RUNNING:
        run.cancel_asked = True
        run.save(update_fields=["cancel_asked"])
    else:
        return run
    record(
        reach=reach,
        action="cancelled",
        subject="plan",
        subject_id=run.pk,
        place=run.programme.place_id,
        at=at,
    )
    return run


@transaction.atomic
def reap(*, reach: Reach, at: datetime) -> list[int]:
    """Put back into the queue every live run whose lease ran out; returns their ids, to be enqueued again.

    A run that was given up `MOST_ATTEMPTS` times fails instead, one that was asked to stop is cancelled. A
    run that waits while another is worked on is not lost: it stands in the queue and is left there.
    Only the installation itself reaps. Idempotent: a run that is put back has a new lease.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not take up runs of others")
    again = []
    left = PlanRun.objects.select_for_update(no_key=True, of=("self",)).select_related("programme").live()
    if PlanRun.objects.filter(status=PlanStatus.RUNNING, lease_until__gte=at).exists():
        left = left.exclude(status=PlanStatus.QUEUED)
    for run in left.filter(Q(lease_until__lt=at) | Q(lease_until__isnull=True)):
        if run.cancel_asked:
            run.status, run.stage, run.finished_at = PlanStatus.CANCELLED, "cancelled", at
        elif run.attempt >= MOST_ATTEMPTS:
            run.status, run.stage, run.finished_at = PlanStatus.FAILED, "failed", at
            run.message = (
                f"The planner stopped {run.attempt} times without finishing. "
                "Run it again with less time, or ask whoever looks after the installation."
            )
        else:
            run.status, run.stage = PlanStatus.QUEUED, "waiting to begin again"
            run.lease_until = at + LEASE
            again.append(run.pk)
        run.save()
        if run.pk not in again:
            give_up(run, at)
        record(
            reach=reach,
            action="taken up again" if run.pk in again else str(run.status),
            subject="plan",
            subject_id=run.pk,
            place=run.programme.place_id,
            changes={"attempt": run.attempt},
            at=at,
        )
    return again
