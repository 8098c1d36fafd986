"""Performance tables, extracts and the long series."""

from datetime import date

import pytest

from smeaton.engine.sources import (
    AuthorityFact,
    Fact,
    OutcomeFact,
    SchoolFact,
    Taken,
    Unusable,
)
from smeaton.terms import AcademicYear, Reported, Status
from tests.engine.sources.files import facts_of, ignored_of, opened, rejected_of, table

SCHOOL = {
    "RECTYPE": "1",
    "LEA": "936",
    "URN": "125271",
    "SCHNAME": "A school",
    "PCODE": "GU1 1AA",
    "TPUP": "111",
    "TFSM6CLA1A": "20",
    "ATT8SCR": "48.1",
    "ATT8SCR_FSM6CLA1A": "SUPP",
    "ATT8SCR_NFSM6CLA1A": "0",
    "P8MEA": "NE",
    "EBACCAPS": "",
    "PTEBAC2SCI_E_PTQ_EE": "95%",
    "PTtripleSci_E": "22%",
    "SCIVAMEA_PTQ_EE": "-0.45",
}
AUTHORITY = SCHOOL | {"RECTYPE": "4", "URN": "", "SCHNAME": "", "PCODE": "", "ATT8SCR": "50.3"}
ENGLAND_ALL = AUTHORITY | {"RECTYPE": "5", "LEA": "", "ATT8SCR": "44.7"}
ENGLAND = AUTHORITY | {"RECTYPE": "7", "LEA": "", "ATT8SCR": "46.7"}
NAME = "2018-2019_936_ks4final.csv"


def figures(facts: list[Fact]) -> dict[tuple[int, str, str, str], Reported]:
    return {
        (fact.about, fact.source, fact.measure, fact.group): fact.reported
        for fact in facts
        if isinstance(fact, OutcomeFact)
    }


def test_the_four_statuses_of_a_figure_stay_four() -> None:
    found = figures(facts_of(table([SCHOOL]), NAME))
    read = {
        (measure, group): reported
        for (about, _, measure, group), reported in found.items()
        if about == 125271
    }
    assert read["attainment8", "disadvantaged"] == Reported(Status.SUPPRESSED)
    assert read["attainment8", "other"] == Reported.of(0)
    assert read["progress8", "all"] == Reported(Status.NOT_APPLICABLE)
    assert read["ebacc_aps", "all"] == Reported(Status.MISSING)


def test_science_is_read_beside_the_headline_measures() -> None:
    found = figures(facts_of(table([SCHOOL]), NAME))
    assert found[125271, "ks4-tables", "ebacc_science_entry", "all"] == Reported.of(95)
    assert found[125271, "ks4-tables", "separate_sciences_entry", "all"] == Reported.of(22)
    assert found[125271, "ks4-tables", "science_value_added", "all"] == Reported.of(-0.45)
    assert found[125271, "ks4-tables", "attainment8", "all"] == Reported.of(48.1)


def test_areas_become_outcomes_and_never_schools() -> None:
    facts = facts_of(table([SCHOOL, AUTHORITY, ENGLAND_ALL, ENGLAND]), NAME)
    assert [fact.urn for fact in facts if isinstance(fact, SchoolFact)] == [125271]
    found = figures(facts)
    assert found[936, "ks4-tables", "attainment8", "all"] == Reported.of(50.3)
    assert found[0, "ks4-tables", "attainment8", "all"] == Reported.of(46.7)
    assert found[0, "ks4-tables-all-schools", "attainment8", "all"] == Reported.of(44.7)
    outcome = next(fact for fact in facts if isinstance(fact, OutcomeFact))
    assert (outcome.year, outcome.stage, outcome.version) == (2019, "KS4", "final")


def test_areas_of_key_stage_2_bear_other_record_types() -> None:
    columns = {
        "RECTYPE": "3",
        "LEA": "850",
        "URN": " ",
        "SCHNAME": "Hampshire",
        "TELIG": "14855",
        "PTRWM_EXP": "67%",
    }
    england_all, england = ({**columns, "RECTYPE": kind, "LEA": " ", "SCHNAME": " "} for kind in "45")
    facts = facts_of(table([columns, england_all, england]), "2017-2018_850_ks2final.csv")
    assert AuthorityFact(850, "Hampshire") in facts
    assert {(about, source) for about, source, _, _ in figures(facts)} == {
        (850, "ks2-tables"),
        (0, "ks2-tables"),
        (0, "ks2-tables-all-schools"),
    }


def test_short_records_of_the_tables_are_taken_with_missing_figures() -> None:
    content = table([SCHOOL]) + b"2,936,146527,New school,RH2 1AA\r\n"
    found = figures(facts_of(content, NAME))
    assert found[146527, "ks4-tables", "attainment8", "all"] == Reported(Status.MISSING)


def test_columns_that_a_year_does_not_have_are_no_figures() -> None:
    row = {name: value for name, value in SCHOOL.items() if not name.startswith("SCIVA")}
    assert not any("science_value" in key[2] for key in figures(facts_of(table([row]), NAME)))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ATT8SCR", "abc"),
        ("PTEBAC2SCI_E_PTQ_EE", "140%"),
        ("RECTYPE", "school"),
        ("URN", "SUPP"),
        ("P8MEA", "55"),
    ],
)
def test_a_bad_cell_rejects_its_line(column: str, value: str) -> None:
    (rejected,) = rejected_of(table([SCHOOL | {column: value}, AUTHORITY]), NAME)
    assert (rejected.line, rejected.column, rejected.value) == (2, column, value)


def test_two_lines_about_one_subject_and_records_of_no_known_type() -> None:
    (rejected,) = rejected_of(table([SCHOOL, SCHOOL]), NAME)
    assert "line 2" in rejected.reason
    (ignored,) = ignored_of(table([SCHOOL, ENGLAND | {"RECTYPE": "6"}]), NAME)
    assert "record type 6" in ignored.reason


def test_the_year_comes_from_the_content_then_the_name_then_the_option() -> None:
    content = table([SCHOOL])
    assert opened(content, NAME, year=AcademicYear(2012)).year == 2019
    assert opened(content, "ks4.csv", year=AcademicYear(2012)).year == 2012
    assert opened(table([SCHOOL | {"TIME_PERIOD": "201718"}]), NAME).year == 2018
    assert opened(content, "1900-1901.csv", year=AcademicYear(2012)).year == 2012
    with pytest.raises(Unusable, match="--year"):
        opened(content, "ks4.csv", as_of=date(2020, 1, 1))


def test_an_extract_with_positions_has_a_source_of_its_own() -> None:
    row = {
        "RECTYPE": "1",
        "URN": "136557",
        "SCHNAME": "Hele's School",
        "ATT8SCR": "49.2",
        "P8MEA": "-0.1",
        "LATITUDE": "50.3911",
        "LONGITUDE": "-4.0574",
        "SCHTYPE": "Academy",
    }
    facts = facts_of(table([row]), "england_2018-19_ks4_extract.csv")
    school = facts[0]
    assert isinstance(school, SchoolFact)
    assert (school.registered, school.easting is not None) == (False, True)
    assert figures(facts)[136557, "ks4-extract", "attainment8", "all"] == Reported.of(49.2)
    assert rejected_of(table([row | {"LATITUDE": "12.5"}]), "2018-19.csv")[0].column == "LATITUDE"


def series(**cells: str) -> dict[str, str]:
    return {
        "LA Number": "879.0",
        "LA and Regions": "Plymouth",
        "Region": "South West",
        "Short Desc": "DAP_KS4_ATT8",
        "Years": "2019",
        "Values": "31.4",
    } | cells


def test_the_long_series() -> None:
    facts = facts_of(
        table(
            [
                series(),
                series(**{"LA Number": "970.0", "LA and Regions": "England", "Values": "36.7"}),
                series(Years="2020", Values="-"),
            ]
        ),
        "lait.csv",
    )
    assert AuthorityFact(879, "Plymouth") in facts
    outcomes = [fact for fact in facts if isinstance(fact, OutcomeFact)]
    assert [(fact.about, fact.year, fact.measure, fact.group) for fact in outcomes] == [
        (879, 2019, "attainment8", "disadvantaged"),
        (0, 2019, "attainment8", "disadvantaged"),
        (879, 2020, "attainment8", "disadvantaged"),
    ]
    assert [fact.reported for fact in outcomes] == [
        Reported.of(31.4),
        Reported.of(36.7),
        Reported(Status.MISSING),
    ]


def test_what_the_long_series_leaves_out_and_rejects() -> None:
    region, other = ignored_of(
        table([series(**{"LA Number": "990.0"}), series(**{"Short Desc": "Weather"})]), "lait.csv"
    )
    assert "regions" in region.reason
    assert "Weather" in other.reason
    bad = rejected_of(
        table(
            [series(), series(), series(Years="12"), series(Years="1850"), series(Years="2021", Values="x9")]
        ),
        "lait.csv",
    )
    assert [row.column for row in bad] == ["Short Desc", "Years", "Years", "Values"]


def test_every_taken_line_states_something() -> None:
    for line in opened(table([SCHOOL, AUTHORITY]), NAME).lines:
        assert isinstance(line, Taken)
        assert line.facts
