"""A survey's export as a table: headings with their codes, rows with their numbers in the file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

ExportKind = Literal["microsoft_forms", "google_forms", "qualtrics", "limesurvey", "plain"]
About = Literal["", "respondent", "email", "time", "ignore"]

MOST_ROWS = 5_000
MOST_COLUMNS = 500
LONGEST_CELL = 5_000
"""Characters."""
MOST_TEXT = 8_000_000
"""Characters of all cells together."""

TITLES: Mapping[str, str] = {
    "microsoft_forms": "Microsoft Forms",
    "google_forms": "Google Forms",
    "qualtrics": "Qualtrics",
    "limesurvey": "LimeSurvey",
    "plain": "a table with one person a row",
}


def letters(at: int) -> str:
    """The letters over a column of a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place (0 is A), its heading in words, and what the tool itself says about it.

    `code` is the tool's own short name of the question; `part` the row of a grid, where the heading is
    “question [part]”. `about` is known for the columns that the tool adds to every export.
    """

    at: int
    heading: str
    code: str = ""
    part: str = ""
    about: About = ""

    @property
    def letter(self) -> str:
        """The column's letters in a spreadsheet."""
        return letters(self.at)


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One person's row: its number in the file (the first line of a file is 1), one cell for each column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the file that does not go in: row, column (empty for the whole row), cell, reason."""

    row: int
    column: str
    heading: str
    value: str
    reason: str


@dataclass(frozen=True)
class SurveyTable:
    """A whole export. `set_aside` are rows left out whatever the mapping; `notes` sentences about it."""

    kind: ExportKind
    columns: tuple[Column, ...]
    rows: tuple[SurveyRow, ...]
    set_aside: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The tool that wrote it, in words."""
        return TITLES[self.kind]

    def fingerprint(self) -> str:
        """The same for two exports with the same headings in the same places: 64 hexadecimal digits."""
        words = json.dumps([self.kind, *([c.at, c.heading, c.code] for c in self.columns)])
        return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()

    def values(self, place: int) -> list[str]:
        """The cells of the column in this place among `columns`, from top to bottom, blanks left out."""
        return [row.cells[place] for row in self.rows if row.cells[place]]

    def to_json(self) -> dict[str, Any]:
        """The table as plain values that survive JSON; `from_json` is the way back."""
        return {
            "kind": self.kind,
            "columns": [[c.at, c.heading, c.code, c.part, c.about] for c in self.columns],
            "rows": [[row.number, list(row.cells)] for row in self.rows],
            "set_aside": [[o.row, o.column, o.heading, o.value, o.reason] for o in self.set_aside],
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Self:
        """A table from what `to_json` gave. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            kind=found["kind"],
            columns=tuple(Column(*each) for each in found["columns"]),
            rows=tuple(SurveyRow(number, tuple(cells)) for number, cells in found["rows"]),
            set_aside=tuple(LeftOut(*each) for each in found["set_aside"]),
            notes=tuple(found["notes"]),
        )


def distinct(values: Sequence[str]) -> list[str]:
    """Each value once, in the order in which it first stands."""
    return list(dict.fromkeys(values))
