"""`plan`: the best plan that was found in the time, and a proven bound on what any plan could cover.

Stages: a greedy plan at once; then branch and bound and large-neighbourhood search side by side. What the
rule `floor` adds: see `floor`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from smeaton.engine.support.arrays import arrays
from smeaton.engine.support.floor import plan_with_floor
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.model import build
from smeaton.engine.support.plans import Plan, Progress
from smeaton.engine.support.problem import Problem, ProblemError
from smeaton.engine.support.solve import Changes
from smeaton.engine.support.work import Work


def plan(
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    nodes: int | None = None,
) -> Plan:
    """Plan a place within `seconds`.

    `progress` and `stop` are called from the caller's thread, about ten times a second; when `stop` says so,
    the best plan so far comes back with the bound proven so far. `covered`, `bound` and `gap` are in the
    problem's own objective, `covered` by the evaluator. With a floor, the bound is on plans that keep it.

    The same seed does not give the same plan on a busy and on an idle machine, for time decides how far the
    search goes. With `nodes` the search is cut by branch-and-bound nodes instead (and by `seconds` as well):
    it then uses one core and repeats exactly.

    Raises `ProblemError` when no plan keeps all the leads' musts, naming those that clash.
    """
    if not seconds > 0 or not math.isfinite(seconds):
        raise ProblemError(f"seconds is {seconds}; give a number of seconds above 0.")
    began = time.monotonic()
    a = arrays(problem)
    work = Work(
        a,
        build(a),
        seed,
        began,
        progress or _silent,
        stop or _never,
        nodes,
        float((a.weight * a.curves.need).sum()),
    )
    until = began + max(seconds * 0.985 - 0.2, seconds * 0.6)
    start = greedy(a)
    first = None if start is None else work.model.vector(start)
    if first is not None:
        work.report("first plan")(first, float(work.model.objective @ first), work.need)
    if problem.rules.floor == "none":
        outcome = work.search(first, Changes(), until, "covering most need")
        return work.result(outcome, None)
    return plan_with_floor(work, start, until)


def _silent(_progress: Progress) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False
