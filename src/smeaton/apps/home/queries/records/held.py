"""Everything that is held about somebody, as tables that a page and a download are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import ForeignKey, Model
from django.utils import timezone

from smeaton.apps.home.queries.hidden import Hidden, hidden_from
from smeaton.apps.home.queries.records.entry import Record
from smeaton.apps.home.queries.records.finding import Rows, found_for
from smeaton.apps.home.queries.records.periods import in_words
from smeaton.apps.home.queries.records.registry import BASES
from smeaton.apps.home.queries.records.subject import Subject
from smeaton.terms import Reach, Refused

NO_ANSWERS = (
    "Answers to audits are not here: nothing that Smeaton keeps joins a name and answers, so that nobody, "
    "Smeaton itself included, can say which are yours. Your own link shows them while the audit is open."
)


@dataclass(frozen=True)
class HeldTable:
    """The rows of one model about a person, their cells in the order of `columns`, as the model has them.

    What is neither text, number, day nor list (a school, an amount) stands there as it is called.
    """

    title: str
    kind: str
    basis: str
    kept: str
    erasure: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def held_about(subject: Subject, reach: Reach) -> list[HeldTable]:
    """Every table with rows about the person; `Refused` for anybody but themselves and the installation.

    What stands in `secret` fields (a password's hash, a session) is left out: it is no information about
    anybody, and whoever had it could sign in. What one did stays one's own; a school that does not share (any
    more) is called so in it.
    """
    own = subject.person is not None and reach.person == subject.person
    if not (reach.everywhere or own):
        raise Refused(f"{reach.actor} may not read what is held about person {subject.person}")
    hidden, whole = hidden_from(reach), Hidden()
    return [
        _table(record, model, rows, hidden if record.label == "history.Event" else whole)
        for record, model, rows in found_for(subject)
        if rows.exists()
    ]


def as_json(cell: object) -> object:
    """A cell as JSON has it: days and times in the standard's form."""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(timespec="minutes")
    return cell.isoformat() if isinstance(cell, date | time) else cell


def _table(record: Record, model: type[Model], rows: Rows, hidden: Hidden) -> HeldTable:
    names = (*record.holds, *record.shows)
    fields = [model._meta.get_field(name) for name in names]
    keys = [field.name for field in fields if isinstance(field, ForeignKey)]
    found = rows.select_related(*keys) if keys else rows
    return HeldTable(
        title=record.title,
        kind=record.kind,
        basis=BASES[record.kind],
        kept=in_words(record.kind),
        erasure=f"{record.fate.value.capitalize()}. {record.why}",
        columns=tuple(name.replace("_", " ") for name in names),
        rows=tuple(
            tuple(hidden.without(cell) for cell in _cells(row, names)) for row in found.order_by("pk")
        ),
    )


def _cells(row: Model, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(_plain(getattr(row, name)) for name in names)


def _plain(value: Any) -> object:
    if value is None or isinstance(value, bool | int | float | dict | list | date | time):
        return value
    return str(value)
