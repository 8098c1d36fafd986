"""URNs, academic years and reported figures."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smeaton.terms import AcademicYear, Reported, Status, urn


@pytest.mark.parametrize(
    "text", ["2018/19", "2018-19", "2018-2019", "201819", "2018_2019", "2018–19", " 2019 "]
)
def test_academic_years_are_read_in_every_common_form(text: str) -> None:
    assert AcademicYear.parse(text) == AcademicYear(2019)


@pytest.mark.parametrize("text", ["2018/20", "2018-2018", "18/19", "", "year", "2018-2017", "99999"])
def test_what_is_not_an_academic_year_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not an academic year"):
        AcademicYear.parse(text)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_every_day_falls_in_the_year_it_is_said_to_fall_in(day: date) -> None:
    year = AcademicYear.of(day)
    assert year.starts_on <= day <= year.ends_on
    assert AcademicYear.parse(str(year)) == year


def test_the_turn_of_the_century_is_one_year() -> None:
    assert AcademicYear.parse("1999/00") == AcademicYear(2000)
    assert str(AcademicYear(2000)) == "1999/00"


@pytest.mark.parametrize("value", ["99999", "1000000", "12345a", "", "-136557", "1e5"])
def test_what_is_not_a_urn_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="is not a URN"):
        urn(value)


def test_zero_is_a_value_and_the_three_absences_are_not() -> None:
    assert Reported.of(0).status is Status.VALUE
    assert str(Reported.of(0)) == "0"
    for status in (Status.SUPPRESSED, Status.NOT_APPLICABLE, Status.MISSING):
        assert str(Reported(status)) == status.value
        with pytest.raises(ValueError, match="cannot hold"):
            Reported(status, 0)
    with pytest.raises(ValueError, match="cannot hold"):
        Reported(Status.VALUE)
