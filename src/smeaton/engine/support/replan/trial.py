"""The searches of a re-plan: what is free in each, what moving costs, and which result is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.local import Options, Penalties, search
from smeaton.engine.support.model import SHORTFALL, Model, served
from smeaton.engine.support.plans import Floor, Progress
from smeaton.engine.support.problem import ProblemError
from smeaton.engine.support.replan.dropping import dropped
from smeaton.engine.support.replan.fallen import Situation
from smeaton.engine.support.replan.part import Free, holds, solve
from smeaton.engine.support.replan.refill import refilled, regrown
from smeaton.engine.support.replan.thaw import thaw
from smeaton.engine.support.replan.told import Penalty

_FEASIBLE = 10.0  # seconds for a plan at all, where what was dropped leaves none
_BELOW = (2.0, 4.0, 8.0)  # how many times need below the floor counts besides, by slice of the shortfall
_GAIN = 1e-6
_LARGE = 1000  # columns; what is smaller branch and bound finishes before a local search would end
_LONG = 60.0  # seconds, where the work is given in rounds


@dataclass
class Clock:
    """The time or the rounds that a re-plan has, and whom it tells."""

    began: float
    seconds: float
    rounds: int | None
    seed: int
    progress: Callable[[Progress], None]
    stop: Callable[[], bool]

    def left(self, share: float = 1.0) -> float:
        """Seconds until `share` of the time is over."""
        if self.rounds is not None:
            return _LONG
        return self.began + share * self.seconds - time.monotonic()

    @property
    def nodes(self) -> int | None:
        """Nodes of branch and bound, where the work is given in rounds."""
        return None if self.rounds is None else max(1, self.rounds // 100)


@dataclass(frozen=True)
class Ends:
    """Full vectors: only what fell away dropped (None: that leaves no plan); touched departments planned
    anew; the result. `net_bound` is proven for need less disturbance, `bound` for need.
    """

    dropped: Floats | None
    touched: Floats
    result: Floats
    net_bound: float
    bound: float


class Trial:
    """One re-plan under way."""

    def __init__(
        self, made: Situation, model: Model, penalty: Penalty, floor: Floor | None, clock: Clock
    ) -> None:
        """`floor` of the plan before: nobody is to fall below what it kept, as far as that can be."""
        self.made, self.model, self.penalty, self.clock = made, model, penalty, clock
        asked = model.a.problem.rules.floor == "max"
        self.floor = floor.kept if asked and floor is not None else 0.0
        self.told = self.vector(made.told)

    def run(self) -> Ends:
        """All searches, one after the other."""
        model, start = self.model, dropped(self.made)
        wide, least = self.wide(), None
        if not holds(model, wide, self.vector(start)):
            start = refilled(self.made, start)
        if holds(model, wide, self.vector(start)):
            least = self.vector(start)
        grown = None if least is None else self.vector(regrown(self.made, start))
        if (
            grown is None
            or not holds(model, wide, grown)
            or wide.worth(grown) < wide.worth(self.vector(start))
        ):
            grown = least
        first, _ = self._search(grown, self._narrow(wide, self.vector(start)), (0.25, 0.45), touched=True)
        if first is None:
            first = self._some(wide) if least is None else least
            wide = self.wide()
        self._tell(first, "the departments that the change touches")
        last, net = self._search(first, wide, (0.6, 0.9))
        result = first
        if last is not None and wide.worth(last) > wide.worth(first) + _GAIN:
            result = last
        self._tell(result, "everybody, where it pays")
        return Ends(least, first, result, max(net, wide.worth(result)), self._limit(wide))

    def vector(self, plan: Allocation) -> Floats:
        """The full vector of a plan, with shortfalls from the floor filled in."""
        return self.model.vector(plan, self.floor)

    def wide(self) -> Free:
        """Everything is free that is not frozen, at the price of moving what people were told of."""
        model, made, c = self.model, self.made, self.model.columns
        lower, upper, objective = model.lower.copy(), model.upper.copy(), model.objective.copy()
        lower[c.at(5)] = upper[c.at(5)] = self.floor
        if self.floor > 0:
            full = (model.a.weight * model.a.curves.need).sum(axis=1)
            upper[c.at(6)] = np.tile(SHORTFALL, len(full))
            objective[c.at(6)] = -np.outer(full, _BELOW).ravel()
        o, h, copy = c.y
        upper[c.at(1)[copy >= made.runs_most[o, h]]] = 0.0
        kept = np.concatenate(
            [
                c.at(0)[made.kept_seats[c.x]],
                c.at(1)[made.kept_runs[o, h]],
                c.at(2)[made.kept_pairs[c.m[:2]]],
                c.at(3)[made.kept_pairs[c.q]],
            ]
        )
        lower[kept] = upper[kept] = self.told[kept]
        return Free(lower, upper, objective, self.told, self._price())

    def _price(self) -> Floats:
        """What a unit away from what was told costs, by column."""
        c, made = self.model.columns, self.made
        touched = np.zeros(len(self.model.a.release), dtype=bool)
        touched[list(made.touched)] = True
        block = self.model.a.problem.rules.mentor.block_hours
        price = np.zeros(c.count)
        seats, blocks = made.told.seats[c.x] > 0, made.told.blocks[c.m] > 0
        price[c.at(0)] = np.where(seats | ~touched[c.x[2]], self.penalty.seat, 0.0)
        price[c.at(2)] = np.where(blocks | ~touched[c.m[1]], self.penalty.hour * block, 0.0)
        price[c.at(1)] = np.where(made.told.runs[c.y[:2]] > 0, self.penalty.run, 0.0)
        return price

    def _narrow(self, wide: Free, start: Floats) -> Free:
        """Only the touched departments' seats, hours and need are free, and runs."""
        c, touched = self.model.columns, np.array(sorted(self.made.touched), dtype=np.int64)
        slices = np.repeat(np.arange(len(self.model.a.release)), len(SHORTFALL))
        of = ((0, c.x[2]), (2, c.m[1]), (3, c.q[1]), (4, c.z[0]), (6, slices))
        kept = np.concatenate([c.at(group)[~np.isin(where, touched)] for group, where in of])
        lower, upper = wide.lower.copy(), wide.upper.copy()
        lower[kept] = upper[kept] = start[kept]
        return replace(wide, lower=lower, upper=upper)

    def _search(
        self, start: Floats | None, free: Free, shares: tuple[float, float], touched: bool = False
    ) -> tuple[Floats | None, float]:
        """The best vector found from `start`, and a proven bound: local search, then HiGHS.

        `shares` of the time are over when each ends.
        """
        clock, model = self.clock, self.model
        best = start
        if start is not None and model.columns.count >= _LARGE:
            climbed = self._climbed(start, shares[0], touched)
            if holds(model, free, climbed) and free.worth(climbed) > free.worth(start):
                best = climbed
        found = solve(
            model,
            free,
            seconds=clock.left(shares[1]),
            seed=clock.seed,
            start=best,
            stop=clock.stop,
            nodes=clock.nodes,
        )
        if found.vector is not None and (best is None or found.value > free.worth(best)):
            best = self.vector(model.allocation(found.vector))
        return best, found.bound

    def _climbed(self, start: Floats, share: float, touched: bool) -> Floats:
        """The best plan of a local search within the same limits and at the same prices."""
        clock, made, c = self.clock, self.made, self.model.columns
        plan, price, empty = self.model.allocation(start), self._price(), made.a.empty()
        seats, runs, blocks = (part.astype(float) for part in (empty.seats, empty.runs, empty.blocks))
        seats[c.x], runs[c.y[:2]], blocks[c.m] = price[c.at(0)], price[c.at(1)], price[c.at(2)]
        still = np.zeros(len(made.a.release), dtype=bool)
        if touched:
            still[[d for d in range(len(still)) if d not in made.touched]] = True
        options = Options(
            floor=self.floor,
            kept_departments=still,
            kept_runs=made.kept_runs | (made.runs_most < made.a.runs_max),
            kept_seats=made.kept_seats,
            kept_pairs=made.kept_pairs,
            penalties=Penalties(made.told, runs, seats, blocks),
        )
        until = None if clock.rounds is not None else clock.began + share * clock.seconds
        found = search(
            made.a, plan, seed=clock.seed, until=until, rounds=clock.rounds, options=options, stop=clock.stop
        )
        return start if found is None else self.vector(found)

    def _some(self, wide: Free) -> Floats:
        """A plan at all, thawing what can no longer be kept."""
        clock, model = self.clock, self.model
        seconds = max(clock.left(), _FEASIBLE)
        found = solve(model, wide, seconds=seconds, seed=clock.seed, stop=clock.stop, gap=0.05)
        if found.infeasible:
            thaw(self.made, model, wide, seconds=_FEASIBLE, seed=clock.seed)
            found = solve(model, self.wide(), seconds=seconds, seed=clock.seed, stop=clock.stop, gap=0.05)
        if found.vector is None:
            raise ProblemError(
                "No plan that keeps what is agreed and all the musts was found in the time; give more "
                "seconds, or take back some of the musts."
            )
        return self.vector(model.allocation(found.vector))

    def _limit(self, wide: Free) -> float:
        """What no plan that keeps what is frozen can cover, by the linear relaxation."""
        plain = replace(wide, objective=self.model.objective, price=np.zeros_like(wide.price))
        seconds = max(self.clock.left(), 0.2 * self.clock.seconds)
        return solve(self.model, plain, seconds=seconds, seed=self.clock.seed, relaxed=True).bound

    def _tell(self, vector: Floats, stage: str) -> None:
        a, plan = self.model.a, self.model.allocation(vector)
        covered, need = a.covered(plan), float((a.weight * a.curves.need).sum())
        gap = (need - covered) / need if need > 0 else 0.0
        elapsed = time.monotonic() - self.clock.began
        self.clock.progress(Progress(elapsed, covered, need, gap, float(served(a, plan).min()), stage))
