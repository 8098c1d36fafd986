"""Cells → values: names of columns, numbers, dates, figures with their status."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from smeaton.engine.sources.facts import BadCell, Unusable
from smeaton.engine.sources.text import Record
from smeaton.terms import Reported, Status

_MARKS = {
    "supp": Status.SUPPRESSED,
    "supp.": Status.SUPPRESSED,
    "suppressed": Status.SUPPRESSED,
    "c": Status.SUPPRESSED,
    "lowcov": Status.SUPPRESSED,
    "u": Status.SUPPRESSED,
    "low": Status.SUPPRESSED,
    "ne": Status.NOT_APPLICABLE,
    "na": Status.NOT_APPLICABLE,
    "n/a": Status.NOT_APPLICABLE,
    "z": Status.NOT_APPLICABLE,
    "new": Status.NOT_APPLICABLE,
    "np": Status.MISSING,
    "x": Status.MISSING,
    "-": Status.MISSING,
    ":": Status.MISSING,
    "..": Status.MISSING,
    "": Status.MISSING,
}
"""SUPP, c: hidden because it rests on few pupils; LOWCOV: hidden because it covers too few of them;
u: not to be relied on; low: above nought, but rounded to it.
NE: nobody was entered; NA, z: does not apply; NEW: the school is new.
NP, x, -, : and a blank: not published or not available."""

_NUMBER = re.compile(r"[-+]?(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,20})?([eE][-+]?\d{1,2})?")
_URN = re.compile(r"[1-9][0-9]{5}(\.0)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACE = re.compile(r"\s+")


def key_of(name: str) -> str:
    """A column's name without case, spaces and punctuation: "LA (code)" and "la_code" are both "lacode"."""
    return "".join(character for character in name.casefold() if character.isalnum())


def name_key(name: str) -> str:
    """A trust's name for comparison: without case, extra spaces and full stops, “and” for “&”."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ").replace(".", "")
    return _SPACE.sub(" ", plain).strip()[:200]


class Columns:
    """Where each column stands. `written` gives the name as the file has it."""

    def __init__(self, header: Sequence[str]) -> None:
        self.written = [name.strip() or f"column {number}" for number, name in enumerate(header, start=1)]
        while len(self.written) > 1 and not header[len(self.written) - 1].strip():
            del self.written[-1]  # separators after the last name, as spreadsheets leave them
        self._at: dict[str, int] = {}
        for index, name in enumerate(self.written):
            self._at.setdefault(key_of(name), index)

    def __len__(self) -> int:
        return len(self.written)

    def find(self, *names: str) -> int | None:
        """The place of the first of `names` that the file has, None where it has none of them."""
        return next((self._at[key] for name in names if (key := key_of(name)) in self._at), None)

    def has(self, *names: str) -> bool:
        """Whether the file has all of `names`."""
        return all(key_of(name) in self._at for name in names)

    def need(self, *names: str) -> int:
        """Like `find`; `Unusable` where the file has none of them."""
        index = self.find(*names)
        if index is None:
            raise Unusable(f"The file has no column “{names[0]}”. Download the file with all its columns.")
        return index


class Row:
    """The cells of one record by place; a cell beyond the end of a short record is empty."""

    def __init__(self, columns: Columns, record: Record) -> None:
        self._columns, self._cells = columns, record.cells

    def column(self, index: int) -> str:
        """The name of a column as the file has it."""
        return self._columns.written[index]

    def bad(self, index: int, reason: str) -> BadCell:
        """The error that rejects the record because of one cell."""
        return BadCell(self.column(index), self._cells[index] if index < len(self._cells) else "", reason)

    def text(self, index: int | None, longest: int = 200) -> str:
        """The cell without surrounding spaces; runs of white space become one space."""
        if index is None or index >= len(self._cells):
            return ""
        raw = self._cells[index]
        if _CONTROL.search(raw) and _CONTROL.search(
            raw.replace("\x85", "").replace("\r", "").replace("\x0c", "")
        ):
            raise self.bad(index, "holds a control character (perhaps a NUL byte): the line is damaged")
        value = _SPACE.sub(" ", raw).strip()
        if len(value) > longest:
            raise self.bad(index, f"is longer than {longest} characters")
        return value

    def whole(self, index: int | None, lowest: int, highest: int) -> int | None:
        """A whole number between two bounds, None for an empty cell or a mark such as SUPP."""
        text = self.text(index, longest=LONGEST)
        if index is None or text.casefold() in _MARKS:
            return None
        value = _number(text)
        if value is None or value != int(value):
            raise self.bad(index, "is not a whole number")
        if not lowest <= value <= highest:
            raise self.bad(index, f"is not between {lowest:,} and {highest:,}")
        return int(value)

    def urn(self, index: int) -> int:
        """The URN in a cell, which must be there."""
        text = self.text(index, longest=LONGEST)
        if not _URN.fullmatch(text):
            raise self.bad(index, "is not a URN: a URN is a six-figure number")
        return int(text[:6])

    def date(self, index: int | None) -> date | None:
        """A day written day-month-year or year-month-day, None for an empty cell."""
        text = self.text(index, longest=LONGEST)
        if index is None or not text or text.casefold() in _MARKS:
            return None
        value = date_of(text)
        if value is None:
            raise self.bad(index, "is not a date: dates are written 31-12-2021, 31/12/2021 or 2021-12-31")
        return value

    def reported(self, index: int, lowest: float, highest: float) -> Reported:
        """A figure with its status; per cent signs are dropped, so that 15.5% is 15.5."""
        text = self.text(index, longest=LONGEST)
        mark = _MARKS.get(text.casefold())
        if mark is not None:
            return Reported(mark)
        value = _number(text.removesuffix("%").rstrip())
        if value is None:
            raise self.bad(
                index, "is neither a number nor one of the known marks (SUPP, NE, NP, NA, c, z, x)"
            )
        if not lowest <= value <= highest:
            raise self.bad(index, f"is not between {lowest:g} and {highest:g}")
        return Reported.of(round(value, 6) + 0.0)


LONGEST = 500
"""Characters of a cell that is to hold a number, a date or a mark."""


def _number(text: str) -> float | None:
    return float(text.replace(",", "")) if text.isascii() and _NUMBER.fullmatch(text) else None


def date_of(text: str) -> date | None:
    """The day in a text, day first or year first; None where it holds none."""
    if not text.isascii():
        return None
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
    elif match := _YEAR_FIRST.fullmatch(text):
        day, month, year = int(match[3]), int(match[2]), int(match[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
