"""Re-solve around one item: what its department could have besides, and who else could have what it leaves.

Everything else stays as in the plan. Money and mentors' hours are not counted out but priced: what a change
frees is worth what the place gains with it elsewhere, what it takes costs as much. Such a part has a few
hundred columns and is solved to a small gap in some hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from smeaton.engine.support.arrays import Allocation, Flags, arrays, to_allocation
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import INF, Model, build
from smeaton.engine.support.plans import ItemKey, Plan
from smeaton.engine.support.problem import Problem
from smeaton.engine.support.relaxation import Relaxation
from smeaton.engine.support.replan.fallen import place
from smeaton.engine.support.replan.part import Free, Numbers, holds, solve

_STEP = 1000.0  # pounds more and fewer, for the price of money
_GAP = 4e-4
_EFFORT = 0.01  # of HiGHS's own heuristics: the start is good already


@dataclass(frozen=True)
class Solved:
    """One re-solve: the plan found, its worth (need covered less money at its price), and a proven bound.

    `cost` in pounds. None of it is known when nothing feasible was found.
    """

    plan: Allocation
    worth: float
    bound: float
    cost: float


class Around:
    """A plan, and what can be re-solved around one item of it."""

    def __init__(self, problem: Problem, plan: Plan, per_pound: tuple[float, float] | None = None) -> None:
        """`per_pound`: what a pound fewer costs and a pound more gains; worked out where not given."""
        self.a = arrays(problem)
        self.plan = to_allocation(self.a, plan)
        model = build(self.a)
        self.per_pound = _prices(self.a.problem, model) if per_pound is None else per_pound
        upper = model.row_upper.copy()
        upper[model.budget_row] = INF
        self.model = replace(model, row_upper=upper)
        self.vector = self._vector(self.plan)
        self.objective = model.objective - sum(self.per_pound) / 2 * _costs(model)

    def _vector(self, plan: Allocation) -> Floats:
        return self.model.vector(plan, 0.0)

    @property
    def worth(self) -> float:
        """Worth of the plan as it is."""
        return float(self.objective @ self.vector)

    def blur(self, cost: float) -> float:
        """How unsure the worth of a change that costs `cost` pounds is, because the price of money is."""
        return abs(self.per_pound[0] - self.per_pound[1]) / 2 * abs(cost)

    def solve(
        self,
        department: int,
        items: Iterable[ItemKey],
        *,
        seconds: float,
        forbid: ItemKey | None = None,
        force: ItemKey | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Solved | None:
        """The best plan with the department's package free, and all seats or hours of `items`.

        `forbid` takes one item out of the department's package, `force` puts one in. None when nothing was
        found.
        """
        model, free = self.model, self._free(department, items)
        lower, upper = free.lower.copy(), free.upper.copy()
        row_lower = model.row_lower.copy()
        if forbid is not None:
            upper[self._columns(forbid)] = 0.0
            lower[self._columns(forbid)] = 0.0
        if force is not None:
            _, n = place(self.a.problem, force)
            if force.kind == "offer":
                row_lower[model.must_row + department * self.a.top.shape[1] + n] = 1.0
            else:
                pair = model.columns.at(3)[(model.columns.q[0] == n) & (model.columns.q[1] == department)]
                lower[pair] = upper[pair]
        free, model = replace(free, lower=lower, upper=upper), replace(model, row_lower=row_lower)
        start = self.vector if forbid is None else self._vector(self._without(forbid))
        known = start if holds(model, free, start) else None
        found = solve(model, free, seconds=seconds, seed=1, start=known, stop=stop, gap=_GAP, effort=_EFFORT)
        if found.vector is None:
            return None
        plan = self.model.allocation(found.vector)
        worth = float(self.objective @ self._vector(plan))
        return Solved(plan, worth, max(found.bound, worth), self.a.cost(plan))

    def _free(self, department: int, items: Iterable[ItemKey]) -> Free:
        """What may change: the department may have more, and `items` may move between all departments."""
        c, model = self.model.columns, self.model
        offers, mentors = _numbers(self.a.problem, items)
        lower, upper = self.vector.copy(), self.vector.copy()
        mine = np.concatenate([c.at(0)[c.x[2] == department], c.at(2)[c.m[1] == department]])
        more = np.concatenate([mine, c.at(3)[c.q[1] == department]])
        upper[more] = model.upper[more]
        sites = self._sites(department, offers)
        seats, runs = sites[c.x[:2]], sites[c.y[:2]]
        blocks = np.isin(c.m[0], mentors)
        who = np.unique(np.concatenate([c.x[2][seats], c.m[1][blocks], [department]]))
        free = np.concatenate(
            [
                c.at(0)[seats],
                c.at(1)[runs],
                c.at(2)[blocks],
                c.at(3)[np.isin(c.q[0], mentors)],
                c.at(4)[np.isin(c.z[0], who)],
            ]
        )
        lower[free], upper[free] = model.lower[free], model.upper[free]
        return Free(lower, upper, self.objective, self.vector, np.zeros(c.count))

    def _sites(self, department: int, offers: list[int]) -> Flags:
        """Where seats of the offers may move (o × s): runs of the plan, or else the nearest host.

        Offers without runs are left out: whoever else has them neither needs nor hinders the department.
        """
        a = self.a
        sites: Flags = np.zeros(a.allowed.shape[:2], dtype=bool)
        for o in offers:
            if a.hosted[o]:
                sites[o, :-1] = self.plan.runs[o] > 0
                if not (sites[o, :-1] & a.allowed[o, :-1, department]).any():
                    cost = np.where(a.allowed[o, :-1, department], a.seat_cost[o, :-1, department], INF)
                    sites[o, int(np.argmin(cost))] = True
        return sites

    def _columns(self, item: ItemKey) -> Numbers:
        c = self.model.columns
        d, n = place(self.a.problem, item)
        if item.kind == "offer":
            seats: Numbers = c.at(0)[(c.x[0] == n) & (c.x[2] == d)].astype(np.int64)
            return seats
        blocks, pairs = (c.m[0] == n) & (c.m[1] == d), (c.q[0] == n) & (c.q[1] == d)
        return np.concatenate([c.at(2)[blocks], c.at(3)[pairs]]).astype(np.int64)

    def _without(self, item: ItemKey) -> Allocation:
        """The plan less one item, and less the runs that this leaves empty."""
        plan = Allocation(self.plan.runs.copy(), self.plan.seats.copy(), self.plan.blocks.copy())
        d, n = place(self.a.problem, item)
        if item.kind == "offer":
            plan.seats[n, :, d] = 0
            plan.runs[n, plan.seats[n, :-1].sum(axis=1) == 0] = 0
        else:
            plan.blocks[n, d] = 0
        return plan


def _numbers(problem: Problem, items: Iterable[ItemKey]) -> tuple[list[int], list[int]]:
    """Numbers of the offers and of the mentors among items."""
    offers: list[int] = []
    mentors: list[int] = []
    for item in items:
        (offers if item.kind == "offer" else mentors).append(place(problem, item)[1])
    return offers, mentors


def _costs(model: Model) -> Floats:
    """Pounds of a unit of each column."""
    a, c, cost = model.a, model.columns, np.zeros(model.columns.count)
    cost[c.at(0)], cost[c.at(1)] = a.seat_cost[c.x], a.run_cost[c.y[0]]
    cost[c.at(2)], cost[c.at(3)] = a.block_cost[c.m[0]], a.pair_cost[c.q]
    return cost


def _prices(problem: Problem, model: Model) -> tuple[float, float]:
    """What a pound fewer would cost and a pound more gain, by the linear relaxation; 0 without a budget."""
    budget = problem.rules.budget
    if budget is None:
        return 0.0, 0.0
    relaxation = Relaxation(model)
    values: list[float] = []
    for some in (max(budget - _STEP, 0.0), budget, budget + _STEP):
        relaxation.row(model.budget_row, -INF, some)
        solution = relaxation.solve()
        values.append(np.nan if solution is None else solution.value)
    down, up = np.diff(values) / (min(_STEP, budget) or _STEP, _STEP)
    more = max(float(np.nan_to_num(up)), 0.0)
    return max(float(np.nan_to_num(down, nan=more)), more), more
