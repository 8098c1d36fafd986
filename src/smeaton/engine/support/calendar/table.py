"""A calendar as rows that people paste from a spreadsheet: school, what, from, to, note.

`what` is `term`, `closed`, `INSET`, `exams` or `days`. School: a URN, `all`, or `host` and a URN for what
holds at that site alone. For `days` the third column has weekdays and the fourth kinds of session, in words;
an empty one means any.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from smeaton.engine.support.calendar.days import EVERY_DAY, EVERY_KIND, WEEKDAYS, Closure, Habits, SlotKind

MOST_ROWS = 2_000
HEADER = ("school", "what", "from", "to", "note")
ALL = "all"
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y")


class What(StrEnum):
    """What a row says."""

    TERM = "term"
    CLOSED = "closed"
    INSET = "INSET"
    EXAMS = "exams"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: whose (a URN, empty for all schools; `at_host`: for sessions held there), what, when, why."""

    school: str
    at_host: bool
    what: What
    first: date | None = None
    last: date | None = None
    weekdays: frozenset[int] = EVERY_DAY
    kinds: frozenset[SlotKind] = EVERY_KIND
    note: str = ""

    def row(self) -> tuple[str, str, str, str, str]:
        """The row as it is pasted."""
        who = f"{'host ' if self.at_host else ''}{self.school or ALL}"
        if self.what == What.DAYS:
            days = (
                "" if self.weekdays == EVERY_DAY else " ".join(WEEKDAYS[n][:3] for n in sorted(self.weekdays))
            )
            kinds = "" if self.kinds == EVERY_KIND else " ".join(k for k in SlotKind if k in self.kinds)
            return who, str(self.what), days, kinds, self.note
        assert self.first is not None  # noqa: S101 - `read` gives both
        assert self.last is not None  # noqa: S101
        return who, str(self.what), f"{self.first:%d/%m/%Y}", f"{self.last:%d/%m/%Y}", self.note

    @property
    def closure(self) -> Closure:
        """What a row that closes says."""
        assert self.first is not None  # noqa: S101
        assert self.last is not None  # noqa: S101
        usual = {What.EXAMS: "examinations", What.INSET: "INSET day"}.get(self.what, "closed")
        exams = self.what == What.EXAMS
        return Closure(self.first, self.last, self.note or usual, blackout=exams, evenings=not exams)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a row, and what to do."""

    row: int
    column: str
    says: str

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}: {self.says}"


class _Wrong(ValueError):
    def __init__(self, column: str, says: str) -> None:
        super().__init__(says)
        self.column = column


def read(text: str, schools: frozenset[str]) -> tuple[tuple[Entry, ...], tuple[Mistake, ...]]:
    """The rows of a text with tabs, semicolons or commas, and every mistake; `schools` are the URNs known."""
    entries, mistakes = [], []
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST_ROWS:
        return (), (Mistake(MOST_ROWS + 1, "school", f"give at most {MOST_ROWS:,} rows."),)
    for number, line in enumerate(lines, start=1):
        cells = _cells(line)
        if not any(cells) or cells[0].casefold() == HEADER[0]:
            continue
        try:
            entries.append(_entry(cells, schools))
        except _Wrong as wrong:
            mistakes.append(Mistake(number, wrong.column, str(wrong)))
    return tuple(entries), tuple(mistakes)


def written(entries: tuple[Entry, ...]) -> str:
    """The rows as text, to be changed and pasted back."""
    return "\n".join("; ".join(entry.row()).rstrip("; ") for entry in entries)


def habits(entries: tuple[Entry, ...]) -> Habits:
    """What the rows of one school, or of one host, add up to; the last row of days holds."""
    closures = tuple(e.closure for e in entries if e.what in (What.CLOSED, What.INSET, What.EXAMS))
    days = [e for e in entries if e.what == What.DAYS]
    if not days:
        return Habits(closures=closures)
    return Habits(days[-1].weekdays, days[-1].kinds, closures)


def _cells(line: str) -> list[str]:
    mark = next((mark for mark in ("\t", ";") if mark in line), ",")
    cells = next(iter(csv.reader([line], delimiter=mark, skipinitialspace=True)), [])
    return [cell.strip() for cell in cells] + [""] * (len(HEADER) - len(cells))


def _entry(cells: list[str], schools: frozenset[str]) -> Entry:
    who, what, first, last, note = cells[: len(HEADER)]
    at_host = who.casefold().startswith("host ")
    school = who[5:].strip() if at_host else who
    if school.casefold() == ALL:
        school = ""
    elif school not in schools:
        raise _Wrong("school", f"“{who}” is no URN of this place; give a URN, or “all”.")
    kind = next((w for w in What if w.casefold() == what.casefold()), None)
    if kind is None:
        raise _Wrong("what", f"“{what}” is not known; write {', '.join(What)}.")
    if at_host and kind == What.TERM:
        raise _Wrong("what", "a host has the terms of its school; leave “host” out.")
    if kind == What.DAYS:
        return Entry(school, at_host, kind, None, None, _weekdays(first), _kinds(last), note[:80])
    begins = _day(first, "from")
    ends = _day(last, "to") if last else begins
    if ends < begins:
        raise _Wrong("to", f"{last} is before {first}; swap the two.")
    return Entry(school, at_host, kind, begins, ends, note=note[:80])


def _day(text: str, column: str) -> date:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _Wrong(column, f"“{text}” is no date; write it like 4/1/2027.")


def _weekdays(text: str) -> frozenset[int]:
    found = set()
    for word in text.replace(",", " ").split():
        day = next((n for n, name in enumerate(WEEKDAYS) if name[:3].casefold() == word[:3].casefold()), None)
        if day is None:
            raise _Wrong("from", f"“{word}” is no weekday; write them like Mon Tue Thu.")
        found.add(day)
    return frozenset(found) or EVERY_DAY


def _kinds(text: str) -> frozenset[SlotKind]:
    found = set()
    for word in text.replace(",", " ").split():
        kind = next((k for k in SlotKind if word.casefold() in (k, f"{k}s")), None)
        if kind is None:
            raise _Wrong("to", f"“{word}” is no part of a day; write {', '.join(SlotKind)}.")
        found.add(kind)
    return frozenset(found) or EVERY_KIND
