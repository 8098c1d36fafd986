"""The best match of a small problem with every limit, as a mixed-integer programme (HiGHS, through SciPy).

Used where the flow breaks a limit and the problem is of a hub's size: it proves what `repair` cannot.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from smeaton.engine.mentoring.flow import value
from smeaton.engine.mentoring.pairings import Ints, Pairings

ITEMS_MOST = 2_500  # a pair and a strand each; some 60 departments and 25 mentors
_NODES = 3_000  # of branch and bound: the same work, and so the same match, each time
_SECONDS = 20.0  # a safety net only
_GAP = 1e-4


def exact(p: Pairings, start: Ints, bound: float) -> tuple[Ints, float]:
    """The best blocks (i) found, no worse than `start`, and a proven bound, no worse than `bound`."""
    items, pairs, mentors, tiers = len(p.pair), len(p.mentor), *p.tiers.shape
    width = items + pairs + mentors * tiers  # blocks, pairs, and blocks in each slice of a mentor's hours
    inf = np.inf

    def rows(row: Ints, column: Ints, count: int, worth: float | Ints = 1.0) -> sparse.csr_matrix:
        return sparse.csr_matrix(
            (np.broadcast_to(np.asarray(worth, float), row.shape), (row, column)), shape=(count, width)
        )

    item, pair, new = np.arange(items), items + np.arange(pairs), np.flatnonzero(p.fresh)
    size = rows(p.pair, item, pairs)
    hours = rows(p.mentor[p.pair], item, mentors)
    slices = rows(np.repeat(np.arange(mentors), tiers), items + pairs + np.arange(mentors * tiers), mentors)
    blocks = (
        (rows(p.cell, item, p.wanted.size), -inf, p.wanted.ravel()),
        (size - rows(np.arange(pairs), pair, pairs, p.most), -inf, np.zeros(pairs)),
        (size - rows(np.arange(pairs), pair, pairs, p.least), 0.0, np.full(pairs, inf)),
        (hours - slices, 0.0, np.zeros(mentors)),
        (rows(p.mentor[new], pair[new], mentors), -inf, p.mentors_room),
        (rows(p.department[new], pair[new], len(p.departments_room)), -inf, p.departments_room),
    )
    high = np.concatenate([most for *_, most in blocks]).astype(float)
    low = np.concatenate([np.full(len(most), least) for _, least, most in blocks])
    found = milp(
        np.concatenate([-p.worth, np.zeros(pairs), np.tile(p.load, mentors)]),
        integrality=np.ones(width, dtype=np.int64),
        bounds=Bounds(0, np.concatenate([p.wanted.ravel()[p.cell], np.ones(pairs), p.tiers.ravel()])),
        constraints=LinearConstraint(sparse.vstack([m for m, *_ in blocks], format="csr"), low, high),
        options={"node_limit": _NODES, "time_limit": _SECONDS, "mip_rel_gap": _GAP},
    )
    proven = found.get("mip_dual_bound")
    if proven is not None and np.isfinite(proven):
        bound = min(bound, -float(proven))
    if found.x is None:
        return start, bound
    best = np.rint(found.x[:items]).astype(np.int64)
    return (best, bound) if value(p, best) > value(p, start) else (start, bound)
