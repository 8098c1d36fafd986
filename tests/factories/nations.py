"""Regions and countries made from a seed: places that share offers, money and national seats."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from tests.factories.planning import place, tiny

NATIONAL = "leadership-3-{}"


def nation(seed: int, sizes: list[int], per_department: float = 1500.0) -> dict[str, Any]:
    """Places of these numbers of departments, as a document of format smeaton-plan-nation/1.

    They share the catalogue and the strands of the first; three leadership offers have national seats.
    """
    places = [place(seed * 1000 + n, departments=size) for n, size in enumerate(sizes)]
    total = sum(sizes)
    for n, some in enumerate(places, 1):
        some["name"] = f"place {n} of {len(places)}"
        some["strands"] = places[0]["strands"]
        del some["rules"]["budget"]
    offers = places[0]["offers"]
    for some in places:
        del some["offers"]
    return {
        "format": "smeaton-plan-nation/1",
        "budget": per_department * total,
        "national_seats": {NATIONAL.format(n): max(1, total // 9) for n in (1, 2, 3)},
        "offers": offers,
        "places": places,
    }


def sizes_like_england(departments: int, places: int, seed: int) -> list[int]:
    """Numbers of departments that add up: most places of 10 to 25, a few of up to 60, none below 5."""
    rng = np.random.default_rng(seed)
    drawn = np.clip(np.exp(rng.normal(np.log(16.0), 0.5, places)), 5, 60)
    sizes = np.clip(np.floor(drawn * departments / drawn.sum()), 5, 60).astype(int)
    while sizes.sum() != departments:
        n = int(rng.integers(places))
        step = 1 if sizes.sum() < departments else -1
        if 5 <= sizes[n] + step <= 60:
            sizes[n] += step
    return sizes.tolist()


def tiny_nation(seed: int, places: int = 3, **changes: Any) -> dict[str, Any]:
    """Places of two departments, so small that every plan can be tried; online has national seats."""
    rng = np.random.default_rng(seed)
    first = tiny(seed)
    some = [tiny(seed * 100 + n) for n in range(places)]
    for n, one in enumerate(some, 1):
        one["name"] = f"tiny {n}"
        one["strands"] = first["strands"]
        del one["rules"]["budget"]
        del one["offers"]
    return {
        "format": "smeaton-plan-nation/1",
        "budget": float(rng.integers(100, 700) * places),
        "national_seats": {"online": int(rng.integers(0, places + 1))},
        "offers": copy.deepcopy(first["offers"]),
        "places": some,
        **changes,
    }
