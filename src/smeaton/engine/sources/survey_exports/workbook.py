"""Bytes of an Excel workbook (.xlsx) → the cells of its first sheet with anything in it."""

import io
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.survey_exports.archive import refuse_unless_workbook
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import MOST_COLUMNS, MOST_ROWS, letters

_MOST_CELLS = 3_000_000
_LOWEST = 2 * MOST_ROWS


def read_workbook(content: bytes) -> Sheet:
    """The cells of the first visible sheet that is not empty; `Unusable` where there is none to read.

    Formulas count as the value that was last shown. Nothing in the workbook is carried out.
    """
    refuse_unless_workbook(content)
    try:
        return _read(content)
    except (Unusable, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the reader is written in Rust: what it trips over is no Exception
        raise Unusable(
            "The workbook cannot be read: it is damaged, or not an Excel workbook (.xlsx) at all. Open it in "
            "Excel, save it as “CSV UTF-8” and upload that."
        ) from None


def _read(content: bytes) -> Sheet:
    sheet = Sheet()
    filled: list[str] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for at, about in enumerate(book.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
                continue
            found = book.get_sheet_by_index(at)
            if found.end is None:
                continue
            height, width = found.end[0] + 1, found.end[1] + 1
            filled.append(about.name)
            if len(filled) > 1:
                continue
            if width > MOST_COLUMNS:
                raise Unusable(
                    f"The sheet “{about.name[:40]}” goes on beyond column {letters(MOST_COLUMNS - 1)} "
                    f"(from row 1): a list with more than {MOST_COLUMNS} columns cannot be imported. "
                    "Delete the columns that are not needed."
                )
            if height > _LOWEST or height * width > _MOST_CELLS:
                raise Unusable(
                    f"The sheet “{about.name[:40]}” goes on to row {height:,}, column "
                    f"{letters(width - 1)}: at most {MOST_ROWS:,} people can be imported at once."
                )
            for number, cells in enumerate(found.to_python(skip_empty_area=False), start=1):
                sheet.take(number, [_text(cell) for cell in cells])
    if not sheet.rows:
        raise Unusable("The workbook holds no sheet with anything in it. Export or save it again.")
    if len(filled) > 1:
        sheet.notes.append(
            f"The workbook has {len(filled)} sheets with something in them; only the first, "
            f"“{filled[0][:40]}”, was read."
        )
    return sheet


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
