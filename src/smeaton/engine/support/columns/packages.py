"""Columns: whole packages of departments, priced anew as often as prices change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays, Ints
from smeaton.engine.support.columns.duals import Duals, Outside
from smeaton.engine.support.curves import Floats


@dataclass(frozen=True)
class Package:
    """One department's package: what it covers and costs, and what it takes of everything shared."""

    department: int
    covered: float
    cost: float
    seats: Ints  # o × s
    blocks: Ints  # j × k


def package(a: Arrays, d: int, seats: Ints, blocks: Ints) -> Package:
    """The package of department `d` with these seats (o × s) and blocks of mentoring (j × k)."""
    dose = seats.sum(axis=1) @ a.seat_dose[d] + (blocks * a.block_dose[:, d]).sum(axis=0)
    start = np.cumsum(a.curves.length[d], axis=-1) - a.curves.length[d]
    taken = np.clip(dose[:, None] - start, 0.0, a.curves.length[d])
    covered = float(a.weight[d] @ (taken * a.curves.slope[d]).sum(axis=-1))
    given = blocks.sum(axis=1)
    cost = float((seats * np.where(a.allowed[:, :, d], a.seat_cost[:, :, d], 0.0)).sum())
    cost += float(given @ a.block_cost + a.pair_cost[:, d] @ (given > 0))
    return Package(d, covered, cost, seats, blocks)


def packages_of(a: Arrays, plan: Allocation) -> list[Package]:
    """The packages of a plan, one per department."""
    return [package(a, d, plan.seats[:, :, d], plan.blocks[:, d]) for d in range(len(a.release))]


def entries(a: Arrays, p: Package) -> tuple[Ints, Floats]:
    """Where the package takes from what is shared, as positions in `Duals.flat`, and how much."""
    offers, sites, departments = a.allowed.shape
    held = offers * (sites - 1)
    seats = p.seats[:, :-1]
    o, h = np.nonzero(seats)
    given = p.blocks.sum(axis=1)
    j = np.flatnonzero(given)
    many = len(a.mentor_blocks)
    at = o * (sites - 1) + h
    position = np.concatenate(
        [
            [0],
            1 + at,
            1 + held + at,
            1 + 2 * held + j,
            1 + 2 * held + many + j,
            1 + 2 * held + 2 * many + at * departments + p.department,
        ]
    )
    amount = np.concatenate([[p.cost], seats[o, h], -seats[o, h], given[j], np.ones(len(j)), np.ones(len(o))])
    return position.astype(np.int64), amount.astype(float)


def own_worth(p: Package, outside: Outside) -> float:
    """What the package is worth before the place's own prices."""
    return p.covered - outside.money * p.cost - float(outside.seats @ p.seats.sum(axis=1))


class Pool:
    """All packages found so far, without doubles."""

    def __init__(self, a: Arrays, outside: Outside) -> None:
        """An empty pool for a place."""
        self.a, self.outside = a, outside
        self.packages: list[Package] = []
        self.worth: list[float] = []
        self.entries: list[tuple[Ints, Floats]] = []
        self._seen: set[tuple[int, bytes, bytes]] = set()
        self._rows, self._amounts = np.zeros(0, np.int64), np.zeros(0)
        self._column = np.zeros(0, np.int64)

    def add(self, found: list[Package]) -> list[int]:
        """Take in packages; the numbers of those that are new."""
        new = []
        for one in found:
            key = (
                one.department,
                one.seats.astype(np.int16).tobytes(),
                one.blocks.astype(np.int16).tobytes(),
            )
            if key in self._seen:
                continue
            self._seen.add(key)
            new.append(len(self.packages))
            self.packages.append(one)
            self.worth.append(own_worth(one, self.outside))
            self.entries.append(entries(self.a, one))
        if new:
            some = [self.entries[n] for n in new]
            self._rows = np.concatenate([self._rows, *(rows for rows, _ in some)])
            self._amounts = np.concatenate([self._amounts, *(amounts for _, amounts in some)])
            of = np.repeat(np.array(new), [len(rows) for rows, _ in some])
            self._column = np.concatenate([self._column, of])
        return new

    def best(self, duals: Duals) -> Floats:
        """For each department the worth of its best package at the prices; −∞ where it has none."""
        flat = duals.flat()
        paid = np.bincount(self._column, self._amounts * flat[self._rows], len(self.packages))
        worth = np.array(self.worth) - paid
        result = np.full(len(self.a.release), -np.inf)
        np.maximum.at(result, np.array([p.department for p in self.packages]), worth)
        return result
