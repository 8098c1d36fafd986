"""A saved plan as the engine's plan again: what people were told of, for a re-plan to begin with."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from smeaton.apps.support.inputs import department_key, host_key
from smeaton.apps.support.models import MentoringHours, PlannedRun, PlannedSeats, PlanRun
from smeaton.engine.support import Floor, Mentoring, Plan, Run, Seats


def plan_of(run: PlanRun) -> Plan:
    """The rows of a complete plan run as a plan, in the ids of the planning problem; three queries."""
    seats = PlannedSeats.objects.filter(plan=run).select_related("offer", "host", "department")
    mentoring = MentoringHours.objects.filter(plan=run).select_related("mentor", "department")
    runs = PlannedRun.objects.filter(plan=run).select_related("offer", "host")
    covered = run.covered or 0.0
    return Plan(
        runs=tuple(Run(row.offer.key, host_key(row.host), row.copies) for row in runs),
        seats=tuple(
            Seats(
                row.offer.key,
                host_key(row.host) if row.host else None,
                department_key(row.department),
                row.seats,
            )
            for row in seats
        ),
        mentoring=tuple(
            Mentoring(row.mentor.key, department_key(row.department), row.strand, float(row.hours))
            for row in mentoring
        ),
        covered=covered,
        bound=run.bound or covered,
        gap=run.gap or 0.0,
        seed=run.seed,
        least_served=run.least_served or 0.0,
        floor=_floor(run, covered),
    )


def moved_plan(plan: Plan, rows: Iterable[Mapping[str, Any]]) -> Plan:
    """A plan with other mentoring: rows {mentor, department, strand, hours} in the problem's ids."""
    given = (Mentoring(r["mentor"], r["department"], r["strand"], float(r["hours"])) for r in rows)
    return replace(plan, mentoring=tuple(given))


def _floor(run: PlanRun, covered: float) -> Floor | None:
    """The floor that the plan kept, as far as it was written down."""
    if not run.floor:
        return None
    kept, cost = float(run.floor["kept"]), float(run.floor["cost"])
    return Floor(
        kept=kept,
        aim=kept,
        limit=kept,
        without=float(run.floor["without"]),
        total_without=covered / (1 - cost) if cost < 1 else covered,
        cost=cost,
    )
