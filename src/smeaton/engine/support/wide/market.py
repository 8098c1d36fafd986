"""The going prices of money and national seats, from what the places would do at prices already tried.

Each place is known by cuts: what it covers, costs and takes in its linear relaxation at some prices. A small
linear programme mixes them within the budget and the seats; its shadow prices are tried next (Kelley's
cutting planes, seen from the other side Dantzig and Wolfe's decomposition by place).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from smeaton.engine.support.arrays import arrays
from smeaton.engine.support.curves import Floats, curves
from smeaton.engine.support.problem import Problem
from smeaton.engine.support.wide.asks import Cut, Prices
from smeaton.engine.support.wide.nation import Nation

_THOUSAND = 1000.0  # pounds: the money row is in thousands
_GRID = (1 / 8, 1 / 4, 1 / 2)  # of the need there is per pound: prices of money to begin with
_NEVER = 1000.0  # times the same: only what must be is bought


@dataclass(frozen=True)
class Mix:
    """What the cuts allow within budget and seats: value, prices, and each place's cost and seats."""

    value: float
    prices: Prices
    cost: Floats  # by place
    taken: tuple[dict[str, float], ...]  # by place

    def purse(self, place: int) -> float:
        """What a place should spend, with its national seats paid for at their price."""
        pounds = self.prices["money"]
        if pounds <= 0:
            return float(self.cost[place])
        seats = sum(self.prices["seats"][o] * n for o, n in self.taken[place].items())
        return float(self.cost[place]) + seats / pounds


@dataclass
class Market:
    """All cuts so far, and what has been proven at each point of prices."""

    nation: Nation
    cuts: list[list[tuple[Prices, Cut]]] = field(default_factory=list)
    limits: dict[tuple[float, ...], dict[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """One list of cuts for each place."""
        self.cuts = [[] for _ in self.nation.places]
        self.offers = sorted(self.nation.national_seats)
        self.most = sum(_most(place) for place in self.nation.places)
        self.dearest_seat = 2.0 * max(
            (float(arrays(p).weight.sum(axis=1).max()) for p in self.nation.places), default=1.0
        )

    def first(self) -> list[Prices]:
        """Prices to begin with: money from cheap to dear, national seats free and too dear for anybody."""
        scale = max(self.most, 1e-3) / max(self.nation.budget, 100.0 * self.nation.departments)
        closed = [self.dearest_seat] * len(self.offers)
        points = [self.priced(scale * step) for step in _GRID]
        if self.offers:
            points.append(self.priced(scale * _GRID[1], closed))
        return [*points, self.priced(scale * _NEVER, closed)]

    def priced(self, money: float, seats: Sequence[float] | None = None) -> Prices:
        """Prices as a document."""
        named = zip(self.offers, seats or [0.0] * len(self.offers), strict=True)
        return Prices(money=money, seats={offer: max(price, 0.0) for offer, price in named})

    def add(self, place: int, prices: Prices, cut: Cut, *, exact: bool = True) -> None:
        """A cut, and with it a limit on the place at the prices; not `exact`: the limit alone."""
        if exact:
            self.cuts[place].append((prices, cut))
        known = self.limits.setdefault(self._key(prices), {})
        known[place] = min(cut["value"], known.get(place, np.inf))

    def limit(self, place: int, prices: Prices) -> float | None:
        """The lowest limit that is known of a place at the prices."""
        return self.limits.get(self._key(prices), {}).get(place)

    def bound(self, prices: Prices) -> float | None:
        """What no plan of the country covers more than, by these prices; None where a place is not known."""
        known = self.limits.get(self._key(prices), {})
        if len(known) < len(self.nation.places):
            return None
        shared = sum(prices["seats"][o] * self.nation.national_seats[o] for o in self.offers)
        return float(sum(known.values()) + prices["money"] * self.nation.budget + shared)

    def lowest(self) -> tuple[float, Prices | None]:
        """The best bound, and the prices it is at."""
        best: tuple[float, Prices | None] = (self.most, None)
        for key in self.limits:
            prices = self.priced(key[0], key[1:])
            bound = self.bound(prices)
            if bound is not None and bound < best[0]:
                best = bound, prices
        return best

    def mix(self) -> Mix:
        """The best mixture of the cuts within budget and seats."""
        flat = [(p, prices, cut) for p, some in enumerate(self.cuts) for prices, cut in some]
        cost = np.array([cut["cost"] for _, _, cut in flat])
        taken = np.array([[cut["taken"][o] for o in self.offers] for _, _, cut in flat]).reshape(
            len(flat), len(self.offers)
        )
        covered = np.array([_covered(prices, cut) for _, prices, cut in flat])
        place = np.array([p for p, _, _ in flat])
        rows = np.vstack([cost[None] / _THOUSAND, taken.T])
        most = np.array(
            [self.nation.budget / _THOUSAND, *(self.nation.national_seats[o] for o in self.offers)]
        )
        over = np.eye(len(most))  # money and seats beyond the limits, at prices nobody pays
        dear = np.full(len(most), self.dearest_seat)
        dear[0] = self.priced_at_most * _THOUSAND
        ones = csr_array(
            (np.ones(len(flat)), (place, np.arange(len(flat)))), shape=(len(self.cuts), len(flat) + len(most))
        )
        found = linprog(
            np.concatenate([-covered, dear]),
            A_ub=np.hstack([rows, -over]),
            b_ub=most,
            A_eq=ones.toarray(),
            b_eq=np.ones(len(self.cuts)),
            method="highs",
        )
        if found.x is None:
            raise RuntimeError(f"the programme of prices has no optimum: {found.message}")
        price = np.maximum(-found.ineqlin.marginals, 0.0)
        theta = found.x[: len(flat)]
        by_place = np.zeros((len(self.cuts), len(self.offers)))
        np.add.at(by_place, place, theta[:, None] * taken)
        return Mix(
            value=-float(found.fun or 0.0),
            prices=self.priced(float(price[0]) / _THOUSAND, price[1:].tolist()),
            cost=np.bincount(place, theta * cost, minlength=len(self.cuts)).astype(float),
            taken=tuple(dict(zip(self.offers, row, strict=True)) for row in by_place.tolist()),
        )

    @property
    def priced_at_most(self) -> float:
        """Need per pound at which money is not bought any more: the dearest price that was tried."""
        return max((prices["money"] for some in self.cuts for prices, _ in some), default=1.0)

    def _key(self, prices: Prices) -> tuple[float, ...]:
        return (prices["money"], *(prices["seats"][o] for o in self.offers))


def _most(place: Problem) -> float:
    """What would be covered with every dose without end."""
    shape = curves(place)
    return float((arrays(place).weight * (shape.length * shape.slope).sum(axis=-1)).sum())


def _covered(prices: Prices, cut: Cut) -> float:
    seats = sum(price * cut["taken"][offer] for offer, price in prices["seats"].items())
    return cut["value"] + prices["money"] * cut["cost"] + seats
