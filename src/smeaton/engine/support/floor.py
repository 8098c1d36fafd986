"""The floor for the least served: lifted as high as `floor_cost` of the total allows, then the total again.

Lexicographic, within a price (docs/explanation/how-packages-are-planned.md):

1. The most need that can be covered without a floor: V.
2. A high floor, by local search in compiled code. Until that is ready: raising a minimum gives branch and
   bound nothing to hold on to, so greedy plans come first, with the departments that fell behind weighted up
   from round to round; of those that give up no more than `floor_cost` of what the plain greedy plan covers,
   the one with the highest least-served share is taken. A search then lessens the departments' shortfalls
   from `limit`, the highest floor that the linear relaxation allows any plan covering (1 − floor_cost)·V.
3. The most need that can be covered while nobody falls below 98% of the least-served share so reached.

A plan that covers less than (1 − floor_cost)·V is never the result: then the floor is lowered half way to
where it was without, once, and at last left there.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from smeaton.engine.support import local
from smeaton.engine.support.arrays import Allocation, Arrays
from smeaton.engine.support.greedy import complete, greedy
from smeaton.engine.support.model import SHORTFALL, Model, served
from smeaton.engine.support.plans import Floor, Plan
from smeaton.engine.support.solve import Changes, Outcome, search
from smeaton.engine.support.work import Work

_LARGE = 1000  # columns from which the floor is lifted by local search, not by branch and bound
_WAIT = 1.5  # seconds for the compiled loops to be read
_KEPT = 0.98  # of the best least-served share found becomes the floor
_PENALTY = (-1.0, -4.0, -16.0)  # for each slice of a department's shortfall
_STAGES = (0.4, 0.55, 0.85)  # of the time, when each stage ends; the rest is for a lower floor, if need be
_ROUNDS = 12  # of the greedy with weights
_STEP = 1.5


def plan_with_floor(work: Work, first: Allocation | None, until: float) -> Plan:
    """The plan of a problem whose rules ask for a floor, by `until` (monotonic seconds)."""
    a, model = work.a, work.model
    now = time.monotonic()
    stops = [now + (until - now) * share for share in _STAGES]
    quick = work.nodes is None and model.columns.count >= _LARGE and local.prepare(a).wait(_WAIT)
    even = [] if quick else _weighted(a, first, now + 0.15 * (until - now))
    start = None if first is None else model.vector(first)
    total = work.search(start, Changes(), stops[0], "covering most need")
    assert total.vector is not None  # noqa: S101 - `search` refuses otherwise
    best = model.allocation(total.vector)
    without = _least(a, best)
    least_total = (1 - a.problem.rules.floor_cost) * total.value - 1e-6
    limit = _limit(model, least_total, stops[1], work.seed, without)
    lift = _climbed if quick else _lift
    lifted = lift(work, [best, *even], limit, least_total, stops[1])
    aim = _least(a, lifted)
    kept = max(_KEPT * aim, without)
    last = _above(work, lifted, kept, until, (least_total, stops[2]))
    if last.value < least_total:
        kept = (kept + without) / 2
        last = _above(work, lifted, kept, until, None)
    if last.value < least_total:
        kept, last = without, total
    cost = max(1 - last.value / total.value, 0.0) if total.value > 0 else 0.0
    record = Floor(kept, aim, limit, without, total.value, cost)
    return work.result(replace(last, bound=min(last.bound, total.bound)), record)


def _least(a: Arrays, plan: Allocation) -> float:
    return float(served(a, plan).min())


def _limit(model: Model, least_total: float, until: float, seed: int, without: float) -> float:
    """What no plan covering `least_total` can lift the least served above, by the linear relaxation."""
    objective = np.zeros_like(model.objective)
    objective[model.columns.at(5)] = 1.0
    changes = Changes(objective=objective, least_total=least_total, relaxed=True)
    seconds = max(until - time.monotonic(), 0.1)
    return max(min(search(model, seconds=seconds, seed=seed, changes=changes).bound, 1.0), without)


def _climbed(
    work: Work, plans: list[Allocation], limit: float, least_total: float, until: float
) -> Allocation:
    """The plan with the highest least-served share that local search finds from the best of `plans`."""
    start = max(plans, key=lambda plan: _least(work.a, plan))
    options = local.Options(least_total=least_total)
    reached = [_least(work.a, start)]

    def found(_plan: Allocation, least: float) -> None:
        reached[0] = least

    def stop() -> bool:
        return reached[0] >= limit - 1e-6 or work.stop()

    best = local.search(work.a, start, seed=work.seed, until=until, found=found, stop=stop, options=options)
    return start if best is None else best


def _lift(work: Work, plans: list[Allocation], limit: float, least_total: float, until: float) -> Allocation:
    """The plan with the highest least-served share found; it may still cover less than `least_total`."""
    a, model = work.a, work.model
    t, s = model.columns.at(5), model.columns.at(6)
    start = max(plans, key=lambda plan: _least(a, plan))
    upper, lower, objective = model.upper.copy(), model.lower.copy(), np.zeros_like(model.objective)
    lower[t] = upper[t] = limit
    upper[s], objective[s] = np.tile(SHORTFALL, len(a.release)), np.tile(_PENALTY, len(a.release))
    least_total = min(least_total, a.covered(start) - 1e-6)
    outcome = work.search(
        model.vector(start, limit),
        Changes(lower, upper, objective, least_total),
        until,
        "lifting the least served",
    )
    found = start if outcome.vector is None else model.allocation(outcome.vector)
    return max((start, found), key=lambda plan: _least(a, plan))


def _weighted(a: Arrays, first: Allocation | None, until: float) -> list[Allocation]:
    """Greedy plans with weights that rise where a department fell behind, within the floor's cost."""
    if first is None:
        return []
    found: list[Allocation] = []
    weight = np.ones(len(a.release))
    least_total, plan = (1 - a.problem.rules.floor_cost) * a.covered(first), first
    for _ in range(_ROUNDS):
        shares = served(a, plan)
        weight = np.clip(weight * np.exp(_STEP * (np.median(shares) - shares)), 0.3, 4.0)
        some = greedy(replace(a, weight=a.weight * weight[:, None]))
        if some is None or time.monotonic() >= until:
            break
        plan = some
        if a.covered(plan) >= least_total:
            found.append(plan)
    return found


def _above(
    work: Work, plan: Allocation, floor: float, until: float, wanted: tuple[float, float] | None
) -> Outcome:
    """The most need covered while every department has at least `floor` of its own; starts from `plan`."""
    a, model = work.a, work.model
    filled = complete(a, plan)
    start = filled if _least(a, filled) >= floor else plan
    lower = model.lower.copy()
    lower[model.columns.at(5)] = max(floor - 1e-9, 0.0)
    stage = "covering most need above the floor"
    return work.search(model.vector(start), Changes(lower), until, stage, wanted)
