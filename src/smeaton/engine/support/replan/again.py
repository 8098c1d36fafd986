"""`replan`: the plan that people were told of, changed as little as pays.

1. What no longer fits is dropped (`fallen`, `dropping`).
2. The touched departments are planned anew within what is left; all others stay as they are.
3. The others may move as well, at a price for each seat, hour and run that people were told of. That is kept
   only where it is worth more than the second step, price included.

Both searches begin with compiled local search and end with HiGHS on the columns that are free.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from smeaton.engine.support.evaluate import evaluate
from smeaton.engine.support.model import build
from smeaton.engine.support.plans import ItemKey, Plan, Progress
from smeaton.engine.support.problem import Problem, ProblemError
from smeaton.engine.support.replan.fallen import known, situation
from smeaton.engine.support.replan.report import reported
from smeaton.engine.support.replan.told import Changed, Penalty, Replan, Status, checked
from smeaton.engine.support.replan.trial import Clock, Trial


def replan(
    problem: Problem,
    before: Plan,
    *,
    frozen: Mapping[ItemKey, Status] | None = None,
    penalty: Penalty | None = None,
    changes: Changed | None = None,
    seconds: float = 0.75,
    rounds: int | None = None,
    seed: int = 1,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Replan:
    """Plan a changed `problem` anew from `before`, the plan that people were told of.

    `frozen` says which items are agreed, booked or past: their seats, hours and runs never change, unless
    they no longer fit, and then they are listed as released. `penalty` is what changing costs
    (`Penalty.usual` by default). `changes` says what the problem cannot. Within `seconds`, or with `rounds`
    by an amount of work, so that the same seed gives the same plan. `progress` and `stop` are called from the
    caller's thread; when `stop` says so, the best so far comes back.

    Raises `ProblemError` when no plan keeps what is frozen and the leads' musts, naming what clashes.
    """
    if not seconds > 0 or not math.isfinite(seconds):
        raise ProblemError(f"seconds is {seconds}; give a number of seconds above 0.")
    clock = Clock(time.monotonic(), seconds, rounds, seed, progress or _silent, stop or _never)
    changed = changes or Changed()
    made = situation(problem, before, checked(frozen or {}), changed)
    left = known(problem, before)
    if penalty is None:
        penalty = Penalty.usual(problem, left, evaluate(problem, left).covered)
    trial = Trial(made, build(made.a), penalty, before.floor, clock)
    ends = trial.run()
    return reported(problem, before, made, trial, ends, changed)


def _silent(_progress: Progress) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False
