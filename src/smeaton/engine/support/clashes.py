"""Why no plan keeps all the locks: the smallest set of locks that clash, and a sentence that names it.

Locks are what leads and the hub have fixed and may take back: musts, must-nots, each department's release
days, and items that are frozen (agreed or booked). Everything else (budget, evenings, group sizes, travel,
caps) is taken as it is. The smallest set is found by implicit hitting sets: whatever is dropped to make the
rest possible hits every clashing set, so a smallest set that hits all droppings found so far and still
clashes is a smallest clashing set. Where time does not allow that, locks are left out one by one while the
rest still clashes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from smeaton.engine.support.arrays import Arrays, arrays
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import INF, Model, build
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Problem

_SECONDS = 8.0  # for the smallest set; as much again for an irreducible one
_NOTHING = Plan()


@dataclass(frozen=True, slots=True, order=True)
class Lock:
    """One thing that is fixed for `department`.

    `item`: the offer of a must or must-not; of a frozen item the offer or mentor; empty for release days.
    `site`: host of frozen seats, strand of frozen hours; `amount`: frozen seats or hours, or release days.
    """

    kind: Literal["must", "must_not", "release", "seats", "mentoring"]
    department: str
    item: str = ""
    site: str = ""
    amount: float = 0.0

    def __str__(self) -> str:
        """Such as `d1 must have course-1`."""
        where = f" at {self.site}" if self.site else ""
        return {
            "must": f"{self.department} must have {self.item}",
            "must_not": f"{self.department} must not have {self.item}",
            "release": f"{self.department} has {self.amount:g} release days",
            "seats": f"{self.department} keeps {self.amount:g} seats on {self.item}{where}",
            "mentoring": f"{self.department} keeps {self.amount:g} hours of {self.item} on {self.site}",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Clash:
    """Locks that cannot be kept together, none of them needless.

    `smallest`: proven that no set of fewer locks clashes.
    """

    locks: tuple[Lock, ...]
    smallest: bool


def smallest_clash(
    problem: Problem, *, frozen: Plan = _NOTHING, proving: float = _SECONDS, reducing: float = _SECONDS
) -> Clash | None:
    """The smallest set of locks that no plan keeps; None: all can be kept, or there was no time to know.

    `frozen` holds the seats and mentoring that must stay; its ids must be the problem's. The smallest set may
    take `proving` seconds, and an irreducible one `reducing` more where it is not proven by then.
    """
    trial = _Trial(problem, frozen)
    until = time.monotonic() + proving
    dropped: list[list[int]] = []
    every = list(range(len(trial.locks)))
    while True:
        wanted = trial.hitting(dropped)
        kept = trial.kept(wanted, until)
        if kept is None:
            return Clash(trial.named(wanted), smallest=True)
        if kept == every:
            return None
        if not kept and time.monotonic() >= until:
            break
        dropped.append([n for n in every if n not in set(kept)])
    found = trial.irreducible(time.monotonic() + reducing)
    return None if found is None else Clash(trial.named(found), smallest=len(found) == 1)


class _Trial:
    """The planning model with a yes-or-no column for each lock: whether it is dropped."""

    def __init__(self, problem: Problem, frozen: Plan) -> None:
        free = tuple(replace(d, must=(), must_not=()) for d in problem.departments)
        self.a = arrays(replace(problem, departments=free))
        self.model = build(self.a)
        # of each lock: columns, their values, the value of the drop, and the limits of the row
        self.rows: list[tuple[list[int], Floats, float, float, float]] = []
        self.locks: list[Lock] = []
        self._musts(problem)
        self._release(problem)
        self._frozen(frozen)
        self.matrix, self.low, self.high = self._laid_out()

    def _musts(self, problem: Problem) -> None:
        c = self.model.columns
        offers = {offer.id: n for n, offer in enumerate(problem.offers)}
        for d, department in enumerate(problem.departments):
            for name in dict.fromkeys(department.must):
                mine = c.at(0)[(c.x[0] == offers[name]) & (c.x[2] == d)]
                self._lock(Lock("must", department.id, name), mine, 1.0, drop=1.0, low=1.0)
            for name in dict.fromkeys(department.must_not):
                mine = c.at(0)[(c.x[0] == offers[name]) & (c.x[2] == d)]
                top = float(self.a.top[d, offers[name]])
                self._lock(Lock("must_not", department.id, name), mine, 1.0, drop=-top, high=0.0)

    def _release(self, problem: Problem) -> None:
        """The model's own rows are let go; what takes their place can be dropped."""
        c, a = self.model.columns, self.a
        for d, department in enumerate(problem.departments):
            seats, blocks = c.x[2] == d, c.m[1] == d
            columns = np.concatenate([c.at(0)[seats], c.at(2)[blocks]])
            days = np.concatenate([a.seat_release[c.x[0][seats]], np.full(blocks.sum(), a.block_release)])
            takes = days > 0
            most = float((days * self.model.upper[columns]).sum())
            if most > a.release[d] + 1e-6:
                lock = Lock("release", department.id, amount=department.release_days)
                limit = float(a.release[d]) + 1e-7
                self._lock(lock, columns[takes], days[takes], drop=limit - most, high=limit)

    def _frozen(self, frozen: Plan) -> None:
        p, c = self.a.problem, self.model.columns
        offers = {offer.id: n for n, offer in enumerate(p.offers)}
        departments = {department.id: n for n, department in enumerate(p.departments)}
        mentors = {mentor.id: n for n, mentor in enumerate(p.mentors)}
        strands = {strand.id: n for n, strand in enumerate(p.strands)}
        hosts = {host.id: n for n, host in enumerate(p.hosts)}
        for s in frozen.seats:
            site = len(hosts) if s.host is None else hosts[s.host]
            here = (c.x[0] == offers[s.offer]) & (c.x[1] == site) & (c.x[2] == departments[s.department])
            lock = Lock("seats", s.department, s.offer, s.host or "", float(s.seats))
            self._lock(lock, c.at(0)[here], 1.0, drop=float(s.seats), low=float(s.seats))
        for m in frozen.mentoring:
            pair = (c.m[0] == mentors[m.mentor]) & (c.m[1] == departments[m.department])
            lock = Lock("mentoring", m.department, m.mentor, m.strand, m.hours)
            blocks = m.hours / p.rules.mentor.block_hours
            self._lock(lock, c.at(2)[pair & (c.m[2] == strands[m.strand])], 1.0, drop=blocks, low=blocks)

    def _lock(
        self,
        lock: Lock,
        columns: Iterable[int],
        values: float | Floats,
        *,
        drop: float,
        low: float = -INF,
        high: float = INF,
    ) -> None:
        chosen = [int(column) for column in columns]
        self.locks.append(lock)
        self.rows.append((chosen, np.broadcast_to(values, (len(chosen),)), drop, low, high))

    def _laid_out(self) -> tuple[sparse.csr_matrix, Floats, Floats]:
        """The model's rows and one for each lock; the locks' columns come last."""
        model, count = self.model, len(self.locks)
        width = len(model.lower)
        shape = (len(model.row_lower), width)
        above = sparse.csr_matrix((model.row_value, model.row_column, model.row_start), shape=shape)
        row = [n for n, (columns, *_) in enumerate(self.rows) for _ in (*columns, 0)]
        column = [c for n, (columns, *_) in enumerate(self.rows) for c in (*columns, width + n)]
        value = [v for _, values, drop, *_ in self.rows for v in (*values.tolist(), drop)]
        locks = sparse.csr_matrix((value, (row, column)), shape=(count, width + count))
        padded = sparse.hstack([above, sparse.csr_matrix((shape[0], count))], format="csr")
        high = model.row_upper.copy()
        high[model.release_row : model.release_row + len(self.a.release)] = INF
        low = np.concatenate([model.row_lower, [low for *_, low, _ in self.rows]])
        high = np.concatenate([high, [most for *_, most in self.rows]])
        return sparse.vstack([padded, locks], format="csr"), low, high

    def named(self, locks: Sequence[int]) -> tuple[Lock, ...]:
        """The locks by name, in their own order."""
        return tuple(sorted(self.locks[n] for n in locks))

    def hitting(self, dropped: Sequence[Sequence[int]]) -> list[int]:
        """A smallest set of locks that has a member in each of `dropped`."""
        if not dropped:
            return []
        rows = np.zeros((len(dropped), len(self.locks)))
        for n, some in enumerate(dropped):
            rows[n, list(some)] = 1.0
        cost, whole = np.ones(len(self.locks)), np.ones(len(self.locks), dtype=np.int64)
        constraints = LinearConstraint(rows, 1, INF)
        found = milp(cost, integrality=whole, bounds=Bounds(0, 1), constraints=constraints)
        assert found.x is not None  # noqa: S101 - dropping every lock hits everything
        return np.flatnonzero(found.x > 0.5).tolist()

    def kept(self, wanted: Sequence[int], until: float) -> list[int] | None:
        """As many locks as can be kept together with those of `wanted`; None: these clash (proven).

        Empty when the time is over.
        """
        status, drops = self._solved(wanted, until, ones=True)
        if status == 2:
            return None
        return [] if drops is None else np.flatnonzero(drops < 0.5).tolist()

    def irreducible(self, until: float) -> list[int] | None:
        """Locks that clash and would not without any one of them, as far as the time allows to tell.

        None where not even all of them are known to clash.
        """
        kept = list(range(len(self.locks)))
        if self._solved(kept, until, ones=False)[0] != 2:
            return None
        for lock in reversed(range(len(self.locks))):
            rest = [n for n in kept if n != lock]
            if self._solved(rest, until, ones=False)[0] == 2:
                kept = rest
        return kept

    def _solved(self, wanted: Sequence[int], until: float, *, ones: bool) -> tuple[int, Floats | None]:
        """Status of the solver (2: infeasible), and which locks are dropped when `wanted` are kept."""
        left = until - time.monotonic()
        if left <= 0:
            return 1, None
        width, count = len(self.model.lower), len(self.locks)
        cost = np.concatenate([np.zeros(width), np.full(count, float(ones))])
        upper = np.concatenate([self.model.upper, np.ones(count)])
        upper[width + np.array(wanted, dtype=int)] = 0.0
        found = milp(
            cost,
            integrality=np.concatenate([self.model.whole, np.ones(count)]).astype(np.int64),
            bounds=Bounds(np.concatenate([self.model.lower, np.zeros(count)]), upper),
            constraints=LinearConstraint(self.matrix, self.low, self.high),
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )
        return int(found.status), None if found.x is None else found.x[width:]


def explain_clash(model: Model, *, proven: bool) -> str:
    """A sentence naming locks that cannot be kept together and what to do."""
    problem = model.a.problem
    musts = np.argwhere(model.a.must).tolist()
    for reason in (_alone, _by_release):
        for d, o in musts:
            says = reason(model.a, d, o)
            if says:
                return f"{problem.departments[d].id} must have {problem.offers[o].id}, but {says}."
    clash = smallest_clash(problem)
    if clash is not None:
        return clash_sentence(clash)
    if proven:
        return "No plan keeps all the locks, and which of them clash was not found; take some back."
    return (
        "No plan that keeps all the musts was found in the time; give more seconds, or take back some of "
        f"the {len(musts)} musts."
    )


def clash_sentence(clash: Clash) -> str:
    """What clashes and what to do, in words."""
    if len(clash.locks) == 1:
        return (
            f"{clash.locks[0]}, which cannot be kept within the budget, evenings, group sizes and travel; "
            "take it back or give it more room."
        )
    fewer = (
        "No smaller set of locks clashes"
        if clash.smallest
        else "Without any one of them the others can be kept, but a smaller set may clash too"
    )
    return (
        f"These {len(clash.locks)} cannot be kept together: {'; '.join(map(str, clash.locks))}. {fewer}. "
        "Take one back, or give more budget, evenings or room."
    )


def _alone(a: Arrays, d: int, o: int) -> str:
    """Why a must cannot be kept whatever else is planned; empty when it could."""
    problem, offer, department = a.problem, a.problem.offers[o], a.problem.departments[d]
    if offer.id in department.must_not:
        return "its lead has also ruled that offer out; take one of the two back"
    if a.top[d, o] == 0:
        return "the offer gives a department no seats (per_department_max is 0)"
    if a.hosted[o] and not problem.hosts:
        return "the offer needs a host and there is none"
    if not a.allowed[o, :, d].any():
        return f"no host is within {problem.rules.travel_limit_km:g} km of it"
    if a.seat_evenings[o] > a.evenings[d] + 1e-6:
        return f"a seat takes {a.seat_evenings[o]} evenings and it has {a.evenings[d]:g}"
    if a.hosted[o]:
        if a.runs_max == 0:
            return "no host may hold a run (runs_max is 0)"
        if a.seats_max[o] == 0:
            return "its runs have no seats (seats_max is 0)"
        sites = np.flatnonzero(a.allowed[o, :-1, d])
        room = max(int((a.top[:, o] * a.allowed[o, s]).sum()) for s in sites)
        if room < a.seats_min[o]:
            return f"a run needs {a.seats_min[o]} seats and only {room} can be filled within reach"
        cheapest = min(float(a.seat_cost[o, s, d]) for s in sites) + float(a.run_cost[o])
    else:
        cheapest = float(a.seat_cost[o, -1, d])
    if cheapest > a.budget + 0.01:
        return f"that costs at least £{cheapest:,.0f} and the budget is £{a.budget:,.0f}"
    return ""


def _by_release(a: Arrays, d: int, o: int) -> str:
    """Why a must cannot be kept with the department's release days; empty when it could."""
    if a.seat_release[o] > a.release[d] + 1e-6:
        return f"a seat takes {a.seat_release[o]:g} release days and it has {a.release[d]:g}"
    return ""
