"""Headings and rows → the typed table: words cleaned, short rows filled up, long ones set aside."""

import html
import re
from collections.abc import Callable, Sequence

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import (
    MOST_ROWS,
    About,
    Column,
    ExportKind,
    LeftOut,
    SurveyRow,
    SurveyTable,
    letters,
)

_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_SPACE = re.compile(r"\s+")
_GRID = re.compile(
    r"^(?P<stem>.*?)\s*\[(?P<part>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\](?P<more>(?:\s*\[[^\]]*\])*)$"
)

SetAside = Callable[[Sequence[str]], tuple[int, str] | None]
"""Place of the cell because of which a row is no answer, with the reason; None where it is one."""


def plain_words(text: str) -> str:
    """A heading without HTML, on one line."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def grid_part(heading: str) -> str:
    """The row of a grid in “question [row]” or “question [row][scale]”, else nothing."""
    found = _GRID.match(heading)
    if found is None or not found["part"].strip():
        return ""
    return " ".join([found["part"].strip(), *re.findall(r"\[([^\]]*)\]", found["more"])]).strip()


def build(
    kind: ExportKind,
    sheet: Sheet,
    headings: Sequence[tuple[str, str]],
    *,
    first: int,
    about: Callable[[int, str, str], About],
    grids: bool = False,
    set_aside: SetAside | None = None,
) -> SurveyTable:
    """The table from `headings` (code and words of each column) and the rows of `sheet` from `first` on.

    `about(place, code, words)` says what the tool's own columns are. Columns without heading and without
    cells are left out. `Unusable` where no row stands below the headings.
    """
    below = sheet.rows[first:]
    if not below:
        row = sheet.rows[-1][0]
        raise Unusable(
            f"The file holds headings but no answers below them: nothing comes after row {row:,}. Export it "
            "when somebody has answered."
        )
    if len(below) > MOST_ROWS:
        raise Unusable(
            f"The file goes on after row {below[MOST_ROWS - 1][0]:,}: at most {MOST_ROWS:,} people can be "
            "imported at once. Divide it into several files with the same headings."
        )
    filled = {at for _, cells in below for at, cell in enumerate(cells) if cell}
    columns: list[Column] = []
    for at, (code, written) in enumerate(headings):
        words = plain_words(written)
        if words or at in filled:
            part = grid_part(words) if grids else ""
            shown = words or code or f"(column {letters(at)}, without a heading)"
            columns.append(Column(at, shown, code, part, about(at, code, words)))
    if not columns:
        raise Unusable(f"Row {sheet.rows[0][0]:,} holds no headings. Export the answers again.")
    return _with_rows(kind, sheet, columns, below, len(headings), set_aside)


def _with_rows(
    kind: ExportKind,
    sheet: Sheet,
    columns: Sequence[Column],
    below: Sequence[tuple[int, list[str]]],
    width: int,
    set_aside: SetAside | None,
) -> SurveyTable:
    rows: list[SurveyRow] = []
    aside: list[LeftOut] = []
    heading = {column.at: column.heading for column in columns}
    for number, cells in below:
        beyond = next((at for at in range(width, len(cells)) if cells[at]), None)
        whole = (*cells, *[""] * (width - len(cells)))
        if beyond is not None:
            reason = (
                f"the row goes on beyond the last heading ({letters(width - 1)}): perhaps an answer holds a "
                "separator without quotation marks, so that its cells have moved"
            )
            aside.append(
                LeftOut(number, letters(beyond), "(beyond the headings)", cells[beyond][:60], reason)
            )
        elif set_aside and (found := set_aside(whole)):
            at, reason = found
            aside.append(LeftOut(number, letters(at), heading.get(at, ""), whole[at][:60], reason))
        else:
            rows.append(SurveyRow(number, tuple(whole[column.at] for column in columns)))
    return SurveyTable(kind, tuple(columns), tuple(rows), tuple(aside), tuple(sheet.notes))
