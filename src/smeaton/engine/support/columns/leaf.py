"""The best mentoring for a department whose seats and mentors are settled: exact for up to two mentors.

Where no strand is helped by two mentors, what blocks add falls from block to block and strands are separate:
taking the best block again and again is optimal, after each mentor's smallest number. Where two mentors help the
same strand, every number of blocks of the second there is tried.
"""

from __future__ import annotations

import numpy as np

from smeaton.engine.support.columns.compiled import inner
from smeaton.engine.support.columns.department import (
    BLOCK_RELEASE,
    LEAST,
    PAIR_LEAST,
    STRAND_MOST,
    Department,
    Ints,
)
from smeaton.engine.support.columns.relax import DAYS, NEVER, SPENT, Room, covers
from smeaton.engine.support.curves import Floats

_EPS = 1e-9


@inner
def finish(t: Department, price: Floats, flags: Ints, r: Room, best: Ints) -> tuple[float, bool]:
    """The most that mentoring makes of the node, blocks in `best` (j × s); whether that is exact."""
    width, doses, blocks = t.doses.shape[1], t.doses, t.blocks
    used = np.zeros(len(flags), np.int64)
    many = 0
    for j in range(len(flags)):
        if flags[j] == 1:
            used[many] = j
            many += 1
    shared, common = np.zeros(width + 1, np.int64), 0
    for s in range(width):
        for other in range(width):
            if many == 2 and blocks[used[1], 1 + s] >= 0 and blocks[used[1], 1 + s] == blocks[used[0], 1 + other]:
                shared[common] = s
                common += 1
    tried = np.zeros(width + 1, np.int64)
    counts = np.zeros((len(flags), width), np.int64)
    dose = np.zeros(len(r.x))
    value, exact = NEVER, many <= 2
    room = 1 << 40
    if t.caps[BLOCK_RELEASE] > 0.0:
        room = int((r.left[DAYS] + _EPS) / t.caps[BLOCK_RELEASE])
    while True:
        for j in range(len(flags)):
            for s in range(width):
                counts[j, s] = 0
        for k in range(len(dose)):
            dose[k] = r.x[k]
        for n in range(common):
            counts[used[1], shared[n]] = tried[n]
            dose[blocks[used[1], 1 + shared[n]]] += tried[n] * doses[used[1], shared[n]]
        found, plain = _fill(t, price, used[:many], r.left[SPENT], room, shared[:common], counts, dose)
        exact = exact and plain
        if found > value:
            value = found
            for j in range(len(flags)):
                for s in range(width):
                    best[j, s] = counts[j, s]
        n = 0
        while n < common and tried[n] == t.rules[STRAND_MOST]:
            tried[n] = 0
            n += 1
        if n == common:
            return value, exact
        tried[n] += 1


@inner
def _fill(
    t: Department,
    price: Floats,
    used: Ints,
    spent: float,
    room: int,
    shared: Ints,
    counts: Ints,
    dose: Floats,
) -> tuple[float, bool]:
    """Add the best block again and again; value, and whether a floor was met without reaching for it."""
    curve, blocks, doses, wide = t.curve, t.blocks, t.doses, counts.shape[1]
    least, covered, plain = t.caps[LEAST], 0.0, True
    for k in range(len(dose)):
        covered += covers(curve, k, dose[k])
    for n in range(len(used)):
        spent += price[used[n], 0]
        for s in range(wide):
            room -= counts[used[n], s]
            spent += counts[used[n], s] * price[used[n], 1]
    while room >= 0:
        best, at_j, at_s, forced = NEVER, -1, -1, False
        for n in range(len(used)):
            j, given = used[n], 0
            for s in range(wide):
                given += counts[j, s]
            if given > blocks[j, 0]:
                return NEVER, True
            if given == blocks[j, 0] or (forced and given >= t.rules[PAIR_LEAST]):
                continue
            for s in range(wide):
                k = blocks[j, 1 + s]
                if k < 0 or counts[j, s] >= t.rules[STRAND_MOST] or (n == 1 and _among(s, shared)):
                    continue
                gain = covers(curve, k, dose[k] + doses[j, s]) - covers(curve, k, dose[k])
                if covered >= least or given < t.rules[PAIR_LEAST]:
                    gain -= price[j, 1]
                if gain > best or (given < t.rules[PAIR_LEAST] and not forced):
                    best, at_j, at_s = gain, j, s
                    forced = given < t.rules[PAIR_LEAST]
        if room == 0 or at_j < 0 or (not forced and best <= _EPS):
            break
        room -= 1
        plain = plain and (forced or covered >= least or best > price[at_j, 1])
        k = blocks[at_j, 1 + at_s]
        before = covers(curve, k, dose[k])
        counts[at_j, at_s] += 1
        dose[k] += doses[at_j, at_s]
        covered += covers(curve, k, dose[k]) - before
        spent += price[at_j, 1]
    for n in range(len(used)):
        given = 0
        for s in range(wide):
            given += counts[used[n], s]
        if given < t.rules[PAIR_LEAST]:
            return NEVER, True
    if room < 0:
        return NEVER, True
    if covered < least:
        return NEVER, False
    return covered - spent, plain


@inner
def _among(s: int, shared: Ints) -> bool:
    for n in range(len(shared)):  # noqa: SIM110 - compiled
        if shared[n] == s:
            return True
    return False
