"""`--dates` of `smeaton support`: what was dated, in sentences, and what a plan's dates break."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smeaton.engine.support import Plan, Problem, Progress
    from smeaton.engine.support.calendar.dated import DatedPlan

PLANNING = 0.8  # of the time goes to packages when dates are wanted


def dated(
    problem: Problem,
    plan: Plan,
    *,
    seconds: float,
    seed: int,
    nodes: int | None,
    progress: Callable[[Progress], None],
) -> DatedPlan:
    """The plan with dates; see `smeaton.engine.support.calendar.dated.date_plan`."""
    from smeaton.engine.support.calendar.dated import date_plan

    return date_plan(
        problem,
        plan,
        seconds=seconds * (1 - PLANNING),
        seed=seed,
        rounds=None if nodes is None else 3,
        progress=progress,
    )


def figures(result: DatedPlan) -> dict[str, object]:
    """What `--json` says about the dates."""
    return {
        "undated": round(result.undated, 6),
        "kept": round(result.kept, 6),
        "whole": result.whole,
        "dropped": [{"offer": o, "host": h, "runs": n} for o, h, n in result.dropped],
        "changes": [{"department": c.department, "offer": c.offer, "seats": c.seats} for c in result.changes],
    }


def sentences(result: DatedPlan) -> list[str]:
    """What dating did, for somebody who reads it at a terminal."""
    if result.whole:
        return ["Every run and seat has a date."]
    lost = -sum(c.seats for c in result.changes if c.seats < 0)
    won = sum(c.seats for c in result.changes if c.seats > 0)
    said = [
        f"Not everything could be dated as it was: {result.plan.covered:.3f} of {result.undated:.3f} "
        f"({result.kept:.1%}) is covered; {lost} seats went, {won} came instead."
    ]
    said += [f"No date: {n} of {offer} at {host}." for offer, host, n in result.dropped]
    return said


def broken(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """What the plan's dates break."""
    from smeaton.engine.support.calendar.check import broken_dates

    return broken_dates(problem, plan)
