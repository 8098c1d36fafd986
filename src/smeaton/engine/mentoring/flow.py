"""Which mentor gives how many blocks on which strand: a minimum-cost flow (OR-Tools).

Blocks flow from a source through the slices of a mentor's hours (each dearer than the one before: a convex
cost, which shares the load), through the pair (at most so many blocks), to a department's strand and to the
sink. What stays unmet flows from source to sink for nothing. A flow has whole numbers of blocks and is
optimal, but knows no smallest pair and no number of departments a mentor may have: see `repair`.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from smeaton.engine.mentoring.pairings import TIERS, Flags, Ints, Pairings

_SCALE = 10_000.0  # costs are whole numbers: worth in ten-thousandths


def best_flow(p: Pairings, *, pairs: Flags | None = None, least: Ints | None = None) -> Ints:
    """Blocks of each item (i) of greatest worth less load.

    `pairs` (e): only these may be used. `least` (e): blocks that a pair has at least, which must be possible.
    """
    chosen = np.ones(len(p.mentor), dtype=bool) if pairs is None else pairs
    least = np.zeros(len(p.mentor), dtype=np.int64) if least is None else least
    result = np.zeros(len(p.pair), dtype=np.int64)
    items = np.flatnonzero(chosen[p.pair])
    total = int(p.wanted.sum())
    if not len(items) or not total:
        return result
    cells, cell = np.unique(p.cell[items], return_inverse=True)
    wanted = p.wanted.ravel()[cells]
    pair, mentors = p.pair[items], len(p.spare)
    room = np.minimum(p.most, p.spare[p.mentor])
    asked = np.bincount(pair, weights=wanted[cell], minlength=len(p.mentor))
    binds = np.flatnonzero(chosen & ((asked > room) | (least > 0)))  # the others need no node of their own
    node = 2 + p.mentor
    node[binds] = 2 + mentors + len(cells) + np.arange(len(binds))
    source, sink = 0, 1
    slices = np.argwhere(p.tiers > 0)
    cell_node = 2 + mentors + np.arange(len(cells))
    arcs = (  # tail, head, capacity, cost: slices, pairs, items, cells, what stays unmet
        (
            np.full(len(slices), source),
            2 + slices[:, 0],
            p.tiers[slices[:, 0], slices[:, 1]],
            p.load[slices[:, 1]] * _SCALE,
        ),
        (2 + p.mentor[binds], node[binds], np.maximum(room - least, 0)[binds], np.zeros(len(binds))),
        (node[pair], cell_node[cell], np.minimum(wanted[cell], p.most[pair]), -p.worth[items] * _SCALE),
        (cell_node, np.full(len(cells), sink), wanted, np.zeros(len(cells))),
        (np.array([source]), np.array([sink]), np.array([total]), np.zeros(1)),
    )
    solver = min_cost_flow.SimpleMinCostFlow()
    tail, head, capacity, cost = (
        np.rint(np.concatenate([arc[n] for arc in arcs])).astype(np.int64) for n in range(4)
    )
    numbers = solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    supply = np.zeros(2 + mentors + len(cells) + len(binds), dtype=np.int64)
    supply[source], supply[sink] = total, -total
    supply[node[binds]] += least[binds]
    np.subtract.at(supply, 2 + p.mentor[binds], least[binds])
    solver.set_nodes_supplies(np.arange(len(supply)), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the flow has no solution ({status}); a smallest pair was asked that cannot be")
    begin = len(slices) + len(binds)
    result[items] = solver.flows(numbers[begin : begin + len(items)])
    return result


def pair_blocks(p: Pairings, blocks: Ints) -> Ints:
    """Blocks of each pair (e)."""
    result: Ints = np.bincount(p.pair, weights=blocks, minlength=len(p.mentor)).astype(np.int64)
    return result


def value(p: Pairings, blocks: Ints) -> float:
    """Worth of the blocks less the load that they put on mentors."""
    given = np.bincount(p.mentor[p.pair], weights=blocks, minlength=len(p.spare)).astype(np.int64)
    before = np.cumsum(p.tiers, axis=1) - p.tiers
    filled = np.clip(given[:, None] - before, 0, p.tiers)
    assert filled.shape[1] == TIERS  # noqa: S101
    return float(p.worth @ blocks - (filled * p.load).sum())
