"""`plan_wide`: a region or a country, planned by any executor.

Prices first: at which price of money and of national seats do all places together keep the budget? At those
prices places are planned apart, each on a worker, and each is bounded apart; the sum is a bound on the whole.
Of the plans that places hand in, one each is chosen so that budget and seats are kept; what is left is spent
where it covers most. The engine knows neither processes nor clusters: only `concurrent.futures.Executor`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any, TypedDict

from smeaton.engine.support.values import ProblemError
from smeaton.engine.support.wide.course import Course, WideProgress
from smeaton.engine.support.wide.dispatch import Dispatcher
from smeaton.engine.support.wide.nation import Nation
from smeaton.engine.support.wide.outcome import NationPlan, evaluate_nation


class Record(TypedDict):
    """One task that was answered, for a checkpoint: plain values, fit for JSON."""

    task: str
    answer: Any
    elapsed: float


def plan_wide(
    nation: Nation,
    *,
    executor: Callable[[], Executor],
    workers: int,
    seconds: float,
    seed: int,
    nodes: int | None = None,
    rounds: int = 1,
    progress: Callable[[WideProgress], None] = lambda _progress: None,
    checkpoint: Callable[[Record], None] = lambda _record: None,
    resume: Iterable[Record] = (),
    stop: Callable[[], bool] = lambda: False,
) -> NationPlan:
    """Plan a country within `seconds` on an executor that `executor` opens, `workers` tasks at a time.

    `executor` is called again when a pool breaks, and what its workers left undone is given to the new one.
    `checkpoint` is told of every task that was answered; handed back as `resume`, those are not done again,
    and their time counts. `progress`, `checkpoint` and `stop` are called from the caller's thread.

    With `nodes` the work is fixed instead of the time: each place is searched for so many nodes in its first
    plan and in each of `rounds` more, and the plan is the same whatever the executor, its workers and their
    deaths, and whether or not it was resumed.

    Raises `ProblemError` when no plan keeps the leads' musts, and `WorkersLost`.
    """
    if not seconds > 0 or not math.isfinite(seconds):
        raise ProblemError(f"seconds is {seconds}; give a number of seconds above 0.")
    before = list(resume)
    spent = max((record["elapsed"] for record in before), default=0.0)
    began = time.monotonic() - spent

    def keep(key: str, answer: object) -> None:
        checkpoint(Record(task=key, answer=answer, elapsed=time.monotonic() - began))

    dispatcher = Dispatcher(
        executor,
        workers=workers,
        kept={record["task"]: record["answer"] for record in before},
        keep=keep,
        stop=stop,
        grace=max(10.0, 0.1 * seconds),
    )
    course = Course(
        nation, dispatcher, began=began, seconds=seconds, seed=seed, nodes=nodes, progress=progress
    )
    try:
        course.find_prices()
        course.plan_places()
        course.prove()
        course.improve(rounds)
        course.spend_the_rest()
    finally:
        dispatcher.close()
    return _result(nation, course, seed=seed, seconds=time.monotonic() - began)


def _result(nation: Nation, course: Course, *, seed: int, seconds: float) -> NationPlan:
    """The plan with its figures; a plan that the evaluator rejects is an error of ours."""
    if not course.choose():
        raise ProblemError(
            "No plan of the whole was found in the time that keeps the budget, the national seats and the "
            "leads' musts; give more seconds, more of these, or take musts back."
        )
    scored = evaluate_nation(nation, NationPlan(places=tuple(course.plans())))
    if scored.broken:
        raise RuntimeError(f"the planner made a plan that breaks a rule: {scored.broken[0]}")
    places = []
    for p, (plan, score) in enumerate(zip(course.plans(), scored.places, strict=True)):
        limit = max(course.place_bound(p), score.covered)
        places.append(
            replace(
                plan,
                covered=score.covered,
                bound=limit,
                gap=_gap(limit, score.covered) if limit < math.inf else math.inf,
                seed=seed,
                least_served=score.least_served,
            )
        )
    bound = max(course.market.lowest()[0], scored.covered)
    return NationPlan(
        places=tuple(places),
        covered=scored.covered,
        bound=bound,
        gap=_gap(bound, scored.covered),
        cost=scored.cost,
        national_seats=scored.national_seats,
        seconds=seconds,
        seed=seed,
        least_served=scored.least_served,
    )


def _gap(bound: float, covered: float) -> float:
    return max((bound - covered) / bound, 0.0) if 0 < bound < math.inf else 0.0
