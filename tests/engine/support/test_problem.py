"""Problems and plans as files: read and written without loss, and refused with a sentence that helps."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
        ("format", "smeaton-plan/9", 'format is "smeaton-plan/9"'),
        ("format", ..., '"format" is missing'),
        ("departments", ..., '"departments" is missing'),
        ("departments", [], "departments is empty"),
        ("strands", [], "strands is empty"),
        ("departments.1.staff", ..., 'departments[1] "d2": the key "staff" is missing'),
        ("departments.1.staff", 0, 'department "d2": staff is 0'),
        ("departments.1.staff", 2.5, "staff is 2.5; give a whole number"),
        ("departments.1.release_days", -1, "release_days is -1"),
        ("departments.1.weight", math.nan, "weight is nan; give a finite number"),
        ("departments.1.need", [0.5], "need has 1 numbers, but there are 12 strands"),
        ("departments.1.need.3", 1.5, "need is 1.5; give a number of 1 or less"),
        ("departments.1.need_se.3", -0.1, "need_se is -0.1"),
        ("departments.1.id", "d1", 'the id "d1" is there twice'),
        ("departments.1.id", 7, "id is 7; give a text"),
        ("departments.1.must", ["nothing"], 'must is "nothing", which is not among the offers'),
        ("departments.1.must_not", ["nothing"], 'must_not is "nothing"'),
        ("departments.1.at_km", [1.0], "at_km has 1 numbers"),
        ("departments.1", 5, "departments[1] is 5; give an object"),
        ("offers.0.run_cost", "dear", 'run_cost is "dear"; give a number'),
        ("offers.0.run_cost", True, "run_cost is true; give a number"),
        ("offers.0.seats_max", 3, "seats_max is 3, below seats_min 8"),
        ("offers.0.reaches", "everybody", "reaches is 'everybody'"),
        ("offers.0.contribution", [1, 2], "contribution has 2 numbers"),
        ("offers.0.hosted", "yes", 'hosted is "yes"; give true or false'),
        ("hosts.0.department", "d99", 'host "h1": department is "d99", which is not among the departments'),
        ("mentors.0.department", "d99", 'mentor "m1": department is "d99"'),
        ("mentors.0.hours", -2, "hours is -2"),
        ("mentors.0.contribution_per_hour", [], "contribution_per_hour has 0 numbers"),
        ("rules.budget", -5, "budget is -5"),
        ("rules.budget", math.inf, "budget is inf; give a finite number"),
        ("rules.spread", 0, "spread is 0.0; give a number above 0"),
        ("rules.objective", "best", 'objective is \'best\'; give "plain" or "expected"'),
        ("rules.floor", "high", "floor is 'high'"),
        ("rules.mentor.pair_hours_max", 2, "pair_hours_max is 2, below pair_hours_min 4"),
        ("rules.mentor.block_hours", 0, "block_hours is 0"),
        ("response.slope", [0.5, 0.9, 0.2], "slopes must not rise"),
        ("response.length", [1.0], "length has 1 pieces and slope 3"),
        ("dates", [{"offer": "x", "host": "h1", "options": []}], 'offer is "x"'),
    ],
)
def test_a_bad_problem_is_refused_with_key_and_value(path: str, value: object, says: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        Problem.from_dict(changed(path, value))
    assert says in str(refusal.value)


def test_a_problem_made_in_memory_is_checked_too() -> None:
    with pytest.raises(ProblemError, match="staff is 0"):
        Department("d", "t", (0.0, 0.0), 0, 1.0, 1.0, (0.5,), (0.1,))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=8), part, max_size=3),
    max_leaves=8,
)
paths = st.sampled_from(
    [
        "format",
        "strands",
        "strands.0",
        "response.length",
        "rules",
        "rules.mentor",
        "rules.runs_max",
        "departments.0",
        "departments.0.at_km",
        "departments.0.need",
        "departments.0.need.0",
        "departments.0.must",
        "offers.0",
        "offers.0.seats_max",
        "offers.0.contribution",
        "hosts",
        "mentors.0.hours",
        "dates",
    ]
)


@settings(max_examples=150, deadline=None)
@given(paths, json_values)
def test_any_value_anywhere_is_read_or_refused(path: str, value: object) -> None:
    try:
        problem = Problem.from_dict(changed(path, value))
    except ProblemError as refusal:
        assert str(refusal).endswith((".", ")."))  # noqa: PT017
    else:
        assert Problem.from_dict(problem.to_dict()) == problem


@settings(max_examples=50, deadline=None)
@given(json_values)
def test_any_document_is_read_or_refused(document: object) -> None:
    for read, error in ((Problem.from_dict, ProblemError), (Plan.from_dict, PlanError)):
        with pytest.raises(error):
            read(document)


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
        ({"runs": [], "seats": []}, '"mentoring" is missing'),
        ({"runs": [{"offer": "a"}], "seats": [], "mentoring": []}, 'runs[0]: the key "host" is missing'),
        (
            {
                "runs": [],
                "seats": [{"offer": "a", "host": None, "department": "d", "seats": 0.5}],
                "mentoring": [],
            },
            "seats is 0.5; give a whole number",
        ),
        ({"runs": [], "seats": [], "mentoring": [], "bound": "high"}, 'bound is "high"'),
    ],
)
def test_a_bad_plan_is_refused(document: object, says: str) -> None:
    with pytest.raises(PlanError) as refusal:
        Plan.from_dict(document)
    assert says in str(refusal.value)
