"""What columns and answers are proposed to mean, and what is left to a person."""

import pytest

from smeaton.engine.sources.survey_exports import (
    ColumnMapping,
    SurveyTable,
    answer_groups,
    clashes,
    propose,
    propose_values,
    take,
)
from smeaton.engine.sources.survey_exports.reading import read_export
from smeaton.engine.sources.survey_exports.values import described_level, plain_value, propose_scale, role_of
from tests.engine.sources.survey_exports.files import LEVELS, csv_bytes, forms_workbook, wordings

STATEMENTS = (
    "Leaders at my school have the knowledge to support my subject",
    "Feedback from being observed helps me improve outcomes",
    "I regularly discuss feedback about my teaching with a leader",
)
ASKED = wordings(STATEMENTS)
GRID = "How far do you agree with these statements about observation at your school?"


def proposed(table: SurveyTable) -> dict[str, str]:
    """Letters → what the column is proposed to hold, without what is left out."""
    return {k: p.target for k, p in propose(table, ASKED).items() if p.target != "ignore"}


def google(*people: tuple[str, ...]) -> SurveyTable:
    """An export of Google Forms: time, address, role, school and three statements."""
    head = ["Timestamp", "Email Address", "Your role", "School", *[f"{GRID} [{s}.]" for s in STATEMENTS]]
    return read_export(csv_bytes([head, *[["2026-11-02 10:00:00", *person] for person in people]]))


TWO = google(
    ("a@example.org", "Head of science", "Alderwood", "Agree", "Disagree", "Strongly agree"),
    ("b@example.org", "Science technician", "900002", "Agree", "Don't know", "Strongly disagree"),
)


def whole(table: SurveyTable, **said: object) -> ColumnMapping:
    """Everything as proposed, but for what is said."""
    columns = {letters: p.target for letters, p in propose(table, ASKED).items()}
    values, schools, roles = propose_values(table, ColumnMapping(columns=columns), ASKED)
    usual = {"columns": columns, "values": values, "schools": schools, "roles": roles}
    return ColumnMapping(**(usual | said))  # type: ignore[arg-type]


def test_the_bracket_of_a_grid_is_matched_and_people_and_schools_are_found() -> None:
    assert proposed(TWO) == {
        "A": "time",
        "B": "respondent",
        "C": "role",
        "D": "school",
        "E": "item:feedback-1",
        "F": "item:feedback-2",
        "G": "item:feedback-3",
    }
    assert propose(TWO, ASKED)["E"].words == "the same wording"


def test_people_come_out_with_their_answers() -> None:
    taken = take(TWO, whole(TWO), ASKED)
    assert taken.left_out == ()
    lead, technician = taken.people
    assert (lead.role, lead.department, lead.row) == ("lead", 1, 2)
    assert lead.answers == {"feedback-1": 3, "feedback-2": 2, "feedback-3": 4}
    assert (technician.role, technician.department) == ("technician", 2)
    assert technician.answers == {"feedback-1": 3, "feedback-2": "dont_know", "feedback-3": 1}
    assert lead.everywhere
    assert lead.identity != technician.identity


def test_wording_that_is_only_like_it_is_a_guess_and_no_item_is_taken_twice() -> None:
    head = ["1. Leaders have the knowledge to support my subject", STATEMENTS[0], "Favourite colour"]
    table = read_export(csv_bytes([head, ["Agree", "Agree", "red"]]))
    found = propose(table, ASKED)
    assert found["B"].target == "item:feedback-1"
    assert found["A"].target == "ignore"
    assert found["C"].target == "ignore"
    alone = propose(read_export(csv_bytes([head[:1], ["Agree"]])), ASKED)["A"]
    assert alone.target == "item:feedback-1"
    assert alone.words in ("very like", "a guess")


def test_codes_of_limesurvey_and_qualtrics_are_ids_of_items() -> None:
    head = ["id", "lastpage", "startlanguage", "feedback2", "vignette1", "feedback3[SQ001]"]
    table = read_export(csv_bytes([head, ["1", "3", "en", "4", "2", "1"]]))
    assert proposed(table) == {"A": "respondent", "D": "item:feedback-2", "E": "vignette:vignette-1"}


def test_an_anonymous_form_tells_people_apart_by_its_own_number() -> None:
    people = [("anonymous", "", "Agree"), ("anonymous", "", "Disagree")]
    table = read_export(forms_workbook([STATEMENTS[0]], people))
    assert proposed(table) == {"A": "respondent", "C": "time", "F": "item:feedback-1"}
    taken = take(table, whole(table, department=1, role="teacher"), ASKED)
    assert len({person.identity for person in taken.people}) == 2
    assert not any(person.everywhere for person in taken.people)


def test_a_note_names_its_strand() -> None:
    table = read_export(
        csv_bytes([["Feedback: any comments?", STATEMENTS[0]], ["It is " + "x" * 600, "Agree"]])
    )
    assert proposed(table)["A"] == "note:feedback"
    taken = take(table, whole(table, department=1, role="teacher"), ASKED)
    assert len(taken.people[0].notes["feedback"]) == 500
    assert "first 500" in taken.left_out[0].reason


def test_two_columns_cannot_hold_the_same() -> None:
    mapping = ColumnMapping({"A": "item:feedback-1", "B": "item:feedback-1"})
    table = read_export(csv_bytes([["x", "y"], ["1", "2"]]))
    assert "A and B" in clashes(mapping, table)[0]
    assert clashes(ColumnMapping(), table) == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1", "2", "4"], {"1": "1", "2": "2", "4": "4"}),
        (
            ["1 - Strongly disagree", "4 – Strongly agree"],
            {"1 - Strongly disagree": "1", "4 – Strongly agree": "4"},
        ),
        (["Agree", "strongly AGREE"], {"Agree": "3", "strongly AGREE": "4"}),
        (["Not yet", "3 Secure"], {}),
        (["Not yet", "3. Secure"], {"Not yet": "1", "3. Secure": "3"}),
        (["1", "2", "3", "4", "5"], {}),
        (["0", "1"], {}),
        (["Strongly disagree", "Disagree", "Neither", "Agree"], {}),
        (
            ["1 - Strongly agree", "4 - Strongly disagree"],
            {},
        ),
        (["Somewhat Agree", "Agree"], {}),
        (["1 - Low", "1 - High"], {}),
    ],
)
def test_only_clear_scales_of_four_are_proposed(texts: list[str], expected: dict[str, str]) -> None:
    assert propose_scale(texts, LEVELS) == expected


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Emerging 1", 2),
        ("2 - emerging 1", 2),
        ("SECURE", 3),
        ("Leading: Leading 1", 4),
        ("3", None),
        ("x", None),
    ],
)
def test_described_levels_are_known(text: str, level: int | None) -> None:
    assert described_level(text, ASKED.items[0], LEVELS) == level


def test_other_answers_and_roles() -> None:
    assert [plain_value(text) for text in ("Don’t know", "N/A", "not applicable", "maybe")] == [
        *("dont_know", "not_applicable", "not_applicable", None)
    ]
    roles = ["Head of Science", "Lab technician", "Class teacher", "Lead technician", "Governor", "x" * 200]
    assert [role_of(text) for text in roles] == ["lead", "technician", "teacher", "technician", None, None]


def test_answers_that_nobody_explained_are_listed_with_row_and_column() -> None:
    table = google(
        ("a@b", "Teacher", "Alderwood", "5", "1", "2"), ("c@d", "Governor", "Elsewhere", "3", "3", "3")
    )
    mapping = whole(table)
    assert mapping.values == {}
    ((columns, counts),) = answer_groups(table, mapping, ASKED)
    assert [c.letter for c in columns] == ["E", "F", "G"]
    assert counts == {"5": 1, "3": 3, "1": 1, "2": 1}
    taken = take(table, whole(table, values={"1": "1", "2": "1", "3": "2", "5": "skip"}), ASKED)
    assert taken.people[0].answers == {"feedback-2": 1, "feedback-3": 1}
    assert [(out.row, out.column) for out in taken.left_out] == [(3, "C"), (3, "D")]
    unsaid = take(table, mapping, ASKED)
    assert unsaid.people == ()
    assert [(out.row, out.column) for out in unsaid.left_out][:4] == [(2, ""), (2, "E"), (2, "F"), (2, "G")]


def test_of_two_rows_of_one_person_the_later_counts() -> None:
    table = google(
        ("a@b", "Teacher", "Alderwood", "Agree", "Agree", "Agree"),
        ("A@B", "Teacher", "Alderwood", "Disagree", "Disagree", "Disagree"),
    )
    columns = {letters: p.target for letters, p in propose(TWO, ASKED).items()}
    taken = take(table, whole(table, columns=columns), ASKED)
    assert [person.row for person in taken.people] == [3]
    assert [(out.row, out.column) for out in taken.left_out] == [(2, "B")]
    assert "row 3" in taken.left_out[0].reason


def test_without_a_column_for_it_people_are_told_apart_by_their_whole_row() -> None:
    table = read_export(csv_bytes([[STATEMENTS[0]], ["Agree"], ["Agree"], ["Disagree"]]))
    first = take(table, whole(table, department=1, role="teacher"), ASKED)
    assert len({person.identity for person in first.people}) == 3
    again = read_export(csv_bytes([[STATEMENTS[0]], ["Disagree"], ["Agree"], ["Agree"], ["Agree"]]))
    later = take(again, whole(again, department=1, role="teacher"), ASKED)
    assert {p.identity for p in first.people} < {p.identity for p in later.people}


def test_schools_are_found_by_urn_and_name_and_not_where_two_could_be_meant() -> None:
    twins = wordings(STATEMENTS)
    table = google(("a@b", "Teacher", "The Alderwood School (900001)", "Agree", "Agree", "Agree"))
    assert whole(table).schools == {"The Alderwood School (900001)": 1}
    names = tuple(type(each)(each.id, each.urn, "Alderwood School") for each in twins.departments)
    both = type(twins)(twins.levels, twins.items, twins.vignettes, twins.strands, names)
    named = google(("a@b", "Teacher", "Alderwood", "Agree", "Agree", "Agree"))
    _, schools, _ = propose_values(named, ColumnMapping({"D": "school"}), both)
    assert schools == {}


def test_a_mapping_survives_json() -> None:
    mapping = whole(TWO, department=2, role="lead")
    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    assert ColumnMapping.from_json({}) == ColumnMapping()
