"""Which part of a place's plan is freed next, while the rest stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import Model

Stays = NDArray[np.int32]  # columns that stay as they are

_AGREED = 0.1  # a column nearer than this to the relaxation agrees with it
_GROWTH, _MOST = 1.15, 2.0  # from turn to turn more is freed, up to so many times the first share


def parts(
    model: Model, relaxed: Floats | None, rng: np.random.Generator
) -> Iterator[Callable[[Floats], Stays]]:
    """Parts to free, without end; each says, for a plan as a vector, which columns stay.

    All but the runs; a share of the offers with their runs; what the relaxation (if there is one) disagrees
    with; some departments, with all runs.
    """
    c = model.columns

    def runs(_plan: Floats) -> Stays:
        return c.at(1)

    yield runs
    size = 1.0
    while True:
        for share in (0.25 * size, 0.4 * size):
            yield lambda plan, share=share: _offers(model, plan, share, rng)  # type: ignore[misc]
            if relaxed is not None:
                yield lambda plan: _disagreed(model, plan, relaxed)
            yield lambda _plan, share=share: _departments(model, share, rng)  # type: ignore[misc]
        yield runs
        size = min(size * _GROWTH, _MOST)


def _offers(model: Model, plan: Floats, share: float, rng: np.random.Generator) -> Stays:
    """The runs of all but a share of the offers, those that run now more likely freed than others."""
    c = model.columns
    offers = np.unique(c.y[0])
    if not len(offers):
        return c.at(1)
    chance = np.where(np.isin(offers, c.y[0][plan[c.at(1)] > 0.5]), 2.0, 1.0)
    count = min(len(offers), max(2, round(share * len(offers))))
    free = rng.choice(offers, size=count, replace=False, p=chance / chance.sum())
    return c.at(1)[~np.isin(c.y[0], free)]


def _departments(model: Model, share: float, rng: np.random.Generator) -> Stays:
    """Seats and mentoring of all but a share of the departments."""
    c, count = model.columns, len(model.a.release)
    free = rng.choice(count, size=min(count, max(2, round(share * count))), replace=False)
    groups = ((0, c.x[2]), (2, c.m[1]), (3, c.q[1]))
    return np.concatenate([c.at(group)[~np.isin(where, free)] for group, where in groups])


def _disagreed(model: Model, plan: Floats, relaxed: Floats) -> Stays:
    """Whatever plan and relaxation agree on."""
    whole = np.flatnonzero(model.whole).astype(np.int32)
    return whole[np.abs(plan[whole] - relaxed[whole]) < _AGREED]
