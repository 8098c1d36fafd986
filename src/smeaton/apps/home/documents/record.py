"""What is held about somebody, to take away: as JSON for a program, as a workbook to read.

In the workbook days are days, whoever reads it is “you”, and text is only ever text.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from smeaton.apps.home.documents.record_words import readable
from smeaton.apps.home.queries.records.held import NO_ANSWERS, HeldTable, as_json
from smeaton.apps.support.documents.books import Sheet, workbook

TITLE = "What Smeaton holds about you"
_LONGEST_NAME = 28
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def record_json(tables: Sequence[HeldTable], made: datetime) -> dict[str, object]:
    """The whole record: each table with why it is held, how long, and what erasure does with it."""
    return {
        "format": "smeaton-record/1",
        "title": TITLE,
        "made": timezone.localtime(made).isoformat(timespec="minutes"),
        "not_here": NO_ANSWERS,
        "tables": [
            {
                "title": table.title,
                "class": table.kind,
                "held_because": table.basis,
                "kept": table.kept,
                "erasure": table.erasure,
                "rows": [dict(zip(table.columns, map(as_json, row), strict=True)) for row in table.rows],
            }
            for table in tables
        ],
    }


def record_workbook(tables: Sequence[HeldTable], made: datetime, you: str | None) -> bytes:
    """A first sheet that says what is held, why and how long, and a sheet for each table.

    `you` is how the person is named where they have acted (`Subject.actor`).
    """
    contents: list[tuple[str, str, int, str, str, str]] = [
        (_name(number, table), table.title, len(table.rows), table.basis, table.kept, table.erasure)
        for number, table in enumerate(tables, start=1)
    ]
    contents.append(("", "Answers to audits", 0, NO_ANSWERS, "", ""))
    headings = ("Sheet", "What is held", "How many", "Why it is held", "How long", "If you ask for erasure")
    first = Sheet("Contents", headings, contents)
    day = timezone.localtime(made)
    title = f"{TITLE}, {day.day} {day:%B %Y}"
    return workbook(
        title, [first, *(_sheet(number, table, you) for number, table in enumerate(tables, start=1))]
    )


def _sheet(number: int, table: HeldTable, you: str | None) -> Sheet:
    headings, rows = readable(table, you)
    return Sheet(_name(number, table), headings, rows)


def _name(number: int, table: HeldTable) -> str:
    return f"{number} {table.title.translate(_FORBIDDEN)}"[:_LONGEST_NAME].strip()
