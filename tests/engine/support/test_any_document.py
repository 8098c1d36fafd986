"""Whatever is done to a document, it is read or refused with a sentence: nothing else ever comes out."""

import copy
import json
import math
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smeaton.engine.support import Plan, PlanError, Problem, ProblemError
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.greedy import greedy
from tests.factories.planning import place, tiny

MANY = int(os.environ.get("SMEATON_TEST_EXAMPLES", "200"))  # more: a longer search
DOCUMENT = tiny(1) | {"dates": [{"offer": "course", "host": "h1", "options": [[1, 2], [3, 4]]}]}
PLAN = to_plan(arrays(Problem.from_dict(DOCUMENT)), greedy(arrays(Problem.from_dict(DOCUMENT))))  # type: ignore[arg-type]

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-3, 30)
    | st.sampled_from([10**6, 10**9, 10**30, 10**400, -(10**9), 1e308, 5e-324, 1e-9, math.nan, math.inf])
    | st.floats()
    | st.sampled_from(["", "d1", "course", "h1", "m1", "max", "expected", "\ud800", "x" * 300, "\x00", "π"])
    | st.text(max_size=8)
)
json_values = st.recursive(
    scalars,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=8), part, max_size=3),
    max_leaves=8,
)


def places_of(value: object, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a document, the document itself left out."""
    keys: list[str | int] = []
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = list(range(len(value)))
    found = []
    for key in keys:
        found.append((*way, key))
        found += places_of(value[key], (*way, key))  # type: ignore[index]
    return found


def at(document: Any, way: tuple[str | int, ...]) -> Any:
    for key in way:
        document = document[key]
    return document


@st.composite
def mutated(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """A valid document to which one to four things are done: a value changed, taken out, doubled, moved."""
    made: Any = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 4))):
        ways = places_of(made)
        if not ways:
            return made  # type: ignore[no-any-return]
        *before, last = draw(st.sampled_from(ways))
        parent = at(made, tuple(before))
        kind = draw(st.sampled_from(["value", "scalar", "out", "twice", "swap", "deep", "again"]))
        if kind == "out":
            del parent[last]
        elif kind == "twice" and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[last]))
        elif kind == "swap":
            parent[last] = copy.deepcopy(at(made, draw(st.sampled_from(ways))))
        elif kind == "deep":
            for _ in range(3000):
                parent[last] = [parent[last]]
            return made  # type: ignore[no-any-return]
        elif kind == "again" and isinstance(parent, list):
            parent.extend([parent[last]] * draw(st.sampled_from([10, 6000])))
        else:
            parent[last] = draw(json_values if kind == "value" else scalars)
    return made  # type: ignore[no-any-return]


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(DOCUMENT))
def test_a_changed_problem_is_planned_or_refused(document: dict[str, Any]) -> None:
    try:
        problem = Problem.from_dict(document)
    except ProblemError as refusal:
        str(refusal).encode()
        assert str(refusal).endswith(".")  # noqa: PT017
        assert len(str(refusal)) < 500  # noqa: PT017
    else:
        assert Problem.from_dict(problem.to_dict()) == problem
        a = arrays(problem)
        assert math.isfinite(a.covered(greedy(a) or a.empty()))


@settings(max_examples=MANY // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(json.loads(json.dumps(PLAN.to_dict()))))
def test_a_changed_plan_is_read_or_refused(document: dict[str, Any]) -> None:
    try:
        made = Plan.from_dict(document)
    except PlanError as refusal:
        str(refusal).encode()
        assert str(refusal).endswith(".")  # noqa: PT017
    else:
        assert Plan.from_dict(made.to_dict()) == made


@settings(max_examples=50, deadline=None)
@given(json_values)
def test_any_document_is_refused(document: object) -> None:
    for read, error in ((Problem.from_dict, ProblemError), (Plan.from_dict, PlanError)):
        with pytest.raises(error):
            read(document)


@pytest.mark.parametrize(
    "change",
    [
        {"offers": 1000, "hosts": 50},
        {"mentors": 1000, "departments": 1001},
        {"per_department_max": 1000, "offers": 60},
        {"runs_max": 1000, "offers": 1001, "hosts": 10, "departments": 1},
    ],
)
def test_a_problem_too_large_is_refused_before_it_is_laid_out(change: dict[str, int]) -> None:
    document = place(1, departments=2)
    numbers = {"departments": 200, "offers": 1, "hosts": 1, "mentors": 1} | change
    for part in ("departments", "offers", "hosts", "mentors"):
        first = document[part][0]
        names = [first["id"], *(f"{part}{n}" for n in range(1, numbers[part]))]
        document[part] = [first | {"id": name} for name in names]
    document["rules"]["runs_max"] = change.get("runs_max", 2)
    for offer in document["offers"]:
        offer["per_department_max"] = change.get("per_department_max", 2)
    for part in ("hosts", "mentors"):
        for one in document[part]:
            one["department"] = document["departments"][0]["id"]
    with pytest.raises(ProblemError, match="too large to plan as one place"):
        Problem.from_dict(document)
