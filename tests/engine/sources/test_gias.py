"""The school register in its three wordings."""

from datetime import date

import pytest

from smeaton.engine.sources import SchoolFact, Taken, TrustNamed, Unusable
from smeaton.terms import AcademicYear
from tests.engine.sources.files import facts_of, opened, rejected_of, table

CODE_AND_NAME = {
    "URN": "136557",
    "LA (code)": "879",
    "LA (name)": "Plymouth",
    "EstablishmentNumber": "4154",
    "EstablishmentName": "Hele's School",
    "TypeOfEstablishment (code)": "34",
    "TypeOfEstablishment (name)": "Academy converter",
    "EstablishmentStatus (code)": "1",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-04-2011",
    "CloseDate": "",
    "PhaseOfEducation (code)": "4",
    "PhaseOfEducation (name)": "Secondary",
    "StatutoryLowAge": "11",
    "StatutoryHighAge": "18",
    "Gender (name)": "Mixed",
    "NumberOfPupils": "1234",
    "Trusts (code)": "2345",
    "Trusts (name)": "WESTCOUNTRY SCHOOLS TRUST",
    "UKPRN": "10033180",
    "LastChangedDate": "01-03-2022",
    "Postcode": "pl7 4lt",
    "SchoolWebsite": "http://www.Heles.example/home",
    "HeadFirstName": "Never",
    "HeadLastName": "Stored",
    "Easting": "253881",
    "Northing": "56520",
}
SCHOOL = SchoolFact(
    urn=136557,
    name="Hele's School",
    status="open",
    phase="secondary",
    type="Academy converter",
    authority=879,
    authority_name="Plymouth",
    establishment_number=4154,
    ukprn=10033180,
    postcode="PL7 4LT",
    easting=253881,
    northing=56520,
    pupils=1234,
    low_age=11,
    high_age=18,
    gender="mixed",
    website="heles.example",
    opened=date(2011, 4, 1),
    states_trust=True,
    trust=TrustNamed("WESTCOUNTRY SCHOOLS TRUST", 2345),
    last_changed=date(2022, 3, 1),
)
OLDER_WORDS = {
    "LA (code)": "Local authority (code)",
    "LA (name)": "Local authority (name)",
    "EstablishmentNumber": "Establishment number",
    "EstablishmentName": "Establishment name",
    "TypeOfEstablishment (name)": "Type of establishment (name)",
    "EstablishmentStatus (name)": "Establishment status (name)",
    "OpenDate": "Opening date",
    "CloseDate": "Closing date",
    "PhaseOfEducation (name)": "Phase of education (name)",
    "StatutoryLowAge": "Statutory lowest pupil age",
    "StatutoryHighAge": "Statutory highest pupil age",
    "NumberOfPupils": "Number of pupils",
    "SchoolWebsite": "School website",
    "LastChangedDate": "Last changed date",
}


def test_code_and_name_pairs() -> None:
    assert facts_of(table([CODE_AND_NAME])) == [SCHOOL]


def test_names_only() -> None:
    row = {
        name: value
        for name, value in CODE_AND_NAME.items()
        if not name.endswith("(code)") or name == "LA (code)"
    }
    (school,) = facts_of(table([row], "cp1252"))
    assert school == SchoolFact(
        **{
            **{name: getattr(SCHOOL, name) for name in SchoolFact.__slots__},
            "trust": TrustNamed("WESTCOUNTRY SCHOOLS TRUST"),
        }
    )


@pytest.mark.parametrize("opening", ["01-04-2011", "2011-04-01", "01/04/2011"])
def test_the_older_wording_and_the_orders_of_dates(opening: str) -> None:
    row = {OLDER_WORDS.get(name, name): value for name, value in CODE_AND_NAME.items()}
    row["Opening date"] = opening
    assert facts_of(table([row])) == [SCHOOL]


def test_codes_stand_in_where_there_are_no_names() -> None:
    row = {
        name: value
        for name, value in CODE_AND_NAME.items()
        if name not in {"EstablishmentStatus (name)", "PhaseOfEducation (name)"}
    }
    (school,) = facts_of(table([row]))
    assert isinstance(school, SchoolFact)
    assert (school.status, school.phase) == ("open", "secondary")


def test_personal_columns_are_named_as_left_out_and_never_read() -> None:
    source = opened(table([CODE_AND_NAME]), "gias_2022-04-01.csv")
    assert "Never" not in repr(list(source.lines))
    assert source.warnings == ["Personal columns are not read: HeadFirstName, HeadLastName."]


def test_a_school_without_a_trust_differs_from_a_file_that_says_nothing_of_trusts() -> None:
    without = CODE_AND_NAME | {"Trusts (code)": "", "Trusts (name)": ""}
    silent = {name: value for name, value in CODE_AND_NAME.items() if not name.startswith("Trusts")}
    (first,), (second,) = facts_of(table([without])), facts_of(table([silent]))
    assert isinstance(first, SchoolFact)
    assert isinstance(second, SchoolFact)
    assert (first.states_trust, first.trust) == (True, None)
    assert (second.states_trust, second.trust) == (False, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("URN", "12"),
        ("URN", "9" * 50),
        ("EstablishmentName", ""),
        ("LA (code)", "Devon"),
        ("NumberOfPupils", "9" * 40),
        ("NumberOfPupils", "-4"),
        ("OpenDate", "32-01-2020"),
        ("Easting", "1e12"),
        ("EstablishmentName", "x" * 201),
    ],
)
def test_a_bad_cell_rejects_its_line_and_the_rest_goes_in(column: str, value: str) -> None:
    content = table([CODE_AND_NAME | {column: value}, CODE_AND_NAME | {"URN": "136558"}])
    (rejected,) = rejected_of(content)
    assert (rejected.line, rejected.column) == (2, column)
    assert rejected.reason


def test_an_unknown_phase_keeps_the_school_with_a_warning() -> None:
    source = opened(table([CODE_AND_NAME | {"PhaseOfEducation (name)": "Moon school"}]), "gias_2022.csv")
    (line,) = source.lines
    assert isinstance(line, Taken)
    assert isinstance(line.facts[0], SchoolFact)
    assert line.facts[0].phase == "not known"
    assert "“Moon school”" in source.warnings[-1]


def test_a_school_named_twice_is_rejected_with_the_earlier_line() -> None:
    (rejected,) = rejected_of(table([CODE_AND_NAME, CODE_AND_NAME | {"EstablishmentName": "Other"}]))
    assert (rejected.line, rejected.column, rejected.value) == (3, "URN", "136557")
    assert "line 2" in rejected.reason


def test_a_line_with_too_many_or_too_few_cells_is_rejected() -> None:
    content = (
        table([CODE_AND_NAME])
        + b"136558,879,Plymouth\n"
        + table([CODE_AND_NAME]).split(b"\r\n")[1]
        + b",more\n"
    )
    few, many = rejected_of(content)
    assert (few.line, few.column) == (3, "EstablishmentNumber")
    assert (many.line, many.value) == (4, "more")


def test_the_day_comes_from_the_name_else_from_the_option_else_the_file_is_refused() -> None:
    content = table([CODE_AND_NAME])
    assert opened(content, "gias_2022-04-01.csv", as_of=date(2020, 1, 1)).as_of == date(2022, 4, 1)
    assert opened(content, "gias.csv", as_of=date(2020, 1, 1)).as_of == date(2020, 1, 1)
    with pytest.raises(Unusable, match="--as-of"):
        opened(content, "gias.csv", year=AcademicYear(2022))
