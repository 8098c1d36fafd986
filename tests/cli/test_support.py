"""`smeaton support plan` and `check`: what they print, write and refuse."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from smeaton.cli import main
from tests.factories.calendars import with_options
from tests.factories.planning import tiny


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["support", *map(str, words)])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(tiny(1)))
    return problem, tmp_path / "plan.json"


def test_a_place_is_planned_and_the_plan_passes_its_check(files: tuple[Path, Path]) -> None:
    problem, plan = files
    made = run("plan", problem, "--seconds", 5, "--seed", 2, "--out", plan, "--json")
    assert made.exit_code == 0, made.output
    figures = json.loads(made.stdout)
    assert figures["seed"] == 2
    assert figures["bound"] >= figures["covered"] > 0
    for word in ("objective", "bound", "gap"):
        assert word in made.stderr
    written = json.loads(plan.read_text())
    assert {
        "runs",
        "seats",
        "mentoring",
        "covered",
        "bound",
        "gap",
        "seconds",
        "seed",
        "least_served",
    } <= set(written)
    checked = run("check", problem, plan, "--json")
    assert checked.exit_code == 0
    score = json.loads(checked.stdout)
    assert set(score) == {"covered", "need", "share", "cost", "least_served", "broken"}
    assert score["covered"] == figures["covered"]
    assert score["broken"] == []


def test_words_for_people(files: tuple[Path, Path]) -> None:
    problem, plan = files
    made = run("plan", problem, "--seconds", 5, "--out", plan)
    assert "(proven)" in made.stdout
    assert "No rule is broken." in run("check", problem, plan).stdout


def test_a_plan_is_dated_and_its_dates_are_checked(files: tuple[Path, Path]) -> None:
    problem, plan = files
    problem.write_text(json.dumps(with_options(tiny(1, budget=5000.0), 1, slots=30)))
    made = run("plan", problem, "--dates", "--seconds", 5, "--out", plan, "--json")
    assert made.exit_code == 0, made.output
    figures = json.loads(made.stdout)["dates"]
    assert figures["whole"]
    assert figures["kept"] == 1.0
    written = json.loads(plan.read_text())
    assert written["runs"]
    assert all(len(r["dates"]) == r["copies"] for r in written["runs"])
    assert run("check", problem, plan, "--dates").exit_code == 0
    for held in written["runs"]:
        held["dates"] = [[99]]
    plan.write_text(json.dumps(written))
    checked = run("check", problem, plan, "--dates")
    assert checked.exit_code == 1
    assert "[99] is not among the dates" in checked.stdout


def test_dates_that_are_not_there_are_said(files: tuple[Path, Path]) -> None:
    problem, plan = files
    problem.write_text(json.dumps(with_options(tiny(1, budget=5000.0), 1, slots=1, options=1)))
    made = run("plan", problem, "--dates", "--seconds", 5, "--out", plan)
    assert made.exit_code == 0, made.output
    assert "Not everything could be dated as it was" in made.stdout
    assert run("check", problem, plan, "--dates").exit_code == 0


def test_a_broken_rule_ends_with_one(files: tuple[Path, Path]) -> None:
    problem, plan = files
    plan.write_text(json.dumps({"runs": [{"offer": "course", "host": "h1"}], "seats": [], "mentoring": []}))
    checked = run("check", problem, plan, "--json")
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)["broken"] == ["course at h1: 0 seats in 1 runs, at least 2 each"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON (line 1"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[" * 100_000, "is nested too deeply"),
        (b"[" + b"9" * 5000 + b"]", "is not JSON that can be read"),
        (b"[]", "the problem is []"),
        (b'{"format": "other"}', 'format is "other"'),
    ],
)
@pytest.mark.parametrize("word", ["plan", "check"])
def test_a_bad_problem_is_refused(files: tuple[Path, Path], word: str, content: bytes, says: str) -> None:
    problem, plan = files
    problem.write_bytes(content)
    plan.write_text('{"runs": [], "seats": [], "mentoring": []}')
    result = run(word, problem, *(["--out", plan, "--seconds", 1] if word == "plan" else [plan]))
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_a_bad_plan_is_refused(files: tuple[Path, Path]) -> None:
    problem, plan = files
    assert run("check", problem, plan).exit_code == 2
    plan.write_text('{"runs": 3}')
    result = run("check", problem, plan)
    assert result.exit_code == 2
    assert "runs is 3; give a list" in result.stderr


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (
            "departments.1.need.0",
            1.5,
            'departments[1].need[0] is 1.5 (department "d2"); give a number of 1 or',
        ),
        ("departments.1.need.0", math.nan, "departments[1].need[0] is nan; give a finite number."),
        ("departments.1.must", ["tea"], 'departments[1].must[0] is "tea", which is not among the offers'),
        ("departments.1.id", "\ud800", 'departments[1].id is "\\ud800"; give text'),
        ("offers.0.run_cost", -1, 'offers[0].run_cost is -1.0 (offer "course"); give a number of 0 or more.'),
        ("offers.0.per_department_max", 10**9, "offers[0].per_department_max is 1000000000"),
        ("rules.budget", -math.inf, "rules.budget is -inf; give a finite number."),
    ],
)
def test_a_bad_value_is_named_by_its_path(
    files: tuple[Path, Path], path: str, value: object, says: str
) -> None:
    problem, plan = files
    document: Any = tiny(1)
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    part = document
    for key in way:
        part = part[key]
    part[last] = value
    problem.write_text(json.dumps(document))
    result = run("plan", problem, "--out", plan)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{problem}: {says}")
    assert not plan.exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--seconds", "0"), "--seconds is 0"),
        (("--seconds", "nan"), "--seconds is nan"),
        (("--seed", "-1"), "--seed is -1"),
        (("--nodes", "0"), "--nodes is 0"),
    ],
)
def test_bad_options_are_refused(files: tuple[Path, Path], options: tuple[str, ...], says: str) -> None:
    problem, plan = files
    result = run("plan", problem, "--out", plan, *options)
    assert result.exit_code == 2
    assert says in result.stderr


def test_the_plans_place_is_looked_at_before_the_work(files: tuple[Path, Path]) -> None:
    problem, plan = files
    result = run("plan", problem, "--out", plan.parent / "nowhere" / "plan.json")
    assert result.exit_code == 2
    assert "does not exist" in result.stderr
    assert "is a folder" in run("plan", problem, "--out", plan.parent).stderr


def test_musts_that_clash_are_said(files: tuple[Path, Path]) -> None:
    problem, plan = files
    document: dict[str, Any] = tiny(1, budget=0)
    document["departments"][0]["must"] = ["course"]
    problem.write_text(json.dumps(document))
    result = run("plan", problem, "--out", plan, "--seconds", 3)
    assert result.exit_code == 2
    assert "d1 must have course" in result.stderr
    assert not plan.exists()
