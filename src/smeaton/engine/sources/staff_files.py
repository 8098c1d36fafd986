"""Bytes of a staff list (CSV or .xlsx) → its headings and rows as text, read in a limited process."""

from __future__ import annotations

from dataclasses import dataclass

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.staff_lists import is_heading
from smeaton.engine.sources.survey_exports.reading import read_cells
from smeaton.engine.sources.survey_exports.safely import Limits, read_limited

_USUAL = Limits(seconds=6)
"""Longer than a survey has: whoever waits has a short list, and a busy machine starts a process slowly."""
_LOOKED_AT = 20
"""Rows among which the headings are looked for: titles and merged cells may stand above them."""


@dataclass(frozen=True)
class StaffTable:
    """What a file holds: rows by their number in it, as long as they are; `notes` are about the whole."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[str]


def read_staff_file(content: bytes) -> StaffTable:
    """The table in these bytes; `Unusable`, with a sentence, where there is none."""
    sheet = read_cells(content)
    known = [sum(is_heading(cell) for cell in cells) for _, cells in sheet.rows[:_LOOKED_AT]]
    at = known.index(max(known))
    number, headings = sheet.rows[at]
    notes = list(sheet.notes)
    if at:
        notes.append(f"What stands above row {number:,} was passed over: the headings are in that row.")
    if len(sheet.rows) == at + 1:
        raise Unusable("The file names nobody. Give one person a row, under a row of headings.")
    return StaffTable(headings, sheet.rows[at + 1 :], notes)


def read_staff_safely(content: bytes, limits: Limits = _USUAL) -> StaffTable:
    """The table of an upload, read in a child process."""
    found = read_limited(
        f"{__name__}:answer",
        content,
        limits,
        too_long=f"The file took longer than {limits.seconds:g} seconds to read and was given up. Save it as "
        "“CSV UTF-8”, without what is not needed, and upload that; a short list may be tried again.",
        too_much="The file could not be read with the memory that an upload may take: it is far larger "
        "inside than a staff list is. Delete what is not needed, save it as “CSV UTF-8” and upload that.",
    )
    return StaffTable(found["headings"], [(number, cells) for number, cells in found["rows"]], found["notes"])


def answer(content: bytes) -> dict[str, object]:
    """What the reading process hands back."""
    table = read_staff_file(content)
    return {"headings": table.headings, "rows": table.rows, "notes": table.notes}
