"""What of the old plan falls away under a changed problem, whom that touches, and what is frozen.

Three kinds of reason: the change itself took an item (a run cancelled, an offer declined, a mentor gone); a
department's own limits no longer hold what it has; a run or a mentor cannot stand as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays, Flags, arrays, to_allocation
from smeaton.engine.support.plans import ItemKey, Plan
from smeaton.engine.support.problem import Problem
from smeaton.engine.support.replan.told import FROZEN, Changed, Released, Status

_SLACK = 1e-6
_TRACE = 1e-9  # of dose


@dataclass
class Situation:
    """The old plan under the changed problem.

    `told` is what is left of it when what fell away by itself is struck. `touched` maps department numbers to
    a sentence. `kept_…` flag what is frozen: runs (o × h), seats (o × s × d), pairs (j × d). `runs_most` is
    the most copies of each run (o × h).
    """

    a: Arrays
    told: Allocation
    runs_most: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    touched: dict[int, str]
    kept_runs: Flags
    kept_seats: Flags
    kept_pairs: Flags
    frozen: dict[ItemKey, Status]
    released: list[Released]

    def release(self, item: ItemKey, why: str) -> None:
        """Note that a frozen item no longer fits, and thaw it."""
        status = self.frozen.pop(item, None)
        if status is not None:
            self.released.append(Released(item, status, why))
        self.freeze()

    def freeze(self) -> None:
        """Flag what the frozen items keep: their seats and hours, and the runs that hold such seats."""
        a = self.a
        self.kept_seats, self.kept_pairs = a.allowed & False, a.pair_allowed & False
        for item in self.frozen:
            d, n = place(a.problem, item)
            if item.kind == "offer":
                self.kept_seats[n, :, d] = True
            else:
                self.kept_pairs[n, d] = True
        seated = (self.kept_seats & (self.told.seats > 0))[:, :-1].any(axis=2)
        self.kept_runs = seated & (self.told.runs > 0)

    def touch(self, d: int, why: str) -> None:
        """Note why a department is touched, unless that is known."""
        self.touched.setdefault(d, why)


def place(problem: Problem, item: ItemKey) -> tuple[int, int]:
    """Number of the item's department, and of its offer or mentor."""
    d = next(n for n, one in enumerate(problem.departments) if one.id == item.department)
    many = [o.id for o in problem.offers] if item.kind == "offer" else [m.id for m in problem.mentors]
    return d, many.index(item.id)


def known(problem: Problem, plan: Plan) -> Plan:
    """The plan less what names a department, offer, host, mentor or strand that the problem does not have."""
    departments = {d.id for d in problem.departments}
    offers, hosts = {o.id: o.hosted for o in problem.offers}, {h.id for h in problem.hosts}
    mentors, strands = {m.id for m in problem.mentors}, {s.id for s in problem.strands}
    return replace(
        plan,
        runs=tuple(r for r in plan.runs if offers.get(r.offer) and r.host in hosts),
        seats=tuple(
            s
            for s in plan.seats
            if s.offer in offers and s.department in departments and (s.host in hosts or not offers[s.offer])
        ),
        mentoring=tuple(
            m
            for m in plan.mentoring
            if m.mentor in mentors and m.department in departments and m.strand in strands
        ),
    )


def limited(problem: Problem, changed: Changed) -> tuple[Arrays, dict[tuple[int, int], int]]:
    """The problem's arrays less refused items, and how many copies of each (offer, host) are cancelled."""
    a = arrays(problem)
    allowed, pairs = a.allowed.copy(), a.pair_allowed.copy()
    names = {d.id for d in problem.departments}
    offers, mentors = {o.id: n for n, o in enumerate(problem.offers)}, {m.id for m in problem.mentors}
    hosts = {h.id: n for n, h in enumerate(problem.hosts)}
    for item in changed.refused:
        if item.department in names and item.id in (offers if item.kind == "offer" else mentors):
            d, n = place(problem, item)
            if item.kind == "offer":
                allowed[n, :, d] = False
            else:
                pairs[n, d] = False
    gone: dict[tuple[int, int], int] = {}
    for run in changed.cancelled:
        if run.offer in offers and run.host in hosts:
            key = offers[run.offer], hosts[run.host]
            gone[key] = gone.get(key, 0) + run.copies
    return replace(a, allowed=allowed, pair_allowed=pairs), gone


def situation(
    problem: Problem, before: Plan, frozen: Mapping[ItemKey, Status], changed: Changed
) -> Situation:
    """Read the old plan under the changed problem."""
    a, gone = limited(problem, changed)
    before_known = known(problem, before)
    told = to_allocation(a, before_known)
    most = np.full(told.runs.shape, a.runs_max, dtype=np.int64)
    allowed = a.allowed.copy()
    for (o, h), copies in gone.items():
        most[o, h] = min(max(int(told.runs[o, h]) - copies, 0), a.runs_max)
        if most[o, h] == 0:
            allowed[o, h] = False
    # hours on a strand that a mentor does nothing for were told all the same: they need a column
    a = replace(a, allowed=allowed, block_dose=np.where(told.blocks > 0, a.block_dose + _TRACE, a.block_dose))
    items = before.items()
    mine = {item: status for item, status in frozen.items() if status in FROZEN and item in set(items)}
    made = Situation(a, told, most, {}, a.allowed & False, a.allowed & False, a.pair_allowed, mine, [])
    _unknown(made, before, before_known)
    _strike(made, gone)
    made.freeze()
    _own_limits(made)
    _shared_limits(made)
    index = {d.id: n for n, d in enumerate(problem.departments)}
    for name in changed.touched:
        if name in index:
            made.touch(index[name], "It asked for its package to be planned anew.")
    return made


def _unknown(made: Situation, before: Plan, left: Plan) -> None:
    """Touch and thaw what the problem no longer has."""
    index = {d.id: n for n, d in enumerate(made.a.problem.departments)}
    seats = {(s.department, s.offer, s.host) for s in left.seats}
    hours = {(m.department, m.mentor, m.strand) for m in left.mentoring}
    lost = [
        (ItemKey(s.department, "offer", s.offer), f"{s.offer} is no longer offered where it was.")
        for s in before.seats
        if (s.department, s.offer, s.host) not in seats
    ]
    lost += [
        (ItemKey(m.department, "mentoring", m.mentor), f"{m.mentor} no longer works as a mentor here.")
        for m in before.mentoring
        if (m.department, m.mentor, m.strand) not in hours
    ]
    for item, why in lost:
        if item.department in index:
            made.touch(index[item.department], why)
        status = made.frozen.pop(item, None)
        if status is not None:
            made.released.append(Released(item, status, why))


def _strike(made: Situation, gone: Mapping[tuple[int, int], int]) -> None:
    """Take out what may not be there any more, whatever else is planned."""
    a, told, problem = made.a, made.told, made.a.problem
    for (o, h), copies in gone.items():
        dropped = int(told.runs[o, h]) - int(made.runs_most[o, h])
        told.runs[o, h] = made.runs_most[o, h]
        if dropped > 0 and told.runs[o, h] > 0:
            offer, host = problem.offers[o].id, problem.hosts[h].id
            for d in np.flatnonzero(told.seats[o, h]).tolist():
                made.touch(
                    d,
                    f"Not every run of {offer} at {host} will take place: {copies} cancelled.",
                )
    for o, s, d in np.argwhere((told.seats > 0) & ~a.allowed).tolist():
        item = ItemKey(problem.departments[d].id, "offer", problem.offers[o].id)
        told.seats[o, s, d] = 0
        if s < len(problem.hosts) and (o, s) in gone:
            why = f"The run of {item.id} at {problem.hosts[s].id} was cancelled."
        else:
            why = f"{item.department} will not, or can no longer, have {item.id}."
        _fell(made, d, item, why)
    taken = told.seats.sum(axis=1)
    for o, d in np.argwhere(a.top < taken.T)[:, ::-1].tolist():
        item = ItemKey(problem.departments[d].id, "offer", problem.offers[o].id)
        _fell(made, d, item, f"{item.department} may have at most {a.top[d, o]} seats of {item.id}.")
    for j, d in np.argwhere(told.blocks.any(axis=2) & ~a.pair_allowed).tolist():
        item = ItemKey(problem.departments[d].id, "mentoring", problem.mentors[j].id)
        told.blocks[j, d] = 0
        _fell(made, d, item, f"{item.id} cannot work with {item.department} any more.")
    told.runs[~a.allowed[:, :-1].any(axis=2)] = 0


def _fell(made: Situation, d: int, item: ItemKey, why: str) -> None:
    made.touch(d, why)
    status = made.frozen.pop(item, None)
    if status is not None:
        made.released.append(Released(item, status, why))


def _own_limits(made: Situation) -> None:
    """Touch departments whose own limits or locks the old plan no longer keeps."""
    a, told = made.a, made.told
    taken = told.seats.sum(axis=1)  # o × d
    days = taken.T @ a.seat_release + told.blocks.sum(axis=(0, 2)) * a.block_release
    evenings = taken.T @ a.seat_evenings
    pairs = (told.blocks.sum(axis=2) > 0).sum(axis=0)
    for d, department in enumerate(a.problem.departments):
        if days[d] > a.release[d] + _SLACK:
            made.touch(d, f"It has {a.release[d]:g} release days, and its package took {days[d]:g}.")
        if evenings[d] > a.evenings[d] + _SLACK:
            made.touch(d, f"It has {a.evenings[d]:g} evenings, and its package took {evenings[d]:g}.")
        if pairs[d] > a.problem.rules.mentor.mentors_per_department_max:
            made.touch(d, f"It had {pairs[d]} mentors, more than it may have.")
        missing = [a.problem.offers[o].id for o in np.flatnonzero(a.must[d] & (taken[:, d] == 0))]
        if missing:
            made.touch(d, f"{department.id} must have {', '.join(missing)}.")


def _shared_limits(made: Situation) -> None:
    """Touch the departments of runs and mentors that cannot stand as they are."""
    a, told, problem = made.a, made.told, made.a.problem
    seats = told.seats[:, :-1].sum(axis=2)
    few = (told.runs > 0) & (seats < a.seats_min[:, None] * told.runs)
    many = seats > a.seats_max[:, None] * told.runs
    for o, h in np.argwhere(few | many).tolist():
        offer, host = problem.offers[o].id, problem.hosts[h].id
        short = "too few seats" if few[o, h] else "more seats than it holds"
        for d in np.flatnonzero(told.seats[o, h]).tolist():
            made.touch(d, f"The run of {offer} at {host} is left with {short}.")
    blocks = told.blocks.sum(axis=2)
    least, most = a.pair_blocks
    rules = problem.rules.mentor
    for j, mentor in enumerate(problem.mentors):
        mine = np.flatnonzero(blocks[j])
        over = blocks[j].sum() > a.mentor_blocks[j] or len(mine) > rules.departments_per_mentor_max
        odd = (
            (blocks[j][mine] < least)
            | (blocks[j][mine] > most)
            | (told.blocks[j, mine].max(axis=1, initial=0) > a.strand_blocks)
        )
        for d in mine[odd | over].tolist():
            made.touch(d, f"{mentor.id} cannot give all the hours that were planned.")
