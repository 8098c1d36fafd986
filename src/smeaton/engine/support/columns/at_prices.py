"""The bound of one place at prices from outside: on money and on seats of offers that a country shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from smeaton.engine.support.arrays import Arrays
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import build
from smeaton.engine.support.solve import Changes, Watch, search


@dataclass(frozen=True)
class PlaceBound:
    """What no plan of the place exceeds at the prices, and what the best mix of packages uses.

    `value` bounds covered − money · cost − Σ seats · taken from above, proven, whatever the time given.
    `cost` (pounds) and `taken` (seats by offer) belong to the mix behind the bound: they say in which
    direction the prices should move. `centre` is for `bound_at(start=…)`.
    """

    value: float
    cost: float
    taken: Floats
    centre: object


def bound_at(
    a: Arrays,
    money: float,
    seats: Floats,
    *,
    seconds: float,
    start: object = None,  # noqa: ARG001 - used once prices are kept
    over: Callable[[], bool] = lambda: False,
) -> PlaceBound:
    """Bound max(covered − money · cost − Σ_o seats[o] · seats taken of o) over the plans of a place.

    `money` is need covered per pound, `seats` (one per offer, 0 where the offer is not shared) need covered
    per seat. The place's own budget is left out: money is priced instead. Musts and every other rule hold.
    More seconds give a tighter bound; one comes back however few they are. `over` ends the work early.
    """
    model = build(replace(a, budget=float("inf")), tight=True)
    c, objective = model.columns, model.objective.copy()
    objective[c.at(0)] -= money * a.seat_cost[c.x] + seats[c.x[0]]
    objective[c.at(1)] -= money * a.run_cost[c.y[0]]
    objective[c.at(2)] -= money * a.block_cost[c.m[0]]
    objective[c.at(3)] -= money * a.pair_cost[c.q]
    outcome = search(
        model,
        seconds=seconds,
        seed=0,
        changes=Changes(objective=objective, relaxed=True),
        watch=Watch(over=over),
    )
    taken = np.zeros(len(seats))
    if outcome.vector is None:
        need = float((a.weight * a.curves.need).sum())
        return PlaceBound(min(outcome.bound, need), 0.0, taken, None)
    np.add.at(taken, c.x[0], outcome.vector[c.at(0)])
    covered = float(model.objective @ outcome.vector)
    cost = 0.0
    if money > 0:
        cost = (covered - float(seats @ taken) - outcome.value) / money
    return PlaceBound(outcome.bound, cost, taken, None)
