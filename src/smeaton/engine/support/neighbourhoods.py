"""Large-neighbourhood search: free a part of the best plan, re-optimise that part, keep what is better.

First a while of ruin and recreate (`shake`). Then neighbourhoods, in turn: the plan's runs as they are and
all seats and mentoring free (the polish); a few offers' runs free as well; a few departments free with their
mentors while the others stay; whatever the linear relaxation and the best plan disagree on (RINS). They grow
slowly from round to round. On a busy machine each is given more time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.incumbent import Incumbent
from smeaton.engine.support.model import Model, served
from smeaton.engine.support.shake import shake
from smeaton.engine.support.solve import Changes, Watch, search

_SLICE = 4.0  # seconds for one neighbourhood, at most
_SHAKE, _SHAKE_WORK = 0.4, 2.5  # ruin and recreate: at most this share of the time, or seconds of work
_BUSY_MOST = 3.0  # how many times slower than idle the machine is taken to be, at most

Columns32 = NDArray[np.int32]


def improve(model: Model, shared: Incumbent, changes: Changes, *, until: float, seed: int) -> None:
    """Improve the shared plan until `until` (monotonic seconds) or until the search is ended."""
    rng = np.random.default_rng(seed)
    busy = _shake(model, shared, changes, until, rng)
    objective = model.objective if changes.objective is None else changes.objective
    relaxed = search(
        model,
        seconds=until - time.monotonic(),
        seed=seed,
        changes=replace(changes, relaxed=True),
        watch=Watch(over=lambda: shared.ended),
    )
    shared.lower_bound_to(relaxed.bound)
    for draw in _rotation(model, relaxed.vector, rng):
        if shared.ended or time.monotonic() >= until:
            return
        best, value, _, _ = shared.best()
        if best is None:
            shared.wait(0.1)
            continue
        outcome = search(
            model,
            seconds=min(_SLICE * busy, until - time.monotonic()),
            seed=int(rng.integers(1 << 30)),
            start=best,
            changes=_narrowed(model, changes, best, draw(best)),
            watch=Watch(over=lambda: shared.ended),
            gap=1e-4,
        )
        if outcome.vector is not None and outcome.value > value:
            shared.better(outcome.vector, float(objective @ outcome.vector))


def _shake(
    model: Model, shared: Incumbent, changes: Changes, until: float, rng: np.random.Generator
) -> float:
    """Ruin and recreate from the best plan so far. Returns how many times slower than idle the machine is."""
    best = shared.best()[0]
    if best is None:
        return 1.0
    now, work = time.monotonic(), time.thread_time()
    stop = now + _SHAKE * (until - now)
    t, floor = model.columns.starts[5], None
    if changes.upper is not None and changes.lower is not None and changes.upper[model.columns.at(6)].any():
        floor = float(changes.lower[t])
    objective = model.objective if changes.objective is None else changes.objective
    least = 0.0 if changes.lower is None else float(changes.lower[t])

    def worth(plan: Allocation) -> float:
        vector = model.vector(plan, floor)
        if vector[t] < least or model.objective @ vector < changes.least_total:
            return -math.inf
        return float(objective @ vector)

    def found(plan: Allocation) -> None:
        shared.better(model.vector(plan, floor), worth(plan))

    def over() -> bool:
        done = time.monotonic() >= stop or time.thread_time() - work >= _SHAKE_WORK
        return done or shared.ended

    shake(model.a, model.allocation(best), rng=rng, worth=worth, found=found, over=over)
    spent = time.thread_time() - work
    return min(max((time.monotonic() - now) / max(spent, 1e-3), 1.0), _BUSY_MOST)


def polished(
    model: Model, vector: Floats, changes: Changes, *, seconds: float, seed: int, nodes: int | None = None
) -> Floats:
    """The vector with its runs as they are and everything else re-optimised."""
    narrowed = _narrowed(model, changes, vector, model.columns.at(1))
    outcome = search(model, seconds=seconds, seed=seed, start=vector, changes=narrowed, gap=1e-5, nodes=nodes)
    return vector if outcome.vector is None else outcome.vector


def _narrowed(model: Model, changes: Changes, best: Floats, columns: Columns32) -> Changes:
    """The search's own changes, and some columns kept as they are in the best plan."""
    lower = (model.lower if changes.lower is None else changes.lower).copy()
    upper = (model.upper if changes.upper is None else changes.upper).copy()
    lower[columns] = upper[columns] = np.rint(best[columns])
    return replace(changes, lower=lower, upper=upper)


def _rotation(
    model: Model, relaxed: Floats | None, rng: np.random.Generator
) -> Iterator[Callable[[Floats], Columns32]]:
    """Neighbourhoods without end, slowly growing; each says which columns stay as they are."""

    def polish(_best: Floats) -> Columns32:
        return model.columns.at(1)

    yield polish
    size = 1.0
    while True:
        yield partial(_offers, model, rng=rng, share=0.25 * size)
        if relaxed is not None:
            yield partial(_disagreements, model, relaxed=relaxed)
        yield partial(_departments, model, rng=rng, share=0.3 * size)
        yield partial(_offers, model, rng=rng, share=0.4 * size)
        yield polish
        size = min(size * 1.15, 2.0)


def _offers(model: Model, best: Floats, *, rng: np.random.Generator, share: float) -> Columns32:
    """Free the runs of a share of the offers, those of the plan more likely than others."""
    c = model.columns
    offers = np.unique(c.y[0])
    if not len(offers):
        return c.at(1)
    open_now = np.isin(offers, c.y[0][best[c.at(1)] > 0.5])
    chance = np.where(open_now, 2.0, 1.0)
    count = min(len(offers), max(2, round(share * len(offers))))
    free = rng.choice(offers, size=count, replace=False, p=chance / chance.sum())
    return c.at(1)[~np.isin(c.y[0], free)]


def _departments(model: Model, best: Floats, *, rng: np.random.Generator, share: float) -> Columns32:
    """Free some departments and all runs; the other departments keep their seats and mentoring.

    The departments that are served least are more likely to be freed.
    """
    c, a = model.columns, model.a
    count = len(a.release)
    chance = 1.25 - np.clip(served(a, model.allocation(best)), 0.0, 1.0)
    size = min(count, max(2, round(share * count)))
    free = rng.choice(count, size=size, replace=False, p=chance / chance.sum())
    groups = ((0, c.x[2]), (2, c.m[1]), (3, c.q[1]))
    return np.concatenate([c.at(group)[~np.isin(where, free)] for group, where in groups])


def _disagreements(model: Model, best: Floats, *, relaxed: Floats) -> Columns32:
    """Keep what the linear relaxation and the best plan agree on."""
    whole = np.flatnonzero(model.whole).astype(np.int32)
    return whole[np.abs(best[whole] - relaxed[whole]) < 0.1]
