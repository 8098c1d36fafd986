"""`date_plan`: dates for a plan; where the calendar is tight, the packages are planned again around it.

1. All kept? CP-SAT finds a timetable for every run and seat, the kindest it can: nothing is lost.
2. Otherwise it finds the timetable that gives up least, by what each seat is worth where it stands.
3. What that frees (money, release days, evenings) is planned again, with the dates as they are (`joint`).
4. Then neighbourhoods: some events may move, go or come on any of their dates, the others stay.

Every step keeps a feasible dated plan, scored by the evaluator and by `check`.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from smeaton.engine.support.arrays import arrays
from smeaton.engine.support.calendar.check import broken_dates
from smeaton.engine.support.calendar.joint import Joint
from smeaton.engine.support.calendar.scheduler import EFFORT, Worth, keep_all, keep_most
from smeaton.engine.support.calendar.timetable import Choices, Date, Held, Key, timetable, with_dates
from smeaton.engine.support.evaluate import evaluate
from smeaton.engine.support.plans import Floor, ItemKey, Plan, Progress
from smeaton.engine.support.problem import Problem, ProblemError
from smeaton.engine.support.solve import Watch

_FREED = 4  # events whose dates are free in one neighbourhood
_ROUND = 3.0  # seconds for one neighbourhood, at most
_NODES = 5  # nodes for one neighbourhood where the work is counted rather than the time
_FRUITLESS = 12  # neighbourhoods in a row that found nothing end the search


@dataclass(frozen=True)
class Change:
    """What dating changed for a department: `seats` of `offer` lost (below 0) or gained."""

    department: str
    offer: str
    seats: int


@dataclass(frozen=True)
class DatedPlan:
    """A dated plan beside the one without dates.

    `plan` has `dates` for each run and a `date` for each hosted seat; `undated` is what was covered before,
    `kept` the share of it that the dated plan covers. `whole`: every run and seat has been kept as it was.
    `dropped` lists runs that found no date (offer, host, how many fewer), `changes` seats lost and gained.
    """

    plan: Plan
    undated: float
    kept: float
    whole: bool
    dropped: tuple[tuple[str, str, int], ...]
    changes: tuple[Change, ...]
    seconds: float


def date_plan(
    problem: Problem,
    plan: Plan,
    *,
    seed: int,
    seconds: float = 10.0,
    rounds: int | None = None,
    effort: float = EFFORT,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> DatedPlan:
    """Give each run a date and each hosted seat a run.

    `effort` cuts each question to CP-SAT by deterministic time. When not everything can be kept, packages are
    planned again for `seconds`, or, with `rounds`, for so many neighbourhoods of counted work, which repeats
    exactly. Raises `ProblemError` when a lead's must cannot be dated, naming it.
    """
    began, ask = time.monotonic(), stop or _never
    table = timetable(problem, plan)
    answer = keep_all(table, seed=seed, effort=effort)
    if answer.held is not None:
        dated = with_dates(plan, answer.held)
        return _result(problem, plan, dated, True, began)
    ask()  # tells whoever waits that the work goes on
    cut = keep_most(table, worth(problem, plan), seed=seed, effort=effort)
    if cut.held is None:
        raise ProblemError(
            "No timetable was found in the effort allowed; give it more, or fewer dates to choose from."
        )
    dated = with_dates(plan, cut.held)
    _refuse_lost_musts(problem, plan, dated)
    search = _Search(problem, dated, cut.held, seed, rounds, progress or _silent, ask)
    search.run(began, began + seconds)
    ask()
    kinder = keep_all(timetable(problem, search.plan), seed=seed, effort=effort)
    best = search.plan if kinder.held is None else with_dates(search.plan, kinder.held)
    return _result(problem, plan, best, False, began)


def worth(problem: Problem, plan: Plan) -> Worth:
    """What a seat of an item is worth where it stands: what is lost without the item, by its seats."""
    total, seats = evaluate(problem, plan).covered, Counter[tuple[str, str]]()
    for some in plan.seats:
        seats[some.department, some.offer] += some.seats
    return {
        (d, o): max(total - evaluate(problem, plan.without(ItemKey(d, "offer", o))).covered, 0.0) / n
        for (d, o), n in seats.items()
    }


class _Search:
    """Neighbourhoods of a dated plan."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        held: tuple[Held, ...],
        seed: int,
        rounds: int | None,
        progress: Callable[[Progress], None],
        stop: Callable[[], bool],
    ) -> None:
        self.problem, self.plan, self.held, self.seed = problem, plan, held, seed
        self.rounds, self.progress, self.stop = rounds, progress, stop
        self.joint = Joint(arrays(problem))
        self.choices = Choices(problem)
        self.random = np.random.default_rng(seed)
        self.keys = sorted(key for key in self.choices.dates if self.choices.dates[key])
        self.floor = 0.0 if plan.floor is None else plan.floor.kept

    def run(self, began: float, until: float) -> None:
        """Plan again with the dates as they are, then with a few events free at a time."""
        self._try(frozenset(), until)
        done = fruitless = 0
        while self.keys and fruitless < _FRUITLESS and not self.stop():
            if done >= self.rounds if self.rounds is not None else time.monotonic() >= until:
                break
            size = min(_FREED, len(self.keys))
            chosen = self.random.choice(len(self.keys), size=size, replace=False)
            better = self._try(frozenset(self.keys[n] for n in chosen), until)
            done, fruitless = done + 1, 0 if better else fruitless + 1
            self._tell(began)

    def _try(self, free: frozenset[Key], until: float) -> bool:
        fixed: dict[Key, list[Date]] = {}
        for run in self.held:
            fixed.setdefault((run.offer, run.host), []).append(run.date)
        allowed = {key: tuple(dates) for key, dates in fixed.items()}
        allowed |= {key: self.choices.dates[key] for key in free}
        left = until - time.monotonic()
        found = self.joint.improve(
            self.plan,
            self.held,
            allowed,
            floor=self.floor,
            seconds=60.0 if self.rounds is not None else max(min(_ROUND, left), 0.05),
            seed=self.seed,
            watch=Watch(over=self.stop),
            nodes=_NODES if self.rounds is not None else None,
        )
        if found is None:
            return False
        self.plan, self.held = found
        return True

    def _tell(self, began: float) -> None:
        score = evaluate(self.problem, self.plan)
        limit = max(self.plan.bound if math.isfinite(self.plan.bound) else score.need, score.covered)
        gap = (limit - score.covered) / limit if limit > 0 else 0.0
        elapsed = time.monotonic() - began
        self.progress(Progress(elapsed, score.covered, limit, gap, score.least_served, "finding dates"))


def _refuse_lost_musts(problem: Problem, plan: Plan, dated: Plan) -> None:
    had = {(s.department, s.offer) for s in plan.seats}
    has = {(s.department, s.offer) for s in dated.seats}
    lost = [
        f"{d.id} {offer}"
        for d in problem.departments
        for offer in d.must
        if (d.id, offer) in had and (d.id, offer) not in has
    ]
    if lost:
        raise ProblemError(
            f"No date can be found for the musts {'; '.join(lost)}. Take one back, or give more dates."
        )


def _result(problem: Problem, before: Plan, dated: Plan, whole: bool, began: float) -> DatedPlan:
    undated = evaluate(problem, before).covered
    score = evaluate(problem, replace(dated, bound=math.inf))
    broken = (*score.broken, *broken_dates(problem, dated))
    if broken:
        raise RuntimeError(f"dating made a plan that breaks a rule: {broken[0]}")
    seconds = time.monotonic() - began
    bound = max(before.bound, score.covered)
    gap = (bound - score.covered) / bound if 0 < bound < math.inf else before.gap
    final = replace(
        dated,
        covered=score.covered,
        bound=bound,
        gap=max(gap, 0.0),
        least_served=score.least_served,
        seconds=before.seconds + seconds,
        floor=_floor(before, score.least_served),
    )
    return DatedPlan(
        final,
        undated,
        score.covered / undated if undated > 0 else 1.0,
        whole,
        _dropped(before, dated),
        _changes(before, dated),
        seconds,
    )


def _floor(before: Plan, least_served: float) -> Floor | None:
    """The floor, no higher than the dates have left it."""
    if before.floor is None or least_served >= before.floor.kept - 1e-6:
        return before.floor
    return replace(before.floor, kept=least_served)


def _dropped(before: Plan, dated: Plan) -> tuple[tuple[str, str, int], ...]:
    had, has = (Counter[Key](), Counter[Key]())
    for plan, count in ((before, had), (dated, has)):
        for run in plan.runs:
            count[run.offer, run.host] += run.copies
    return tuple((*key, n) for key, n in sorted((had - has).items()))


def _changes(before: Plan, dated: Plan) -> tuple[Change, ...]:
    count: Counter[tuple[str, str]] = Counter()
    for plan, sign in ((before, -1), (dated, 1)):
        for some in plan.seats:
            count[some.department, some.offer] += sign * some.seats
    return tuple(Change(*key, n) for key, n in sorted(count.items()) if n)


def _silent(_progress: Progress) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False
