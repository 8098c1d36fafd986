"""Column generation: price all departments, solve the master in a box around the best prices, and again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays
from smeaton.engine.support.columns.department import LEAST, MOST, Department, department
from smeaton.engine.support.columns.duals import Costs, Duals, Outside, costs, prices, shared_worth
from smeaton.engine.support.columns.master import Master, Mix
from smeaton.engine.support.columns.packages import Package, Pool, package, packages_of
from smeaton.engine.support.columns.pricing import Found, price
from smeaton.engine.support.columns.relax import NEVER, Room, room
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.local.compiled import packed

_KEEP = 6  # packages a pricing hands over, at most
_NODES = 10_000  # of a pricing: what is then open still bounds
_WIDTH, _MONEY_WIDTH = 0.25, 0.06  # of the box at first, as a share of the prices
_LEAST_WIDTH = 0.01


@dataclass(frozen=True)
class Warm:
    """What a later search of the same place begins with: the best prices and all packages found."""

    centre: Duals
    packages: list[Package]


@dataclass
class Generator:
    """The state of column generation for one place."""

    a: Arrays
    outside: Outside
    floor: float = 0.0
    over: Callable[[], bool] = lambda: False
    bound: float = math.inf
    centre: Duals | None = None
    mix: Mix | None = None
    passes: int = 0
    width: float = 1.0
    departments: list[Department] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay out departments and master."""
        many = len(self.a.release)
        self.departments = [department(self.a, d, self.floor) for d in range(many)]
        self.rooms = [room(t) for t in self.departments]
        self.multipliers = [_multipliers(t) for t in self.departments]
        self.found = [_found(t, r) for t, r in zip(self.departments, self.rooms, strict=True)]
        parts = zip(self.departments, self.rooms, self.found, strict=True)
        self._packed = [(packed(t), packed(r), packed(found)) for t, r, found in parts]
        self.pool = Pool(self.a, self.outside)
        self.master = Master(self.a, self.pool, self.outside, self.over)
        self.parts: list[Floats] = []  # of each pass, the departments' bounds
        self.priced: list[Duals] = []

    @property
    def able(self) -> bool:
        """Whether seats are few enough to be kept as bits, and departments have items to price at all."""
        return int(self.a.top.max(initial=0)) <= MOST and all(len(t.seats) for t in self.departments)

    def learn(self, plan: Allocation) -> None:
        """Take in the packages of a plan."""
        self.pool.add(packages_of(self.a, plan))

    def take(self, packages: list[Package]) -> None:
        """Take in packages found in an earlier search, those that keep this one's floor."""
        self.pool.add([p for p in packages if p.covered >= self.departments[p.department].caps[LEAST]])

    @property
    def warm(self) -> Warm | None:
        """What a later search can begin with."""
        return None if self.centre is None else Warm(self.centre, list(self.pool.packages))

    def price_all(self, duals: Duals, slack: float) -> float:
        """The bound at the prices; finds packages on the way. Infinite where there was no time."""
        priced = costs(self.a, duals, self.outside)
        known = self.pool.best(duals) if self.pool.packages else np.full(len(self.departments), -np.inf)
        parts = np.zeros(len(known))
        new: list[Package] = []
        for d in range(len(known)):
            if self.over():
                self.pool.add(new)
                return math.inf
            parts[d], found = self._price(d, duals, priced, float(known[d]), slack)
            new += found
        self.pool.add(new)
        self.passes += 1
        self.parts.append(parts)
        self.priced.append(duals)
        bound = shared_worth(self.a, duals, self.outside) + float(parts.sum())
        if bound < self.bound:
            self.bound, self.centre = bound, duals
        return bound

    def _price(
        self, d: int, duals: Duals, priced: Costs, known: float, slack: float
    ) -> tuple[float, list[Package]]:
        what = prices(self.a, self.departments[d], d, priced, duals, self.outside)
        t, r, found = self._packed[d]
        bound, count, _ = price(
            t, packed(what), self.multipliers[d], max(known, NEVER), slack, _NODES, r, found
        )
        return bound, [self._package(d, n, priced) for n in range(min(count, _KEEP))]

    def _package(self, d: int, n: int, priced: Costs) -> Package:
        """A found package in the place's own terms."""
        t, found = self.departments[d], self.found[d]
        offers, sites, _ = self.a.allowed.shape
        seats = np.zeros((offers, sites), dtype=np.int64)
        seats[t.offer] = priced.split[t.offer, d, found.seats[n]]
        blocks = np.zeros((len(self.a.mentor_blocks), self.a.weight.shape[1]), dtype=np.int64)
        j, s = np.nonzero(found.blocks[n])
        blocks[t.mentor[j], t.blocks[j, 1 + s]] = found.blocks[n, j, s]
        return package(self.a, d, seats, blocks)

    def step(self, until: float) -> float:
        """One round: master within the box, then pricing. The distance that is left, 0 at the best bound.

        The master's value in the box is the least that the bound could be there, as far as packages are
        known.
        """
        assert self.centre is not None  # noqa: S101 - `price_all` comes first
        self.master.grow()
        low, high = _box(self.centre.flat(), self.width, self.a)
        self.master.box(low, high)
        mix = self.master.solve(until - time.monotonic())
        if mix is None:
            return math.inf
        self.mix = mix
        hope = self.bound - mix.value
        if hope <= 1e-6 * max(1.0, abs(self.bound)):
            if mix.bent <= 1e-7:
                return 0.0
            self.width *= 2.0
            return hope
        before = self.bound
        many = len(self.departments)
        bound = self.price_all(mix.duals, min(max(0.05 * hope / many, 1e-4), 2e-3))
        if math.isinf(bound):
            return math.inf
        self.width *= 1.1 if bound < before - 0.3 * hope else (1.0 if bound < before else 0.7)
        self.width = max(self.width, 1e-3)
        return hope

    def used(self) -> tuple[float, Floats]:
        """Pounds and seats by offer that the last mix uses; nothing where there was none."""
        taken = np.zeros(len(self.a.run_cost))
        if self.mix is None:
            return 0.0, taken
        cost = float((self.mix.runs * self.a.run_cost[:, None]).sum())
        for share, one in zip(self.mix.share, self.pool.packages, strict=False):
            if share > 0:
                cost += share * one.cost
                taken += share * one.seats.sum(axis=1)
        return cost, taken


def _multipliers(t: Department) -> Floats:
    """Multipliers to begin a department's pricing with."""
    strands = t.curve.shape[1]
    result = np.zeros(2 * strands + 3)
    result[:strands] = 0.5 * t.curve[1, :, 0]
    result[strands : 2 * strands] = 0.5
    return result


def _found(t: Department, r: Room) -> Found:
    return Found(
        np.zeros((_KEEP, len(t.seats)), np.int64),
        np.zeros((_KEEP, *r.given.shape), np.int64),
        np.zeros(_KEEP),
    )


def _box(centre: Floats, width: float, a: Arrays) -> tuple[Floats, Floats]:
    """The box around prices: a share of each, and of what prices of its kind usually are."""
    offers, sites, _ = a.allowed.shape
    held, mentors = offers * (sites - 1), len(a.mentor_blocks)
    cuts = np.cumsum([1, held, held, mentors, mentors])
    low, high = [], []
    for n, part in enumerate(np.split(centre, cuts)):
        some = part[part > 0]
        usual = float(some.mean()) if len(some) else 0.01
        share = width * (_MONEY_WIDTH if n == 0 else _WIDTH)
        by = share * np.maximum(part, usual if n else 1e-5)
        low.append(np.maximum(part - by, 0.0))
        high.append(part + by)
    return np.concatenate(low), np.concatenate(high)
