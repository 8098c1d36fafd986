"""Days of a season and what schools, hosts and facilitators do on them.

A slot is a number: three for each day of the season from its first day on, for morning, afternoon and
twilight. A full day takes morning and afternoon, so half days and full days clash where they should.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from smeaton.engine.support.calendar.holidays import BANK_HOLIDAYS
from smeaton.engine.support.values import ProblemError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
PARTS_A_DAY = 3
_LONGEST = 1100  # days of a season, at most


class SlotKind(StrEnum):
    """What part of a day a session takes."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    DAY = "day"
    TWILIGHT = "twilight"


PARTS = {SlotKind.MORNING: (0,), SlotKind.AFTERNOON: (1,), SlotKind.DAY: (0, 1), SlotKind.TWILIGHT: (2,)}
EVERY_DAY = frozenset(range(5))
EVERY_KIND = frozenset(SlotKind)


@dataclass(frozen=True, slots=True)
class Closure:
    """From `first` to `last`, both included, nobody comes or goes, `because` of something in a few words.

    `blackout` marks weeks that could be opened if need be (examinations), unlike holidays; `evenings` says
    whether twilights are closed too.
    """

    first: date
    last: date
    because: str
    blackout: bool = False
    evenings: bool = True

    def __post_init__(self) -> None:
        """Refuse an end before the beginning."""
        if self.last < self.first:
            raise ProblemError(
                f"{self.because or 'A closure'} ends on {self.last}, before it begins on {self.first}; "
                "swap the two days."
            )

    def shuts(self, day: date, part: int) -> bool:
        """Whether it closes that part of a day."""
        return self.first <= day <= self.last and (self.evenings or part < 2)


@dataclass(frozen=True, slots=True)
class Habits:
    """On which weekdays (Monday 0) and for what kinds of session somebody is free, and when they are not.

    `only`: the days on which they come at all; empty for any.
    """

    weekdays: frozenset[int] = EVERY_DAY
    kinds: frozenset[SlotKind] = EVERY_KIND
    closures: tuple[Closure, ...] = ()
    only: frozenset[date] = frozenset()

    def reason(self, day: date, part: int) -> str:
        """Why that part of a day is closed; empty when it is open."""
        for closure in self.closures:
            if closure.shuts(day, part):
                return closure.because
        if self.only and day not in self.only:
            return "not one of their days"
        if day.weekday() not in self.weekdays:
            return f"no {WEEKDAYS[day.weekday()]}s"
        if not any(part in PARTS[kind] for kind in self.kinds):
            return f"no {('mornings', 'afternoons', 'twilights')[part]}"
        return ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term or half-term: its first and last day of school."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse an end before the beginning."""
        if self.last < self.first:
            raise ProblemError(f"A term ends on {self.last}, before it begins on {self.first}; swap the two.")


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """When `department` can send staff: in its terms, by its habits (INSET days are closures of one day)."""

    department: str
    terms: tuple[Term, ...]
    habits: Habits = Habits()

    def reason(self, day: date, part: int) -> str:
        """Why it cannot send anybody then; empty when it can."""
        if not any(term.first <= day <= term.last for term in self.terms):
            return "outside its terms"
        return self.habits.reason(day, part)


@dataclass(frozen=True, slots=True)
class Season:
    """The days on which support may happen. Bank holidays and weekends are never used."""

    first: date
    last: date
    holidays: frozenset[date] = BANK_HOLIDAYS

    def __post_init__(self) -> None:
        """Refuse an end before the beginning, and a season of more than three years."""
        if not 0 <= (self.last - self.first).days <= _LONGEST:
            raise ProblemError(
                f"The season goes from {self.first} to {self.last}; give a last day after the first, "
                "at most three years later."
            )

    def days(self) -> Iterator[date]:
        """Its weekdays that are not bank holidays."""
        for n in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=n)
            if day.weekday() < 5 and day not in self.holidays:
                yield day

    def slot(self, day: date, part: int) -> int:
        """The number of a part of a day."""
        return PARTS_A_DAY * (day - self.first).days + part

    def slots(self, day: date, kind: SlotKind) -> tuple[int, ...]:
        """The numbers that a session takes."""
        return tuple(self.slot(day, part) for part in PARTS[kind])

    def day(self, slot: int) -> date:
        """The day of a slot."""
        return self.first + timedelta(days=slot // PARTS_A_DAY)

    def sessions(self, slots: tuple[int, ...]) -> tuple[tuple[date, SlotKind], ...]:
        """The day and kind of each session of a date, in order."""
        found = []
        for day, some in groupby(sorted(slots), key=self.day):
            parts = tuple(slot % PARTS_A_DAY for slot in some)
            found += [(day, kind) for kind in _kinds(parts)]
        return tuple(found)


def _kinds(parts: tuple[int, ...]) -> list[SlotKind]:
    single = (SlotKind.MORNING, SlotKind.AFTERNOON, SlotKind.TWILIGHT)
    if 0 in parts and 1 in parts:
        return [SlotKind.DAY, *([SlotKind.TWILIGHT] if 2 in parts else [])]
    return [single[part] for part in parts]
