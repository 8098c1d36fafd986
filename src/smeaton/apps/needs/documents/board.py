"""The response board as an Excel workbook: counts, without people."""

from io import BytesIO

import xlsxwriter

from smeaton.apps.needs.queries.board import Board
from smeaton.apps.needs.queries.waves import WaveCard

MARK = " (synthetic)"


def board_workbook(wave: WaveCard, board: Board) -> bytes:
    """One row a school: how many of each role are asked and have answered. Text is only ever text."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    mark = MARK if wave.synthetic else ""
    sheet = book.add_worksheet(f"Responses{mark}")
    sheet.write_string(0, 0, f"{wave.name}: responses{mark}", book.add_format({"bold": True}))
    roles = [rate.role for rate in board.totals]
    titles = ["School", "URN", *(f"{role}s {what}" for role in roles for what in ("asked", "answered"))]
    for column, text in enumerate([*titles, "gone quiet", "letters came back"]):
        sheet.write_string(2, column, text, head)
    for line, row in enumerate(board.rows, start=3):
        counts = [number for rate in row.rates for number in (rate.of, rate.answered)]
        sheet.write_string(line, 0, row.school_name)
        for column, number in enumerate([row.urn, *counts, row.quiet, row.returned], start=1):
            sheet.write_number(line, column, number)
    sheet.set_column(0, 0, 40)
    sheet.freeze_panes(3, 1)
    book.close()
    return file.getvalue()
