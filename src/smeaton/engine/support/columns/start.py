"""First prices: from the linear relaxation of the whole model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from smeaton.engine.support.arrays import Arrays
from smeaton.engine.support.columns.duals import Duals, Outside
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import Model, build
from smeaton.engine.support.relaxation import Relaxation
from smeaton.engine.support.solve import Changes

_LARGE = 8000  # columns from which on the simplex method takes too long
_DIGITS = 1e-5  # relative: the interior point method's value is not exact


def first_duals(a: Arrays, outside: Outside, floor: float, over: Callable[[], bool]) -> tuple[Duals, float]:
    """Prices to begin with, and the relaxation's own bound (infinite where it was ended early)."""
    model = build(a, tight=True)
    objective, lower = model.objective.copy(), model.lower.copy()
    c = model.columns
    objective[c.at(0)] -= outside.money * a.seat_cost[c.x] + outside.seats[c.x[0]]
    objective[c.at(1)] -= outside.money * a.run_cost[c.y[0]]
    objective[c.at(2)] -= outside.money * a.block_cost[c.m[0]]
    objective[c.at(3)] -= outside.money * a.pair_cost[c.q]
    lower[c.at(5)] = max(floor - 1e-9, 0.0)
    inside = c.count > _LARGE
    solution = Relaxation(model, Changes(objective=objective, lower=lower), over=over, inside=inside).solve()
    if solution is None:
        flat = np.zeros(1 + 2 * a.run_cost.size * (a.allowed.shape[1] - 1))
        rest = np.zeros(2 * len(a.mentor_blocks) + a.allowed[:, :-1].size)
        return Duals.shaped(a, np.concatenate([flat, rest])), np.inf
    return _duals(model, solution.row_dual), solution.value + (
        _DIGITS * abs(solution.value) if inside else 0.0
    )


def _duals(model: Model, dual: Floats) -> Duals:
    a, c = model.a, model.columns
    offers, sites, departments = a.allowed.shape
    high, low = np.zeros((offers, sites - 1)), np.zeros((offers, sites - 1))
    link = np.zeros((offers, sites - 1, departments))
    copies = max(a.runs_max, 1)
    o, h = c.y[0][::copies], c.y[1][::copies]
    many = len(o)
    offer, site, department = c.x
    hosted = np.flatnonzero(a.hosted[offer])
    first = model.must_row - len(hosted)
    if a.runs_max:
        begin = first - 2 * many - int((c.y[2] > 0).sum())
        high[o, h], low[o, h] = dual[begin : begin + many], -dual[begin + many : begin + 2 * many]
    top = a.top[department[hosted], offer[hosted]]
    link[offer[hosted], site[hosted], department[hosted]] = dual[first : model.must_row] * top
    mentors = len(a.mentor_blocks)
    last = model.budget_row - mentors
    clean = [np.maximum(part, 0.0) for part in (high, low, link)]
    return Duals(
        money=max(float(dual[model.budget_row]), 0.0),
        high=clean[0],
        low=clean[1],
        link=clean[2],
        hours=np.maximum(dual[model.mentor_row : model.mentor_row + mentors], 0.0),
        pairs=np.maximum(dual[last : model.budget_row], 0.0),
    )
