"""`smeaton needs profile`: from a file of answers to a table or JSON, without a database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from smeaton.cli.needs import command
from tests.factories.needs import CASES, csv_text, rows_of

ROWS = rows_of(CASES["roles"])


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, ["profile", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(
        csv_text([row[:5] for row in ROWS], ("department", "respondent", "role", "item", "answer"))
    )
    return path


def test_json_has_the_promised_keys_and_the_shipped_strands(file: Path) -> None:
    result = run(file, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert set(found["variance"]) == {
        "department", "department_strand", "respondent", "respondent_strand", "residual",
    }  # fmt: skip
    assert len(found["cells"]) == 12 * 12
    wanted = {"department", "strand", "estimate", "se", "lower", "upper", "reliability", "p_weakest3"}
    assert all(wanted <= set(cell) for cell in found["cells"])
    assert all({"band", "reliability_within", "sources"} <= set(cell) for cell in found["cells"])
    assert found["between_departments"] == {"allowed": False, "anchored": "no", "except": []}
    assert found["rejected"] == []
    assert found["diagnostics"]["answers"] == len(ROWS)
    assert run(file, "--json").stdout == result.stdout


def test_a_table_for_people(file: Path) -> None:
    result = run(file)
    assert result.exit_code == 0
    assert f"{len(ROWS):,} answers of" in result.stdout
    assert "clearly a priority" in result.stdout


def test_bad_rows_are_listed_with_their_line_and_the_rest_is_analysed(file: Path) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write("d00,x,teacher,nothing-1,3\nd00,x,teacher,recall-1,5\nd01,d00-01,teacher,models-1,2\n")
    found = json.loads(run(file, "--json").stdout)
    last = len(ROWS) + 1
    assert [row["line"] for row in found["rejected"]] == [last + 1, last + 2, last + 3]
    assert {"line", "column", "value", "reason"} == set(found["rejected"][0])
    assert found["diagnostics"]["answers"] == len(ROWS)
    assert f"Left out, line {last + 2}" in run(file).stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty"),
        ("a,b\n1,2\n", "are missing"),
        ("department,respondent,role,item,answer\nd,r,teacher,recall-1,DK\n", "nothing to analyse"),
        (
            "department,respondent,role,item,answer\nd,r,teacher,recall-1,9\n",
            "line 2: an answer is 1, 2, 3, 4",
        ),
    ],
)
def test_a_file_without_answers_is_refused_with_a_sentence(
    tmp_path: Path, content: str, sentence: str
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(content)
    result = run(path)
    assert result.exit_code == 2
    assert sentence in result.output
    assert result.stdout == ""


def test_missing_files_and_instruments_of_ones_own(file: Path, tmp_path: Path) -> None:
    missing = run(tmp_path / "nowhere.csv")
    assert missing.exit_code == 2
    assert "cannot be read: no such file" in missing.output
    own = tmp_path / "own.yaml"
    own.write_text("format: other\n")
    assert run(file, "--instrument", own).exit_code == 2
    own.write_text(
        "format: smeaton-instrument/1\nkey: k\nversion: 1\ntitle: T\nlevels: [a, b, c, d]\nstrands:\n"
        "  - {id: s, title: S, items: [{id: recall-1, topic: t, for: [lead], "
        "text: T, levels: [a, b, c, d]}]}\n"
    )
    found = json.loads(run(file, "--instrument", own, "--json").stdout)
    assert {cell["strand"] for cell in found["cells"]} == {"s"}
    assert {row["value"] for row in found["rejected"]} == {row[3] for row in ROWS} - {"recall-1"}


def test_rows_that_rate_vignettes_say_how_generous_people_are(tmp_path: Path) -> None:
    rows = rows_of(CASES["vignettes"])
    path = tmp_path / "rated.csv"
    path.write_text(csv_text(rows))
    found = json.loads(run(path, "--json").stdout)
    rated = [row for row in rows if row[2] == "vignette"]
    assert found["rejected"] == []
    assert found["diagnostics"]["answers"] == len(rows) - len(rated)
    assert found["vignettes"]["count"] == 3
    assert found["vignettes"]["raters"] == len({row[1] for row in rated})
    assert 0.5 < found["vignettes"]["reliability"] < 1
    assert found["between_departments"]["allowed"] is True
    assert {cell["band"] for cell in found["cells"]} <= {"clearly a priority", "possibly", "unlikely"}
    assert "Levels may be compared between departments" in run(path).stdout
