"""What a place would do without a planner: the same for everyone, and first come, first served."""

from __future__ import annotations

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays
from smeaton.engine.support.greedy import State

_Round = tuple[dict[int, list[int]], dict[int, int]]  # departments by site; runs to open by site


def same_for_all(a: Arrays) -> Allocation:
    """Everybody gets a seat of the same offers, best value for the place first, while money lasts."""
    state = State(a, a.empty())
    order = list(range(len(a.run_cost)))
    while order:
        best, found, ratio = order[0], None, 0.0
        for o in order:
            some = _round(state, o)
            worth = _worth(state, o, some) if some is not None else 0.0
            if worth > ratio:
                best, found, ratio = o, some, worth
        if found is None:
            break
        sites, runs = found
        for site, copies in runs.items():
            for _ in range(copies):
                state.open(best, site)
        for site, many in sites.items():
            for d in many:
                state.take(best, site, d)
    return state.plan


def _round(state: State, o: int) -> _Round | None:
    """One more seat of an offer for everybody who has room: each at the nearest site, or all at one."""
    a = state.a
    able = [d for d in range(len(a.release)) if state.gains[0, d, o] >= 0 and a.allowed[o, :, d].any()]
    if not able:
        return None
    price = np.where(a.allowed[o], a.seat_cost[o], np.inf)
    nearest = {d: int(np.argmin(price[:, d])) for d in able}
    central = int(np.argmax(a.allowed[o].sum(axis=1)))
    together = {d: central for d in able if a.allowed[o, central, d]}
    for at in (nearest, together):
        sites: dict[int, list[int]] = {}
        for d, site in at.items():
            sites.setdefault(site, []).append(d)
        runs = {site: _runs(state, o, site, len(many)) for site, many in sites.items()}
        if all(n is not None for n in runs.values()):
            return sites, {site: n for site, n in runs.items() if n}
    return None


def _runs(state: State, o: int, site: int, more: int) -> int | None:
    """Further runs that so many more seats need; None when groups would be too small or runs too many."""
    a = state.a
    if not a.hosted[o]:
        return 0
    seats = int(state.plan.seats[o, site].sum()) + more
    needed = -(-seats // int(a.seats_max[o]))
    if needed > a.runs_max or seats < a.seats_min[o] * needed:
        return None
    return max(needed - int(state.plan.runs[o, site]), 0)


def _worth(state: State, o: int, some: _Round) -> float:
    """Need covered per pound by one more round of an offer; 0 when the money does not reach."""
    a, (sites, runs) = state.a, some
    cost = sum(n * float(a.run_cost[o]) for n in runs.values())
    cost += sum(float(a.seat_cost[o, site, d]) for site, many in sites.items() for d in many)
    gain = sum(float(state.gains[0, d, o]) for many in sites.values() for d in many)
    return gain / max(cost, 1.0) if cost <= state.money else 0.0


def first_come(a: Arrays, rng: np.random.Generator) -> Allocation:
    """The runs of the programme for all, booked by departments in a random order, each what helps it most.

    Offers without runs are open too. Nobody may book for more than twice an equal share of the money left
    after the runs are paid. Runs that do not fill are cancelled.
    """
    programme = same_for_all(a)
    state = State(a, a.empty())
    for o, h in np.argwhere(programme.runs > 0).tolist():
        for _ in range(int(programme.runs[o, h])):
            state.open(o, h)
    limit = 2 * state.money / len(a.release)
    for d in rng.permutation(len(a.release)).tolist():
        _book(state, d, limit)
    return _without_small_runs(a, state.plan)


def _book(state: State, d: int, limit: float) -> None:
    """Book for one department, best seat first, while there are seats, time and money."""
    a, least = state.a, max(state.money - limit, 0.0)
    while True:
        capacity = a.seats_max[:, None] * state.plan.runs - state.plan.seats[:, :-1].sum(axis=2)
        open_now = a.allowed[:, :, d].copy()
        open_now[:, :-1] &= capacity > 0
        open_now &= (state.gains[0, d] > 1e-9)[:, None] & (a.seat_cost[:, :, d] <= state.money - least)
        if not open_now.any():
            return
        worth = np.where(open_now, state.gains[0, d][:, None] - 1e-9 * a.seat_cost[:, :, d], -np.inf)
        o, site = np.unravel_index(int(np.argmax(worth)), worth.shape)
        state.take(int(o), int(site), d)


def _without_small_runs(a: Arrays, plan: Allocation) -> Allocation:
    seats = plan.seats[:, :-1].sum(axis=2)
    runs = np.minimum(plan.runs, seats // np.maximum(a.seats_min, 1)[:, None])
    short = seats > a.seats_max[:, None] * runs
    runs[short] = 0
    kept = plan.seats.copy()
    kept[:, :-1][runs == 0] = 0
    return Allocation(runs, kept, plan.blocks.copy())
