"""The loop behind `search`: rounds of ruin and refill in compiled code, between looks at the clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays
from smeaton.engine.support.local.chance import seeded
from smeaton.engine.support.local.climb import aim, better, climb, judged
from smeaton.engine.support.local.compiled import packed
from smeaton.engine.support.local.layout import allocation_of, place_of, state_of
from smeaton.engine.support.local.moves import copy, keeps
from smeaton.engine.support.local.options import Options
from smeaton.engine.support.local.refill import refill, scores_of

_CHUNK = 200  # rounds between looks at the clock and at others
_SETTINGS = (0.15, 0.3, 0.0, 0.0007, 0.00003, 16000.0)
_FIRST_CYCLE = 2000  # rounds


def climbed(
    a: Arrays,
    start: Allocation | None,
    seed: int,
    until: float | None,
    rounds: int | None,
    options: Options,
    found: Callable[[Allocation, float], None] | None,
    stop: Callable[[], bool] | None,
    offer: Callable[[], Allocation | None] | None,
) -> Allocation | None:
    """See `search`."""
    place = place_of(a, options, start)
    plan = a.empty() if start is None else start
    here, best, trial = (state_of(a, place, plan) for _ in range(3))
    p, now, top, other = packed(place), packed(here), packed(best), packed(trial)
    scores, rng = packed(scores_of(place)), seeded(seed)
    if start is None:
        refill(p, now, scores)
        copy(now, top)
    if place.lifting:
        aim(p, top)
    settings, done, left = np.array(_SETTINGS), np.array([0, _FIRST_CYCLE]), rounds
    told = -math.inf
    while True:
        if keeps(p, top) and judged(p, top) > told + 1e-7:
            told = judged(p, top)
            if found is not None:
                found(allocation_of(best), told)
        if left is not None and left <= 0:
            break
        if (stop is not None and stop()) or (until is not None and time.monotonic() >= until):
            break
        handed_in = None if offer is None else offer()
        if handed_in is not None:
            handed = packed(state_of(a, place, handed_in))
            if better(p, top, handed):
                copy(handed, top)
                copy(handed, now)
        size = _CHUNK if left is None else min(_CHUNK, left)
        climb(p, now, top, other, scores, rng, settings, done, size)
        if left is not None:
            left -= size
    return allocation_of(best) if keeps(p, top) else None
