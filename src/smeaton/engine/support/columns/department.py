"""One department packed into few arrays for compiled pricing: what it may take and what that would cover.

Axes: i offers it could take, j mentors it could have, k strands, p pieces of a curve; s the strands that an
offer or a mentor helps (−1 where there are fewer).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.arrays import Arrays
from smeaton.engine.support.curves import Floats

Ints = NDArray[np.int64]

MOST = 40  # seats of one offer: sets of seat numbers are kept as bits
TOP, MUST, STRANDS = 0, 1, 2  # columns of `seats`; strands from the third on
RELEASE, EVENINGS, DOSES = 0, 1, 2  # columns of `uses`
LEAST, RELEASE_CAP, EVENING_CAP, BLOCK_RELEASE = 0, 1, 2, 3  # of `caps`
PAIR_LEAST, STRAND_MOST, MENTORS_MOST = 0, 1, 2  # of `rules`


class Department(NamedTuple):
    """A department's own rules and curves. Doses are per seat and per block; values are weighted."""

    curve: Floats  # 2 × k × p: length, and slope times the weights of strand and department
    caps: Floats  # covered need that the floor asks for (0: no floor), release days, evenings, days per block
    rules: Ints  # fewest blocks of a pair, most on a strand, most mentors
    seats: Ints  # i × (most, 1 where its lead must have it, strands…)
    uses: Floats  # i × (release days, evenings, doses…)
    blocks: Ints  # j × (most, strands…)
    doses: Floats  # j × s
    offer: Ints  # i: which offer
    mentor: Ints  # j: which mentor


def department(a: Arrays, d: int, floor: float = 0.0) -> Department:
    """Department `d`; `floor` is the share of its own need that must be covered."""
    useful = a.allowed[:, :, d].any(axis=1) & (a.top[d] > 0)
    useful &= (a.seat_dose[d] > 0).any(axis=1) | a.must[d]
    offers = np.flatnonzero(useful)
    strand, dose = _sparse(a.seat_dose[d, offers])
    rules = a.problem.rules.mentor
    able = a.pair_allowed[:, d] & (a.mentor_blocks >= a.pair_blocks[0]) & (a.block_dose[:, d] > 0).any(axis=1)
    most = min(a.strand_blocks, a.pair_blocks[1])
    if most <= 0 or a.pair_blocks[1] < a.pair_blocks[0] or rules.mentors_per_department_max <= 0:
        able[:] = False
    mentors = np.flatnonzero(able)
    helped, given = _sparse(a.block_dose[mentors, d])
    full = float(a.curves.need[d] @ a.own) * float(a.problem.departments[d].weight)
    fits = np.minimum(a.mentor_blocks[mentors], a.pair_blocks[1])
    return Department(
        curve=np.stack([a.curves.length[d], a.curves.slope[d] * a.weight[d][:, None]]).astype(float),
        caps=np.array(
            [
                max(floor - 1e-7, 0.0) * full,
                float(a.release[d]) + 1e-7,
                float(a.evenings[d]) + 1e-7,
                float(a.block_release),
            ]
        ),
        rules=np.array([a.pair_blocks[0], most, rules.mentors_per_department_max], dtype=np.int64),
        seats=np.column_stack([a.top[d, offers], a.must[d, offers], strand]).astype(np.int64),
        uses=np.column_stack([a.seat_release[offers], a.seat_evenings[offers], dose]).astype(float),
        blocks=np.column_stack([fits, helped]).astype(np.int64),
        doses=given,
        offer=offers.astype(np.int64),
        mentor=mentors.astype(np.int64),
    )


def _sparse(dense: Floats) -> tuple[Ints, Floats]:
    """Which strands have a dose, and the doses, left-aligned."""
    width = max(int((dense > 0).sum(axis=1).max(initial=0)), 1)
    strand = np.full((len(dense), width), -1, dtype=np.int64)
    dose = np.zeros((len(dense), width))
    for n, row in enumerate(dense):
        found = np.flatnonzero(row > 0)
        strand[n, : len(found)] = found
        dose[n, : len(found)] = row[found]
    return strand, dose
