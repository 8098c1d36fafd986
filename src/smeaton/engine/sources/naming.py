"""What the name of a file tells: its academic year, its day, its version."""

import calendar
import re
from datetime import date

from smeaton.terms import AcademicYear

_TWO_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_/–. ]?((?:20)?\d{2})(?!\d)")
_SPAN = re.compile(r"(?<!\d)(?:19|20)\d{2}[-/–](?:1[3-9]|[2-9]\d)(?!\d)")
_ONE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_. ](0[1-9]|1[0-2])[-_. ]((?:19|20)\d{2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_. ]?(0[1-9]|1[0-2])(?!\d)")
VERSIONS = ("final", "revised", "provisional")
UNSTATED = "unstated"


def year_in(name: str) -> AcademicYear | None:
    """The academic year in a file's name: “2018-2019”, “2018-19”, “201819”; a lone “2019” is its end.

    None where the name gives several, as in “2016-17 and 2017-18”, or a span of years, as in “2018-20”.
    """
    found = set()
    for match in _TWO_YEARS.finditer(name):
        try:
            found.add(AcademicYear.parse(f"{match[1]}-{match[2]}"))
        except ValueError:
            continue
    if found:
        return found.pop() if len(found) == 1 else None
    if _SPAN.search(name):
        return None
    lone = _ONE_YEAR.findall(name)
    return AcademicYear(int(lone[0])) if len(set(lone)) == 1 else None


def plausible(year: AcademicYear) -> bool:
    """Whether there can be published results of that year."""
    return 1990 <= year.ends <= 2100


def day_in(name: str) -> date | None:
    """The day in a file's name: “20220401”, “2022-04-01” or “01-04-2022”.

    A name that gives only a month or a year stands for its last day: nothing in the file lies after that.
    """
    for pattern, order in ((_DAY, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        for match in pattern.finditer(name):
            year, month, day = (int(match[place]) for place in order)
            if day <= calendar.monthrange(year, month)[1]:
                return date(year, month, day)
    if found := _MONTH.search(name):
        year, month = int(found[1]), int(found[2])
        return date(year, month, calendar.monthrange(year, month)[1])
    lone = set(_ONE_YEAR.findall(name))
    return date(int(lone.pop()), 12, 31) if len(lone) == 1 else None


def version_in(name: str) -> str:
    """The version of a table that a file's name gives: final, revised or provisional; else “unstated”."""
    words = name.casefold()
    return next((version for version in VERSIONS if version in words), UNSTATED)
