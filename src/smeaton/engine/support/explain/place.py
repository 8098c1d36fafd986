"""What would change a place's whole plan: money, release days, mentors' hours, the floor; no noise."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smeaton.engine.support.explain.budget import BudgetCurve, budget_curve
from smeaton.engine.support.explain.reasons import Difference
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Problem

_LEAST = 0.0005  # of the need it is compared with: less than this is not worth saying


@dataclass(frozen=True, slots=True)
class PlaceReasons:
    """What a little more of each thing would do, by the linear relaxation, and what the floor costs.

    `per_thousand`: the share (0-1) of the place's need that another £1,000 meets; its error is what separates
    it from what £1,000 less would lose. `release_day` maps departments to the share of their own need that
    one more day meets, `mentor_hour` mentors to the share of the place's need that one more hour meets;
    those of which nothing can be told are left out. `floor`: the share of the place's need that protecting
    the least served costs; None without a floor.
    """

    per_thousand: Difference | None
    release_day: Mapping[str, float]
    mentor_hour: Mapping[str, float]
    floor: Difference | None


def place_reasons(
    problem: Problem, plan: Plan, need: float, *, stop: Callable[[], bool] | None = None
) -> PlaceReasons:
    """The reasons of a place's plan; `need` is its whole weighted need. Two or three relaxations, seconds."""
    curve = budget_curve(problem, plan, points=3, stop=stop)
    floor = _floor(plan, need)
    if curve is None or need <= 0:
        return PlaceReasons(None, {}, {}, floor)
    own = {d.id: _own(problem, n) for n, d in enumerate(problem.departments)}
    days = {name: gain / own[name] for name, gain in curve.prices.release_day.items() if own[name] > 0}
    hours = {name: gain / need for name, gain in curve.prices.mentor_hour.items()}
    return PlaceReasons(
        per_thousand=_per_thousand(curve, need),
        release_day={name: gain for name, gain in days.items() if gain > _LEAST},
        mentor_hour={name: gain for name, gain in hours.items() if gain > _LEAST},
        floor=floor,
    )


def _own(problem: Problem, n: int) -> float:
    """A department's weighted need."""
    department = problem.departments[n]
    weights = (strand.weight for strand in problem.strands)
    return department.weight * sum(v * w for v, w in zip(department.need, weights, strict=True))


def _per_thousand(curve: BudgetCurve, need: float) -> Difference | None:
    """The next £1,000, and how far the last £1,000 was from it."""
    below = [(budget, covered) for budget, covered in curve.points if budget < curve.today]
    now = next((covered for budget, covered in curve.points if budget == curve.today), None)
    if now is None:
        return None
    error = 0.0
    if below:
        budget, covered = below[-1]
        error = abs((now - covered) / (curve.today - budget) * 1000.0 - curve.per_thousand)
    return Difference(curve.per_thousand / need, error / need)


def _floor(plan: Plan, need: float) -> Difference | None:
    """What the floor costs; its error is what the search with it has not closed."""
    if plan.floor is None or need <= 0:
        return None
    open_still = plan.bound - plan.covered if math.isfinite(plan.bound) else math.inf
    return Difference((plan.floor.total_without - plan.covered) / need, max(open_still, 0.0) / need)
