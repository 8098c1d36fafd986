"""Greedy refill: again and again the move that adds most merit per pound, until none pays or fits.

A move is a seat where there is room, one more run with its best seats, or a mentor pair with its best blocks.
Worth falls as moves are made, so a run or a pair is looked at again only when its old score tops the list.
Scores are blurred by `Scores.blur_*`, or the refill after a ruin would put back what was there.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from smeaton.engine.support.arrays import Ints
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.local.compiled import compiled
from smeaton.engine.support.local.layout import MONEY, Place, State
from smeaton.engine.support.local.moves import (
    EPS,
    affordable,
    block,
    covered,
    lifted,
    room,
    run,
    run_change,
    seat,
    seat_change,
    seats_worth,
    within,
)

CHEAP = 1.0  # pounds: free items are ranked as if they cost this
STRAND, WORTH, OWN, OWN_BEFORE = 0, 1, 2, 3  # places in `Scores.block`
_NONE, _UNSEEN = -1e9, 1e9


class Scores(NamedTuple):
    """Merit per pound of each kind of move, blurs, and room to work in."""

    seat: Floats  # d × o
    site: Ints  # d × o: where that seat is
    gain: Floats  # d × o: merit of one seat more, −1 where the department has no room for it
    runs: Floats  # o × h: an upper bound until looked at
    pair: Floats  # j × d: an upper bound until looked at
    blur_seat: Floats  # d
    blur_run: Floats  # o × h
    blur_pair: Floats  # j × d
    day_price: Floats  # d: pounds that a release day counts as, on top
    pending: Ints  # d: seats of the run looked at last
    head: Floats  # d: merit per pound of one seat more in it
    taken: Floats  # d: merit of its pending seats
    chosen: Ints  # k: blocks of the pair looked at last
    block: Floats  # the best further block: strand, merit, own need; own need of those chosen


def scores_of(place: Place) -> Scores:
    """Working room for refills of this place."""
    departments, offers = place.top.shape
    hosts, mentors = place.kept_runs.shape[1], len(place.mentor_blocks)
    return Scores(
        seat=np.zeros((departments, offers)),
        site=np.zeros((departments, offers), dtype=np.int64),
        gain=np.zeros((departments, offers)),
        runs=np.zeros((offers, hosts)),
        pair=np.zeros((mentors, departments)),
        blur_seat=np.ones(departments),
        blur_run=np.ones((offers, hosts)),
        blur_pair=np.ones((mentors, departments)),
        day_price=np.zeros(departments),
        pending=np.zeros(departments, dtype=np.int64),
        head=np.zeros(departments),
        taken=np.zeros(departments),
        chosen=np.zeros(len(place.own), dtype=np.int64),
        block=np.zeros(4),
    )


@compiled
def price_of(p: Place, c: Scores, o: int, h: int, d: int) -> float:
    """Pounds that a seat counts as."""
    return float(max(p.seat_cost[o, h, d] + c.day_price[d] * p.seat_release[o], CHEAP))


@compiled
def look_at_gain(p: Place, s: State, c: Scores, d: int, o: int) -> None:
    """Find the merit of one seat more on `o` for `d`."""
    c.gain[d, o] = seats_worth(p, s, o, d, 1) if room(p, s, o, d) > 0 else -1.0


@compiled
def look_at_seat(p: Place, s: State, c: Scores, d: int, o: int) -> None:
    """Score the best seat on `o` for `d` in what is open, its merit being known."""
    c.seat[d, o] = 0.0
    if c.gain[d, o] < 0.0:
        return
    hosts = s.at_run.shape[1]
    first, last = (0, hosts) if p.hosted[o] else (hosts, hosts + 1)
    for site in range(first, last):
        if not p.allowed[o, site, d] or p.kept_seats[o, site, d]:
            continue
        if site < hosts and s.at_run[o, site] >= p.seats_max[o] * s.runs[o, site]:
            continue
        if not affordable(p, s, o, site, d):
            continue
        gain = c.gain[d, o] - seat_change(p, s, o, site, d, 1)
        if gain <= EPS:
            continue
        score = gain * c.blur_seat[d] / price_of(p, c, o, site, d)
        if score > c.seat[d, o]:
            c.seat[d, o] = score
            c.site[d, o] = site


@compiled
def look_at_heads(p: Place, s: State, c: Scores, o: int, h: int) -> None:
    """Merit per pound of each department's first seat more on `o` at `h`."""
    for d in range(len(c.head)):
        c.head[d] = _NONE
        fits = p.allowed[o, h, d] and not p.kept_seats[o, h, d] and c.gain[d, o] >= 0.0
        if fits and affordable(p, s, o, h, d):
            c.taken[d] = 0.0
            c.head[d] = (c.gain[d, o] - seat_change(p, s, o, h, d, 1)) / price_of(p, c, o, h, d)


@compiled
def best_head(c: Scores) -> int:
    """The department whose next seat pays best, −1 where nobody has one."""
    best = -1
    for d in range(len(c.head)):
        if c.head[d] > _NONE and (best < 0 or c.head[d] > c.head[best]):
            best = d
    return best


@compiled
def next_head(p: Place, s: State, c: Scores, o: int, h: int, d: int) -> None:
    """Merit per pound of the seat after those that are pending for `d`."""
    n, price = c.pending[d], price_of(p, c, o, h, d)
    c.taken[d] += c.head[d] * price
    c.head[d] = _NONE
    if n < room(p, s, o, d):
        after = seats_worth(p, s, o, d, n + 1) - seat_change(p, s, o, h, d, n + 1)
        c.head[d] = (after - c.taken[d]) / price


@compiled
def look_at_run(p: Place, s: State, c: Scores, o: int, h: int, forced: bool) -> float:
    """Score of one more run of `o` at `h` with its best seats, left in `pending`; 0 where it cannot be.

    With `forced` only the seats that a run must have are asked for, whatever they are worth.
    """
    c.pending[:] = 0
    runs = s.runs[o, h]
    need = max(1, p.seats_min[o] * (runs + 1) - s.at_run[o, h])
    most = p.seats_max[o] * (runs + 1) - s.at_run[o, h]
    if runs >= p.runs_max or p.kept_runs[o, h] or most < need:
        return 0.0
    look_at_heads(p, s, c, o, h)
    money = s.figures[MONEY] - p.run_cost[o]
    worth, cost, size = -run_change(p, s, o, h, 1), p.run_cost[o], 0
    while size < most:
        d = best_head(c)
        if d < 0:
            break
        if p.seat_cost[o, h, d] > money + EPS:
            c.head[d] = _NONE
            continue
        if size >= need and (forced or c.head[d] <= EPS or c.head[d] * cost < worth):
            break
        price = price_of(p, c, o, h, d)
        worth += c.head[d] * price
        cost += price
        money -= p.seat_cost[o, h, d]
        c.pending[d] += 1
        size += 1
        next_head(p, s, c, o, h, d)
    if size < need:
        c.pending[:] = 0
        return 0.0
    return float(max(worth, 0.0) * c.blur_run[o, h] / max(cost, CHEAP))


@compiled
def best_block(p: Place, s: State, c: Scores, j: int, d: int) -> None:
    """The strand on which one block more than those chosen is worth most; left in `c.block`."""
    c.block[STRAND], c.block[WORTH], c.block[OWN] = -1.0, 0.0, 0.0
    own = s.got[d] + c.block[OWN_BEFORE]
    i = 0
    while p.mentor_helps[j, i] >= 0:
        k = p.mentor_helps[j, i]
        i += 1
        if s.blocks[j, d, k] + c.chosen[k] >= p.strand_blocks:
            continue
        dose = s.dose[d, k] + c.chosen[k] * p.block_dose[j, d, k]
        step = covered(p, d, k, dose + p.block_dose[j, d, k]) - covered(p, d, k, dose)
        value = p.weight[d, k] * step + lifted(p, d, own, p.own[k] * step)
        if p.penalised:
            away = s.blocks[j, d, k] + c.chosen[k] - p.told_blocks[j, d, k]
            value -= p.block_penalty[j, d, k] * (abs(away + 1) - abs(away))
        if c.block[STRAND] < 0.0 or value > c.block[WORTH]:
            c.block[STRAND], c.block[WORTH], c.block[OWN] = k, value, p.own[k] * step


@compiled
def blocks_most(p: Place, s: State, j: int, d: int) -> int:
    """How many more blocks of mentor `j` department `d` may have."""
    if not p.pair_allowed[j, d] or p.kept_pairs[j, d]:
        return 0
    if s.pair[j, d] == 0 and (s.mentors[d] >= p.mentors_most or s.partners[j] >= p.partners_most):
        return 0
    most = min(p.pair_most - s.pair[j, d], p.mentor_blocks[j] - s.used[j])
    if p.block_release > 0.0:
        most = min(most, math.floor((s.release[d] + EPS) / p.block_release))
    return int(most)


@compiled
def look_at_pair(p: Place, s: State, c: Scores, j: int, d: int) -> float:
    """Score of blocks of mentor `j` for `d`, left in `chosen`; 0 where there can be none."""
    c.chosen[:] = 0
    most, need = blocks_most(p, s, j, d), max(1, p.pair_least - s.pair[j, d])
    if most < need:
        return 0.0
    cost = p.pair_cost[j, d] if s.pair[j, d] == 0 else 0.0
    price = p.block_cost[j] + c.day_price[d] * p.block_release
    money = s.figures[MONEY] - cost
    worth, size = 0.0, 0
    c.block[OWN_BEFORE] = 0.0
    while size < most and p.block_cost[j] <= money + EPS:
        best_block(p, s, c, j, d)
        gain = c.block[WORTH]
        if c.block[STRAND] < 0.0 or (size >= need and (gain <= EPS or gain * cost < worth * price)):
            break
        worth += gain
        cost += price
        money -= p.block_cost[j]
        c.block[OWN_BEFORE] += c.block[OWN]
        c.chosen[int(c.block[STRAND])] += 1
        size += 1
    if size < need:
        c.chosen[:] = 0
        return 0.0
    return float(max(worth, 0.0) * c.blur_pair[j, d] / max(cost, CHEAP))


@compiled
def commit_run(p: Place, s: State, c: Scores, o: int, h: int) -> bool:
    """Hold the run looked at last; False, and nothing done, where a cap forbids it."""
    run(p, s, o, h, 1)
    for d in range(len(c.pending)):
        if c.pending[d] > 0:
            seat(p, s, o, h, d, c.pending[d])
    if within(p, s):
        return True
    run(p, s, o, h, -1)
    for d in range(len(c.pending)):
        if c.pending[d] > 0:
            seat(p, s, o, h, d, -c.pending[d])
    return False


@compiled
def commit_pair(p: Place, s: State, c: Scores, j: int, d: int) -> bool:
    """Give the blocks looked at last; False, and nothing done, where a cap forbids it."""
    for k in range(len(c.chosen)):
        if c.chosen[k] > 0:
            block(p, s, j, d, k, c.chosen[k])
    if within(p, s):
        return True
    for k in range(len(c.chosen)):
        if c.chosen[k] > 0:
            block(p, s, j, d, k, -c.chosen[k])
    return False


@compiled
def look_at_department(p: Place, s: State, c: Scores, d: int) -> None:
    """Find the merit of all seats of a department and score them."""
    for o in range(c.seat.shape[1]):
        look_at_gain(p, s, c, d, o)
        look_at_seat(p, s, c, d, o)


@compiled
def best_of(table: Floats, least: float) -> int:
    """Where the highest number above `least` is in a table, row by row; −1 where there is none."""
    found, columns = -1, table.shape[1]
    for row in range(table.shape[0]):
        for column in range(columns):
            if table[row, column] > least:
                least, found = table[row, column], row * columns + column
    return found


@compiled
def make_seat(p: Place, s: State, c: Scores, d: int, o: int) -> None:
    """Give the seat that looked best, if it still does."""
    old = c.seat[d, o]
    look_at_seat(p, s, c, d, o)
    if c.seat[d, o] >= old:
        seat(p, s, o, c.site[d, o], d, 1)
        look_at_department(p, s, c, d)


@compiled
def make_run(p: Place, s: State, c: Scores, o: int, h: int) -> None:
    """Hold the run that looked best, if it still does."""
    score = look_at_run(p, s, c, o, h, False)
    if score < c.runs[o, h]:
        c.runs[o, h] = score
        return
    if not commit_run(p, s, c, o, h):
        c.runs[o, h] = 0.0
        return
    c.runs[o, h] = _UNSEEN
    for d in range(len(c.pending)):
        if c.pending[d] > 0:
            look_at_department(p, s, c, d)
        else:
            look_at_seat(p, s, c, d, o)


@compiled
def make_pair(p: Place, s: State, c: Scores, j: int, d: int) -> None:
    """Give the mentoring that looked best, if it still does."""
    score = look_at_pair(p, s, c, j, d)
    if score < c.pair[j, d]:
        c.pair[j, d] = score
        return
    if not commit_pair(p, s, c, j, d):
        c.pair[j, d] = 0.0
        return
    c.pair[j, d] = _UNSEEN
    look_at_department(p, s, c, d)


@compiled
def bound_runs(p: Place, c: Scores) -> None:
    """Scores that no run exceeds: its best seat as if the run itself were free."""
    for o in range(c.runs.shape[0]):
        for h in range(c.runs.shape[1]):
            c.runs[o, h] = 0.0
            if not p.hosted[o] or p.runs_max < 1 or p.kept_runs[o, h]:
                continue
            if p.penalised:
                c.runs[o, h] = _UNSEEN
                continue
            for d in range(len(c.head)):
                if p.allowed[o, h, d] and c.gain[d, o] > 0.0:
                    c.runs[o, h] = max(c.runs[o, h], c.gain[d, o] / price_of(p, c, o, h, d))
            c.runs[o, h] *= c.blur_run[o, h]


@compiled
def bound_pairs(p: Place, s: State, c: Scores) -> None:
    """Scores that no mentoring exceeds: its best block as if travel were free."""
    for j in range(c.pair.shape[0]):
        for d in range(c.pair.shape[1]):
            c.pair[j, d] = 0.0
            if blocks_most(p, s, j, d) < 1:
                continue
            if p.penalised:
                c.pair[j, d] = _UNSEEN
                continue
            c.chosen[:] = 0
            c.block[OWN_BEFORE] = 0.0
            best_block(p, s, c, j, d)
            price = max(p.block_cost[j] + c.day_price[d] * p.block_release, CHEAP)
            c.pair[j, d] = c.block[WORTH] / price * c.blur_pair[j, d]


@compiled
def refill(p: Place, s: State, c: Scores) -> None:
    """Make moves until none pays or fits."""
    for d in range(c.seat.shape[0]):
        look_at_department(p, s, c, d)
    bound_runs(p, c)
    bound_pairs(p, s, c)
    while True:
        best = 0.0
        one, two, three = best_of(c.seat, best), -1, -1
        if one >= 0:
            best = c.seat[one // c.seat.shape[1], one % c.seat.shape[1]]
        two = best_of(c.runs, best)
        if two >= 0:
            best = c.runs[two // c.runs.shape[1], two % c.runs.shape[1]]
        three = best_of(c.pair, best)
        if three >= 0:
            make_pair(p, s, c, three // c.pair.shape[1], three % c.pair.shape[1])
        elif two >= 0:
            make_run(p, s, c, two // c.runs.shape[1], two % c.runs.shape[1])
        elif one >= 0:
            make_seat(p, s, c, one // c.seat.shape[1], one % c.seat.shape[1])
        else:
            return
