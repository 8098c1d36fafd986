"""A bound on the best package of a department, item by item, and the multipliers that make it tight.

At a node some numbers of seats are fixed and give the dose x; the others are free. With F the covered need of
a strand and ΔF what a further dose adds,

    ΔF(Σ doses) ≤ β Σ ΔF(dose of an item) + (1 − β) max_t [ΔF(t) − θ t] + θ Σ doses,   0 ≤ β ≤ 1, θ ≥ 0:

the first part because ΔF is concave and zero at zero, the second because it lies below its tangents. Release
days and evenings are priced (μ), and so is the floor (ν). What remains is separate for each item, and so
gives for each number of seats of each item a bound on every package that has it. Multipliers in one array:
θ by strand, β by strand, μ of release days, μ of evenings, ν.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from smeaton.engine.support.columns.department import (
    BLOCK_RELEASE,
    DOSES,
    EVENING_CAP,
    EVENINGS,
    LEAST,
    MENTORS_MOST,
    PAIR_LEAST,
    RELEASE,
    RELEASE_CAP,
    STRAND_MOST,
    STRANDS,
    TOP,
    Department,
    Ints,
)
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.local.compiled import compiled

NEVER = -1e30
SETTLED = -1  # instead of a best number: what is fixed is in the dose already
OPEN = 512  # nodes kept open, at most
_EPS = 1e-9
_MOST_FLOOR_PRICE = 50.0
COVERED, SPENT, DAYS, EVES = 0, 1, 2, 3  # of `left`
SLOPE, STEP, KEPT, SCALE = 0, 1, 2, 3  # rows of `lines`


class Room(NamedTuple):
    """Room for the figures of one node, made once."""

    x: Floats  # k: dose fixed so far
    left: Floats  # covered so far, spent so far, release days left, evenings left
    gain: Floats  # i × n × s: what n seats add from x on
    mentor_gain: Floats  # j × s × blocks
    value: Floats  # (i and then j) × n: worth of n seats, or of a mentor (n = 0), at the multipliers
    pick: Ints  # i and then j: best number of seats, or SETTLED; whether a mentor is chosen
    given: Ints  # j × s: blocks
    lines: Floats  # gradient of the bound, last step, best multipliers, scale of steps: each × multipliers
    sets: Ints  # open nodes × (i and then j): seats still possible, as bits; mentors −1 open, 0 no, 1 yes
    points: Floats  # open nodes × (multipliers and the bound)
    here: Ints  # a row of `sets`: the node looked at
    at: Floats  # a row of `points`
    best: Ints  # j × s: blocks of the best mentoring of a node
    counts: Ints  # j × s
    dose: Floats  # k
    used: Ints  # j
    shared: Ints  # s + 1
    tried: Ints  # s + 1


class Prices(NamedTuple):
    """What a department's items cost at the prices."""

    cost: Floats  # i × n: of n seats in all, cheapest split over sites
    mentor: Floats  # j × (working with a mentor at all, each block)


def room(t: Department) -> Room:
    """Room for a department's nodes."""
    strands, offers, mentors = t.curve.shape[1], len(t.seats), len(t.blocks)
    most = int(t.seats[:, TOP].max(initial=0)) + 1
    lines = np.zeros((4, 2 * strands + 3))
    lines[SCALE] = 1.0
    lines[SCALE, -3:-1] = 1.0 / np.maximum(t.caps[[RELEASE_CAP, EVENING_CAP]], 1e-3)
    return Room(
        x=np.zeros(strands),
        left=np.zeros(4),
        gain=np.zeros((offers, most, t.seats.shape[1] - STRANDS)),
        mentor_gain=np.zeros((mentors, t.doses.shape[1], max(int(t.rules[STRAND_MOST]), 0) + 1)),
        value=np.zeros((offers + mentors, most)),
        pick=np.zeros(offers + mentors, np.int64),
        given=np.zeros((mentors, t.doses.shape[1]), np.int64),
        lines=lines,
        sets=np.zeros((OPEN, offers + mentors), np.int64),
        points=np.zeros((OPEN, 2 * strands + 4)),
        here=np.zeros(offers + mentors, np.int64),
        at=np.zeros(2 * strands + 4),
        best=np.zeros((mentors, t.doses.shape[1]), np.int64),
        counts=np.zeros((mentors, t.doses.shape[1]), np.int64),
        dose=np.zeros(strands),
        used=np.zeros(mentors, np.int64),
        shared=np.zeros(t.doses.shape[1] + 1, np.int64),
        tried=np.zeros(t.doses.shape[1] + 1, np.int64),
    )


@compiled
def covers(curve: Floats, k: int, dose: float) -> float:
    """Need that a dose covers on one strand."""
    total: float = 0.0
    for p in range(curve.shape[2]):
        piece = float(curve[0, k, p])
        if dose <= piece:
            return total + float(curve[1, k, p]) * dose
        total += float(curve[1, k, p]) * piece
        dose -= piece
    return total


@compiled
def lowest(numbers: int) -> int:
    """The smallest number in a set kept as bits."""
    n = 0
    while not (numbers >> n) & 1:
        n += 1
    return n


@compiled
def settle(t: Department, p: Prices, numbers: Ints, flags: Ints, r: Room) -> bool:  # noqa: C901
    """Add up what is fixed, and strike numbers of seats that no longer fit. False: nothing fits."""
    x, left, seats, uses, caps, cost, curve = r.x, r.left, t.seats, t.uses, t.caps, p.cost, t.curve
    for k in range(len(x)):
        x[k] = 0.0
    spent, release, evenings = 0.0, caps[RELEASE_CAP], caps[EVENING_CAP]
    low_release, low_evenings = 0.0, 0.0
    for i in range(len(numbers)):
        n = lowest(numbers[i])
        r.pick[i] = 0
        if numbers[i] == 1 << n:
            r.pick[i] = SETTLED
            release -= n * uses[i, RELEASE]
            evenings -= n * uses[i, EVENINGS]
            spent += cost[i, n]
            for s in range(seats.shape[1] - STRANDS):
                k = seats[i, STRANDS + s]
                if k >= 0:
                    x[k] += n * uses[i, DOSES + s]
        else:
            low_release += n * uses[i, RELEASE]
            low_evenings += n * uses[i, EVENINGS]
    for j in range(len(flags)):
        if flags[j] == 1:
            low_release += t.rules[PAIR_LEAST] * caps[BLOCK_RELEASE]
    covered = 0.0
    for k in range(len(x)):
        covered += covers(curve, k, x[k])
    left[COVERED], left[SPENT], left[DAYS], left[EVES] = covered, spent, release, evenings
    release -= low_release
    evenings -= low_evenings
    if release < -_EPS or evenings < -_EPS:
        return False
    for i in range(len(numbers)):
        low = lowest(numbers[i])
        for n in range(low + 1, seats[i, TOP] + 1):
            if max((n - low) * uses[i, RELEASE] - release, (n - low) * uses[i, EVENINGS] - evenings) > _EPS:
                numbers[i] &= (1 << n) - 1
                break
    return True


@compiled
def tabulate(t: Department, numbers: Ints, flags: Ints, r: Room) -> None:
    """What each number of seats, and of blocks, would add from the fixed dose on."""
    x, gain, seats, uses, curve = r.x, r.gain, t.seats, t.uses, t.curve
    for i in range(len(numbers)):
        if numbers[i] == 1 << lowest(numbers[i]):
            continue
        for s in range(gain.shape[2]):
            k = seats[i, STRANDS + s]
            if k < 0:
                continue
            base = covers(curve, k, x[k])
            for n in range(1, seats[i, TOP] + 1):
                gain[i, n, s] = covers(curve, k, x[k] + n * uses[i, DOSES + s]) - base
    more, blocks, doses = r.mentor_gain, t.blocks, t.doses
    for j in range(len(flags)):
        if flags[j] == 0:
            continue
        for s in range(more.shape[1]):
            k = blocks[j, 1 + s]
            if k < 0:
                continue
            base = covers(curve, k, x[k])
            for b in range(1, more.shape[2]):
                more[j, s, b] = covers(curve, k, x[k] + b * doses[j, s]) - base


@compiled
def bound(t: Department, p: Prices, numbers: Ints, flags: Ints, m: Floats, r: Room) -> float:
    """The bound at multipliers `m`; also the worth of every choice, the best ones, and the gradient."""
    left, slope, least = r.left, r.lines[SLOPE], t.caps[LEAST]
    many = len(m)
    days, eves, floor = m[many - 3], m[many - 2], m[many - 1]
    total = (1.0 + floor) * left[COVERED] - floor * least - left[SPENT] + days * left[DAYS]
    total += eves * left[EVES]
    slope[many - 3], slope[many - 2], slope[many - 1] = left[DAYS], left[EVES], left[COVERED] - least
    total += _tangents(t.curve, r.x, m, slope)
    total += _offers(t.seats, t.uses, p.cost, numbers, m, r.gain, r.value, r.pick, slope)
    return float(total + _mentors(t, p.mentor, flags, m, r))


@compiled
def _tangents(curve: Floats, at: Floats, m: Floats, slope: Floats) -> float:
    strands, total, floor = len(at), 0.0, 1.0 + m[-1]
    for k in range(strands):
        share, x, dose, gained = floor * (1.0 - m[strands + k]), at[k], 0.0, 0.0
        for p in range(curve.shape[2]):
            piece = curve[0, k, p]
            if x >= piece:
                x -= piece
                continue
            if share * curve[1, k, p] <= m[k]:
                break
            dose += piece - x
            gained += (piece - x) * curve[1, k, p]
            x = 0.0
        slope[k] = -dose
        slope[strands + k] = -floor * gained
        slope[2 * strands + 2] += (1.0 - m[strands + k]) * gained
        total += share * gained - m[k] * dose
    return total


@compiled
def _offers(  # noqa: C901 - the innermost loop, in one piece
    seats: Ints,
    uses: Floats,
    cost: Floats,
    numbers: Ints,
    m: Floats,
    gain: Floats,
    value: Floats,
    pick: Ints,
    slope: Floats,
) -> float:
    total, wide, strands = 0.0, gain.shape[2], (len(m) - 3) // 2
    days, eves, scale = m[2 * strands], m[2 * strands + 1], 1.0 + m[2 * strands + 2]
    for i in range(len(numbers)):
        if pick[i] == SETTLED:
            continue
        low = lowest(numbers[i])
        best, at = NEVER, 0
        each = -days * uses[i, RELEASE] - eves * uses[i, EVENINGS]
        for s in range(wide):
            if seats[i, STRANDS + s] >= 0:
                each += m[seats[i, STRANDS + s]] * uses[i, DOSES + s]
        for n in range(low, seats[i, TOP] + 1):
            if not (numbers[i] >> n) & 1:
                continue
            worth = n * each - cost[i, n]
            for s in range(wide):
                if n and seats[i, STRANDS + s] >= 0:
                    worth += scale * m[strands + seats[i, STRANDS + s]] * gain[i, n, s]
            value[i, n] = worth
            if worth > best:
                best, at = worth, n
        pick[i] = at
        total += best
        if at:
            slope[2 * strands] -= at * uses[i, RELEASE]
            slope[2 * strands + 1] -= at * uses[i, EVENINGS]
            for s in range(wide):
                k = seats[i, STRANDS + s]
                if k >= 0:
                    slope[k] += at * uses[i, DOSES + s]
                    slope[strands + k] += scale * gain[i, at, s]
                    slope[2 * strands + 2] += m[strands + k] * gain[i, at, s]
    return total


@compiled
def _mentors(t: Department, price: Floats, flags: Ints, m: Floats, r: Room) -> float:
    """The mentors who must be there, and the best of the others as far as there may be more."""
    value, pick, slope, offers = r.value, r.pick, r.lines[SLOPE], len(r.gain)
    total, more = 0.0, t.rules[MENTORS_MOST]
    for j in range(len(flags)):
        pick[offers + j] = 0
        if flags[j] != 0:
            value[offers + j, 0] = _mentor(t, price, j, m, r.mentor_gain, r.given)
        if flags[j] == 1:
            total += value[offers + j, 0]
            pick[offers + j] = 1
            more -= 1
    while more > 0:
        best = -1
        for j in range(len(flags)):
            if flags[j] != -1 or pick[offers + j] or value[offers + j, 0] <= 0.0:
                continue
            if best < 0 or value[offers + j, 0] > value[offers + best, 0]:
                best = j
        if best < 0:
            break
        pick[offers + best] = 1
        total += value[offers + best, 0]
        more -= 1
    strands, gain, given = len(r.x), r.mentor_gain, r.given
    scale, days = 1.0 + m[2 * strands + 2], t.caps[BLOCK_RELEASE]
    for j in range(len(flags)):
        for s in range(given.shape[1]):
            k, b = t.blocks[j, 1 + s], given[j, s]
            if pick[offers + j] and k >= 0 and b > 0:
                slope[2 * strands] -= b * days
                slope[k] += b * t.doses[j, s]
                slope[strands + k] += scale * gain[j, s, b]
                slope[2 * strands + 2] += m[strands + k] * gain[j, s, b]
    return total


@compiled
def _mentor(t: Department, price: Floats, j: int, m: Floats, gain: Floats, given: Ints) -> float:
    """Worth of mentor `j` at the multipliers, with the best blocks; NEVER where too few fit."""
    blocks, doses, least, most = t.blocks, t.doses, t.rules[PAIR_LEAST], t.rules[STRAND_MOST]
    strands = (len(m) - 3) // 2
    scale, wide = 1.0 + m[2 * strands + 2], given.shape[1]
    for s in range(wide):
        given[j, s] = 0
    value, each = -price[j, 0], price[j, 1] + m[2 * strands] * t.caps[BLOCK_RELEASE]
    for so_far in range(blocks[j, 0]):
        best, at = NEVER, -1
        for s in range(wide):
            k, b = blocks[j, 1 + s], given[j, s]
            if k < 0 or b >= most:
                continue
            worth = scale * m[strands + k] * (gain[j, s, b + 1] - gain[j, s, b]) + m[k] * doses[j, s]
            if worth > best:
                best, at = worth, s
        if at < 0 or (best <= each and so_far >= least):
            return value if so_far >= least else NEVER
        given[j, at] += 1
        value += best - each
    return value if blocks[j, 0] >= least else NEVER


@compiled
def move(value: float, wanted: float, strands: int, floor: bool, m: Floats, lines: Floats) -> None:
    """One step of the multipliers towards a bound of `wanted` (Polyak's rule, with some of the last step)."""
    norm = 0.0
    for n in range(len(m)):
        g = lines[SLOPE, n] * lines[SCALE, n]
        if (g > 0 and m[n] <= 0.0) or (g < 0 and strands <= n < 2 * strands and m[n] >= 1.0):
            g = 0.0
        if n == 2 * strands + 2 and not floor:
            g = 0.0
        lines[STEP, n] = g + 0.5 * lines[STEP, n]
        norm += lines[STEP, n] * lines[STEP, n]
    if norm <= 1e-18:
        return
    size = (value - wanted) / norm
    for n in range(len(m)):
        m[n] = max(m[n] - size * lines[SCALE, n] * lines[STEP, n], 0.0)
        if strands <= n < 2 * strands:
            m[n] = min(m[n], 1.0)
    m[2 * strands + 2] = min(m[2 * strands + 2], _MOST_FLOOR_PRICE)
