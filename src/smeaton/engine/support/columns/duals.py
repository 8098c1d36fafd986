"""Prices on what departments share, and what they make of each department's items.

Axes as in `arrays`: o offers, h hosts, s sites (hosts, then nowhere), d departments, j mentors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from smeaton.engine.support.arrays import Arrays
from smeaton.engine.support.columns.department import TOP, Department, Ints
from smeaton.engine.support.columns.relax import Prices
from smeaton.engine.support.curves import Floats


@dataclass(frozen=True)
class Outside:
    """Prices that the place is given: need covered per pound, and per seat of each offer (0: not shared)."""

    money: float
    seats: Floats  # o


@dataclass(frozen=True)
class Duals:
    """Prices of the place's own limits, each at least 0, in need covered per unit."""

    money: float  # a pound of the budget
    high: Floats  # o × h: a seat, where runs are full
    low: Floats  # o × h: a seat, where runs are too empty (it is cheaper by this)
    link: Floats  # o × h × d: that a department uses a run at all
    hours: Floats  # j: a block
    pairs: Floats  # j: a department

    def flat(self) -> Floats:
        """All in one array."""
        parts = (np.array([self.money]), self.high, self.low, self.hours, self.pairs, self.link)
        return np.concatenate([part.ravel() for part in parts])

    @staticmethod
    def shaped(a: Arrays, flat: Floats) -> Duals:
        """From one array."""
        offers, sites, departments = a.allowed.shape
        held, mentors = offers * (sites - 1), len(a.mentor_blocks)
        cuts = np.cumsum([1, held, held, mentors, mentors])
        money, high, low, hours, pairs, link = np.split(np.maximum(flat, 0.0), cuts)
        return Duals(
            float(money[0]),
            high.reshape(offers, -1),
            low.reshape(offers, -1),
            link.reshape(offers, sites - 1, departments),
            hours,
            pairs,
        )


def largest(a: Arrays) -> Ints:
    """The most seats that a run of each offer can have: its limit, or all who could come."""
    result: Ints = np.minimum(a.seats_max, np.maximum(a.top.sum(axis=0), a.seats_min))
    return result


def shared_worth(a: Arrays, duals: Duals, outside: Outside) -> float:
    """What the place's limits are worth at the prices: all of a bound but the departments' packages."""
    return _limits(a, duals) + float(_run_worth(a, duals, outside)[1].sum())


def _limits(a: Arrays, duals: Duals) -> float:
    money = duals.money * a.budget if math.isfinite(a.budget) else 0.0
    most = a.problem.rules.mentor.departments_per_mentor_max
    return money + float(duals.hours @ a.mentor_blocks) + float(duals.pairs.sum()) * most


def _run_worth(a: Arrays, duals: Duals, outside: Outside) -> tuple[Ints, Floats]:
    """How many runs of each offer at each host pay best at the prices, and what they bring: o × h each."""
    most = largest(a)[:, None]
    money = duals.money + outside.money
    each = most * duals.high - a.seats_min[:, None] * duals.low - money * a.run_cost[:, None]
    first = duals.link.sum(axis=2)
    copies = np.where(each > 0, a.runs_max, min(1, a.runs_max))
    worth = np.where(a.hosted[:, None], first + each * copies, 0.0)
    if not a.runs_max:
        worth = np.where(a.hosted[:, None], 0.0, worth)
    return np.where(worth > 0, copies, 0), np.maximum(worth, 0.0)


@dataclass(frozen=True)
class Costs:
    """What n seats of an offer cost a department: `least` o × d × n; over sites: `split` × s."""

    least: Floats
    split: Ints


def costs(a: Arrays, duals: Duals, outside: Outside) -> Costs:
    """The cheapest way to have each number of seats, split over sites."""
    offers, sites, departments = a.allowed.shape
    most = int(a.top.max(initial=0))
    each = (duals.money + outside.money) * np.where(a.allowed, a.seat_cost, 0.0) + outside.seats[
        :, None, None
    ]
    each[:, :-1] += (duals.high - duals.low)[:, :, None]
    first = np.zeros(a.allowed.shape)
    first[:, :-1] = duals.link
    least = np.full((offers, departments, most + 1), np.inf)
    least[:, :, 0] = 0.0
    split = np.zeros((offers, departments, most + 1, sites), dtype=np.int64)
    for s in range(sites):
        for n in range(most, 0, -1):
            for here in range(1, n + 1):
                cost = least[:, :, n - here] + np.where(
                    a.allowed[:, s], first[:, s] + here * each[:, s], np.inf
                )
                better = cost < least[:, :, n]
                least[:, :, n] = np.where(better, cost, least[:, :, n])
                split[:, :, n] = np.where(better[:, :, None], split[:, :, n - here], split[:, :, n])
                split[:, :, n, s] += np.where(better, here, 0)
    return Costs(least, split)


def prices(a: Arrays, t: Department, d: int, priced: Costs, duals: Duals, outside: Outside) -> Prices:
    """What the items of department `d` cost at the prices."""
    most = int(t.seats[:, TOP].max(initial=0)) + 1
    money = duals.money + outside.money
    return Prices(
        cost=np.ascontiguousarray(np.minimum(priced.least[t.offer, d, :most], 1e12)),
        mentor=np.column_stack(
            [
                money * a.pair_cost[t.mentor, d] + duals.pairs[t.mentor],
                money * a.block_cost[t.mentor] + duals.hours[t.mentor],
            ]
        ),
    )
