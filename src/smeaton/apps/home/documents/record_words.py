"""What is held about somebody in the words and days of the person who reads it, not of a database."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone

from smeaton.apps.home.queries.history.words import came_from, sentence
from smeaton.apps.home.queries.records.held import HeldTable

_HEADINGS = {
    "is active": "In use",
    "user": "Login",
    "uid": "Known there as",
    "ip": "Internet address",
    "user agent": "Browser",
    "bounced at": "Came back",
    "expire date": "Ends",
    "date joined": "Began",
    "extra data": "What they told us",
    "known as": "Known as",
    "through": "Invited through",
    "taken": "People or rows taken in",
    "wave": "Audit",
    "letters": "Letters sent",
    "no reminders at": "Asked for no more reminders",
    "primary": "Main address",
    "school": "School",
    "at": "When",
    "actor": "Who",
    "origin": "From where",
    "changes": "Details",
    "subject id": "Number",
    "word role": "On whose word: role",
    "word place": "On whose word: place",
    "word programme": "On whose word: programme",
    "place": "Place",
}
_ONE_FIELD = " at"
"""“invited at” is read as “Invited”: the cell says that it is a day."""


def heading(column: str) -> str:
    """A column's name as a reader expects it."""
    if found := _HEADINGS.get(column):
        return found
    plain = column.removesuffix(_ONE_FIELD)
    return plain[:1].upper() + plain[1:]


def in_words(cell: object, you: str | None) -> str:
    """A cell as text. `you` is how whoever reads it is named where somebody has acted (“person:12”)."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        local = timezone.localtime(cell)
        return f"{local.day} {local:%B %Y, %H:%M}"
    if isinstance(cell, date):
        return f"{cell.day} {cell:%B %Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, Mapping | list | tuple):
        return "; ".join(_told("", cell))
    text = str(cell)
    if text and text == you:
        return "you"
    kind, _, number = text.partition(":")
    if kind == "person" and number.isdecimal():
        return f"another person (number {number})"
    return f"the installation ({number})" if kind == "system" and number else text


def readable(table: HeldTable, you: str | None) -> tuple[list[str], list[list[str]]]:
    """Headings and cells of a table in words. Columns in which nothing stands are left out.

    What was done reads as a sentence, as it does on the pages of history.
    """
    columns, rows = list(table.columns), [list(row) for row in table.rows]
    if {"action", "subject"} <= set(columns):
        action, subject = columns.index("action"), columns.index("subject")
        for row in rows:
            row[action] = sentence(str(row[action]), str(row[subject]))
            del row[subject]
        columns[action] = "what was done"
        del columns[subject]
    if "origin" in columns:
        for row in rows:
            row[columns.index("origin")] = came_from(str(row[columns.index("origin")]))
    cells = [[in_words(cell, you) for cell in row] for row in rows]
    kept = [at for at in range(len(columns)) if any(row[at] for row in cells)]
    return [heading(columns[at]) for at in kept], [[row[at] for at in kept] for row in cells]


def _told(name: str, value: object) -> Iterator[str]:
    """“standing: taking part” for everything in nested values."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _told(f"{name} {key}".strip().replace("_", " "), each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if any(isinstance(each, Mapping | list | tuple) for each in value):
            for each in value:
                yield from _told(name, each)
        else:
            yield f"{name}: {', '.join(map(str, value))}".removeprefix(": ")
    elif value not in (None, ""):
        yield f"{name}: {in_words(value, None)}".removeprefix(": ")
