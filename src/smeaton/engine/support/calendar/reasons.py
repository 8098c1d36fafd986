"""Why a plan cannot be dated as it is: what clashes, within which limits, what lifting each would give.

The sets are smallest ones, by deletion: of the runs, and of the limits, none can be left out without the rest
finding dates (as far as the effort allowed shows; CP-SAT proves nearly all of these small questions).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from smeaton.engine.support.calendar.dated import worth
from smeaton.engine.support.calendar.limits import Limit, Setting, limits
from smeaton.engine.support.calendar.scheduler import Answer, Worth, keep_all, keep_most
from smeaton.engine.support.calendar.timetable import Key, Timetable, with_dates
from smeaton.engine.support.evaluate import evaluate
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Problem

_EFFORT = 0.5
_LEAST = 1e-6
_MOST_CLASHES = 3
_MOST_SETS = 8  # of limits that are in the way of one clash, one behind the other


@dataclass(frozen=True)
class Relief:
    """What lifting one limit alone would bring back: seats, and need covered by them."""

    limit: Limit
    seats: int
    covered: float


@dataclass(frozen=True)
class Clash:
    """Runs (offer, host, how often) that cannot all be dated `within` these limits."""

    runs: tuple[tuple[str, str, int], ...]
    within: tuple[Limit, ...]


@dataclass(frozen=True)
class Reasons:
    """Why not everything has a date.

    `lost_seats` and `lost` (need covered) are what the best timetable gives up, before anything is planned
    instead. Every one of `reliefs` helps by itself, the most helpful first. `names` is what ids are called.
    """

    lost_seats: int
    lost: float
    clashes: tuple[Clash, ...]
    reliefs: tuple[Relief, ...]
    names: Mapping[str, str]

    def sentences(self) -> list[str]:
        """For a hub lead: what clashes, within which limits, and what would help."""
        said = [f"{_seats(self.lost_seats)} cannot be dated, worth {self.lost:.2f} of need covered."]
        for clash in self.clashes:
            said += self._clash(clash)
        for relief in self.reliefs:
            what = relief.limit.lifted
            said.append(
                f"{what[0].upper()}{what[1:]} would bring back {_seats(relief.seats)} "
                f"({relief.covered:.2f} of need covered)."
            )
        if not self.reliefs:
            said.append("No change of these helps; take away a run.")
        return said

    def _clash(self, clash: Clash) -> list[str]:
        runs = "; ".join(
            f"{self._name(offer)} at {self._name(host)}" + (f" ({n} runs)" if n > 1 else "")
            for offer, host, n in clash.runs
        )
        one = sum(n for _, _, n in clash.runs) == 1
        said = (
            f"There is no date for {runs} with all of its seats" if one else f"No dates fit together: {runs}"
        )
        if not clash.within:
            return [f"{said}: there are too few days, whatever else changes."]
        return [f"{said}. In the way: {'; '.join(limit.demands for limit in clash.within)}."]

    def _name(self, key: str) -> str:
        return self.names.get(key, key)


def _seats(n: int) -> str:
    return "1 seat" if n == 1 else f"{n} seats"


def reasons(
    setting: Setting,
    plan: Plan,
    *,
    seed: int,
    names: Mapping[str, str] | None = None,
    seconds: float = math.inf,
    stop: Callable[[], bool] | None = None,
) -> Reasons | None:
    """Why `plan` cannot be dated within the setting; None when it can.

    After `seconds`, or when `stop` says so, what is known by then comes back: fewer reliefs, and sets of runs
    and limits that may not be smallest.
    """
    until = time.monotonic() + seconds

    def late() -> bool:
        return time.monotonic() >= until or (stop is not None and stop())

    table = setting.table(plan)
    if not _impossible(table, seed):
        return None
    seats_worth, called = worth(setting.problem, plan), names or {}
    before = keep_most(table, seats_worth, seed=seed)
    seats, covered = _kept(setting.problem, plan, before)
    search = _Search(setting, plan, seed, late)
    clashes: list[tuple[frozenset[Key], list[Limit], tuple[Limit, ...]]] = []
    left = table
    while len(clashes) < _MOST_CLASHES and (not clashes or not late()) and _impossible(left, seed):
        core = search.core(left)
        given = limits(setting, plan, core, called)
        within = search.within(core, given)
        clashes.append((core, given, within))
        cheapest = min(core, key=lambda key: _worth_of(left, key, seats_worth))
        left = left.only(frozenset(event.key for event in left.events) - {cheapest})
    reliefs: dict[str, Relief] = {}
    for core, given, within in clashes:
        others = search.helpful(core, [one for one in given if one not in within])
        for limit in (*within, *others):
            if limit.lifted in reliefs or late():
                continue
            changed = limit.lift(setting).table(plan)
            answer = keep_most(changed, seats_worth, seed=seed, effort=_EFFORT, known=before.held or ())
            more_seats, more = _kept(setting.problem, plan, answer)
            if more > covered + _LEAST:
                reliefs[limit.lifted] = Relief(limit, more_seats - seats, more - covered)
    if not reliefs and not late():
        together = _all_together([limit for _, _, within in clashes for limit in within])
        answer = keep_most(together.lift(setting).table(plan), seats_worth, seed=seed, effort=_EFFORT)
        more_seats, more = _kept(setting.problem, plan, answer)
        if more > covered + _LEAST:
            reliefs[together.lifted] = Relief(together, more_seats - seats, more - covered)
    copies = {event.key: event.copies for event in table.events}
    return Reasons(
        _hosted(plan) - seats,
        evaluate(setting.problem, plan).covered - covered,
        tuple(
            Clash(tuple((*key, copies[key]) for key in sorted(core)), within) for core, _, within in clashes
        ),
        tuple(sorted(reliefs.values(), key=lambda r: (-round(r.covered, 6), r.limit.demands))),
        called,
    )


def _hosted(plan: Plan) -> int:
    return sum(s.seats for s in plan.seats if s.host is not None)


def _worth_of(table: Timetable, key: Key, seats_worth: Worth) -> float:
    event = next(event for event in table.events if event.key == key)
    return sum(seats_worth.get((d, key[0]), 0.0) * n for d, n in event.seats.items())


def _kept(problem: Problem, plan: Plan, answer: Answer) -> tuple[int, float]:
    """Seats and need covered of what a timetable keeps of the plan."""
    dated = with_dates(plan, answer.held or ())
    return _hosted(dated), evaluate(problem, replace(dated, bound=math.inf)).covered


@dataclass(frozen=True)
class _Search:
    """Smallest sets, by leaving out one after another."""

    setting: Setting
    plan: Plan
    seed: int
    late: Callable[[], bool]

    def core(self, table: Timetable) -> frozenset[Key]:
        """A smallest set of events that cannot all be dated; one by itself, if there is one."""
        keys = sorted(event.key for event in table.events)
        for key in keys:
            if _impossible(table.only(frozenset({key})), self.seed):
                return frozenset({key})
        core = frozenset(keys)
        for key in keys:
            if not self.late() and _impossible(table.only(core - {key}), self.seed):
                core -= {key}
        return core

    def within(self, core: frozenset[Key], given: list[Limit]) -> tuple[Limit, ...]:
        """The limits in the way: a smallest set that clashes; with those lifted, the next; and so on.

        With all of them lifted the events of the core find dates, as far as lifting limits can help. What is
        hardest to lift is left out of the story first, many at a time where that is enough.
        """
        found: list[Limit] = []
        setting = self.setting
        for _ in range(_MOST_SETS):
            left = [limit for limit in given if limit not in found]
            if self.late() or not _impossible(setting.table(self.plan).only(core), self.seed):
                break
            kept, _ = self._without(core, left, setting)
            if not kept:  # nothing that can be lifted helps
                break
            found += kept
            setting = _lifted(kept, setting)
        return tuple(found)

    def _without(
        self, core: frozenset[Key], group: list[Limit], setting: Setting
    ) -> tuple[list[Limit], Setting]:
        """Those of a group that are in the way, and the setting with the others lifted."""
        if not group or self.late():
            return group, setting
        trial = _lifted(group, setting)
        if _impossible(trial.table(self.plan).only(core), self.seed):
            return [], trial
        if len(group) == 1:
            return group, setting
        middle = len(group) // 2
        later, setting = self._without(core, group[middle:], setting)
        sooner, setting = self._without(core, group[:middle], setting)
        return sooner + later, setting

    def helpful(self, core: frozenset[Key], group: list[Limit]) -> list[Limit]:
        """Those of a group that let the core be dated when lifted alone."""
        if not group or self.late():
            return []
        if _impossible(_lifted(group, self.setting).table(self.plan).only(core), self.seed):
            return []
        if len(group) == 1:
            return group
        middle = len(group) // 2
        return self.helpful(core, group[:middle]) + self.helpful(core, group[middle:])


def _all_together(group: list[Limit]) -> Limit:
    demands = "; ".join(dict.fromkeys(limit.demands for limit in group))
    return Limit(demands, "changing all of these together", lambda setting: _lifted(group, setting))


def _lifted(group: list[Limit], setting: Setting) -> Setting:
    for limit in group:
        setting = limit.lift(setting)
    return setting


def _impossible(table: Timetable, seed: int) -> bool:
    return keep_all(table, seed=seed, effort=_EFFORT, kindness=0).held is None
