"""One call of `plan` while it works: the model, the clock, whom to tell, and the plan that comes out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from smeaton.engine.support.arrays import Arrays, to_plan
from smeaton.engine.support.clashes import explain_clash
from smeaton.engine.support.contest import contest
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.evaluate import evaluate
from smeaton.engine.support.model import Model, served
from smeaton.engine.support.neighbourhoods import polished
from smeaton.engine.support.plans import Floor, Plan, Progress
from smeaton.engine.support.problem import ProblemError
from smeaton.engine.support.solve import Changes, Outcome

if TYPE_CHECKING:
    from smeaton.engine.support.columns.generate import Warm


@dataclass
class Work:
    """One call of `plan`: the model, the clock and whom to tell."""

    a: Arrays
    model: Model
    seed: int
    began: float
    progress: Callable[[Progress], None]
    stop: Callable[[], bool]
    nodes: int | None
    need: float
    warm: list[Warm | None] = field(default_factory=lambda: [None])  # from one search to the next

    def search(
        self,
        start: Floats | None,
        changes: Changes,
        until: float,
        stage: str,
        wanted: tuple[float, float] | None = None,
    ) -> Outcome:
        """One search from `start`; refuses a problem whose musts clash.

        `wanted` is a value and a time (monotonic): the search gives up if one is not reached by the other.
        """
        latest = [-math.inf]
        say = self.report(stage, changes.objective is None)

        def report(vector: Floats | None, value: float, bound: float) -> None:
            latest[0] = value
            say(vector, value, bound)

        def stop() -> bool:
            late = wanted is not None and latest[0] < wanted[0] and time.monotonic() >= wanted[1]
            return late or self.stop()

        outcome = contest(
            self.model,
            start,
            changes,
            until=until,
            seed=self.seed,
            report=report,
            stop=stop,
            nodes=self.nodes,
            warm=self.warm,
        )
        if outcome.vector is None:
            raise ProblemError(explain_clash(self.model, proven=outcome.infeasible))
        if self.nodes is not None:
            vector = polished(
                self.model, outcome.vector, changes, seconds=60.0, seed=self.seed, nodes=self.nodes
            )
            objective = self.model.objective if changes.objective is None else changes.objective
            outcome = replace(outcome, vector=vector, value=float(objective @ vector))
        return outcome

    def report(self, stage: str, total: bool = True) -> Callable[[Floats | None, float, float], None]:
        """What a search calls: says only what is new, or that time has passed."""
        last: list[tuple[float, float, float]] = []

        def say(vector: Floats | None, value: float, bound: float) -> None:
            elapsed = time.monotonic() - self.began
            if vector is None:
                return
            news = not last or (value, bound) != last[0][:2] or elapsed - last[0][2] >= 1.0
            if not news:
                return
            last[:] = [(value, bound, elapsed)]
            allocation = self.model.allocation(vector)
            covered = self.a.covered(allocation)
            limit = max(min(bound, self.need) if total else self.need, covered)
            least = float(served(self.a, allocation).min())
            self.progress(Progress(elapsed, covered, limit, _gap(limit, covered), least, stage))

        return say

    def result(self, outcome: Outcome, floor: Floor | None) -> Plan:
        """The plan with its figures; a plan that the evaluator rejects is an error of ours."""
        assert outcome.vector is not None  # noqa: S101 - `search` refuses otherwise
        found = to_plan(self.a, self.model.allocation(outcome.vector))
        score = evaluate(self.a.problem, found)
        if score.broken:
            raise RuntimeError(f"the planner made a plan that breaks a rule: {score.broken[0]}")
        bound = max(min(outcome.bound, score.need), score.covered)
        return replace(
            found,
            covered=score.covered,
            bound=bound,
            gap=_gap(bound, score.covered),
            seconds=time.monotonic() - self.began,
            seed=self.seed,
            least_served=score.least_served,
            floor=floor,
        )


def _gap(bound: float, covered: float) -> float:
    return max((bound - covered) / bound, 0.0) if bound > 0 else 0.0
