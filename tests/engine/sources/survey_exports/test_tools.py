"""Each tool's layout is recognised, and its own columns are known."""

from pathlib import Path

import pytest

from smeaton.engine.sources.survey_exports import read_safely
from smeaton.engine.sources.survey_exports.reading import read_export
from smeaton.engine.sources.survey_exports.table import SurveyTable, letters
from tests.engine.sources.survey_exports.files import csv_bytes, forms_workbook

QUALTRICS = [
    ["StartDate", "Status", "RecordedDate", "ResponseId", "RecipientEmail", "Q1", "Q2_1"],
    [
        "Start Date",
        "Response Type",
        "Recorded Date",
        "Response ID",
        "Recipient Email",
        "How?",
        "Rate: - Rows",
    ],
    [
        f'{{"ImportId":"{name}"}}'
        for name in ("startDate", "status", "recordedDate", "_recordId", "recipientEmail", "QID1", "QID2_1")
    ],
    ["2026-11-02", "0", "2026-11-02 10:00:00", "R_3abcDEF45", "", "2", "1"],
    ["2026-11-02", "1", "2026-11-02 10:05:00", "R_4abcDEF45", "", "3", "4"],
]


def test_letters_are_those_of_a_spreadsheet() -> None:
    assert [letters(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_workbook_of_microsoft_forms() -> None:
    questions = ["Your school", "Feedback is\nused in lessons\xa0", "Email2", "Points - Your school"]
    table = read_export(forms_workbook(questions, [("anonymous", "", "Alder", "Agree", "x@y", 1)]))
    assert table.kind == "microsoft_forms"
    assert [c.heading for c in table.columns][5:7] == ["Your school", "Feedback is used in lessons"]
    assert [c.about for c in table.columns] == [
        *("respondent", "ignore", "time", "email", "ignore"),
        *("", "", "", "ignore"),
    ]
    assert table.rows[0].number == 2
    assert table.rows[0].cells[:4] == ("1", "2026-11-02 08:01:05", "2026-11-02 09:01:07", "anonymous")


def test_the_rows_of_a_grid_in_google_forms() -> None:
    rows = [
        ["Timestamp", "Email Address", "Agree? [We [all] plan]", "Why"],
        ["2026-11-02", "a@b", "Agree", ""],
    ]
    table = read_export(csv_bytes(rows))
    assert table.kind == "google_forms"
    assert [c.about for c in table.columns] == ["time", "email", "", ""]
    assert [c.part for c in table.columns] == ["", "", "We [all] plan", ""]


def test_qualtrics_has_three_rows_of_headings_and_previews_are_set_aside() -> None:
    table = read_export(csv_bytes(QUALTRICS))
    assert table.kind == "qualtrics"
    assert [(c.code, c.heading) for c in table.columns][-2:] == [("Q1", "How?"), ("Q2_1", "Rate: - Rows")]
    assert [c.about for c in table.columns][2:5] == ["time", "respondent", "email"]
    assert [row.number for row in table.rows] == [4]
    assert [(out.row, out.column) for out in table.set_aside] == [(5, "B")]
    assert "preview" in table.set_aside[0].reason


@pytest.mark.parametrize(("kept", "first"), [((0, 1), 3), ((0,), 2), ((0, 2), 3)])
def test_qualtrics_is_known_when_somebody_has_tidied_the_headings(kept: tuple[int, ...], first: int) -> None:
    table = read_export(csv_bytes([*[QUALTRICS[k] for k in kept], QUALTRICS[3]]))
    assert table.kind == "qualtrics"
    assert [row.number for row in table.rows] == [first]
    assert table.columns[5].code == "Q1"


def test_limesurvey_with_codes_with_wording_and_with_both() -> None:
    own = ["Response ID", "Date submitted", "Last page", "Start language"]
    row = ["7", "", "3", "en", "2", "12.5"]
    both = read_export(
        csv_bytes([[*own, "G1Q1[SQ1]. <p>Plan &amp; teach</p> [Often]", "interviewtime. Total time"], row])
    )
    assert (both.columns[4].code, both.columns[4].heading) == ("G1Q1[SQ1]", "Plan & teach [Often]")
    assert both.columns[4].part == "Often"
    codes = read_export(
        csv_bytes([["id", "submitdate", "lastpage", "startlanguage", "recall1", "interviewtime"], row])
    )
    assert codes.kind == both.kind == "limesurvey"
    assert [c.about for c in codes.columns] == ["respondent", "ignore", "ignore", "ignore", "", "ignore"]
    assert codes.columns[4].code == "recall1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    rows = [["Name", "How, when; where?\tÉ’s"], ["Zoë", "line one\nline two"], ["Ann", "x"]]
    table = read_export(csv_bytes(rows, separator=separator, encoding=encoding))
    assert table.kind == "plain"
    assert [c.heading for c in table.columns] == ["Name", "How, when; where? É’s"]
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("Zoë", "line one\nline two")),
        (3, ("Ann", "x")),
    ]
    assert bool(table.notes) == (encoding == "cp1252")


def test_a_title_above_the_headings_and_empty_columns_are_passed_over() -> None:
    table = read_export(b"Our survey,,\n\nA,,C\n1,,3\n,,\n4,,6\n")
    assert [(c.letter, c.heading) for c in table.columns] == [("A", "A"), ("C", "C")]
    assert [(row.number, row.cells) for row in table.rows] == [(4, ("1", "3")), (6, ("4", "6"))]
    assert "row 3" in table.notes[0]


def test_short_rows_are_filled_up_and_long_ones_set_aside() -> None:
    table = read_export(b"sep=;\nA;B\n1\n2;3;4\n5;6;;\n")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("1", "")), (5, ("5", "6"))]
    assert [(out.row, out.column, out.value) for out in table.set_aside] == [(4, "C", "4")]


def test_a_table_survives_json_and_knows_its_headings_again() -> None:
    table = read_export(csv_bytes(QUALTRICS))
    assert SurveyTable.from_json(table.to_json()) == table
    assert table.fingerprint() == read_export(csv_bytes(QUALTRICS[:4])).fingerprint()
    assert table.fingerprint() != read_export(csv_bytes([row[:-1] for row in QUALTRICS])).fingerprint()


def test_the_child_reads_what_this_process_reads() -> None:
    content = forms_workbook(["Q"], [("a@example.org", "A", "Agree")])
    assert read_safely(content) == read_export(content)


@pytest.mark.shared
def test_the_public_samples(shared_data: Path) -> None:
    folder = shared_data / "surveys"
    found = {path.name: read_safely(path.read_bytes()) for path in sorted(folder.glob("*.csv"))}
    kinds = {name: (t.kind, len(t.columns), len(t.rows)) for name, t in found.items()}
    assert kinds == {
        "google_forms_teacher_survey.csv": ("google_forms", 33, 17),
        "limesurvey_responses.csv": ("limesurvey", 71, 7),
        "qualtrics_v3_sample.csv": ("qualtrics", 20, 1),
    }
    assert [c.about for c in found["qualtrics_v3_sample.csv"].columns][7:12] == [
        *("time", "respondent", "ignore", "ignore", "email")
    ]
    assert "&gt;" not in "".join(c.heading for c in found["limesurvey_responses.csv"].columns)
