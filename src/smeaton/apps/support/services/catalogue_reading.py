"""From the sheets of a workbook to entries, with every mistake at its sheet, row and column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.text import slugify

from smeaton.apps.support.documents.catalogue import (
    COLUMNS,
    FACILITATOR_COLUMNS,
    FACILITATORS,
    KEY,
    OFFERS,
    ORDER,
    ORDER_COLUMNS,
)
from smeaton.apps.support.models import Depth, Mode, Part, Reaches
from smeaton.apps.support.queries.catalogue import LABELS, ComesAfter, Known, LedBy, OfferEntry
from smeaton.apps.support.services.catalogue_entries import circles, problems
from smeaton.engine.sources.sheets import FilledSheet, letters

_WHOLE = ("sessions", "seats_min", "seats_max", "per_department_max", "spacing_days")
_PLACES = {"hours": 1, "release_days": 2, "run_cost": 2, "seat_cost": 2}
_FLAGS = ("hosted", "evening", "in_use")
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0", ""}


@dataclass(frozen=True, order=True)
class RowError:
    """A mistake: sheet, row (0: the sheet as a whole), column's letters, and what is wrong and what to do."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass
class CatalogueRead:
    """What a workbook holds. `entries` are to be taken in only where there are no `errors`."""

    entries: list[OfferEntry] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


@dataclass
class _Table:
    """A sheet with its heading row: column name → place, and the rows below."""

    name: str
    places: dict[str, int]
    rows: list[tuple[int, tuple[str, ...]]]

    def cell(self, cells: Sequence[str], column: str) -> str:
        at = self.places.get(column, len(cells))
        return cells[at] if at < len(cells) else ""

    def letters(self, column: str) -> str:
        return letters(self.places[column]) if column in self.places else ""


class _Wrong(ValueError):
    """A cell that cannot be read; the text says what to do."""


def read_catalogue(sheets: Sequence[FilledSheet], known: Known) -> CatalogueRead:
    """The offers in a workbook, and what is wrong with it.

    An offer without a key gets one made of its name. Sheets of facilitators and of order may be missing:
    those then stay as they are.
    """
    found = CatalogueRead()
    titles = {_plain(title): strand for strand, title in known.strands.items()}
    titles |= {_plain(strand): strand for strand in known.strands}
    names = {_plain(label): name for name, label in LABELS.items() if name in COLUMNS}
    columns = {_plain(KEY): "key"} | names | {title: f"strand:{s}" for title, s in titles.items()}
    table = _table(sheets, OFFERS, columns, ("key", *COLUMNS), found)
    if table is None:
        return found
    at: dict[str, int] = {}
    for number, cells in table.rows:
        entry = _offer(table, number, cells, found)
        if entry is None:
            continue
        if entry.key in at:
            message = (
                f"Row {at[entry.key]} has the key “{entry.key}” already. Give each offer a key of its own."
            )
            found.errors.append(RowError(table.name, number, table.letters("key"), message))
            continue
        at[entry.key] = number
        found.entries.append(entry)
    known = replace(known, offers={entry.key: entry.name for entry in found.entries})
    led = _facilitators(sheets, known, found)
    after = _order(sheets, known, found)
    found.entries = [
        replace(
            entry,
            facilitators=None if led is None else tuple(led[entry.key]),
            after=None if after is None else tuple(sorted(after[entry.key], key=str)),
        )
        for entry in found.entries
    ]
    for entry in found.entries:
        for name, message in problems(entry, known):
            column = table.letters(name)
            found.errors.append(RowError(table.name, at[entry.key], column, f"{_label(name)}: {message}"))
    for key in circles({e.key: [row.key for row in e.after or ()] for e in found.entries}):
        message = "Over others, this offer comes after itself. Take one step out of the sheet of order."
        found.errors.append(RowError(table.name, at[key], table.letters("key"), message))
    if not found.entries and not found.errors:
        found.errors.append(RowError(table.name, 0, "", "The sheet holds no offer. Fill in a row for each."))
    found.errors = sorted(set(found.errors))
    return found


def _label(name: str) -> str:
    return LABELS.get(name, KEY)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("(synthetic)", "")).strip().casefold()


def _table(
    sheets: Sequence[FilledSheet],
    title: str,
    columns: dict[str, str],
    needed: Sequence[str],
    found: CatalogueRead,
) -> _Table | None:
    """The sheet of that title with what its columns are; None where it is missing or has no headings."""
    sheet = next((each for each in sheets if _plain(each.name) == _plain(title)), None)
    if sheet is None:
        if title == OFFERS:
            names = ", ".join(f"“{each.name[:30]}”" for each in sheets[:6])
            message = (
                f"There is no sheet called “{OFFERS}” among {names}. Export the catalogue, fill that in."
            )
            found.errors.append(RowError(title, 0, "", message))
        return None
    number, heads = next((row for row in sheet.rows[:6] if _plain(row[1][0]) == _plain(KEY)), (0, ()))
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = columns.get(_plain(head))
        if name is not None and name not in places:
            places[name] = place
        elif head:
            message = f"Nothing is known of a column “{head[:40]}”, or it is there twice. Delete it."
            found.errors.append(RowError(sheet.name, number, letters(place), message))
    missing = [name for name in needed if name not in places]
    if missing:
        words = ", ".join(
            f"“{_label(name) if name in LABELS or name == 'key' else name}”" for name in missing[:4]
        )
        message = f"Its headings lack {words}. Export the catalogue again, and fill in that file."
        found.errors.append(RowError(sheet.name, number, "", message))
        return None
    return _Table(sheet.name, places, [row for row in sheet.rows if row[0] > number])


def _offer(table: _Table, number: int, cells: Sequence[str], found: CatalogueRead) -> OfferEntry | None:
    values: dict[str, Any] = {}
    before = len(found.errors)
    for name in COLUMNS:
        values[name] = _value(table, number, cells, name, _READERS.get(name, _same), found)
    gives = {}
    for column in table.places:
        if column.startswith("strand:") and table.cell(cells, column):
            words = _value(table, number, cells, column, _gives, found)
            if words is not None:
                gives[column.removeprefix("strand:")] = words
    if len(found.errors) > before:
        return None
    key = table.cell(cells, "key") or slugify(values["name"])[:60].strip("-")
    if slugify(key) != key:
        better = slugify(key)[:60] or "recall-day"
        message = f"“{key[:60]}” is no key. Use small letters, figures and hyphens: {better}."
        found.errors.append(RowError(table.name, number, table.letters("key"), message))
        return None
    return OfferEntry(key=key, gives=gives, facilitators=None, after=None, **values)


def _value(
    table: _Table,
    number: int,
    cells: Sequence[str],
    column: str,
    read: Callable[[str, str], Any],
    found: CatalogueRead,
) -> Any:
    try:
        return read(table.cell(cells, column), column)
    except _Wrong as wrong:
        label = LABELS.get(column, "")
        message = f"{label}: {wrong}" if label else str(wrong)
        found.errors.append(RowError(table.name, number, table.letters(column), message))
        return None


def _same(text: str, _name: str) -> str:
    return text


def _flag(text: str, _name: str) -> bool:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    raise _Wrong(f"“{text[:20]}” is neither yes nor no. Write yes or no.")


def _count(text: str, name: str) -> int | None:
    if not text and name == "seats_max":
        return None
    number = _number(text, 0)
    return int(number)


def _amount(text: str, name: str) -> Decimal:
    return _number(text, _PLACES[name])


def _number(text: str, places: int) -> Decimal:
    try:
        number = Decimal(text.replace("£", "").replace(",", "").strip() or "nothing")
    except InvalidOperation:
        raise _Wrong(
            f"“{text[:20]}” is no number. Write one, like {'12' if not places else '12.5'}."
        ) from None
    if not number.is_finite() or abs(number) > 10**9:
        raise _Wrong(f"“{text[:20]}” is far too large. Write a smaller number.")
    if number != round(number, places):
        raise _Wrong(
            f"“{text[:20]}” is too fine. Write "
            + ("a whole number." if not places else f"at most {places} decimal place{'s' * (places > 1)}.")
        )
    return round(number, places)


def _choice(labels: dict[str, str]) -> Callable[[str, str], str]:
    def read(text: str, _name: str) -> str:
        for value, label in labels.items():
            if _plain(text).replace("’", "'") in (value.casefold(), label.casefold().replace("’", "'")):
                return value
        raise _Wrong(f"“{text[:30]}” is not known. Write one of: {', '.join(labels.values())}.")

    return read


def _codes(text: str, _name: str) -> tuple[str, ...]:
    return tuple(sorted({code.upper() for code in re.split(r"[\s,;]+", text) if code}))


def _urns(text: str, _name: str) -> tuple[int, ...]:
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    if wrong := next((part for part in parts if not re.fullmatch(r"\d{6}", part)), None):
        raise _Wrong(f"“{wrong[:20]}” is no URN. Write six figures for each school, with spaces between.")
    return tuple(sorted({int(part) for part in parts}))


def _gives(text: str, _name: str) -> tuple[str, str]:
    words = re.findall(r"\w+", text.casefold())
    if len(words) == 2 and words[0] in Part.values and words[1] in Depth.values:
        return words[0], words[1]
    raise _Wrong(f"“{text[:30]}” is not known. Write main or also, then light, solid or deep: “main, solid”.")


_READERS: dict[str, Callable[[str, str], Any]] = {
    **dict.fromkeys(_WHOLE, _count),
    **dict.fromkeys(_PLACES, _amount),
    **dict.fromkeys(_FLAGS, _flag),
    "mode": _choice({mode.value: str(mode.label) for mode in Mode}),
    "reaches": _choice({each.value: str(each.label) for each in Reaches}),
    "mechanisms": _codes,
    "venues": _urns,
}


def _facilitators(
    sheets: Sequence[FilledSheet], known: Known, found: CatalogueRead
) -> dict[str, list[LedBy]] | None:
    names = ("key", "role", "provider", "days")
    columns = {_plain(head): name for head, name in zip(FACILITATOR_COLUMNS, names, strict=True)}
    table = _table(sheets, FACILITATORS, columns, names, found)
    if table is None:
        return None
    led: dict[str, list[LedBy]] = defaultdict(list)
    for number, cells in table.rows:
        key = _known_key(table, number, cells, "key", known, found)
        days = _value(table, number, cells, "days", lambda text, _: _number(text or "0", 1), found)
        if key is not None and days is not None:
            led[key].append(LedBy(table.cell(cells, "role"), table.cell(cells, "provider"), days))
    return led


def _order(
    sheets: Sequence[FilledSheet], known: Known, found: CatalogueRead
) -> dict[str, list[ComesAfter]] | None:
    names = ("key", "first", "days")
    columns = {_plain(head): name for head, name in zip(ORDER_COLUMNS, names, strict=True)}
    table = _table(sheets, ORDER, columns, names, found)
    if table is None:
        return None
    after: dict[str, list[ComesAfter]] = defaultdict(list)
    for number, cells in table.rows:
        key = _known_key(table, number, cells, "key", known, found)
        first = _known_key(table, number, cells, "first", known, found)
        days = _value(table, number, cells, "days", lambda text, _: _number(text or "0", 0), found)
        if key is not None and first is not None and days is not None:
            after[key].append(ComesAfter(first, int(days)))
    return after


def _known_key(
    table: _Table, number: int, cells: Sequence[str], column: str, known: Known, found: CatalogueRead
) -> str | None:
    key = table.cell(cells, column)
    if key in known.offers:
        return key
    message = f"There is no offer with the key “{key[:60]}” in the sheet “{OFFERS}”. Write one that there is."
    found.errors.append(RowError(table.name, number, table.letters(column), message))
    return None
