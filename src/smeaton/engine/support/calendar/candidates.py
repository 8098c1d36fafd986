"""Dates to choose from: real calendars turned into the options and closed slots of a planning problem.

For each hosted offer and host every day on which a run could begin is looked at, with the earliest
following sessions that keep the pattern. Of these at most `most` are kept, spread evenly: the list, in order
of time, is cut into so many equal parts, and of each part the date is kept on which most departments within
reach could come. Which of equally good ones differs from offer to offer, so that they do not all ask for the
same day.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.calendar.days import PARTS, PARTS_A_DAY, Season, SlotKind
from smeaton.engine.support.calendar.place import PlaceCalendar, SessionPattern
from smeaton.engine.support.closed import Closed, Facilitator
from smeaton.engine.support.problem import Dates, Host, Problem

MOST = 24  # dates kept for an offer at a host

Option = tuple[int, ...]


def with_calendar(
    problem: Problem,
    calendar: PlaceCalendar,
    *,
    most: int = MOST,
    only: frozenset[tuple[str, str]] | None = None,
) -> Problem:
    """The problem with `dates`, closed slots and facilitators from a calendar, in place of what it had.

    `only`: the pairs of offer and host to look for dates for; all, if None. Raises `ProblemError` where the
    calendar names what the problem does not have.
    """
    calendar.refuse_strangers(problem)
    season, days = calendar.season, list(calendar.season.days())
    closed = {
        d.id: _closed(season, days, lambda day, part, d=d: calendar.shut(d.id, day, part))  # type: ignore[misc]
        for d in problem.departments
    }
    able = _able(problem, season, closed)
    near = _near(problem)
    dates = []
    for n, host in enumerate(problem.hosts):
        free = _free(calendar, host, days)
        for m, offer in enumerate(problem.offers):
            if offer.hosted and (only is None or (offer.id, host.id) in only):
                options = _options(calendar.pattern(offer), season, free)
                kept = _sampled(options, able[near[n]], most, turn=7 * m + 13 * n)
                dates.append(Dates(offer.id, host.id, kept))
    leads = sorted({j for offer in problem.offers for j in offer.facilitators})
    return replace(
        problem,
        dates=tuple(dates),
        departments=tuple(replace(d, closed=closed[d.id]) for d in problem.departments),
        facilitators=tuple(Facilitator(j, _lead_closed(calendar, days, j)) for j in leads),
    )


def _closed(season: Season, days: list[date], why: Callable[[date, int], str]) -> tuple[Closed, ...]:
    by_reason: dict[str, list[int]] = defaultdict(list)
    for day in days:
        for part in range(PARTS_A_DAY):
            if reason := why(day, part):
                by_reason[reason].append(season.slot(day, part))
    return tuple(Closed(reason, tuple(slots)) for reason, slots in sorted(by_reason.items()))


def _lead_closed(calendar: PlaceCalendar, days: list[date], who: str) -> tuple[Closed, ...]:
    habits = calendar.facilitators.get(who)
    return () if habits is None else _closed(calendar.season, days, habits.reason)


def _able(problem: Problem, season: Season, closed: dict[str, tuple[Closed, ...]]) -> NDArray[np.bool_]:
    """Departments × slots: who can come when."""
    able = np.ones((len(problem.departments), season.slot(season.last, PARTS_A_DAY)), dtype=bool)
    for n, department in enumerate(problem.departments):
        for some in closed[department.id]:
            able[n, list(some.slots)] = False
    return able


def _near(problem: Problem) -> list[list[int]]:
    """For each host the departments within the travel limit."""
    at = {d.id: d.at_km for d in problem.departments}
    limit = problem.rules.travel_limit_km + 1e-6
    return [
        [n for n, d in enumerate(problem.departments) if math.dist(at[host.department], d.at_km) <= limit]
        for host in problem.hosts
    ]


def _free(calendar: PlaceCalendar, host: Host, days: list[date]) -> dict[SlotKind, list[date]]:
    """For each kind of session the days on which the host could hold one."""
    habits = calendar.hosts.get(host.id)
    open_parts = {
        (day, part): not calendar.host_shut(host.id, host.department, day, part)
        for day in days
        for part in range(PARTS_A_DAY)
    }
    return {
        kind: [day for day in days if all(open_parts[day, part] for part in PARTS[kind])]
        if habits is None or kind in habits.kinds
        else []
        for kind in SlotKind
    }


def _options(pattern: SessionPattern, season: Season, free: dict[SlotKind, list[date]]) -> list[Option]:
    """Every date a run could take, in order of its first session."""
    found = []
    for kind in pattern.kinds:
        days = free[kind]
        numbers = np.array([day.toordinal() for day in days], dtype=np.int64)
        for start in range(len(days)):
            chosen = [start]
            while len(chosen) < max(1, pattern.sessions):
                least = numbers[chosen[-1]] + max(pattern.spacing, 1)
                following = int(np.searchsorted(numbers, least))
                if following == len(days) or numbers[following] > least + pattern.within:
                    break
                chosen.append(following)
            else:
                found.append(tuple(slot for n in chosen for slot in season.slots(days[n], kind)))
    return sorted(found)


def _sampled(options: list[Option], able: NDArray[np.bool_], most: int, *, turn: int) -> tuple[Option, ...]:
    """At most `most` of the options, evenly over the season, each the one that most departments can take."""
    if len(options) <= most:
        return tuple(options)
    edges = [round(n * len(options) / most) for n in range(most + 1)]
    kept = []
    for begin, end in pairwise(edges):
        part = [options[begin + (n + turn) % (end - begin)] for n in range(end - begin)]
        kept.append(max(part, key=lambda option: int(able[:, list(option)].all(axis=1).sum())))
    return tuple(sorted(kept))
