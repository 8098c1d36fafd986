"""`plan`: the best plan found in the time, with a proven bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.evaluate import evaluate
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.plans import Plan, Progress
from smeaton.engine.support.problem import Problem, ProblemError


def plan(
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Plan a place within `seconds`, from `seed`."""
    began = time.monotonic()
    a = arrays(problem)
    start = greedy(a)
    if start is None:
        raise ProblemError("No plan keeps all the musts.")
    found = to_plan(a, start)
    score = evaluate(problem, found)
    bound = score.need
    gap = (bound - score.covered) / bound if bound > 0 else 0.0
    elapsed = time.monotonic() - began
    if progress is not None:
        progress(Progress(elapsed, score.covered, bound, gap, score.least_served, "first plan"))
    return replace(
        found,
        covered=score.covered,
        bound=bound,
        gap=gap,
        seconds=elapsed,
        seed=seed,
        least_served=score.least_served,
    )
