"""Workbooks that open anywhere and in which text is only ever text."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Nothing in a cell is taken for a formula, an address or a figure that it was not."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its headings, its rows."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | float | int]]


def workbook(title: str, sheets: Sequence[Sheet], mark: str = "") -> bytes:
    """Sheets with a title in the first row and headings in the third, as bytes of an .xlsx file."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    bold = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    book.set_properties({"title": title, "company": "Smeaton"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.write_string(0, 0, f"{title.removesuffix(mark)}, {sheet.name.lower()}", bold)
        write_table(page, sheet, head, row=2)
        page.freeze_panes(3, 1)
    book.close()
    return file.getvalue()


def write_table(page: Any, sheet: Sheet, head: Any, row: int = 0) -> None:
    """Headings in row `row` (counted from 0) and the rows below; columns as wide as what stands in them."""
    for column, text in enumerate(sheet.columns):
        page.write_string(row, column, text, head)
        widest = max([len(str(cells[column])) for cells in sheet.rows] + [len(text) * 2 // 3])
        page.set_column(column, column, min(60, widest + 2))
    for line, cells in enumerate(sheet.rows, start=row + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(line, column, cell)
            else:
                page.write_number(line, column, cell)
