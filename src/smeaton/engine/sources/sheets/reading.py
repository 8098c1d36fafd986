"""Bytes of an Excel workbook (.xlsx) → the cells of its visible sheets, in this process."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.survey_exports.archive import refuse_unless_workbook
from smeaton.engine.sources.survey_exports.table import letters

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20, 2_000, 200, 2_000

__all__ = ["FilledSheet", "answer", "letters", "read_sheets"]


@dataclass(frozen=True)
class FilledSheet:
    """One sheet: its name, and its rows that hold anything as (row number from 1, cells as text)."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def to_json(self) -> list[object]:
        """As plain lists."""
        return [self.name, [[number, list(cells)] for number, cells in self.rows]]

    @staticmethod
    def from_json(kept: Sequence[Any]) -> FilledSheet:
        """From plain lists."""
        return FilledSheet(kept[0], tuple((number, tuple(cells)) for number, cells in kept[1]))


def read_sheets(content: bytes) -> list[FilledSheet]:
    """The visible sheets with anything in them; `Unusable`, with a sentence, where there is no workbook.

    Formulas count as the value that was last shown. Nothing in the workbook is carried out.
    """
    if not content.startswith(b"PK"):
        raise Unusable(
            "This is no Excel workbook (.xlsx). Save it in Excel as “Excel workbook”, and upload that."
        )
    refuse_unless_workbook(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return _sheets(book)
    except (Unusable, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the reader is written in Rust: what it trips over is no Exception
        raise Unusable(
            "The workbook cannot be read: it is damaged. Open it in Excel, save it anew and upload that."
        ) from None


def answer(content: bytes) -> dict[str, object]:
    """What the reading process hands back."""
    return {"sheets": [sheet.to_json() for sheet in read_sheets(content)]}


def _sheets(book: CalamineWorkbook) -> list[FilledSheet]:
    found: list[FilledSheet] = []
    for at, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_index(at)
        if sheet.end is None:
            continue
        if len(found) >= MOST_SHEETS:
            raise Unusable(
                f"The workbook has more than {MOST_SHEETS} sheets. Delete those that are not needed."
            )
        found.append(FilledSheet(about.name[:60], tuple(_rows(about.name, sheet))))
    if not found:
        raise Unusable("The workbook holds no sheet with anything in it. Export it again, and fill that in.")
    return found


def _rows(name: str, sheet: CalamineSheet) -> list[tuple[int, tuple[str, ...]]]:
    assert sheet.end is not None  # noqa: S101 - the caller has looked
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height > MOST_ROWS or width > MOST_COLUMNS:
        raise Unusable(
            f"The sheet “{name[:40]}” goes on to row {height:,}, column {letters(width - 1)}: at most "
            f"{MOST_ROWS:,} rows and {MOST_COLUMNS} columns are read. Delete what is not needed."
        )
    rows = []
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        texts = [_text(cell).strip() for cell in cells]
        for column, text in enumerate(texts):
            if len(text) > LONGEST_CELL or "\0" in text:
                raise Unusable(
                    f"Sheet “{name[:40]}”, row {number}, column {letters(column)}: the cell holds more than "
                    f"{LONGEST_CELL:,} characters, or is damaged. Shorten it."
                )
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append((number, tuple(texts)))
    return rows


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, float):
        return repr(round(cell, 9))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
