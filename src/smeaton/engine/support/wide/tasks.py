"""The work that is given to workers: each a function of plain values alone, so it may be done again anywhere.

A worker needs nothing but this module and its argument. `ProblemError` is about the place and names it.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.columns import bound_at
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.greedy import complete
from smeaton.engine.support.relaxation import Relaxation, Solution
from smeaton.engine.support.values import ProblemError
from smeaton.engine.support.wide.asks import (
    BoundAsk,
    Bounded,
    Choice,
    Cut,
    Effort,
    FillAsk,
    LookAsk,
    MakeAsk,
)
from smeaton.engine.support.wide.improve import greedily, improved, least, rounded, within
from smeaton.engine.support.wide.priced import Priced, objective

_PROVING, _ROUNDING = (
    0.6,
    0.6,
)  # shares of a bound's seconds: for itself; of what is left, for rounding its runs
_TRACE = 0.01  # of a run in a mix: less is not told


def look(ask: LookAsk) -> list[list[Cut]]:
    """The linear relaxation of each place at each of the prices: places × points."""
    return [_looked(document, ask) for document in ask["places"]]


def make(ask: MakeAsk) -> list[Choice]:
    """Plans of a place, the best at the prices first; without a `start` the cheapest plan comes last."""
    priced = _priced(ask["place"], ask)
    tight = Priced.of(ask["place"], ask["prices"], tight=True)
    solution = _solved(tight, Relaxation(tight.model))
    relaxed = None if solution is None else solution.column
    start = None if ask["start"] is None else priced.allocation(ask["start"])
    cheapest = [] if start is not None else [_least(priced, ask["effort"]["seed"])]
    plans = improved(
        priced,
        start or greedily(priced, ask["hint"]) or cheapest[0],
        effort=ask["effort"],
        relaxed=relaxed,
        hint=ask["hint"],
        runs=_laid_out(priced, ask["runs"]),
    )
    return [priced.choice(plan) for plan in [*plans, *cheapest]]


def _laid_out(priced: Priced, runs: list[tuple[int, int, float]] | None) -> Floats | None:
    if runs is None:
        return None
    shares = np.zeros((priced.a.allowed.shape[0], priced.a.allowed.shape[1] - 1))
    for offer, host, share in runs:
        shares[offer, host] = share
    return shares


def bound(ask: BoundAsk) -> Bounded:
    """A bound on the place at the prices, as tight as time allows, and plans within the runs behind it."""
    until = time.monotonic() + ask["effort"]["seconds"]
    priced = _priced(ask["place"], ask)
    start = priced.allocation(ask["start"])
    found = bound_at(
        priced.a,
        ask["prices"]["money"],
        priced.seat_price,
        seconds=_PROVING * ask["effort"]["seconds"],
        known=start,
        rounds=ask["effort"]["steps"],
    )
    cut = Cut(value=found.value, cost=found.cost, taken=_shared(priced, found.taken))
    if found.runs is None:
        return Bounded(cut=cut, runs=None, plans=[])
    best, effort = start, ask["effort"]
    left = until - time.monotonic()
    if effort["steps"] is not None or left > 0:
        budget = max(found.cost, priced.a.cost(start))
        drawn = rounded(
            priced, found.runs, budget, effort["seed"], None if effort["steps"] else _ROUNDING * left
        )
        if drawn is not None and priced.worth(drawn) > priced.worth(best):
            best = drawn
    effort = Effort(**(effort | {"seconds": until - time.monotonic()}))
    best = within(priced, best, found.runs, effort) or best
    plans = [] if best is start else [priced.choice(best)]
    return Bounded(cut=cut, runs=_listed(found.runs), plans=plans)


def _listed(runs: Floats) -> list[tuple[int, int, float]]:
    return [(o, h, float(runs[o, h])) for o, h in np.argwhere(runs > _TRACE).tolist()]


def fill(ask: FillAsk) -> list[Choice]:
    """The plan with what the money left still buys: one choice, or none where nothing fits."""
    priced = _priced(ask["place"], ask)
    start = priced.allocation(ask["start"])
    full = [offer.id for offer in priced.a.problem.offers if ask["seats"].get(offer.id, 1) <= 0]
    closed = np.array([offer.id in full for offer in priced.a.problem.offers], dtype=bool)
    a = replace(
        priced.a,
        budget=priced.a.cost(start) + ask["money"],
        top=np.where(closed, start.seats.sum(axis=1).T, priced.a.top),
    )
    filled = complete(a, start)
    return [] if priced.a.covered(filled) <= priced.a.covered(start) + 1e-7 else [priced.choice(filled)]


def _priced(document: dict[str, object], ask: MakeAsk | BoundAsk | FillAsk) -> Priced:
    return Priced.of(document, ask["prices"])


def _least(priced: Priced, seed: int) -> Allocation:
    try:
        return least(priced, seed=seed)
    except ProblemError as refusal:
        raise ProblemError(f'place "{priced.a.problem.name}": {refusal}') from None


def _looked(document: dict[str, object], ask: LookAsk) -> list[Cut]:
    first = Priced.of(document, ask["points"][0], tight=True)
    relaxation = Relaxation(first.model)
    offers = first.a.problem.offers
    cuts = []
    for point in ask["points"]:
        seats = np.array([point["seats"].get(offer.id, 0.0) for offer in offers])
        priced = replace(
            first, prices=point, seat_price=seats, objective=objective(first.model, point["money"], seats)
        )
        cuts.append(_cut(priced, _solved(priced, relaxation)))
    return cuts


def _solved(priced: Priced, relaxation: Relaxation) -> Solution | None:
    every = np.arange(priced.model.columns.count, dtype=np.int32)
    relaxation.costs(every, priced.objective)
    return relaxation.solve()


def _cut(priced: Priced, solution: Solution | None) -> Cut:
    if solution is None:
        _least(priced, 0)
        raise RuntimeError(f"{priced.a.problem.name}: HiGHS found no optimum of the linear relaxation")
    c, model = priced.model.columns, priced.model
    seats = np.bincount(c.x[0], solution.column[c.at(0)], minlength=len(priced.seat_price)).astype(float)
    money = objective(model, 1.0, np.zeros(len(priced.seat_price))) - model.objective
    return Cut(value=solution.value, cost=float(-money @ solution.column), taken=_shared(priced, seats))


def _shared(priced: Priced, seats: Floats) -> dict[str, float]:
    """Seats of each offer that has national seats; none of those that the place has not."""
    named = dict(zip((offer.id for offer in priced.a.problem.offers), seats.tolist(), strict=True))
    return {offer: named.get(offer, 0.0) for offer in priced.prices["seats"]}
