"""`smeaton mentoring match`: what it prints, writes and refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from smeaton.cli import main
from smeaton.engine.mentoring import Problem
from tests.factories.mentoring import region

DOCUMENT: dict[str, Any] = region(1, 6, 4, side=15, towns=2, pairs=2).to_dict()


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["mentoring", "match", *map(str, words)])


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(DOCUMENT))
    return path


def test_a_match_is_printed_and_written(problem: Path, tmp_path: Path) -> None:
    out = tmp_path / "match.json"
    made = run(problem, "--json", "--out", out)
    assert made.exit_code == 0, made.output
    found = json.loads(made.stdout)
    assert found == json.loads(out.read_text())
    assert found["format"] == "smeaton-mentoring-match/1"
    assert {"mentor", "department", "hours", "km", "second"} <= set(found["pairs"][0])
    assert found["worth"] <= found["bound"]
    assert Problem.from_dict(DOCUMENT).to_dict() == DOCUMENT


def test_words_for_people(problem: Path) -> None:
    says = run(problem).stdout.splitlines()
    assert "hours met by" in says[-1]
    assert "(proven)" in says[-1]
    assert any(" h on s" in line and "km" in line for line in says)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("format", "smeaton-plan/1", 'format is "smeaton-plan/1"; a matching problem says'),
        ("departments.0.hours.1", -2, "departments[0].hours[1] is -2.0"),
        ("departments.0.at_km", [1], "departments[0].at_km has 1 numbers"),
        (
            "mentors.0.expertise.0",
            1.5,
            'mentors[0].expertise[0] is 1.5 (mentor "m1"); give a number',
        ),
        ("mentors.1.id", "m1", 'mentors[1].id is "m1", which mentors[0] has too'),
        ("mentors.0.hours", float("nan"), "mentors[0].hours is nan; give a finite number."),
        ("pairs.0.mentor", "m9", 'pairs[0].mentor is "m9", which is not among the mentors'),
        ("pairs.0.frozen", True, "pairs[0].hours has 0 numbers, but there are 12 strands"),
        ("rules.block_hours", 0, "rules.block_hours is 0.0; give a number of 0.1 or more."),
        ("rules.pair_hours_max", 2, "rules.pair_hours_max is 2, below pair_hours_min 4"),
    ],
)
def test_a_bad_problem_is_refused_by_path(problem: Path, path: str, value: object, says: str) -> None:
    document: Any = json.loads(json.dumps(DOCUMENT))
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    part = document
    for key in way:
        part = part[key]
    part[last] = value
    problem.write_text(json.dumps(document))
    result = run(problem)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hours": 2.0}, "brings the frozen hours of m1 to 4, and they have 2"),
        ({"department": "d1"}, 'pairs[0].department is "d1", where m1 works'),
    ],
)
def test_frozen_pairs_that_cannot_be_are_refused(problem: Path, change: dict[str, object], says: str) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    document["mentors"][0] |= {"department": "", "hours": 40.0} | change
    hours = [4.0] + [0.0] * 11
    document["pairs"] = [{"mentor": "m1", "department": "d1", "hours": hours, "frozen": True}]
    problem.write_text(json.dumps(document))
    result = run(problem)
    assert result.exit_code == 2
    assert says in result.stderr


def test_files_that_cannot_be_read_or_written(problem: Path, tmp_path: Path) -> None:
    assert "cannot be read" in run(tmp_path / "none.json").stderr
    assert "cannot be written" in run(problem, "--out", tmp_path).stderr
    problem.write_bytes(b"{")
    assert "is not JSON (line 1" in run(problem).stderr
