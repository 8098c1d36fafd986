"""Random numbers for compiled loops: two multiplicative generators combined (L'Ecuyer 1988).

The state is an array of two whole numbers, so that runs repeat alike in compiled and in plain Python.
"""

from __future__ import annotations

import numpy as np

from smeaton.engine.support.arrays import Ints
from smeaton.engine.support.local.compiled import compiled

_FIRST, _SECOND = 2147483563, 2147483399


def seeded(seed: int) -> Ints:
    """A fresh state."""
    return np.random.default_rng(seed).integers(1, _SECOND - 1, size=2, dtype=np.int64)


@compiled
def uniform(rng: Ints) -> float:
    """A number of 0 to 1, 1 excluded."""
    rng[0] = rng[0] * 40014 % _FIRST
    rng[1] = rng[1] * 40692 % _SECOND
    return ((rng[0] - rng[1]) % (_FIRST - 1)) / float(_FIRST - 1)  # type: ignore[no-any-return]


@compiled
def below(rng: Ints, n: int) -> int:
    """A whole number of 0 to n − 1."""
    return int(uniform(rng) * n)


@compiled
def normal(rng: Ints) -> float:
    """A number near enough to a standard normal one: mean 0, variance 1, within 3."""
    return 2.0 * (uniform(rng) + uniform(rng) + uniform(rng)) - 3.0
