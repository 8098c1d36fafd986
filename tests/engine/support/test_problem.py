"""Problems and plans as files: read and written without loss, and refused with a sentence that helps."""

import json
import math
from typing import Any

import pytest

from smeaton.engine.support import (
    Department,
    Floor,
    Mentoring,
    Plan,
    PlanError,
    Problem,
    ProblemError,
    Run,
    Seats,
)
from tests.factories.planning import place

DOCUMENT = place(1, departments=3)


def changed(path: str, value: object) -> dict[str, Any]:
    """The document with one value put elsewhere; `path` like departments.0.need."""
    document: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    *way, last = path.split(".")
    at: Any = document
    for key in way:
        at = at[int(key)] if key.isdigit() else at[key]
    if value is ...:
        del at[last]
    else:
        at[int(last) if last.isdigit() else last] = value
    return document


def test_a_problem_is_read_and_written_without_loss() -> None:
    problem = Problem.from_dict(DOCUMENT)
    assert Problem.from_dict(json.loads(json.dumps(problem.to_dict()))) == problem
    assert problem.rules.objective == "plain"
    assert problem.rules.floor == "none"
    assert problem.rules.floor_cost == 0.02


def test_a_problem_may_have_no_budget() -> None:
    problem = Problem.from_dict(changed("rules.budget", ...))
    assert problem.rules.budget is None
    assert Problem.from_dict(problem.to_dict()) == problem


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("format", "smeaton-plan/9", 'format is "smeaton-plan/9"; a place\'s problem says "smeaton-plan/1".'),
        ("format", ..., "format is missing; add it."),
        ("departments", ..., "departments is missing; add it."),
        ("departments", [], "departments is empty; a plan needs at least one."),
        ("departments", [{}] * 5001, "departments has 5,001 values; give at most 5,000."),
        ("strands", [], "strands is empty; a plan needs at least one."),
        ("departments.1.staff", ..., "departments[1].staff is missing; add it."),
        (
            "departments.1.staff",
            0,
            'departments[1].staff is 0 (department "d2"); give a number of 1',
        ),
        ("departments.1.staff", 2.5, "departments[1].staff is 2.5; give a whole number."),
        ("departments.1.staff", 10**9, "departments[1].staff is 1000000000"),
        ("departments.1.staff", 10**400, "departments[1].staff is a whole number of 19 digits or more; give"),
        ("departments.1.release_days", -1, "departments[1].release_days is -1.0"),
        ("departments.1.weight", math.nan, "departments[1].weight is nan; give a finite number."),
        ("departments.1.need", [0.5], "departments[1].need has 1 numbers, but there are 12 strands"),
        (
            "departments.1.need.3",
            1.5,
            'departments[1].need[3] is 1.5 (department "d2"); give a number of 1 or less.',
        ),
        ("departments.1.need.3", "much", 'departments[1].need[3] is "much"; give a number.'),
        ("departments.1.need.3", None, "departments[1].need[3] is null; give a number."),
        ("departments.1.need_se.3", -0.1, "departments[1].need_se[3] is -0.1"),
        ("departments.1.id", "d1", 'departments[1].id is "d1", which departments[0] has too'),
        ("departments.1.id", "", 'departments[1].id is ""; give an id of at least one character.'),
        ("departments.1.id", "x" * 201, "departments[1].id is"),
        ("departments.1.id", "\ud800", 'departments[1].id is "\\ud800"; give text that can be written'),
        ("departments.1.id", 7, "departments[1].id is 7; give a text."),
        (
            "departments.1.must",
            ["nothing"],
            'departments[1].must[0] is "nothing", which is not among the offers (department "d2")',
        ),
        ("departments.1.must_not", ["nothing"], 'departments[1].must_not[0] is "nothing"'),
        ("departments.1.at_km", [1.0], "departments[1].at_km has 1 numbers"),
        ("departments.1.at_km", [1.0, math.inf], "departments[1].at_km[1] is inf; give a finite number."),
        ("departments.1", 5, "departments[1] is 5; give an object with keys and values."),
        ("offers.0.run_cost", "dear", 'offers[0].run_cost is "dear"; give a number.'),
        ("offers.0.run_cost", True, "offers[0].run_cost is true; give a number."),
        (
            "offers.0.run_cost",
            -3,
            'offers[0].run_cost is -3.0 (offer "course-1-1"); give',
        ),
        (
            "offers.0.seats_max",
            10**9,
            'offers[0].seats_max is 1000000000 (offer "course-1-1"); give',
        ),
        ("offers.0.seats_max", 3, "offers[0].seats_max is 3, below seats_min 8"),
        ("offers.0.per_department_max", 10**9, "offers[0].per_department_max is 1000000000"),
        ("offers.0.reaches", "everybody", 'offers[0].reaches is "everybody"'),
        ("offers.0.contribution", [1, 2], "offers[0].contribution has 2 numbers"),
        ("offers.0.contribution", {"a": 1}, "offers[0].contribution is an object with 1 keys; give a list."),
        ("offers.0.hosted", "yes", 'offers[0].hosted is "yes"; give true or false.'),
        ("hosts.0.department", "d99", 'hosts[0].department is "d99", which is not among the departments'),
        ("mentors.0.department", "d99", 'mentors[0].department is "d99"'),
        ("mentors.0.hours", -2, "mentors[0].hours is -2.0"),
        ("mentors.0.contribution_per_hour", [], "mentors[0].contribution_per_hour has 0 numbers"),
        ("rules.budget", -5, "rules.budget is -5.0; give a number of 0 or more."),
        ("rules.budget", math.inf, "rules.budget is inf; give a finite number."),
        ("rules.spread", 0, "rules.spread is 0.0; give a number above 0."),
        ("rules.objective", "best", 'rules.objective is "best"; give "plain" or "expected".'),
        ("rules.floor", "high", 'rules.floor is "high"'),
        ("rules.runs_max", 10**6, "rules.runs_max is 1000000"),
        ("rules.mentor", [], "rules.mentor is []; give an object with keys and values."),
        ("rules.mentor.pair_hours_max", 2, "rules.mentor.pair_hours_max is 2, below pair_hours_min 4"),
        ("rules.mentor.block_hours", 0, "rules.mentor.block_hours is 0.0; give a number of 0.1 or more."),
        ("response.slope", [0.5, 0.9, 0.2], "response.slope[1] is 0.9, above the one before it"),
        ("response.length", [1.0], "response.length has 1 numbers and slope 3"),
        ("response.length", [1.0] * 21, "response.length has 21 numbers and slope 3"),
        ("dates", [{"offer": "x", "host": "h1", "options": []}], 'dates[0].offer is "x"'),
        (
            "dates",
            [{"offer": "course-1-1", "host": "h1", "options": [[1, "x"]]}],
            'dates[0].options[0][1] is "x"; give a number.',
        ),
    ],
)
def test_a_bad_problem_is_refused_with_key_and_value(path: str, value: object, says: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        Problem.from_dict(changed(path, value))
    assert says in str(refusal.value)


def test_a_problem_made_in_memory_is_checked_too() -> None:
    with pytest.raises(ProblemError, match="staff is 0"):
        Department("d", "t", (0.0, 0.0), 0, 1.0, 1.0, (0.5,), (0.1,))


def test_a_plan_is_read_and_written_without_loss() -> None:
    made = Plan(
        runs=(Run("a", "h1", 2, ((1, 2), (3, 4))),),
        seats=(Seats("a", "h1", "d1", 3, (1, 2)), Seats("b", None, "d1", 1)),
        mentoring=(Mentoring("m1", "d1", "recall", 4.0),),
        covered=1.0,
        bound=1.5,
        gap=1 / 3,
        seconds=2.0,
        seed=7,
        least_served=0.5,
        floor=Floor(0.4, 0.41, 0.5, 0.3, 1.1, 0.09),
    )
    assert Plan.from_dict(json.loads(json.dumps(made.to_dict()))) == made
    assert [item.kind for item in made.items()] == ["offer", "offer", "mentoring"]
    assert made.without(made.items()[0]).seats == made.seats[1:]
    assert made.without(made.items()[2]).mentoring == ()


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "the plan is []"),
        ({"runs": [], "seats": []}, "mentoring is missing"),
        ({"runs": [{"offer": "a"}], "seats": [], "mentoring": []}, "runs[0].host is missing"),
        (
            {
                "runs": [],
                "seats": [{"offer": "a", "host": None, "department": "d", "seats": 0.5}],
                "mentoring": [],
            },
            "seats[0].seats is 0.5; give a whole number",
        ),
        ({"runs": [], "seats": [], "mentoring": [], "bound": "high"}, 'bound is "high"'),
    ],
)
def test_a_bad_plan_is_refused(document: object, says: str) -> None:
    with pytest.raises(PlanError) as refusal:
        Plan.from_dict(document)
    assert says in str(refusal.value)
