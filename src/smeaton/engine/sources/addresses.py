"""Lists of people to write to, pasted or in a file → addresses, names, roles, schools; or what is wrong.

One person a line: `a.person@school.example`, `Ann Person <a.person@school.example>`, or cells separated by
commas, semicolons or tabs (address, name, role in any order; with a header also `urn`). Every mistake is
collected with its line: a list goes in whole or not at all.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smeaton.engine.sources.look_alikes import reads_as_latin, shown_host, strange_letter, unseen_sign

MOST = 5_000
LONGEST_ADDRESS, LONGEST_NAME = 254, 120
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_NAMED = re.compile(r"^(?P<name>[^<>]*)<(?P<address>[^<>]*)>$")
_HEADINGS = {
    "email": "address",
    "e-mail": "address",
    "email address": "address",
    "address": "address",
    "name": "name",
    "full name": "name",
    "role": "role",
    "urn": "urn",
}
_ROLES = {
    "lead": "lead",
    "subject lead": "lead",
    "science lead": "lead",
    "head of department": "lead",
    "hod": "lead",
    "teacher": "teacher",
    "teachers": "teacher",
    "technician": "technician",
    "technicians": "technician",
    "tech": "technician",
}


@dataclass(frozen=True)
class Listed:
    """One person of a list. `role` and `urn` are None where the line does not say."""

    line: int
    address: str
    name: str = ""
    role: str | None = None
    urn: int | None = None


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a line (1 is the first), and what to do."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.words}"


def read_people(text: str) -> tuple[tuple[Listed, ...], tuple[Mistake, ...]]:
    """Everybody in the text and every mistake; empty lines are passed over.

    The same address twice is a mistake, whatever its case. Addresses are kept as they are written.
    """
    people: list[Listed] = []
    mistakes: list[Mistake] = []
    first_line: dict[str, int] = {}
    for line, cells, columns in _lines(text):
        found = _person(line, cells, columns)
        if isinstance(found, Mistake):
            mistakes.append(found)
        elif (before := first_line.setdefault(found.address.casefold(), line)) != line:
            words = f"{found.address} stands in line {before} already. Remove one of the two."
            mistakes.append(Mistake(line, "email", words))
        else:
            people.append(found)
        if len(people) + len(mistakes) >= MOST:
            words = f"The list goes on after {MOST:,} lines. Split it, and add the parts one after another."
            mistakes.append(Mistake(line + 1, "email", words))
            break
    return tuple(people), tuple(mistakes)


def wrong_with_address(address: str, name: str = "") -> str:
    """What is wrong with one address (and the name beside it), and what to do; empty where nothing is."""
    strange = _strange(address, name)
    if strange:
        return f"{strange} Type the line anew instead of copying it."
    if not _ADDRESS.fullmatch(address) or len(address) > LONGEST_ADDRESS or ".." in address:
        shown = f"“{address[:60]}” is not an email address" if address else "there is no email address"
        return f"{shown}. Write it like a.person@school.sch.uk."
    return ""


def _lines(text: str) -> Iterator[tuple[int, list[str], list[str] | None]]:
    """Line, its cells, and what the header calls them where there is one."""
    columns = None
    clean = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    for number, line in enumerate(clean.split("\n"), start=1):
        if not line.strip(" \t,;"):
            continue
        separator = max(",;\t", key=line.count)
        cells = [cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=separator))]
        if columns is None and "@" not in line and any(cell.casefold() in _HEADINGS for cell in cells):
            columns = [_HEADINGS.get(cell.casefold(), "") for cell in cells]
            continue
        yield number, cells, columns


def _person(line: int, cells: Sequence[str], columns: Sequence[str] | None) -> Listed | Mistake:
    values = _by_header(cells, columns) if columns else _by_looks(cells)
    address = values.get("address", "")
    if named := _NAMED.match(address):
        address = named["address"].strip()
        values.setdefault("name", named["name"].strip().strip('"'))
    if wrong := wrong_with_address(address, values.get("name", "")):
        return Mistake(line, "email", wrong)
    if len(values.get("name", "")) > LONGEST_NAME:
        return Mistake(line, "name", f"the name is longer than {LONGEST_NAME} characters. Shorten it.")
    role = values.get("role", "")
    if role and role.casefold() not in _ROLES:
        words = f"“{role[:40]}” is not a role. Write lead, teacher or technician."
        return Mistake(line, "role", words)
    urn = values.get("urn", "")
    if urn and not re.fullmatch(r"\d{6}", urn):
        return Mistake(line, "urn", f"“{urn[:20]}” is not a URN: a URN is a six-figure number.")
    return Listed(
        line,
        address,
        values.get("name", ""),
        _ROLES[role.casefold()] if role else None,
        int(urn) if urn else None,
    )


def _by_header(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}


def _by_looks(cells: Sequence[str]) -> dict[str, str]:
    """Without a header: the cell with an @ is the address, a role's word the role, the rest the name."""
    values: dict[str, str] = {}
    rest = []
    for cell in cells:
        if "@" in cell and "address" not in values:
            values["address"] = cell
        elif cell.casefold() in _ROLES and "role" not in values:
            values["role"] = cell
        elif cell:
            rest.append(cell)
    if "address" not in values and rest:
        values["address"] = rest.pop(0)
    if rest:
        values["name"] = " ".join(rest)
    return values


def _strange(address: str, name: str) -> str:
    """What cannot be seen in a line, or only looks like what it should be; empty where nothing is wrong."""
    if unseen := unseen_sign(address + name):
        return f"there is a character that cannot be seen (U+{ord(unseen):04X})."
    for character in address:
        if ord(character) > 127:
            called = unicodedata.name(character, "unknown").lower()
            return f"the address has a letter that only looks like a plain one: “{character}” ({called})."
    host = address.rpartition("@")[2]
    if any(strange_letter(part) or reads_as_latin(part) for part in shown_host(host).split(".")):
        return f"the address is shown as “{shown_host(host)[:60]}”, whose letters only look like others."
    return ""
