"""The master programme mixes packages that share money, runs and mentors; its duals are the next prices.

Rows are those of `Duals.flat`, all "at most", then one per department: its packages' shares sum to 1. Each
row may be bent at a price within a box around the best prices so far; so its dual stays in the box, and
prices do not swing from one extreme to the other as they otherwise do.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from smeaton.engine.support.arrays import Arrays
from smeaton.engine.support.columns.duals import Duals, Outside, largest
from smeaton.engine.support.columns.packages import Pool
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.solve import Watch, listen, quiet


@dataclass(frozen=True)
class Mix:
    """A solution: its value (with what bending rows cost), the prices, and how much of each run is open."""

    value: float
    duals: Duals
    runs: Floats  # o × h
    share: Floats  # of each package
    bent: float  # how far rows are bent, in value: 0 where the box does not matter


class Master:
    """One master programme, kept warm in HiGHS."""

    def __init__(self, a: Arrays, pool: Pool, outside: Outside, over: Callable[[], bool]) -> None:
        """Rows and runs, as yet without packages; `over` ends a solve early."""
        self.a, self.pool = a, pool
        offers, sites, departments = a.allowed.shape
        self.offers, self.hosts = offers, sites - 1
        held, mentors = offers * self.hosts, len(a.mentor_blocks)
        self.rows = 1 + 2 * held + 2 * mentors + held * departments
        upper = np.zeros(self.rows)
        upper[0] = a.budget if math.isfinite(a.budget) else highspy.kHighsInf
        upper[1 + 2 * held : 1 + 2 * held + mentors] = a.mentor_blocks
        most = a.problem.rules.mentor.departments_per_mentor_max
        upper[1 + 2 * held + mentors : 1 + 2 * held + 2 * mentors] = most
        self.solver = quiet()
        listen(self.solver, Watch(over=over), relaxed=True)
        self.solver.setOptionValue("presolve", "off")
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        inf = highspy.kHighsInf
        empty = np.zeros(0, np.int32)
        self.solver.addRows(
            self.rows, np.full(self.rows, -inf), upper, 0, np.zeros(self.rows, np.int32), empty, np.zeros(0)
        )
        ones = np.ones(departments)
        self.solver.addRows(departments, ones, ones, 0, np.zeros(departments, np.int32), empty, np.zeros(0))
        self._bends()
        self._runs(outside)
        self.first = self.solver.getNumCol()
        self.known = 0

    def _bends(self) -> None:
        """For each row a column that loosens it and one that tightens it."""
        many = 2 * self.rows
        index = np.tile(np.arange(self.rows, dtype=np.int32), 2)
        value = np.repeat([-1.0, 1.0], self.rows)
        start = np.arange(many, dtype=np.int32)
        self.bend = np.arange(many, dtype=np.int32)
        self.solver.addCols(many, np.zeros(many), np.zeros(many), np.zeros(many), many, start, index, value)

    def _runs(self, outside: Outside) -> None:
        """For each offer and host a column for a first run and one for further runs."""
        a, held = self.a, self.offers * self.hosts
        departments = a.allowed.shape[2]
        fits = largest(a)
        cost: list[float] = []
        upper: list[float] = []
        starts: list[int] = []
        index: list[int] = []
        value: list[float] = []
        for o in range(self.offers):
            for h in range(self.hosts):
                at = o * self.hosts + h
                able = bool(a.hosted[o]) and bool(a.allowed[o, h].any())
                for most in (min(1, a.runs_max), max(a.runs_max - 1, 0)):
                    cost.append(-outside.money * float(a.run_cost[o]))
                    upper.append(float(most) if able else 0.0)
                    starts.append(len(index))
                    index += [0, 1 + at, 1 + held + at]
                    value += [float(a.run_cost[o]), -float(fits[o]), float(a.seats_min[o])]
                    if len(starts) % 2:
                        first = self.rows - held * departments + at * departments
                        users = first + np.flatnonzero(a.allowed[o, h])
                        index += users.tolist()
                        value += [-1.0] * len(users)
        self.run = self.solver.getNumCol() + np.arange(2 * held, dtype=np.int32)
        self.solver.addCols(
            len(cost),
            np.array(cost),
            np.zeros(len(cost)),
            np.array(upper),
            len(index),
            np.array(starts, np.int32),
            np.array(index, np.int32),
            np.array(value),
        )

    def grow(self) -> None:
        """Take in the pool's new packages."""
        new = self.pool.packages[self.known :]
        if not new:
            return
        some = self.pool.entries[self.known :]
        index = [np.append(rows, self.rows + p.department) for p, (rows, _) in zip(new, some, strict=True)]
        value = [np.append(amounts, 1.0) for _, amounts in some]
        starts = np.concatenate([[0], np.cumsum([len(rows) for rows in index])[:-1]])
        self.solver.addCols(
            len(new),
            np.array(self.pool.worth[self.known :]),
            np.zeros(len(new)),
            np.full(len(new), highspy.kHighsInf),
            int(sum(len(rows) for rows in index)),
            starts.astype(np.int32),
            np.concatenate(index).astype(np.int32),
            np.concatenate(value),
        )
        self.known = len(self.pool.packages)

    def box(self, low: Floats, high: Floats) -> None:
        """Keep prices between `low` and `high` (as `Duals.flat`)."""
        free = np.isinf(high)
        cost = np.concatenate([np.where(free, 0.0, -high), low])
        upper = np.concatenate(
            [np.where(free, 0.0, highspy.kHighsInf), np.where(low > 0, highspy.kHighsInf, 0.0)]
        )
        self.solver.changeColsCost(len(cost), self.bend, cost)
        self.solver.changeColsBounds(len(cost), self.bend, np.zeros(len(cost)), upper)
        self._cost = cost

    def keep(self, runs: Floats, most: Floats) -> None:
        """Bounds on first and further runs: (o × h × 2) each."""
        self.solver.changeColsBounds(len(self.run), self.run, runs.ravel(), most.ravel())

    def solve(self, seconds: float) -> Mix | None:
        """The best mix; None where there was no time to find it."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(seconds, 0.01))
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self.solver.getSolution()
        column = np.array(solution.col_value)
        runs = column[self.run].reshape(self.offers, self.hosts, 2).sum(axis=2)
        dual = np.array(solution.row_dual)[: self.rows]
        return Mix(
            float(self.solver.getInfo().objective_function_value),
            Duals.shaped(self.a, dual),
            runs,
            column[self.first :],
            float(np.abs(column[self.bend] * self._cost).sum()),
        )
