"""Ruins: take a part of a plan out, or force something in, so that the refill can do better.

No ruin touches what is kept. After one, `mend` closes or fills up the runs that have become too small.
"""

from __future__ import annotations

from smeaton.engine.support.arrays import Ints
from smeaton.engine.support.local.chance import below, uniform
from smeaton.engine.support.local.compiled import compiled
from smeaton.engine.support.local.layout import MONEY, Place, State
from smeaton.engine.support.local.moves import EPS, affordable, part, room, run, seat, seats_worth, within
from smeaton.engine.support.local.refill import CHEAP, Scores, commit_run, look_at_gain, look_at_run

KINDS = 9


@compiled
def close(p: Place, s: State, o: int, h: int) -> bool:
    """Close all runs of `o` at `h`; False, and nothing done, where something there is kept."""
    if p.kept_runs[o, h]:
        return False
    for d in range(s.seats.shape[2]):
        if s.seats[o, h, d] > 0 and p.kept_seats[o, h, d]:
            return False
    for d in range(s.seats.shape[2]):
        if s.seats[o, h, d] > 0:
            seat(p, s, o, h, d, -s.seats[o, h, d])
    if s.runs[o, h] > 0:
        run(p, s, o, h, -s.runs[o, h])
    return True


@compiled
def clear(p: Place, s: State, d: int, mentors: bool) -> None:
    """Take all seats, and with `mentors` all mentoring, from a department."""
    for o in range(s.seats.shape[0]):
        if s.given[d, o] == 0:
            continue
        for site in range(s.seats.shape[1]):
            if s.seats[o, site, d] > 0 and not p.kept_seats[o, site, d]:
                seat(p, s, o, site, d, -s.seats[o, site, d])
    if mentors:
        for j in range(s.pair.shape[0]):
            if s.pair[j, d] > 0 and not p.kept_pairs[j, d]:
                part(p, s, j, d)


@compiled
def open_run(s: State, rng: Ints) -> int:
    """A random open run, as offer × hosts + host; −1 where there is none."""
    found, count, hosts = -1, 0, s.runs.shape[1]
    for o in range(s.runs.shape[0]):
        for h in range(hosts):
            if s.runs[o, h] > 0:
                count += 1
                if below(rng, count) == 0:
                    found = o * hosts + h
    return found


@compiled
def close_some(p: Place, s: State, rng: Ints, most: int) -> None:
    """Close one to `most` random runs."""
    for _ in range(1 + below(rng, most)):
        at = open_run(s, rng)
        if at >= 0:
            close(p, s, at // s.runs.shape[1], at % s.runs.shape[1])


@compiled
def clear_some(p: Place, s: State, rng: Ints) -> None:
    """Clear a few random departments."""
    count = len(p.release)
    for _ in range(1 + below(rng, max(1, min(count // 4, 6)))):
        clear(p, s, below(rng, count), uniform(rng) < 0.7)


@compiled
def part_some(p: Place, s: State, rng: Ints) -> None:
    """Part some mentors from their departments: at random, all of one mentor, or of one department."""
    share, kind = 0.1 + 0.5 * uniform(rng), uniform(rng)
    j_only = below(rng, max(1, s.pair.shape[0])) if kind < 0.3 else -1
    for j in range(s.pair.shape[0]):
        for d in range(s.pair.shape[1]):
            chosen = j == j_only or (j_only < 0 and uniform(rng) < share)
            if chosen and s.pair[j, d] > 0 and not p.kept_pairs[j, d]:
                part(p, s, j, d)


@compiled
def drop_seats(p: Place, s: State, rng: Ints) -> None:
    """Take back single seats at random."""
    share = 0.03 + 0.2 * uniform(rng)
    for o in range(s.seats.shape[0]):
        for site in range(s.seats.shape[1]):
            for d in range(s.seats.shape[2]):
                if s.seats[o, site, d] > 0 and not p.kept_seats[o, site, d] and uniform(rng) < share:
                    seat(p, s, o, site, d, -1)


@compiled
def drop_strand(p: Place, s: State, rng: Ints) -> None:
    """Take back most of what helps one strand."""
    k = below(rng, len(p.own))
    share = 0.3 + 0.6 * uniform(rng)
    for o in range(s.seats.shape[0]):
        helps = False
        i = 0
        while p.helps[o, i] >= 0:
            helps = helps or p.helps[o, i] == k
            i += 1
        if not helps or uniform(rng) > share:
            continue
        for site in range(s.seats.shape[1]):
            if site < s.runs.shape[1]:
                if s.runs[o, site] > 0:
                    close(p, s, o, site)
                continue
            for d in range(s.seats.shape[2]):
                if s.seats[o, site, d] > 0 and not p.kept_seats[o, site, d]:
                    seat(p, s, o, site, d, -s.seats[o, site, d])
    for j in range(s.pair.shape[0]):
        for d in range(s.pair.shape[1]):
            if s.blocks[j, d, k] > 0 and not p.kept_pairs[j, d] and uniform(rng) < share:
                part(p, s, j, d)


@compiled
def force(p: Place, s: State, c: Scores, rng: Ints, o: int, h: int) -> None:
    """Open `o` at `h` if it can be paid, with its best seats."""
    for d in range(len(c.head)):
        look_at_gain(p, s, c, d, o)
    if look_at_run(p, s, c, o, h, uniform(rng) < 0.5) > 0.0:
        commit_run(p, s, c, o, h)


@compiled
def force_some(p: Place, s: State, c: Scores, rng: Ints) -> None:
    """Make room, then open a run of a random offer somewhere."""
    o, h = below(rng, s.runs.shape[0]), below(rng, max(1, s.runs.shape[1]))
    if uniform(rng) < 0.6:
        close_some(p, s, rng, 2)
    else:
        clear_some(p, s, rng)
    if s.runs.shape[1] > 0 and p.hosted[o]:
        force(p, s, c, rng, o, h)


@compiled
def move_run(p: Place, s: State, c: Scores, rng: Ints) -> None:
    """Move a run to another host, with the seats of those who can go there."""
    hosts, at = s.runs.shape[1], open_run(s, rng)
    if at < 0 or hosts < 2:
        return
    o, h = at // hosts, at % hosts
    other = (h + 1 + below(rng, hosts - 1)) % hosts
    runs = min(s.runs[o, h], p.runs_max - s.runs[o, other])
    if p.kept_runs[o, other] or runs < 1:
        return
    for d in range(len(c.pending)):
        c.pending[d] = s.seats[o, h, d]
    if not close(p, s, o, h) or s.figures[MONEY] < runs * p.run_cost[o]:
        return
    run(p, s, o, other, runs)
    for d in range(len(c.pending)):
        n = min(c.pending[d], p.seats_max[o] * s.runs[o, other] - s.at_run[o, other])
        paid = n * p.seat_cost[o, other, d] <= s.figures[MONEY] + EPS
        if n > 0 and paid and p.allowed[o, other, d] and not p.kept_seats[o, other, d]:
            seat(p, s, o, other, d, n)


@compiled
def swap_run(p: Place, s: State, c: Scores, rng: Ints) -> None:
    """Close a run and open another offer that helps one of the same strands."""
    hosts, at = s.runs.shape[1], open_run(s, rng)
    if at < 0:
        return
    o, h = at // hosts, at % hosts
    if not close(p, s, o, h):
        return
    best, count = -1, 0
    for other in range(s.runs.shape[0]):
        if other == o or not p.hosted[other]:
            continue
        shared = False
        i = 0
        while p.helps[o, i] >= 0:
            m = 0
            while p.helps[other, m] >= 0:
                shared = shared or p.helps[other, m] == p.helps[o, i]
                m += 1
            i += 1
        if shared:
            count += 1
            if below(rng, count) == 0:
                best = other
    if best >= 0:
        force(p, s, c, rng, best, below(rng, hosts))


@compiled
def ruin(p: Place, s: State, c: Scores, rng: Ints, kind: int) -> None:
    """One ruin of a kind (0 to KINDS − 1)."""
    if kind == 0:
        close_some(p, s, rng, 3)
    elif kind == 1:
        clear_some(p, s, rng)
    elif kind == 2:
        part_some(p, s, rng)
    elif kind == 3:
        drop_seats(p, s, rng)
    elif kind == 4:
        drop_strand(p, s, rng)
    elif kind == 5:
        force_some(p, s, c, rng)
    elif kind == 6:
        move_run(p, s, c, rng)
    elif kind == 7:
        swap_run(p, s, c, rng)
    else:
        close_some(p, s, rng, 2)
        part_some(p, s, rng)


@compiled
def fill_up(p: Place, s: State, o: int, h: int) -> bool:
    """Fill the runs of `o` at `h` up to their smallest size with the best seats; whether that worked."""
    while s.at_run[o, h] < p.seats_min[o] * s.runs[o, h]:
        best, most = -1, -1.0
        for d in range(len(p.release)):
            if not p.allowed[o, h, d] or p.kept_seats[o, h, d] or room(p, s, o, d) < 1:
                continue
            if not affordable(p, s, o, h, d):
                continue
            score = seats_worth(p, s, o, d, 1) / max(p.seat_cost[o, h, d], CHEAP)
            if score > most:
                best, most = d, score
        if best < 0:
            return False
        seat(p, s, o, h, best, 1)
    return within(p, s)


@compiled
def trim(p: Place, s: State, o: int, h: int) -> bool:
    """Take seats from the runs of `o` at `h` until they fit; whether that worked."""
    for d in range(len(p.release)):
        over = s.at_run[o, h] - p.seats_max[o] * s.runs[o, h]
        if over <= 0:
            break
        if s.seats[o, h, d] > 0 and not p.kept_seats[o, h, d]:
            seat(p, s, o, h, d, -min(over, s.seats[o, h, d]))
    return bool(s.at_run[o, h] <= p.seats_max[o] * s.runs[o, h])


@compiled
def mend(p: Place, s: State, rng: Ints) -> bool:
    """Give up needless runs, fill or close those too small; False where something kept stands in the way."""
    for o in range(s.runs.shape[0]):
        for h in range(s.runs.shape[1]):
            if s.runs[o, h] == 0:
                continue
            while (
                s.runs[o, h] > 0
                and not p.kept_runs[o, h]
                and s.at_run[o, h] <= p.seats_max[o] * (s.runs[o, h] - 1)
            ):
                run(p, s, o, h, -1)
            if s.at_run[o, h] >= p.seats_min[o] * s.runs[o, h]:
                continue
            if (p.kept_runs[o, h] or uniform(rng) < 0.5) and fill_up(p, s, o, h):
                continue
            if p.kept_runs[o, h]:
                return False
            while s.runs[o, h] > 1 and s.at_run[o, h] < p.seats_min[o] * s.runs[o, h]:
                run(p, s, o, h, -1)
            if s.at_run[o, h] < p.seats_min[o] * s.runs[o, h]:
                if not close(p, s, o, h):
                    return False
            elif not trim(p, s, o, h):
                return False
    return within(p, s)
