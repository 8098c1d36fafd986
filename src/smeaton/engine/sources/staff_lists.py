"""A list of a school's or a trust's staff: the rows of a table → people, and everything that is wrong.

Columns by their headings: name, email, role (teacher or technician), and where given post, school (a URN or
a name), starts, leaves (the last day of somebody who is here) and moves to (their next school). A list goes
in whole or not at all, so every mistake is collected with row and column.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from smeaton.engine.sources.addresses import wrong_with_address
from smeaton.engine.sources.look_alikes import address_looks, skeleton, strange_letter

MOST, LONGEST_NAME, LONGEST_POST = 300, 200, 120
ROLES = {
    "teacher": "teacher",
    "teacher of science": "teacher",
    "science teacher": "teacher",
    "technician": "technician",
    "science technician": "technician",
    "senior technician": "technician",
}
_HEADINGS = {
    "name": "name",
    "full name": "name",
    "email": "email",
    "e-mail": "email",
    "email address": "email",
    "work email": "email",
    "role": "role",
    "post": "post",
    "job title": "post",
    "title": "post",
    "school": "school",
    "urn": "school",
    "starts": "starts",
    "start date": "starts",
    "since": "starts",
    "leaves": "leaves",
    "leaving date": "leaves",
    "end date": "leaves",
    "last day": "leaves",
    "moves to": "to",
    "new school": "to",
}
_NEEDED = ("name", "email", "role")


@dataclass(frozen=True)
class StaffRow:
    """One person of a list. `starts` is None where the row does not say since when.

    `leaves` is the last day at `school` of somebody who is there; `to` the school that they move to, 0 for
    none.
    """

    row: int
    name: str
    email: str
    role: str
    post: str
    school: int
    starts: date | None = None
    leaves: date | None = None
    to: int = 0


@dataclass(frozen=True)
class RowError:
    """What is wrong in one cell, and what to do. `column` is the heading as it stands in the file."""

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class StaffRead:
    """What a list holds: everybody whose row is right, and every mistake."""

    people: tuple[StaffRow, ...]
    errors: tuple[RowError, ...]


def read_staff(
    headings: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], schools: Mapping[int, str]
) -> StaffRead:
    """Everybody in a table of staff. `schools` (URN → name) are those whose staff may be in it.

    With one school the column may be left out. The same address twice, whatever its case, is a mistake, and
    so is one that looks like another: where both are right, one of the two is invited by hand.
    """
    columns = {_HEADINGS[h.strip().casefold()]: (at, h) for at, h in enumerate(headings) if is_heading(h)}
    missing = [name for name in _NEEDED if name not in columns]
    if len(schools) > 1 and "school" not in columns:
        missing.append("school")
    if missing:
        words = f"There is no column “{missing[0]}”. The first row must say what each column holds."
        return StaffRead((), (RowError(1, missing[0], words),))
    reading = _Reading(columns, schools, len(headings))
    for number, cells in rows[:MOST]:
        reading.take(number, cells)
    if len(rows) > MOST:
        reading.wrong(rows[MOST][0], "email", f"The list goes on after {MOST} people. Divide it.")
    return StaffRead(tuple(reading.people), tuple(reading.errors))


def is_heading(heading: str) -> bool:
    """Whether a cell says what a column of a staff list holds."""
    return heading.strip().casefold() in _HEADINGS


def heading_of(headings: Sequence[str], column: str) -> str:
    """How a list calls a column (“leaves”): its heading as it stands in the file."""
    return next((h for h in headings if _HEADINGS.get(h.strip().casefold()) == column), column)


class _Reading:
    """The rows taken so far, with the addresses and what they look like."""

    def __init__(
        self, columns: Mapping[str, tuple[int, str]], schools: Mapping[int, str], width: int
    ) -> None:
        self.people: list[StaffRow] = []
        self.errors: list[RowError] = []
        self._columns = columns
        self._schools = schools
        self._width = width
        self._by_name = {skeleton(name): urn for urn, name in schools.items()}
        self._addresses: dict[str, int] = {}
        self._looks: dict[str, int] = {}

    def wrong(self, row: int, column: str, words: str) -> None:
        """Note a mistake."""
        self.errors.append(RowError(row, self._columns.get(column, (0, column))[1], words))

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Take one row, or note all that is wrong in it."""
        before = len(self.errors)
        said = {
            name: " ".join(cells[at].split()) if at < len(cells) else ""
            for name, (at, _) in self._columns.items()
        }
        if any(cell.strip() for cell in cells[self._width :]):
            words = "The row goes on beyond the last heading. In a CSV file, put a cell with a comma in "
            self.wrong(row, "name", f"{words}quotation marks.")
        self._name(row, said)
        self._address(row, said["email"])
        role = ROLES.get(said["role"].casefold(), "")
        if not role:
            words = f"“{said['role'][:40]}” is not a role here. Write teacher or technician."
            self.wrong(row, "role", words)
        school = self._school(row, said.get("school", ""))
        starts = self._day(row, said.get("starts", ""), "starts")
        leaves = self._day(row, said.get("leaves", ""), "leaves")
        to = self._school(row, said["to"], "to") if said.get("to") else 0
        if to and to == school:
            self.wrong(
                row, "to", "That is the school that they are at. Leave the cell empty, or name another."
            )
        elif said.get("to") and not said.get("leaves"):
            self.wrong(row, "to", "Write their last day at the old school too, in a column “Leaves”.")
        if len(self.errors) == before:
            post = said.get("post", "")
            self.people.append(
                StaffRow(row, said["name"], said["email"], role, post, school, starts, leaves, to)
            )

    def _name(self, row: int, said: Mapping[str, str]) -> None:
        name = said["name"]
        if not name:
            self.wrong(row, "name", "There is no name. Write the person’s name.")
        elif strange := strange_letter(name):
            self.wrong(row, "name", f"{strange} Type the name anew instead of copying it.")
        elif len(name) > LONGEST_NAME:
            self.wrong(row, "name", f"The name is longer than {LONGEST_NAME} letters. Shorten it.")
        if len(said.get("post", "")) > LONGEST_POST:
            self.wrong(row, "post", f"The post is longer than {LONGEST_POST} letters. Shorten it.")

    def _address(self, row: int, address: str) -> None:
        if wrong := wrong_with_address(address):
            self.wrong(row, "email", wrong[0].upper() + wrong[1:])
            return
        first = self._addresses.setdefault(address.casefold(), row)
        looks = min(self._looks.setdefault(look, row) for look in address_looks(address))
        if first != row:
            self.wrong(row, "email", f"{address} stands in row {first} already. Remove one of the two.")
        elif looks != row:
            words = f"{address} looks like the address in row {looks}. Correct the one that is mistyped. "
            words += "If both are right, leave one out, and invite that person by hand."
            self.wrong(row, "email", words)

    def _school(self, row: int, said: str, column: str = "school") -> int:
        if not said and len(self._schools) == 1:
            return next(iter(self._schools))
        urn = int(said) if re.fullmatch(r"\d{6}", said, flags=re.ASCII) else self._by_name.get(skeleton(said))
        if urn is not None and urn in self._schools:
            return urn
        shown = f"“{said[:60]}” is none of your schools" if said else "There is no school"
        self.wrong(row, column, f"{shown}. Write its URN, or its name as on this page.")
        return 0

    def _day(self, row: int, said: str, column: str) -> date | None:
        if not said:
            return None
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%Y-%m-%d %H:%M:%S"):
            try:
                return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day, not a moment
            except ValueError:
                continue
        self.wrong(row, column, f"“{said[:30]}” is no day. Write it like 2026-09-01 or 01/09/2026.")
        return None
