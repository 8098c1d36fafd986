"""The synthetic catalogue, mentors, hosts, budget and first plan, through support's own services."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support import services
from smeaton.apps.support.models import PlanRun, PlanSettings, PlanStatus
from smeaton.demo import resources
from smeaton.demo.calendars import calendar_rows
from smeaton.demo.place import synthetic_departments
from smeaton.terms import AcademicYear, Reach

TELL_EVERY = timedelta(seconds=5)


class NoPlan(RuntimeError):
    """The first plan could not be made. Its text is a sentence."""


@transaction.atomic
def enter_resources(
    *, reach: Reach, programme: Programme, strands: Sequence[str], on: date, seed: int, seconds: int
) -> None:
    """Load the catalogue and enter mentors, hosts, budget, period and calendars, once."""
    if PlanSettings.objects.filter(programme=programme).exists():
        return
    services.load_catalogue(reach=reach, programme_id=programme.pk)
    staff = synthetic_departments(seed)
    rng = np.random.default_rng([seed, 3])
    keys = dict(Department.objects.filter(programme=programme).values_list("school_id", "pk"))
    for mentor in resources.mentors(rng, staff, strands):
        services.add_mentor(
            reach=reach,
            department_id=keys[mentor.urn],
            key=mentor.key,
            role=mentor.role,
            hours=mentor.hours,
            hourly_rate=mentor.hourly_rate,
            gives=mentor.gives,
        )
    hosts = resources.hosts(rng, staff)
    for urn in hosts:
        services.add_host(reach=reach, department_id=keys[urn])
    services.set_plan_settings(
        reach=reach,
        programme_id=programme.pk,
        budget=resources.BUDGET,
        starts=on,
        ends=AcademicYear.of(on).ends_on,
        seconds=seconds,
        seed=seed,
    )
    rows = calendar_rows(np.random.default_rng([seed, 4]), staff, hosts, on)
    services.set_calendar(reach=reach, programme_id=programme.pk, text=rows)


def make_first_plan(
    *,
    reach: Reach,
    programme: Programme,
    seconds: int,
    now: Callable[[], datetime],
    say: Callable[[str], None],
) -> PlanRun:
    """The current plan: made as the page's task makes it where there is none yet, else as it is.

    `say` is told every few seconds how far the planner is. Raises `NoPlan` with the reason where the run
    ends without a plan.
    """
    runs = PlanRun.objects.filter(programme=programme)
    if current := runs.filter(current=True).first():
        return current
    say(f"Planning support (the planner looks for {seconds} seconds, then explains its plan)")
    for stale in runs.live():
        services.cancel(reach=reach, plan_run_id=stale.pk, at=now())
    runs.live().update(status=PlanStatus.CANCELLED)
    run = services.request_plan(reach=reach, programme_id=programme.pk, at=now(), seconds=seconds)
    status = services.carry_out(reach=reach, plan_run_id=run.pk, now=_telling(run, now, say))
    run.refresh_from_db()
    if status != PlanStatus.COMPLETE:
        raise NoPlan(run.message or f"The plan run ended as {status}.")
    services.explain_plan(reach=reach, plan_run_id=run.pk, now=now, seconds=seconds)
    return run


def _telling(run: PlanRun, now: Callable[[], datetime], say: Callable[[str], None]) -> Callable[[], datetime]:
    """The clock of a plan run, which also tells how far the run is: it is asked about once a second."""
    told = now()

    def clock() -> datetime:
        nonlocal told
        moment = now()
        if moment - told >= TELL_EVERY:
            told = moment
            say(_how_far(PlanRun.objects.get(pk=run.pk)))
        return moment

    return clock


def _how_far(run: PlanRun) -> str:
    if not run.need or run.covered is None or run.bound is None:
        return f"  {run.percent:3} %  {run.stage}"
    meets = f"meets {run.covered / run.need:.1%}; no plan can meet more than {run.bound / run.need:.1%}"
    return f"  {run.percent:3} %  {run.stage} ({meets})"
