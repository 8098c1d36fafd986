"""Exchanges: one seat for another where that covers more, to use up what a refill leaves of the budget."""

from __future__ import annotations

from smeaton.engine.support.local.compiled import compiled
from smeaton.engine.support.local.layout import Place, State
from smeaton.engine.support.local.moves import affordable, seat, seat_change, seats_worth
from smeaton.engine.support.local.refill import Scores, look_at_department

_LEAST = 1e-6  # merit that an exchange must add


@compiled
def spare(p: Place, s: State, o: int, site: int, d: int) -> bool:
    """Whether a seat may be taken without a run becoming too small or a must being broken."""
    if s.seats[o, site, d] < 1 or p.kept_seats[o, site, d]:
        return False
    if p.must[d, o] and s.given[d, o] == 1:
        return False
    return bool(site == s.runs.shape[1] or s.at_run[o, site] > p.seats_min[o] * s.runs[o, site])


@compiled
def open_site(p: Place, s: State, o: int, d: int) -> int:
    """The cheapest site where `d` can have a seat on `o` now, −1 where there is none."""
    found, hosts = -1, s.runs.shape[1]
    first, last = (0, hosts) if p.hosted[o] else (hosts, hosts + 1)
    for site in range(first, last):
        if not p.allowed[o, site, d] or p.kept_seats[o, site, d]:
            continue
        if site < hosts and s.at_run[o, site] >= p.seats_max[o] * s.runs[o, site]:
            continue
        cheaper = found < 0 or p.seat_cost[o, site, d] < p.seat_cost[o, found, d]
        if cheaper and affordable(p, s, o, site, d):
            found = site
    return found


@compiled
def put_best(p: Place, s: State, c: Scores, least: float) -> bool:
    """Give the seat that adds most, if that is more than `least`; whether one was given."""
    best_o, best_d, best_site = -1, -1, -1
    for d in range(c.gain.shape[0]):
        for o in range(c.gain.shape[1]):
            if c.gain[d, o] <= least:
                continue
            site = open_site(p, s, o, d)
            if site < 0:
                continue
            gain = c.gain[d, o] - seat_change(p, s, o, site, d, 1)
            if gain > least:
                least, best_o, best_d, best_site = gain, o, d, site
    if best_o < 0:
        return False
    seat(p, s, best_o, best_site, best_d, 1)
    look_at_department(p, s, c, best_d)
    return True


@compiled
def exchange(p: Place, s: State, c: Scores) -> None:
    """One look at each seat: give it up where another is worth more. Scores must be those of the state."""
    for d in range(s.seats.shape[2]):
        for o in range(s.seats.shape[0]):
            if s.given[d, o] < 1:
                continue
            for site in range(s.seats.shape[1]):
                if not spare(p, s, o, site, d):
                    continue
                seat(p, s, o, site, d, -1)
                loss = seats_worth(p, s, o, d, 1) - seat_change(p, s, o, site, d, 1)
                look_at_department(p, s, c, d)
                if not put_best(p, s, c, loss + _LEAST):
                    seat(p, s, o, site, d, 1)
                    look_at_department(p, s, c, d)
