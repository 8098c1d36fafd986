"""What is held about somebody, to take away: as JSON and as a workbook in which text is only ever text."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from smeaton.apps.home.queries.records.held import NO_ANSWERS, HeldTable, as_text
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
                "rows": [dict(zip(table.columns, row, strict=True)) for row in table.rows],
            }
            for table in tables
        ],
    }


def record_workbook(tables: Sequence[HeldTable], made: datetime) -> bytes:
    """A first sheet that says what is held, why and how long, and a sheet for each table."""
    contents = [(table.title, len(table.rows), table.basis, table.kept, table.erasure) for table in tables]
    contents.append(("Answers to audits", 0, NO_ANSWERS, "", ""))
    first = Sheet("Contents", ("What", "Rows", "Why it is held", "How long", "What erasure does"), contents)
    day = timezone.localtime(made)
    title = f"{TITLE}, {day.day} {day:%B %Y}"
    return workbook(title, [first, *(_sheet(number, table) for number, table in enumerate(tables, start=1))])


def _sheet(number: int, table: HeldTable) -> Sheet:
    name = f"{number} {table.title.translate(_FORBIDDEN)}"[:_LONGEST_NAME].strip()
    return Sheet(name, table.columns, [[as_text(cell) for cell in row] for row in table.rows])
