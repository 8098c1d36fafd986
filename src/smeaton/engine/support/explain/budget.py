"""What more money would buy, by the linear relaxation of the model with its tightening rows.

The differences of two unproven whole-number plans are noise; the relaxation is solved to optimality, its
curve is concave, and its duals are prices. It lies above the plan, so read its slope, not its level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from smeaton.engine.support.arrays import arrays
from smeaton.engine.support.model import Model, build
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Problem
from smeaton.engine.support.relaxation import Relaxation


@dataclass(frozen=True, slots=True)
class Prices:
    """What one more unit would cover, in weighted need: £1,000, a release day, an hour of a mentor."""

    per_thousand: float
    release_day: Mapping[str, float]  # by department
    mentor_hour: Mapping[str, float]  # by mentor


@dataclass(frozen=True, slots=True)
class BudgetCurve:
    """Covered need by budget, in the problem's own objective.

    `points` are (budget in pounds, covered by the relaxation); `today` is the problem's budget;
    `per_thousand` what the next £1,000 buys, `per_thousand_share` the same as a share of the whole need;
    `planned` what the plan covers (None without a plan).
    """

    points: tuple[tuple[float, float], ...]
    today: float
    per_thousand: float
    per_thousand_share: float
    need: float
    planned: float | None
    prices: Prices


def budget_curve(
    problem: Problem,
    plan: Plan | None = None,
    *,
    points: int = 11,
    step: float = 1000.0,
    stop: Callable[[], bool] | None = None,
) -> BudgetCurve | None:
    """The curve at `points` budgets, `step` pounds apart, around today's (never below zero).

    None when the problem has no budget, when `stop` says so, or when the relaxation has no solution.
    """
    if problem.rules.budget is None:
        return None
    today = problem.rules.budget
    a = arrays(problem)
    model = build(a, tight=True)
    relaxation = Relaxation(model)
    first = today - step * ((points - 1) // 2)
    budgets = sorted({max(first + step * n, 0.0) for n in range(points)} | {today, today + 1000.0})
    found: dict[float, float] = {}
    prices: Prices | None = None
    for budget in budgets:
        if stop is not None and stop():
            return None
        relaxation.row(model.budget_row, -np.inf, budget)
        solution = relaxation.solve()
        if solution is None:
            continue
        found[budget] = solution.value
        if budget == today:
            prices = _prices(problem, model, solution.row_dual)
    if prices is None or today + 1000.0 not in found:
        return None
    gain = max(found[today + 1000.0] - found[today], 0.0)
    need = float((a.weight * a.curves.need).sum())
    asked = {max(first + step * n, 0.0) for n in range(points)} | {today}
    return BudgetCurve(
        points=tuple((budget, found[budget]) for budget in budgets if budget in found and budget in asked),
        today=today,
        per_thousand=gain,
        per_thousand_share=gain / need if need > 0 else 0.0,
        need=need,
        planned=None if plan is None else plan.covered,
        prices=prices,
    )


def _prices(problem: Problem, model: Model, dual: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Prices:
    block = problem.rules.mentor.block_hours
    return Prices(
        per_thousand=float(dual[model.budget_row]) * 1000.0,
        release_day={
            d.id: max(float(dual[model.release_row + n]), 0.0) for n, d in enumerate(problem.departments)
        },
        mentor_hour={
            m.id: max(float(dual[model.mentor_row + n]), 0.0) / block for n, m in enumerate(problem.mentors)
        },
    )
