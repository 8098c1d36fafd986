"""Numbers, dates and the four statuses of a figure."""

from datetime import date

import pytest

from smeaton.engine.sources.cells import Columns, Row, date_of, key_of, name_key
from smeaton.engine.sources.facts import BadCell
from smeaton.engine.sources.text import Record
from smeaton.terms import Reported, Status


def cell(text: str) -> Row:
    return Row(Columns(["figure"]), Record(2, [text]))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SUPP", Status.SUPPRESSED),
        ("c", Status.SUPPRESSED),
        ("LOWCOV", Status.SUPPRESSED),
        ("u", Status.SUPPRESSED),
        ("low", Status.SUPPRESSED),
        ("NE", Status.NOT_APPLICABLE),
        ("NA", Status.NOT_APPLICABLE),
        ("z", Status.NOT_APPLICABLE),
        ("NP", Status.MISSING),
        ("x", Status.MISSING),
        ("-", Status.MISSING),
        ("", Status.MISSING),
        ("  ", Status.MISSING),
    ],
)
def test_marks(text: str, status: Status) -> None:
    assert cell(text).reported(0, 0, 100) == Reported(status)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("0%", 0.0),
        ("15.50%", 15.5),
        ("-0", 0.0),
        ("49.6", 49.6),
        ("1,234", 1234.0),
        ("7.0000000000000007E-2", 0.07),
        ("16.899999999999999", 16.9),
        (" 12 ", 12.0),
    ],
)
def test_numbers(text: str, value: float) -> None:
    reported = cell(text).reported(0, -10, 2000)
    assert reported == Reported.of(value)
    assert str(reported.value) == str(value)


@pytest.mark.parametrize(
    "text",
    ["abc", "1.2.3", "nan", "inf", "1e999", "9" * 400, "0x10", "1_000", "٣", "12 %%", "101", "-1"],
)
def test_what_is_no_figure_rejects_the_line_by_column_and_value(text: str) -> None:
    with pytest.raises(BadCell) as error:
        cell(text).reported(0, 0, 100)
    rejected = error.value.rejected(7)
    assert (rejected.line, rejected.column) == (7, "figure")
    assert rejected.value[:50] == text[:50]
    assert len(rejected.value) <= 60


@pytest.mark.parametrize("text", ["31-12-2021", "31/12/2021", "2021-12-31", "2021-12-31 00:00:00"])
def test_both_orders_of_dates(text: str) -> None:
    assert date_of(text) == date(2021, 12, 31)
    assert cell(text).date(0) == date(2021, 12, 31)


@pytest.mark.parametrize("text", ["31-02-2021", "13/13/2021", "2021-00-10", "yesterday", "1-1-21"])
def test_what_is_no_date_rejects_the_line(text: str) -> None:
    with pytest.raises(BadCell, match="not a date"):
        cell(text).date(0)


@pytest.mark.parametrize("text", ["", "99999", "1000000", "1_0_0000", "abc", "100001.5", "１００００１"])
def test_what_is_no_urn_rejects_the_line(text: str) -> None:
    with pytest.raises(BadCell, match="six-figure"):
        cell(text).urn(0)


def test_urns_and_whole_numbers() -> None:
    assert cell(" 100001 ").urn(0) == 100001
    assert cell("100001.0").urn(0) == 100001
    assert cell("900").whole(0, 0, 1000) == 900
    assert cell("").whole(0, 0, 1000) is None
    assert cell("SUPP").whole(0, 0, 1000) is None
    for text in ("1001", "9" * 30, "1.5", "many"):
        with pytest.raises(BadCell):
            cell(text).whole(0, 0, 1000)


def test_columns_are_found_whatever_their_wording() -> None:
    columns = Columns(["LA (code)", "OpenDate", "LA (code)"])
    assert key_of("Open date") == key_of("OpenDate") == "opendate"
    assert columns.find("Local authority (code)", "la code") == 0
    assert columns.find("closing date") is None


def test_trust_names_compare_without_case_and_punctuation() -> None:
    assert name_key("  The  LEARNING & Sport Trust. ") == name_key("the Learning and sport trust")
    assert len(name_key("\ufdfa" * 200)) <= 200
