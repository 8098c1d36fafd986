"""Calendars for made places: bare options as loose or as tight as a test wants, and real-looking years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from smeaton.engine.support import Problem
from smeaton.engine.support.calendar.days import (
    EVERY_DAY,
    Closure,
    Habits,
    SchoolCalendar,
    Season,
    Term,
)
from smeaton.engine.support.calendar.place import PlaceCalendar


def with_options(document: dict[str, Any], seed: int, *, slots: int = 60, options: int = 4) -> dict[str, Any]:
    """The problem with `options` dates for each hosted offer and host, drawn from `slots` slots of a season.

    The sessions of an option are at least three slots apart.
    """
    rng = np.random.default_rng(seed)
    dates = []
    for offer in document["offers"]:
        if not offer["hosted"]:
            continue
        sessions = max(1, offer["sessions"])
        for host in document["hosts"]:
            drawn = {
                tuple(int(first) + 3 * n for n in range(sessions))
                for first in rng.integers(0, slots - 3 * (sessions - 1), options)
            }
            some = [list(option) for option in sorted(drawn)]
            dates.append({"offer": offer["id"], "host": host["id"], "options": some})
    return document | {"dates": dates}


# The school year 2026/27 as many authorities in England keep it
_TERMS = (
    (date(2026, 9, 3), date(2026, 10, 23)),
    (date(2026, 11, 2), date(2026, 12, 18)),
    (date(2027, 1, 4), date(2027, 2, 12)),
    (date(2027, 2, 22), date(2027, 3, 25)),
    (date(2027, 4, 12), date(2027, 5, 28)),
    (date(2027, 6, 7), date(2027, 7, 22)),
)


def year(problem: Problem, seed: int) -> PlaceCalendar:
    """A school year as it looks: INSET days, mocks and the GCSE season differ from school to school."""
    rng = np.random.default_rng(seed)
    schools = tuple(_school(rng, department.id) for department in problem.departments)
    hosts = {host.id: Habits(weekdays=EVERY_DAY - {int(rng.integers(0, 5))}) for host in problem.hosts}
    return PlaceCalendar(Season(date(2026, 11, 30), date(2027, 7, 16)), schools, hosts)


def _school(rng: np.random.Generator, department: str) -> SchoolCalendar:
    shift = timedelta(days=7 * int(rng.integers(0, 2)))
    half_term = timedelta(days=7) if rng.random() < 0.15 else timedelta(0)  # another authority's February
    terms = [
        Term(first, last)
        if n not in (2, 3)
        else Term(first + half_term * (n == 3), last + half_term * (n == 2))
        for n, (first, last) in enumerate(_TERMS)
    ]
    mocks = date(2027, 1, 11) + shift
    inset = [date(2027, 1, 4), date(2027, 6, 7) + timedelta(days=int(rng.integers(0, 30)))]
    closures = (
        Closure(mocks, mocks + timedelta(days=11), "mock examinations", blackout=True, evenings=False),
        Closure(date(2027, 5, 10), date(2027, 6, 18), "GCSE season", blackout=True, evenings=False),
        *(Closure(day, day, "INSET day") for day in inset),
    )
    weekdays = EVERY_DAY - {int(rng.integers(0, 5))} if rng.random() < 0.3 else EVERY_DAY
    return SchoolCalendar(department, tuple(terms), Habits(weekdays, closures=closures))
