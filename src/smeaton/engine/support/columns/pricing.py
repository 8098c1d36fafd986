"""The best package of a department at given prices: branch and bound, depth first, in compiled code.

A search that runs out of nodes still returns a valid bound: the best of what it left open.
"""

from __future__ import annotations

from typing import NamedTuple

from smeaton.engine.support.columns.department import LEAST, MENTORS_MOST, MUST, TOP, Department, Ints
from smeaton.engine.support.columns.leaf import finish
from smeaton.engine.support.columns.relax import (
    KEPT,
    NEVER,
    OPEN,
    SPENT,
    STEP,
    Prices,
    Room,
    bound,
    lowest,
    move,
    settle,
    tabulate,
)
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.local.compiled import compiled

_ROOT_STEPS, _STEPS, _ROUNDS = 60, 10, 3


class Found(NamedTuple):
    """Packages found, the best last: seats by offer, blocks by mentor and place, worth at the prices."""

    seats: Ints  # n × i
    blocks: Ints  # n × j × s
    worth: Floats  # n


@compiled
def price(
    t: Department, p: Prices, m: Floats, known: float, slack: float, limit: int, r: Room, found: Found
) -> tuple[float, int, int]:
    """An upper bound on the worth of any package, how many better than `known` were found, nodes used.

    `m` holds multipliers to begin with and is left with good ones. The bound is at most `slack` above the
    best package unless `limit` nodes did not suffice.
    """
    offers, mentors, many = len(t.seats), len(t.blocks), len(m)
    sets, points, here, at = r.sets, r.points, r.here, r.at
    numbers, flags, point = here[:offers], here[offers:], at[:many]
    for i in range(offers):
        sets[0, i] = (2 << t.seats[i, TOP]) - 1 - t.seats[i, MUST]
    for j in range(mentors):
        sets[0, offers + j] = -1
    for n in range(many):
        points[0, n] = m[n]
    points[0, many] = -NEVER
    best, worst, count, nodes, top = known, known, 0, 0, 1
    while top > 0:
        top -= 1
        above = points[top, many]
        if above <= best + slack or nodes >= limit or top + 64 >= OPEN:
            worst = max(worst, above)
            continue
        _copy(sets[top], here)
        _copy(points[top], at)
        value, struck = _node(t, p, numbers, flags, point, best, slack, _STEPS if nodes else _ROOT_STEPS, r)
        if nodes == 0:
            _copy(point, m)
        nodes += 1
        worst = max(worst, struck)
        if min(value, above) <= best + slack:
            worst = max(worst, min(value, above))
            continue
        item = _choose(numbers, flags, r)
        if item < 0:
            reached, exact = finish(t, p.mentor, flags, r)
            worst = max(worst, reached if exact else min(value, above))
            if reached > best:
                best = reached
                _keep(numbers, r.best, reached, count, found)
                count += 1
        else:
            at[many] = value
            top = _open(here, at, item, offers, above, r, sets, points, top)
    return max(worst, best), count, nodes


@compiled
def _copy(source: Floats | Ints, target: Floats | Ints) -> None:
    for n in range(len(target)):
        target[n] = source[n]


@compiled
def _keep(numbers: Ints, blocks: Ints, worth: float, count: int, found: Found) -> None:
    at, seats, given = count % len(found.worth), found.seats, found.blocks
    for i in range(len(numbers)):
        seats[at, i] = lowest(numbers[i])
    for j in range(blocks.shape[0]):
        for s in range(blocks.shape[1]):
            given[at, j, s] = blocks[j, s]
    found.worth[at] = worth


@compiled
def _node(
    t: Department,
    p: Prices,
    numbers: Ints,
    flags: Ints,
    m: Floats,
    best: float,
    slack: float,
    steps: int,
    r: Room,
) -> tuple[float, float]:
    """Bound a node, striking choices that cannot beat `best`; the bound, and the best of what was struck.

    Steps of the multipliers in rounds: a round ends with what is now fixed taken into the dose.
    """
    cut, struck, value, lines, floor = best + slack, NEVER, NEVER, r.lines, t.caps[LEAST] > 0.0
    fixed = -1.0
    last = (_ROUNDS - 1) * steps
    n = 0
    while True:
        if n % steps == 0 or n >= last:
            _full(flags, t.rules[MENTORS_MOST])
            if not settle(t, p, numbers, flags, r):
                return NEVER, struck
            tabulate(t, numbers, flags, r)
            if _sum(r.x) + r.left[SPENT] == fixed:
                n = last
            fixed = _sum(r.x) + r.left[SPENT]
            least = -NEVER
            for e in range(len(m)):
                lines[STEP, e] = 0.0
        value = bound(t, p, numbers, flags, m, r)
        if value <= cut or n >= last:
            return value, struck
        if value < least:
            least = value
            _copy(m, lines[KEPT])
        struck, alive = _strike(t.seats, numbers, flags, value, cut, struck, t.rules[MENTORS_MOST], r)
        if not alive:
            return NEVER, struck
        n += 1
        if n % steps == 0:
            _copy(lines[KEPT], m)
        else:
            goal = best if best > NEVER / 2 else value - 0.02 * abs(value) - 0.01
            move(value, goal, len(r.x), floor, m, lines)


@compiled
def _sum(x: Floats) -> float:
    total = 0.0
    for k in range(len(x)):
        total += x[k]
    return total


@compiled
def _full(flags: Ints, most: int) -> None:
    """Where a department has all the mentors it may have, it gets no other."""
    used = 0
    for j in range(len(flags)):
        if flags[j] == 1:
            used += 1
    for j in range(len(flags)):
        if flags[j] == -1 and used >= most:
            flags[j] = 0


@compiled
def _strike(  # noqa: C901 - compiled, in one piece
    seats: Ints, numbers: Ints, flags: Ints, bounded: float, cut: float, struck: float, most: int, r: Room
) -> tuple[float, bool]:
    """Strike what would bring the bound below the cut. Each is separate in the bound, so this is valid."""
    value, pick, offers = r.value, r.pick, len(numbers)
    for i in range(offers):
        low = lowest(numbers[i])
        if numbers[i] == 1 << low:
            continue
        rest = bounded - value[i, pick[i]]
        for n in range(low, seats[i, TOP] + 1):
            if (numbers[i] >> n) & 1 and rest + value[i, n] <= cut:
                struck = max(struck, rest + value[i, n])
                numbers[i] ^= 1 << n
        if numbers[i] == 0:
            return struck, False
    weakest, strongest, used = -NEVER, 0.0, 0
    for j in range(len(flags)):
        if pick[offers + j]:
            used += 1
            if flags[j] == -1:
                weakest = min(weakest, value[offers + j, 0])
        elif flags[j] == -1:
            strongest = max(strongest, value[offers + j, 0])
    for j in range(len(flags)):
        if flags[j] != -1:
            continue
        yes = pick[offers + j]
        other = bounded + value[offers + j, 0] - (weakest if used >= most else 0.0)
        if yes:
            other = bounded - value[offers + j, 0] + strongest
        if other <= cut:
            struck = max(struck, other)
            flags[j] = yes
    return struck, True


@compiled
def _choose(numbers: Ints, flags: Ints, r: Room) -> int:
    """What to branch on: the item that could add most; an offer's number, or a mentor's after the offers."""
    best, at, gain, more, given = -1.0, -1, r.gain, r.mentor_gain, r.given
    for i in range(len(numbers)):
        if numbers[i] == 1 << lowest(numbers[i]):
            continue
        most = 0
        while numbers[i] >> (most + 1):
            most += 1
        worth = 0.0
        for s in range(gain.shape[2]):
            worth += gain[i, most, s]
        if worth > best:
            best, at = worth, i
    for j in range(len(flags)):
        worth = 0.0
        for s in range(more.shape[1]):
            worth += more[j, s, given[j, s]]
        if flags[j] == -1 and worth > best:
            best, at = worth, len(numbers) + j
    return at


@compiled
def _open(
    here: Ints,
    at: Floats,
    item: int,
    offers: int,
    above: float,
    r: Room,
    sets: Ints,
    points: Floats,
    top: int,
) -> int:
    """Open a node for each choice of the item, the best last, so that it is looked at first."""
    value, pick, many = r.value, r.pick, len(at) - 1
    rest = here[item] if item < offers else 3
    while rest:
        worst, n = -1, 0
        while rest >> n:
            if (rest >> n) & 1:
                if item >= offers:
                    worst = n if worst < 0 or n != pick[item] else worst
                elif worst < 0 or value[item, n] < value[item, worst]:
                    worst = n
            n += 1
        rest ^= 1 << worst
        _copy(here, sets[top])
        _copy(at, points[top])
        if item < offers:
            sets[top, item] = 1 << worst
            points[top, many] += value[item, worst] - value[item, pick[item]]
        else:
            sets[top, item] = worst
        points[top, many] = min(points[top, many], above)
        top += 1
    return top
