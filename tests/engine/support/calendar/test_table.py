"""Calendars pasted from a spreadsheet: what is read, what is refused and where, what is written back."""

from datetime import date

import pytest

from smeaton.engine.support.calendar.days import SlotKind
from smeaton.engine.support.calendar.table import What, habits, read, written

SCHOOLS = frozenset({"100100", "100200"})
ROWS = """School\twhat\tfrom\tto\tnote
all\tterm\t04/01/2027\t12 February 2027
100100\texams\t2027-01-11\t22/01/2027\tmocks
100100\tinset\t7/6/2027\t

host 100200\tdays\tMon Tuesday\ttwilights morning
"""


def test_rows_are_read_however_they_are_divided() -> None:
    entries, mistakes = read(ROWS, SCHOOLS)
    assert not mistakes
    assert [e.what for e in entries] == [What.TERM, What.EXAMS, What.INSET, What.DAYS]
    assert (entries[0].school, entries[0].first, entries[0].last) == ("", date(2027, 1, 4), date(2027, 2, 12))
    assert entries[2].first == entries[2].last == date(2027, 6, 7)
    assert entries[3].at_host
    assert entries[3].weekdays == {0, 1}
    assert entries[3].kinds == {SlotKind.MORNING, SlotKind.TWILIGHT}
    for mark in (";", ","):
        assert read(ROWS.replace("\t", mark), SCHOOLS) == (entries, ())
    assert read(written(entries), SCHOOLS) == (entries, ())


def test_examinations_leave_twilights_open_and_closures_do_not() -> None:
    entries, _ = read("100100; exams; 11/1/2027\n100100; closed; 12/1/2027; ; snow", SCHOOLS)
    school = habits(entries)
    assert school.reason(date(2027, 1, 11), 0) == "examinations"
    assert school.reason(date(2027, 1, 11), 2) == ""
    assert school.reason(date(2027, 1, 12), 2) == "snow"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("999999; term; 4/1/2027; 5/1/2027", "Row 1, school: “999999” is no URN of this place"),
        ("all; holiday; 4/1/2027; 5/1/2027", "Row 1, what: “holiday” is not known; write term, closed"),
        ("all; term; 31/2/2027; 5/3/2027", "Row 1, from: “31/2/2027” is no date; write it like 4/1/2027."),
        ("all; term; 5/3/2027; 4/3/2027", "Row 1, to: 4/3/2027 is before 5/3/2027; swap the two."),
        ("100100; days; Mon Sunday", "Row 1, from: “Sunday” is no weekday"),
        ("100100; days; ; midnight", "Row 1, to: “midnight” is no part of a day"),
        ("host 100100; term; 4/1/2027", "Row 1, what: a host has the terms of its school"),
        ("all; term", "Row 1, from: “” is no date"),
    ],
)
def test_a_mistake_names_row_and_column(row: str, says: str) -> None:
    entries, mistakes = read(row, SCHOOLS)
    assert not entries
    assert str(mistakes[0]).startswith(says)


def test_too_many_rows_are_refused_before_they_are_read() -> None:
    _, mistakes = read("all; term; 4/1/2027\n" * 2_001, SCHOOLS)
    assert "at most 2,000 rows" in str(mistakes[0])
