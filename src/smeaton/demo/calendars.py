"""A made-up calendar of the demonstration's schools that looks as such calendars do, from a seed."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from smeaton.demo.generator import SyntheticDepartment
from smeaton.terms import AcademicYear

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


def calendar_rows(
    rng: np.random.Generator, staff: Sequence[SyntheticDepartment], hosts: Sequence[int], on: date
) -> str:
    """The rows of a calendar for the school year of `on`, as a hub lead would paste them.

    Terms and half-terms are the same for all; mock examinations, INSET days and, in some schools, weekdays
    differ. Hosts hold sessions on three days a week.
    """
    year = AcademicYear.of(on).starts_on.year
    rows = [_row("all", "term", first, last, "") for first, last in _terms(year)]
    rows.append(_row("all", "exams", date(year + 1, 5, 10), date(year + 1, 6, 18), "GCSE season"))
    for school in staff:
        mocks = _monday(date(year + 1, 1, 8)) + timedelta(days=7 * int(rng.integers(0, 3)))
        rows.append(_row(str(school.urn), "exams", mocks, mocks + timedelta(days=11), "mock examinations"))
        inset = _monday(date(year + 1, 6, 20)) + timedelta(days=int(rng.integers(0, 5)))
        rows.append(_row(str(school.urn), "INSET", inset, inset, ""))
        if rng.random() < 0.2:
            off = int(rng.integers(0, 5))
            rows.append(f"{school.urn}; days; {' '.join(d for n, d in enumerate(_DAYS) if n != off)}")
    for urn in hosts:
        chosen = sorted(rng.choice(5, size=3, replace=False).tolist())
        rows.append(f"host {urn}; days; {' '.join(_DAYS[n] for n in chosen)}")
    return "\n".join(rows)


def _terms(year: int) -> list[tuple[date, date]]:
    """The six half-terms of a school year that begins in `year`."""
    half = (_monday(date(year, 10, 25)), _monday(date(year + 1, 2, 12)), _monday(date(year + 1, 5, 25)))
    bounds = (
        (date(year, 9, 3), half[0]),
        (half[0] + timedelta(days=7), _monday(date(year, 12, 18))),
        (_monday(date(year + 1, 1, 3)), half[1]),
        (half[1] + timedelta(days=7), _monday(date(year + 1, 3, 25))),
        (_monday(date(year + 1, 4, 11)), half[2]),
        (half[2] + timedelta(days=7), _monday(date(year + 1, 7, 20))),
    )
    return [(first, monday - timedelta(days=3)) for first, monday in bounds]


def _monday(day: date) -> date:
    """The first Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % 7)


def _row(who: str, what: str, first: date, last: date, note: str) -> str:
    return f"{who}; {what}; {first:%d/%m/%Y}; {last:%d/%m/%Y}; {note}".rstrip("; ")
