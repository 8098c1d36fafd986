"""Staff lists as schools keep them: workbooks with titles and formulas, CSV files of every office."""

import io
from collections.abc import Sequence
from datetime import date

import pytest
import xlsxwriter

from smeaton.engine.sources import Unusable
from smeaton.engine.sources.staff_files import read_staff_file, read_staff_safely
from smeaton.engine.sources.staff_lists import StaffRead, StaffRow, read_staff
from tests.engine.sources.survey_exports.files import bombs, csv_bytes

SCHOOLS = {900_001: "Alderwood School"}
HEAD = ["Name", "Email", "Role", "Starts"]
ZOE = ["Zoë Núñez", "zoe@alder.example", "teacher", "01/09/2025"]
TOM = ["Tom O’Brien", "tom@alder.example", "technician", ""]
BOTH = (
    StaffRow(2, "Zoë Núñez", "zoe@alder.example", "teacher", "", 900_001, date(2025, 9, 1)),
    StaffRow(3, "Tom O’Brien", "tom@alder.example", "technician", "", 900_001),
)


def read(content: bytes) -> StaffRead:
    table = read_staff_file(content)
    return read_staff(table.headings, table.rows, SCHOOLS)


def workbook(*sheets: Sequence[Sequence[object]], title: str = "") -> bytes:
    """A real workbook with these sheets; a title is merged over the columns of the first."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for at, rows in enumerate(sheets):
        sheet = book.add_worksheet()
        first = 0
        if title and at == 0:
            sheet.merge_range(0, 0, 0, 3, title)
            first = 2  # and a row is left empty
        for number, cells in enumerate(rows, start=first):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, tuple):
                    sheet.write_formula(number, column, cell[0], value=cell[1])
                else:
                    sheet.write(number, column, cell)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        ("utf-8", ","),
        ("utf-8-sig", ";"),  # Excel on the Continent
        ("utf-16", "\t"),  # Excel's “Unicode text”
        ("utf-16-le", ","),
        ("cp1252", ";"),  # Excel's plain “CSV” on Windows
    ],
)
def test_csv_of_every_office_reads_the_same(encoding: str, separator: str) -> None:
    content = csv_bytes([HEAD, ZOE, TOM], separator=separator, encoding=encoding)
    assert read(content) == StaffRead(BOTH, ())
    told = read_staff_file(content).notes
    assert bool(told) == (encoding == "cp1252")  # “Look at the names”


def test_a_workbook_with_days_formulas_and_a_merged_title_reads_as_it_is_shown() -> None:
    zoe = [
        ("=A9", "Zoë Núñez"),
        ('=LOWER("ZOE")&"@alder.example"', "zoe@alder.example"),
        "teacher",
        date(2025, 9, 1),
    ]
    content = workbook([HEAD, zoe, TOM], title="Science staff 2025–26")
    found = read(content)
    assert [(one.row, one.name, one.email, one.starts) for one in found.people] == [
        (4, "Zoë Núñez", "zoe@alder.example", date(2025, 9, 1)),
        (5, "Tom O’Brien", "tom@alder.example", None),
    ]
    assert found.errors == ()
    assert "above row 3 was passed over" in read_staff_file(content).notes[0]


def test_a_formula_that_was_never_worked_out_is_a_mistake_in_its_cell() -> None:
    found = read(workbook([HEAD, ["Ann", ('=A2&"@x"', ""), "teacher", 46266]]))
    assert [(error.row, error.column) for error in found.errors] == [(2, "Email"), (2, "Starts")]
    assert "“46266” is no day" in found.errors[1].words


def test_only_the_first_sheet_is_read_and_it_says_so() -> None:
    table = read_staff_file(workbook([HEAD, ZOE], [HEAD, TOM]))
    assert [cells[0] for _, cells in table.rows] == ["Zoë Núñez"]
    assert "2 sheets" in table.notes[0]


def test_a_comma_that_moves_the_cells_is_a_mistake_of_its_row_and_nobody_is_left_out_in_silence() -> None:
    found = read(
        b"Name,Email,Role\nPerson, Ann,ann@alder.example,teacher\nTom,tom@alder.example,technician\n"
    )
    assert [one.name for one in found.people] == ["Tom"]
    assert (found.errors[0].row, found.errors[0].column) == (2, "Name")
    assert "beyond the last heading" in found.errors[0].words


def test_every_row_between_empty_ones_keeps_the_number_that_the_program_shows() -> None:
    found = read(workbook([HEAD, [], ZOE, ["", "", "", ""], ["Ann", "ann", "teacher", ""]]))
    assert [one.row for one in found.people] == [3]
    assert [(error.row, error.column) for error in found.errors] == [(5, "Email")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "one with a password",
        ),  # how Excel keeps such a file
        (b"Name,Email,Role\n", "names nobody"),
        (b"", "is empty"),
        (b"PK\x03\x04nonsense", "breaks off"),
        (bombs()["declared"], "times smaller than it is"),
        (bombs()["billion laughs"], "document type"),
    ],
    ids=["password", "headings only", "empty", "broken off", "declared size", "entities"],
)
def test_what_is_no_list_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    for reader in (read_staff_file, read_staff_safely):
        with pytest.raises(Unusable, match=words) as refused:
            reader(content)
        assert "survey" not in str(refused.value)
        assert "answers" not in str(refused.value)


def test_the_limited_process_reads_the_same() -> None:
    content = workbook([HEAD, ZOE, TOM], title="Staff")
    assert read_staff_safely(content) == read_staff_file(content)
