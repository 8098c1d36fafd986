"""Single moves on a state, each keeping every figure up to date, and what a move is worth."""

from __future__ import annotations

import math

from smeaton.engine.support.local.compiled import compiled
from smeaton.engine.support.local.layout import MONEY, MUSTS, PENALTY, VALUE, Place, State

EPS = 1e-9


@compiled
def covered(p: Place, d: int, k: int, dose: float) -> float:
    """Need of a cell that a dose covers, unweighted."""
    total = 0.0
    for n in range(p.length.shape[2]):
        left = dose - p.start[d, k, n]
        if left <= 0.0:
            break
        total += min(left, p.length[d, k, n]) * p.slope[d, k, n]
    return total


@compiled
def merit(p: Place, s: State) -> float:
    """What the search maximises: covered need, less changes, less what is missing to targets and musts."""
    total = s.figures[VALUE] - s.figures[PENALTY] - p.must_worth * s.figures[MUSTS]
    for d in range(len(p.target)):
        total -= p.short * max(p.target[d] - s.got[d], 0.0)
    if s.figures[VALUE] < p.least_total:
        total -= 2.0 * p.short * (p.least_total - s.figures[VALUE])
    return float(total)


@compiled
def keeps(p: Place, s: State) -> bool:
    """Whether musts, targets and the least total are kept; all other rules are kept by each move."""
    if s.figures[MUSTS] > 0.5 or s.figures[VALUE] < p.least_total - EPS:
        return False
    if p.lifting:
        return True
    for d in range(len(p.target)):  # noqa: SIM110 - compiled
        if s.got[d] < p.target[d] - EPS:
            return False
    return True


@compiled
def least(p: Place, s: State) -> float:
    """The least-served share of own need; 1 where nobody needs anything."""
    share = 1.0
    for d in range(len(p.full)):
        if p.full[d] > 0.0:
            share = min(share, s.got[d] / p.full[d])
    return float(share)


@compiled
def lifted(p: Place, d: int, got: float, more: float) -> float:
    """Merit of `more` own need covered at `d`, as far as it is below the target."""
    missing = p.target[d] - got
    if missing <= 0.0:
        return 0.0
    return float(p.lift[d] * min(more, missing))


@compiled
def seats_worth(p: Place, s: State, o: int, d: int, n: int) -> float:
    """Merit of `n` more seats on `o` for `d`, whatever the site."""
    worth, own, i = 0.0, 0.0, 0
    while p.helps[o, i] >= 0:
        k = p.helps[o, i]
        more = covered(p, d, k, s.dose[d, k] + n * p.seat_dose[d, o, k]) - s.cell[d, k]
        worth += p.weight[d, k] * more
        own += p.own[k] * more
        i += 1
    worth += lifted(p, d, s.got[d], own)
    if p.must[d, o] and s.given[d, o] == 0:
        worth += p.must_worth
    return worth


@compiled
def seat_change(p: Place, s: State, o: int, site: int, d: int, n: int) -> float:
    """Penalty of `n` more seats (fewer, where negative)."""
    if not p.penalised:
        return 0.0
    away = s.seats[o, site, d] - p.told_seats[o, site, d]
    return float(p.seat_penalty[o, site, d] * (abs(away + n) - abs(away)))


@compiled
def run_change(p: Place, s: State, o: int, h: int, n: int) -> float:
    """Penalty of `n` more runs (fewer, where negative)."""
    if not p.penalised:
        return 0.0
    away = s.runs[o, h] - p.told_runs[o, h]
    return float(p.run_penalty[o, h] * (abs(away + n) - abs(away)))


@compiled
def room(p: Place, s: State, o: int, d: int) -> int:
    """How many more seats on `o` department `d` may have by its own limits."""
    most = p.top[d, o] - s.given[d, o]
    if p.seat_release[o] > 0.0:
        most = min(most, math.floor((s.release[d] + EPS) / p.seat_release[o]))
    if p.seat_evenings[o] > 0.0:
        most = min(most, math.floor((s.evenings[d] + EPS) / p.seat_evenings[o]))
    return max(int(most), 0)


@compiled
def dosed(p: Place, s: State, d: int, k: int, dose: float) -> None:
    """Set the dose of a cell."""
    now = covered(p, d, k, dose)
    more = now - s.cell[d, k]
    s.dose[d, k] = dose
    s.cell[d, k] = now
    s.got[d] += p.own[k] * more
    s.figures[VALUE] += p.weight[d, k] * more


@compiled
def spend(p: Place, s: State, d: int, pounds: float) -> None:
    """Count pounds as taken by a department's trust."""
    if p.trust[d] >= 0:
        s.trust_left[p.trust[d]] -= pounds


@compiled
def within(p: Place, s: State) -> bool:
    """Whether budget and caps are kept."""
    if s.figures[MONEY] < -EPS:
        return False
    if not p.capped:
        return True
    for t in range(len(s.trust_left)):
        if s.trust_left[t] < -EPS:
            return False
    for k in range(len(s.strand_left)):  # noqa: SIM110 - compiled
        if s.strand_left[k] < -EPS:
            return False
    return True


@compiled
def affordable(p: Place, s: State, o: int, site: int, d: int) -> bool:
    """Whether budget and caps leave the money for one seat more."""
    cost = p.seat_cost[o, site, d]
    if cost > s.figures[MONEY] + EPS:
        return False
    if not p.capped:
        return True
    if p.trust[d] >= 0 and cost > s.trust_left[p.trust[d]] + EPS:
        return False
    for k in range(len(p.own)):  # noqa: SIM110 - compiled
        if cost * p.seat_strand[o, k] > s.strand_left[k] + EPS:
            return False
    return True


@compiled
def seat(p: Place, s: State, o: int, site: int, d: int, n: int) -> None:
    """Give `d` `n` more seats on `o` at `site` (take them, where negative)."""
    s.figures[PENALTY] += seat_change(p, s, o, site, d, n)
    before = s.given[d, o] > 0
    s.seats[o, site, d] += n
    s.given[d, o] += n
    if site < s.at_run.shape[1]:
        s.at_run[o, site] += n
    s.figures[MONEY] -= n * p.seat_cost[o, site, d]
    if p.capped:
        spend(p, s, d, n * p.seat_cost[o, site, d])
        for k in range(len(p.own)):
            s.strand_left[k] -= n * p.seat_cost[o, site, d] * p.seat_strand[o, k]
    s.release[d] -= n * p.seat_release[o]
    s.evenings[d] -= n * p.seat_evenings[o]
    if p.must[d, o] and before != (s.given[d, o] > 0):
        s.figures[MUSTS] += 1.0 if before else -1.0
    i = 0
    while p.helps[o, i] >= 0:
        k = p.helps[o, i]
        dosed(p, s, d, k, s.dose[d, k] + n * p.seat_dose[d, o, k])
        i += 1


@compiled
def run(p: Place, s: State, o: int, h: int, n: int) -> None:
    """Hold `o` at `h` `n` times more (fewer, where negative)."""
    s.figures[PENALTY] += run_change(p, s, o, h, n)
    s.runs[o, h] += n
    s.figures[MONEY] -= n * p.run_cost[o]


@compiled
def travel(p: Place, s: State, j: int, d: int, pounds: float) -> None:
    """Pay for a pair's travel."""
    s.figures[MONEY] -= pounds
    if p.capped:
        spend(p, s, d, pounds)
        for k in range(len(p.own)):
            s.strand_left[k] -= pounds * p.pair_strand[j, k]


@compiled
def block(p: Place, s: State, j: int, d: int, k: int, n: int) -> None:
    """Give `d` `n` more blocks of mentor `j` on strand `k` (take them, where negative)."""
    if p.penalised:
        away = s.blocks[j, d, k] - p.told_blocks[j, d, k]
        s.figures[PENALTY] += p.block_penalty[j, d, k] * (abs(away + n) - abs(away))
    before = s.pair[j, d] > 0
    s.blocks[j, d, k] += n
    s.pair[j, d] += n
    s.used[j] += n
    after = s.pair[j, d] > 0
    if after and not before:
        s.partners[j] += 1
        s.mentors[d] += 1
        travel(p, s, j, d, p.pair_cost[j, d])
    elif before and not after:
        s.partners[j] -= 1
        s.mentors[d] -= 1
        travel(p, s, j, d, -p.pair_cost[j, d])
    s.figures[MONEY] -= n * p.block_cost[j]
    if p.capped:
        spend(p, s, d, n * p.block_cost[j])
        s.strand_left[k] -= n * p.block_cost[j]
    s.release[d] -= n * p.block_release
    dosed(p, s, d, k, s.dose[d, k] + n * p.block_dose[j, d, k])


@compiled
def part(p: Place, s: State, j: int, d: int) -> None:
    """Take mentor `j` from `d`."""
    for k in range(s.blocks.shape[2]):
        if s.blocks[j, d, k] > 0:
            block(p, s, j, d, k, -s.blocks[j, d, k])


@compiled
def copy(source: State, target: State) -> None:
    """Make `target` the same as `source`."""
    for n in range(len(source.ints)):
        target.ints[n] = source.ints[n]
    for n in range(len(source.floats)):
        target.floats[n] = source.floats[n]
