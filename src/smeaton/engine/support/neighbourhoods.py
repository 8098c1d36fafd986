"""Better plans beside the bound: local search in compiled loops, then the exact solver on parts of the plan.

In turn: local search until it finds nothing better for a while; then a neighbourhood in which HiGHS
re-optimises what is free while the rest stays: all seats and mentoring within the plan's runs (the polish),
a few offers' runs as well, or a few departments with all runs. Neighbourhoods grow slowly.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support import local
from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.incumbent import Incumbent
from smeaton.engine.support.model import Model, served
from smeaton.engine.support.solve import Changes, Watch, search

_SLICE = 4.0  # seconds for one neighbourhood, at most
_WAIT = 1.5  # seconds for the compiled loops to be read; while they are being made, the exact solver works
_PATIENCE = 3.0  # seconds of work in which local search must find something better
_PROGRESS = 1e-5  # of the value: what counts as better for that

Columns32 = NDArray[np.int32]


def improve(model: Model, shared: Incumbent, changes: Changes, *, until: float, seed: int) -> None:
    """Improve the shared plan until `until` (monotonic seconds) or until the search is ended."""
    rng = np.random.default_rng(seed)
    objective = model.objective if changes.objective is None else changes.objective
    neighbourhoods = _rotation(model, rng)
    ready = local.prepare(model.a)
    ready.wait(min(_WAIT, max(until - time.monotonic(), 0.0)))
    while not shared.ended and time.monotonic() < until:
        if ready.is_set():
            _climb(model, shared, changes, until, int(rng.integers(1 << 30)))
        best, value, _, _ = shared.best()
        if best is None:
            shared.wait(0.1)
            continue
        left = until - time.monotonic()
        if shared.ended or left <= 0:
            return
        outcome = search(
            model,
            seconds=min(_SLICE, left),
            seed=int(rng.integers(1 << 30)),
            start=best,
            changes=_narrowed(model, changes, best, next(neighbourhoods)(best)),
            watch=Watch(over=lambda: shared.ended),
            gap=1e-4,
        )
        if outcome.vector is not None and outcome.value > value:
            shared.better(outcome.vector, float(objective @ outcome.vector))


def _climb(model: Model, shared: Incumbent, changes: Changes, until: float, seed: int) -> None:
    """Local search in compiled loops from the shared plan, until it finds nothing better for a while."""
    best, value, _, _ = shared.best()
    t, least_total, floor = model.columns.starts[5], None, None
    objective = model.objective if changes.objective is None else changes.objective
    least = 0.0 if changes.lower is None else float(changes.lower[t])
    if changes.objective is not None:  # departments' shortfalls from a floor count
        least_total, floor, least = changes.least_total, least, 0.0
    latest = [time.thread_time(), value]

    def found(plan: Allocation, _merit: float) -> None:
        vector = model.vector(plan, floor)
        now = float(objective @ vector)
        shared.better(vector, now)
        if now > latest[1] + _PROGRESS * abs(now):
            latest[:] = time.thread_time(), now

    def stop() -> bool:
        return shared.ended or time.thread_time() - latest[0] > _PATIENCE

    local.search(
        model.a,
        None if best is None else model.allocation(best),
        seed=seed,
        until=until,
        options=local.Options(floor=least, least_total=least_total),
        found=found,
        stop=stop,
    )


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


def _rotation(model: Model, rng: np.random.Generator) -> Iterator[Callable[[Floats], Columns32]]:
    """Neighbourhoods without end, slowly growing; each says which columns stay as they are."""
    size = 1.0
    while True:
        yield lambda _best: model.columns.at(1)
        yield partial(_offers, model, rng=rng, share=0.25 * size)
        yield partial(_departments, model, rng=rng, share=0.3 * size)
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
