"""The reasons of a package and of a place, as differences with their errors; what is noise says so.

For each item: the needs it serves and its share; what would be lost without it, once what it frees is used
again; and what the obvious alternative would have done in its place. Both are re-solves (`around`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.explain.around import Around, Solved
from smeaton.engine.support.explain.shapley import ItemShare, shares
from smeaton.engine.support.plans import ItemKey, Plan
from smeaton.engine.support.problem import Problem
from smeaton.engine.support.replan.swaps import Alternative, alternatives

_EACH = 0.4  # seconds for one re-solve, at most
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two re-solves, and its error: what neither solver has closed, and the price of money.

    Weighted need covered for the place; share (0-1) of its own need for a department. Positive: the plan
    is better.
    """

    value: float
    error: float

    @property
    def told(self) -> bool:
        """Whether it can be told from noise."""
        return abs(self.value) > self.error + _NOTHING


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be lost without an item, with what it frees used again; `gets`: what comes instead."""

    department: Difference
    place: Difference
    gets: tuple[ItemKey, ...]


@dataclass(frozen=True, slots=True)
class Instead:
    """What the obvious alternative would have done: the best other item for the `strand` it serves most.

    `seats` or `hours` are what the department would have of it.
    """

    item: ItemKey
    strand: str
    seats: int
    hours: float
    department: Difference
    place: Difference


@dataclass(frozen=True, slots=True)
class ItemReasons:
    """Why one item is there. `loss` or `instead` None: time was up, or there is no alternative."""

    item: ItemKey
    share: ItemShare
    loss: Loss | None
    instead: Instead | None


@dataclass(frozen=True, slots=True)
class PackageReasons:
    """The reasons of one department's package; `complete` when every re-solve was made."""

    department: str
    items: tuple[ItemReasons, ...]
    complete: bool


def package_reasons(
    problem: Problem,
    plan: Plan,
    department: str,
    *,
    rng: np.random.Generator,
    seconds: float = 3.0,
    stop: Callable[[], bool] | None = None,
    around: Around | None = None,
) -> PackageReasons:
    """Why each item of one department's package is there, within `seconds`.

    `around` saves work when several packages of the same plan are explained. When `stop` says so, or time is
    up, the items not reached have their shares only.
    """
    until = time.monotonic() + seconds
    around = around or Around(problem, plan)
    own = _own(plan, department)
    share = shares(problem, own, rng=rng)

    def over() -> bool:
        return time.monotonic() >= until or (stop is not None and stop())

    one = _Package(problem, plan, department, around, over)
    found = [one.item(item, share[item], until) for item in own.items()]
    return PackageReasons(department, tuple(found), not one.cut)


def reasons(
    problem: Problem,
    plan: Plan,
    *,
    rng: np.random.Generator,
    seconds: float = 20.0,
    stop: Callable[[], bool] | None = None,
    told: Callable[[PackageReasons], None] | None = None,
    per_pound: tuple[float, float] | None = None,
) -> tuple[PackageReasons, ...]:
    """The reasons of every package, each told as it is found; time is shared evenly among those to come."""
    until = time.monotonic() + seconds
    around = Around(problem, plan, per_pound)
    found: list[PackageReasons] = []
    for n, department in enumerate(problem.departments):
        if stop is not None and stop():
            break
        left = max(until - time.monotonic(), 0.0) / (len(problem.departments) - n)
        found.append(
            package_reasons(problem, plan, department.id, rng=rng, seconds=left, stop=stop, around=around)
        )
        if told is not None:
            told(found[-1])
    return tuple(found)


class _Package:
    """One department's package while its reasons are found."""

    def __init__(
        self, problem: Problem, plan: Plan, department: str, around: Around, over: Callable[[], bool]
    ) -> None:
        self.problem, self.plan, self.name, self.around, self.over = problem, plan, department, around, over
        self.d = next(n for n, one in enumerate(problem.departments) if one.id == department)
        self.cut = False

    def item(self, item: ItemKey, share: ItemShare, until: float) -> ItemReasons:
        """The reasons of one item."""
        loss = instead = None
        option, strand = self._option(item, share)
        near = [item] if option is None else [item, option.item]
        base = None if self.over() else self._solve(near, until)
        if base is not None and not self.over():
            without = self._solve(near, until, forbid=item)
            if without is not None:
                loss = Loss(*self._differences(base, without), self._new(without.plan))
        if base is not None and option is not None and not self.over():
            forced = self._solve(near, until, forbid=item, force=option.item)
            if forced is not None:
                seats, hours = self._amount(option.item, forced.plan)
                instead = Instead(option.item, strand, seats, hours, *self._differences(base, forced))
        self.cut |= self.over()
        return ItemReasons(item, share, loss, instead)

    def _solve(
        self, items: list[ItemKey], until: float, forbid: ItemKey | None = None, force: ItemKey | None = None
    ) -> Solved | None:
        seconds = min(_EACH, until - time.monotonic())
        return self.around.solve(self.d, items, seconds=seconds, forbid=forbid, force=force, stop=self.over)

    def _option(self, item: ItemKey, share: ItemShare) -> tuple[Alternative | None, str]:
        """The best other item for the strand that this one serves most, and the strand."""
        strand = self._strand(share)
        if strand is None:
            return None, ""
        have = set(self.plan.items())
        options = alternatives(self.problem, self.plan, self.name, item, {strand: 1.0}, most=100)
        able = [one for one in options if one.item not in have and not _never(one)]
        best = min(able, key=lambda one: (-round(one.met_after, 6), one.cost, one.item), default=None)
        return best, strand

    def _strand(self, share: ItemShare) -> str | None:
        """The strand on which the item brings most."""
        weights = {strand.id: strand.weight for strand in self.problem.strands}
        worth = {name: value * weights[name] for name, value in share.by_strand.items()}
        best = max(worth, key=lambda name: (worth[name], name), default=None)
        return best if best is not None and worth[best] > 0 else None

    def _differences(self, base: Solved, other: Solved) -> tuple[Difference, Difference]:
        """Plan less re-solve, for the department and for the place."""
        around, a = self.around, self.around.a
        error = max(base.bound - around.worth, 0.0) + (other.bound - other.worth)
        error += around.blur(other.cost - a.cost(around.plan))
        place = Difference(around.worth - other.worth, error)
        need = float(a.curves.need[self.d] @ a.own)
        weight = float(a.weight[self.d].sum() / a.own.sum()) if a.own.sum() > 0 else 0.0
        if need <= 0 or weight <= 0:
            return Difference(0.0, 0.0), place
        mine = (self._covered(around.plan) - self._covered(other.plan)) / need
        return Difference(mine, (error / weight) / need), place

    def _covered(self, plan: Allocation) -> float:
        a = self.around.a
        return float(a.curves.covered(a.dose(plan))[self.d] @ a.own)

    def _new(self, plan: Allocation) -> tuple[ItemKey, ...]:
        """Items that the department has in a re-solve and not in the plan."""
        p, now = self.problem, self.around.plan
        offers = (plan.seats[:, :, self.d].sum(axis=1) > 0) & (now.seats[:, :, self.d].sum(axis=1) == 0)
        mentors = plan.blocks[:, self.d].any(axis=1) & ~now.blocks[:, self.d].any(axis=1)
        return (
            *(ItemKey(self.name, "offer", p.offers[o].id) for o in np.flatnonzero(offers)),
            *(ItemKey(self.name, "mentoring", p.mentors[j].id) for j in np.flatnonzero(mentors)),
        )

    def _amount(self, item: ItemKey, plan: Allocation) -> tuple[int, float]:
        """Seats or hours of an item in a re-solve."""
        if item.kind == "offer":
            o = next(n for n, one in enumerate(self.problem.offers) if one.id == item.id)
            return int(plan.seats[o, :, self.d].sum()), 0.0
        j = next(n for n, one in enumerate(self.problem.mentors) if one.id == item.id)
        return 0, float(plan.blocks[j, self.d].sum() * self.problem.rules.mentor.block_hours)


def _never(one: Alternative) -> bool:
    """Whether the department has no room for it at all: no release days, no evenings, no mentor more."""
    return any("release days" in why or "evenings" in why or "as it may" in why for why in one.obstacles)


def _own(plan: Plan, department: str) -> Plan:
    """One department's part of a plan."""
    return Plan(
        seats=tuple(s for s in plan.seats if s.department == department),
        mentoring=tuple(m for m in plan.mentoring if m.department == department),
    )
