"""The best mentoring for a department whose seats and mentors are settled: exact for up to two mentors.

Where no strand is helped by two mentors, what blocks add falls from block to block and strands are separate:
taking the best block again and again is optimal, after each mentor's smallest number. Where two mentors help
the same strand, every number of blocks of the second there is tried.
"""

from __future__ import annotations

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
from smeaton.engine.support.local.compiled import compiled

_EPS = 1e-9


@compiled
def finish(t: Department, price: Floats, flags: Ints, r: Room) -> tuple[float, bool]:
    """The most that mentoring makes of the node, blocks in the room's `best`; whether that is exact."""
    width, many = t.doses.shape[1], 0
    used, shared, tried, counts, dose, best = r.used, r.shared, r.tried, r.counts, r.dose, r.best
    for j in range(len(flags)):
        if flags[j] == 1:
            used[many] = j
            many += 1
    for s in range(width + 1):
        tried[s] = 0
    common = _shared(t.blocks, used[:many], shared)
    value, exact, room = NEVER, many <= 2, 1 << 40
    if t.caps[BLOCK_RELEASE] > 0.0:
        room = int((r.left[DAYS] + _EPS) / t.caps[BLOCK_RELEASE])
    while True:
        _begin(t, used, shared[:common], tried, r.x, counts, dose)
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


@compiled
def _shared(blocks: Ints, used: Ints, shared: Ints) -> int:
    """The second mentor's places of strands that the first helps too; how many."""
    common = 0
    if len(used) == 2:
        for s in range(1, blocks.shape[1]):
            for other in range(1, blocks.shape[1]):
                if blocks[used[1], s] >= 0 and blocks[used[1], s] == blocks[used[0], other]:
                    shared[common] = s - 1
                    common += 1
    return common


@compiled
def _begin(
    t: Department, used: Ints, shared: Ints, tried: Ints, x: Floats, counts: Ints, dose: Floats
) -> None:
    """No blocks, save those that are tried on shared strands."""
    for j in range(counts.shape[0]):
        for s in range(counts.shape[1]):
            counts[j, s] = 0
    for k in range(len(dose)):
        dose[k] = x[k]
    for n in range(len(shared)):
        counts[used[1], shared[n]] = tried[n]
        dose[t.blocks[used[1], 1 + shared[n]]] += tried[n] * t.doses[used[1], shared[n]]


@compiled
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
    curve, least, covered, plain = t.curve, t.caps[LEAST], 0.0, True
    for k in range(len(dose)):
        covered += covers(curve, k, dose[k])
    for n in range(len(used)):
        given = _given(counts, used[n])
        if given > t.blocks[used[n], 0]:
            return NEVER, True
        room -= given
        spent += price[used[n], 0] + given * price[used[n], 1]
    while room > 0:
        gain, j, s, forced = _next(t, price, used, covered < least, shared, counts, dose)
        if j < 0 or (not forced and gain <= _EPS):
            break
        room -= 1
        plain = plain and (forced or covered >= least or gain > price[j, 1])
        k = t.blocks[j, 1 + s]
        covered -= covers(curve, k, dose[k])
        counts[j, s] += 1
        dose[k] += t.doses[j, s]
        covered += covers(curve, k, dose[k])
        spent += price[j, 1]
    for n in range(len(used)):
        if room < 0 or _given(counts, used[n]) < t.rules[PAIR_LEAST]:
            return NEVER, True
    if covered < least:
        return NEVER, False
    return covered - spent, plain


@compiled
def _next(
    t: Department, price: Floats, used: Ints, reach: bool, shared: Ints, counts: Ints, dose: Floats
) -> tuple[float, int, int, bool]:
    """The block that adds most, of a mentor with too few if there is one: gain, mentor, place, too few.

    The gain is net of the block's cost unless a floor is to be reached.
    """
    best, at_j, at_s, forced = NEVER, -1, -1, False
    for n in range(len(used)):
        j = used[n]
        given = _given(counts, j)
        few = given < t.rules[PAIR_LEAST]
        if given == t.blocks[j, 0] or (forced and not few):
            continue
        for s in range(counts.shape[1]):
            k = t.blocks[j, 1 + s]
            if k < 0 or counts[j, s] >= t.rules[STRAND_MOST] or (n == 1 and _among(s, shared)):
                continue
            gain = covers(t.curve, k, dose[k] + t.doses[j, s]) - covers(t.curve, k, dose[k])
            gain -= 0.0 if reach and not few else price[j, 1]
            if gain > best or (few and not forced):
                best, at_j, at_s, forced = gain, j, s, few
    return best, at_j, at_s, forced


@compiled
def _given(counts: Ints, j: int) -> int:
    total = 0
    for s in range(counts.shape[1]):
        total += counts[j, s]
    return total


@compiled
def _among(s: int, shared: Ints) -> bool:
    for n in range(len(shared)):  # noqa: SIM110 - compiled
        if shared[n] == s:
            return True
    return False
