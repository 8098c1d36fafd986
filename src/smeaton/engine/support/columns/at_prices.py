"""The bound of one place at prices from outside: on money and on seats of offers that a country shares."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.greedy import greedy

if TYPE_CHECKING:
    from smeaton.engine.support.columns.duals import Duals

_CLOSE = 1e-4  # relative distance at which more rounds are not worth their time


@dataclass(frozen=True)
class PlaceBound:
    """What no plan of the place exceeds at the prices, and what the best mix of packages uses.

    `value` bounds covered − money · cost − Σ seats · taken from above, proven, whatever the time given.
    `cost` (pounds) and `taken` (seats by offer) belong to the mix behind the bound: they say in which
    direction the prices should move. `runs` (offers × hosts) are the mix's: a plan is worth seeking within
    them; None where there was no mix. `centre` is for `bound_at(start=…)`.
    """

    value: float
    cost: float
    taken: Floats
    centre: Duals | None
    runs: Floats | None = None


def bound_at(
    a: Arrays,
    money: float,
    seats: Floats,
    *,
    seconds: float,
    start: Duals | None = None,
    known: Allocation | None = None,
    over: Callable[[], bool] = lambda: False,
    rounds: int | None = None,
) -> PlaceBound:
    """Bound max(covered − money · cost − Σ_o seats[o] · seats taken of o) over the plans of a place.

    `money` is need covered per pound, `seats` (one per offer, 0 where the offer is not shared) need covered
    per seat. The place's own budget is left out: money is priced instead. Musts and every other rule hold.
    `known` is a plan of the place, if there is one: its packages make the bound tight sooner. More seconds
    give a tighter bound; one comes back however few they are. `over` ends the work early, and so
    do `rounds` of column generation: with enough seconds, the same number gives the same bound.
    """
    from smeaton.engine.support.columns.duals import Outside
    from smeaton.engine.support.columns.generate import Generator
    from smeaton.engine.support.columns.start import first_duals

    until, outside = time.monotonic() + seconds, Outside(money, seats)
    a = replace(a, budget=math.inf)

    def late() -> bool:
        return over() or time.monotonic() >= until

    generator = Generator(a, outside, over=late)
    bound = float((a.weight * a.curves.need).sum())
    plan = greedy(a)
    for one in (plan, known):
        if one is not None:
            generator.learn(one)
    if start is None:
        start, relaxed = first_duals(a, outside, 0.0, late)
        bound = min(bound, relaxed)
    if plan is None or not generator.able:
        return PlaceBound(bound, 0.0, np.zeros(len(seats)), start)
    generator.price_all(start, 1e-3)
    done = 0
    while not late() and generator.centre is not None and (rounds is None or done < rounds):
        done += 1
        if generator.step(until) <= _CLOSE * abs(generator.bound):
            break
    cost, taken = generator.used()
    runs = None if generator.mix is None else generator.mix.runs
    return PlaceBound(min(bound, generator.bound), cost, taken, generator.centre or start, runs)
