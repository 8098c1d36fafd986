"""A feasible plan within seconds: again and again the move that covers most need per pound.

A move is a seat in a run that has room, a new run with the seats that pay best, a new mentor pair with
its best blocks, or one more block for a pair. What a move is worth only falls as others are made (the
response is concave, money and time run out), so one is looked at again only when its old worth tops the list.
"""

from __future__ import annotations

import heapq

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays
from smeaton.engine.support.caps import Caps
from smeaton.engine.support.curves import Floats

_EPS = 1e-9
_CHEAP = 1.0  # pounds: free items are ranked as if they cost this

_Move = tuple[str, int, int]  # "run" offer host, or "pair" mentor department


def greedy(a: Arrays) -> Allocation | None:
    """A plan that keeps every rule, or None where the leads' musts could not be placed this way."""
    state = State(a, a.empty())
    if not _place_musts(state):
        return None
    _improve(state)
    return state.plan


def complete(a: Arrays, plan: Allocation) -> Allocation:
    """Add moves to a feasible plan until none pays or fits."""
    state = State(a, Allocation(plan.runs.copy(), plan.seats.copy(), plan.blocks.copy()))
    _improve(state)
    return state.plan


class State:
    """A plan under construction and what is left of everything."""

    def __init__(self, a: Arrays, plan: Allocation) -> None:
        """Start from `plan`, which is changed in place."""
        self.a, self.plan = a, plan
        taken = plan.seats.sum(axis=1)
        self.dose = a.dose(plan)
        self.money = a.budget - a.cost(plan)
        self.release = a.release - taken.T @ a.seat_release - plan.blocks.sum(axis=(0, 2)) * a.block_release
        self.evenings = a.evenings - taken.T @ a.seat_evenings
        self.caps = Caps(a, plan)
        self.most = int(a.top.max(initial=0))
        self.start = np.cumsum(a.curves.length, axis=-1) - a.curves.length
        self.gains = np.stack([self._gains(d) for d in range(len(a.release))], axis=1)

    def take(self, o: int, s: int, d: int) -> None:
        """Give `d` one seat on `o` at site `s`."""
        a = self.a
        self.plan.seats[o, s, d] += 1
        self.dose[d] += a.seat_dose[d, o]
        self.money -= float(a.seat_cost[o, s, d])
        self.caps.take(d, float(a.seat_cost[o, s, d]), a.seat_strand[o])
        self.release[d] -= a.seat_release[o]
        self.evenings[d] -= a.seat_evenings[o]
        self.gains[:, d] = self._gains(d)

    def open(self, o: int, h: int) -> None:
        """One more run of `o` at host `h`."""
        self.plan.runs[o, h] += 1
        self.money -= float(self.a.run_cost[o])

    def mentor(self, j: int, d: int, strands: list[int]) -> None:
        """Give `d` a block of mentor `j` on each of `strands`."""
        a = self.a
        if not self.plan.blocks[j, d].any():
            self.money -= float(a.pair_cost[j, d])
            self.caps.take(d, float(a.pair_cost[j, d]), a.pair_strand[j])
        for k in strands:
            self.caps.take(d, float(a.block_cost[j]), k)
            self.plan.blocks[j, d, k] += 1
            self.dose[d, k] += a.block_dose[j, d, k]
        self.money -= len(strands) * float(a.block_cost[j])
        self.release[d] -= len(strands) * a.block_release
        self.gains[:, d] = self._gains(d)

    def worth(self, d: int, dose: Floats) -> Floats:
        """Weighted need covered on each strand of `d` at doses (… × k)."""
        length, slope = self.a.curves.length[d], self.a.curves.slope[d]
        taken = np.clip(dose[..., None] - self.start[d], 0.0, length)
        result: Floats = (taken * slope).sum(axis=-1) * self.a.weight[d]
        return result

    def _gains(self, d: int) -> Floats:
        """Weighted need that the n-th further seat of each offer covers, −1 where it does not fit: n × o."""
        a = self.a
        steps = np.arange(self.most + 1)[:, None, None]
        total = self.worth(d, self.dose[d] + steps * a.seat_dose[d]).sum(axis=-1)
        gains: Floats = np.diff(total, axis=0)
        room = (a.top[d] - self.plan.seats[:, :, d].sum(axis=1)).astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            by_release = np.floor((self.release[d] + _EPS) / a.seat_release)
            by_evening = np.floor((self.evenings[d] + _EPS) / a.seat_evenings)
        room = np.where(a.seat_release > 0, np.minimum(room, by_release), room)
        room = np.where(a.seat_evenings > 0, np.minimum(room, by_evening), room)
        gains[np.arange(self.most)[:, None] >= room] = -1.0
        return gains


def _place_musts(state: State) -> bool:
    a = state.a
    for o in np.flatnonzero(a.must.any(axis=0)).tolist():
        waiting = np.flatnonzero(a.must[:, o]).tolist()
        while waiting:
            sites = [s for s in range(a.allowed.shape[1]) if a.allowed[o, s, waiting].any()]
            if not sites:
                return False
            site = max(sites, key=lambda s: int(a.allowed[o, s, waiting].sum()))
            here = [d for d in waiting if a.allowed[o, site, d]]
            if not _seat_musts(state, o, site, here):
                return False
            waiting = [d for d in waiting if d not in here]
    return state.money >= -_EPS and state.caps.kept()


def _seat_musts(state: State, o: int, site: int, here: list[int]) -> bool:
    """Seat the departments that must have offer `o` at a site, and fill the run up to its smallest size."""
    a = state.a
    copies = 0
    if a.hosted[o]:
        copies = max(1, -(-len(here) // max(int(a.seats_max[o]), 1)))
        if copies > a.runs_max or a.seats_max[o] == 0:
            return False
        for _ in range(copies):
            state.open(o, site)
    for d in here:
        if state.gains[0, d, o] < 0:
            return False
        state.take(o, site, d)
    for _ in range(len(here), int(a.seats_min[o]) * copies):
        gain = np.where(a.allowed[o, site], state.gains[0, :, o], -1.0)
        if gain.max() < 0:
            return False
        state.take(o, site, int(np.argmax(gain / np.maximum(a.seat_cost[o, site], _CHEAP))))
    return True


def _improve(state: State) -> None:
    """Make moves until none pays or fits."""
    a = state.a
    runs = [("run", o, h) for o, h in np.argwhere(a.allowed[:, :-1].any(axis=2)).tolist()]
    pairs = [("pair", j, d) for j, d in np.argwhere(a.pair_allowed).tolist()]
    waiting: list[tuple[float, _Move]] = [(-np.inf, move) for move in runs + pairs]
    heapq.heapify(waiting)
    while True:
        seat_ratio, seat = _best_seat(state)
        move, what = _top(state, waiting, seat_ratio)
        if move is None:
            if seat is None:
                return
            state.take(*seat)
            continue
        kind, first, second = move
        if kind == "run":
            state.open(first, second)
            for d in what:
                state.take(first, second, d)
        else:
            state.mentor(first, second, what)
        heapq.heappush(waiting, (-np.inf, move))


def _top(state: State, waiting: list[tuple[float, _Move]], floor: float) -> tuple[_Move | None, list[int]]:
    """The best of the waiting moves, taken off the list, if it beats `floor`."""
    while waiting and -waiting[0][0] > max(floor, _EPS):
        _, move = heapq.heappop(waiting)
        ratio, what = (_best_run if move[0] == "run" else _best_blocks)(state, move[1], move[2])
        if ratio <= _EPS:
            continue
        if ratio > floor and (not waiting or ratio >= -waiting[0][0]):
            return move, what
        heapq.heappush(waiting, (-ratio, move))
    return None, []


def _best_seat(state: State) -> tuple[float, tuple[int, int, int] | None]:
    """Best gain per pound of a seat in a run with room (or of an offer without runs)."""
    a = state.a
    if not state.most or not a.allowed.size:
        return 0.0, None
    gain = state.gains[0].T[:, None, :]
    free = a.allowed & (gain > _EPS) & (a.seat_cost <= state.money + _EPS)
    if state.caps.bind:
        free &= a.seat_cost <= state.caps.seat_room() + _EPS
    capacity = a.seats_max[:, None] * state.plan.runs - state.plan.seats[:, :-1].sum(axis=2)
    free[:, :-1] &= (capacity > 0)[:, :, None]
    ratio = np.where(free, gain / np.maximum(a.seat_cost, _CHEAP), 0.0)
    o, s, d = (int(n) for n in np.unravel_index(int(np.argmax(ratio)), ratio.shape))
    best = float(ratio[o, s, d])
    return (best, (o, s, d)) if best > 0 else (0.0, None)


def _best_run(state: State, o: int, h: int) -> tuple[float, list[int]]:
    """Best gain per pound of one more run, and the departments of its seats."""
    a = state.a
    if state.plan.runs[o, h] >= a.runs_max or not state.most:
        return 0.0, []
    gain = state.gains[:, :, o]
    n, d = np.nonzero((gain >= 0.0) & a.allowed[o, h])
    least, most = max(int(a.seats_min[o]), 1), int(a.seats_max[o])
    if len(d) < least or most < least:
        return 0.0, []
    worth, cost = gain[n, d], a.seat_cost[o, h, d]
    order = np.argsort(-worth / np.maximum(cost, _CHEAP), kind="stable")
    if state.caps.bind:
        order = order[state.caps.fitting(o, d[order], cost[order])]
    order = order[:most]
    if len(order) < least:
        return 0.0, []
    total, spent = np.cumsum(worth[order]), np.cumsum(cost[order]) + a.run_cost[o]
    ratio = np.where(spent <= state.money + _EPS, total / np.maximum(spent, _CHEAP), 0.0)
    ratio[: least - 1] = 0.0
    size = int(np.argmax(ratio))
    return float(ratio[size]), d[order[: size + 1]].tolist()


def _best_blocks(state: State, j: int, d: int) -> tuple[float, list[int]]:
    """Best gain per pound of blocks of mentor `j` for `d`, and their strands."""
    a, given, rules = state.a, state.plan.blocks, state.a.problem.rules.mentor
    here = int(given[j, d].sum())
    least, most = a.pair_blocks
    most = min(most - here, int(a.mentor_blocks[j] - given[j].sum()))
    if a.block_release > 0:
        most = min(most, int((state.release[d] + _EPS) // a.block_release))
    fixed = 0.0
    if here == 0:
        fixed = float(a.pair_cost[j, d])
        if (given[:, d].sum(axis=1) > 0).sum() >= rules.mentors_per_department_max:
            return 0.0, []
        if (given[j].sum(axis=1) > 0).sum() >= rules.departments_per_mentor_max:
            return 0.0, []
    least = max(1, least - here)
    if most < least:
        return 0.0, []
    chosen = _fill_blocks(state, j, d, most)
    if state.caps.bind:
        chosen = state.caps.affordable(j, d, fixed, chosen)
    worth, best, size = 0.0, 0.0, 0
    for n, (_, gain) in enumerate(chosen, start=1):
        worth += gain
        cost = fixed + n * float(a.block_cost[j])
        if n >= least and cost <= state.money + _EPS and worth / max(cost, _CHEAP) > best:
            best, size = worth / max(cost, _CHEAP), n
    return best, [k for k, _ in chosen[:size]]


def _fill_blocks(state: State, j: int, d: int, most: int) -> list[tuple[int, float]]:
    """Up to `most` blocks, each on the strand where it covers most: (strand, gain)."""
    a = state.a
    steps = np.arange(most + 1)[:, None]
    gain = np.diff(state.worth(d, state.dose[d] + steps * a.block_dose[j, d]), axis=0)  # n × k, falling in n
    gain[steps[:-1] >= a.strand_blocks - state.plan.blocks[j, d]] = -1.0
    order = np.argsort(-gain, axis=None, kind="stable")[:most]
    flat = gain.ravel()[order]
    return [(int(n) % gain.shape[1], float(g)) for n, g in zip(order, flat, strict=True) if g > _EPS]
