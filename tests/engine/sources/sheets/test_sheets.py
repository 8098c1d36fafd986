"""Workbooks filled in by hand: every visible sheet as text; what is none is refused."""

import io
from datetime import date

import pytest
import xlsxwriter

from smeaton.engine.sources import Unusable
from smeaton.engine.sources.sheets import read_sheets, read_sheets_safely
from smeaton.engine.sources.survey_exports import Limits
from tests.engine.sources.survey_exports.files import forms_workbook


def book(rows: int = 3, columns: int = 2) -> bytes:
    """Two sheets, one of them hidden, and an empty one."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    shown, hidden, _ = made.add_worksheet("Offers"), made.add_worksheet("Secret"), made.add_worksheet("Empty")
    hidden.hide()
    hidden.write(0, 0, "hidden")
    for row in range(rows):
        for column in range(columns):
            shown.write(row * 2, column, f"{row}:{column}")
    shown.write_number(0, 0, 12.0)
    shown.write_number(0, 1, 0.1 + 0.2)
    shown.write_formula(2, 0, "=1+1", value=2)
    shown.write_boolean(2, 1, True)
    shown.write_datetime(4, 0, date(2027, 1, 4), made.add_format({"num_format": "yyyy-mm-dd"}))
    made.close()
    return out.getvalue()


def test_cells_are_text_with_their_row_numbers() -> None:
    (sheet,) = read_sheets_safely(book())
    assert sheet.name == "Offers"
    assert [number for number, _ in sheet.rows] == [1, 3, 5]
    assert sheet.rows[0][1] == ("12", "0.3")
    assert sheet.rows[1][1] == ("2", "yes")
    assert sheet.rows[2][1][0].startswith("2027-01-04")


def test_the_child_reads_what_this_process_reads() -> None:
    content = forms_workbook(["A", "B"], [("a@example.org", "A", "one", "two")])
    assert read_sheets_safely(content) == read_sheets(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"key,name\n", "no Excel workbook"),
        (b"", "no Excel workbook"),
        (b"PK\x03\x04 broken", "breaks off|damaged"),
        (book(rows=1_200), "goes on to row 2,399"),
        (book(columns=201), "column GS"),
        (b"PK" + b"0" * (10 << 20), "at most 10 MB"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        read_sheets_safely(content)


def test_a_child_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(Unusable, match="took longer"):
        read_sheets_safely(book(), Limits(seconds=0.001))
