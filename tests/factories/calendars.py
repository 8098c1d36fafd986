"""Dates for made places: options by slot number, as loose or as tight as a test wants them."""

from __future__ import annotations

from typing import Any

import numpy as np


def with_options(document: dict[str, Any], seed: int, *, slots: int = 60, options: int = 4) -> dict[str, Any]:
    """The problem with `options` dates for each hosted offer and host, drawn from `slots` slots of a season.

    The sessions of an option are at least three slots apart.
    """
    rng = np.random.default_rng(seed)
    dates = []
    for offer in document["offers"]:
        if not offer["hosted"]:
            continue
        sessions = max(1, offer["sessions"])
        for host in document["hosts"]:
            drawn = {
                tuple(int(first) + 3 * n for n in range(sessions))
                for first in rng.integers(0, slots - 3 * (sessions - 1), options)
            }
            dates.append(
                {"offer": offer["id"], "host": host["id"], "options": [list(o) for o in sorted(drawn)]}
            )
    return document | {"dates": dates}
