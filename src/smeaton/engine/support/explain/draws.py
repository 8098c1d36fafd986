"""How firmly each item stands, given that needs are only known with an error.

For each of `draws` plausible versions of the needs, drawn from Normal(need, se) and clipped to [0, 1],
seats and mentoring are planned anew with the plan's runs as they are. An item stays when it still has at
least half of the smallest amount it can have. The linear relaxation does this in some 20 ms per draw. So that
an item does not fall to the relaxation's fractions, what the plan has counts a tenth more than it covers
(nobody would rearrange packages for less), and items of the plan may shrink but not grow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.arrays import Arrays, arrays, to_allocation
from smeaton.engine.support.curves import Floats, plain
from smeaton.engine.support.model import Model, build
from smeaton.engine.support.plans import ItemKey, Plan
from smeaton.engine.support.problem import Problem
from smeaton.engine.support.relaxation import Relaxation
from smeaton.engine.support.solve import Changes

_INERTIA = 0.1


def firmness(
    problem: Problem,
    plan: Plan,
    *,
    rng: np.random.Generator,
    draws: int = 100,
    stop: Callable[[], bool] | None = None,
) -> dict[ItemKey, int]:
    """In how many of 100 plausible versions of the needs each item stays.

    With fewer or more `draws` the count is scaled to 100. Empty when `stop` says so before the first draw is
    done; when later, the draws done so far count.
    """
    plain_problem = replace(problem, rules=replace(problem.rules, objective="plain", floor="none"))
    a = arrays(plain_problem)
    model = build(a)
    allocation = to_allocation(a, plan)
    vector = model.vector(allocation)
    relaxation = _fixed_runs(model, vector)
    stays = _Stays(model, plan)
    need = np.array([d.need for d in problem.departments])
    error = np.array([d.need_se for d in problem.departments])
    done = 0
    for _ in range(draws):
        if stop is not None and stop():
            break
        drawn = np.clip(rng.normal(need, error), 0.0, 1.0)
        length = plain(drawn, problem.response).length
        cells = model.columns.z
        relaxation.columns(model.columns.at(4), np.zeros(len(cells[0])), length[cells])
        solution = relaxation.solve()
        if solution is not None:
            stays.count(solution.column)
            done += 1
    if not done:
        return {}
    return {key: round(100 * count / done) for key, count in stays.counts.items()}


def _fixed_runs(model: Model, vector: Floats) -> Relaxation:
    """The relaxation with the plan's runs fixed and its seats and mentoring worth a little more."""
    c = model.columns
    lower, upper, objective = model.lower.copy(), model.upper.copy(), model.objective.copy()
    lower[c.at(1)] = upper[c.at(1)] = vector[c.at(1)]
    lower[c.starts[5]] = 0.0
    a = model.a
    units = np.concatenate([vector[c.at(0)], vector[c.at(2)]])
    covered = a.covered(model.allocation(vector))
    spent = np.concatenate([a.seat_cost[c.x], a.block_cost[c.m[0]]])
    total = float((units * spent).sum())
    bonus = np.where(units > 0, _INERTIA * covered * spent / total if total > 0 else 0.0, 0.0)
    both = np.concatenate([c.at(0), c.at(2)])
    objective[both] = bonus
    upper[both] = np.where(units > 0, units, upper[both])
    return Relaxation(model, Changes(lower=lower, upper=upper, objective=objective))


class _Stays:
    """Counts, for each item of the plan, in how many solutions it stays."""

    def __init__(self, model: Model, plan: Plan) -> None:
        self.counts = dict.fromkeys(plan.items(), 0)
        self.columns = {key: _columns(model.a, model, key) for key in self.counts}
        self.least = {
            key: 0.5 if key.kind == "offer" else 0.5 * model.a.pair_blocks[0] for key in self.counts
        }

    def count(self, column: Floats) -> None:
        for key, where in self.columns.items():
            if column[where].sum() >= self.least[key] - 1e-6:
                self.counts[key] += 1


def _columns(a: Arrays, model: Model, key: ItemKey) -> NDArray[np.int32]:
    """Columns of an item's seats or blocks."""
    c = model.columns
    d = next(n for n, department in enumerate(a.problem.departments) if department.id == key.department)
    if key.kind == "offer":
        o = next(n for n, offer in enumerate(a.problem.offers) if offer.id == key.id)
        where: NDArray[np.int32] = c.at(0)[(c.x[0] == o) & (c.x[2] == d)]
        return where
    j = next(n for n, mentor in enumerate(a.problem.mentors) if mentor.id == key.id)
    blocks: NDArray[np.int32] = c.at(2)[(c.m[0] == j) & (c.m[1] == d)]
    return blocks
