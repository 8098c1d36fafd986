"""Places at the edge: no money, one department, nobody to host, no need; and musts that cannot be kept."""

from typing import Any

import pytest

from smeaton.engine.support import Plan, Problem, ProblemError, evaluate, plan
from tests.factories.planning import place

MUSTS = [f"d{n} must have online-0-{n}" for n in (1, 2, 3)]


def planned(document: dict[str, Any], seconds: float = 3) -> Plan:
    problem = Problem.from_dict(document)
    found = plan(problem, seconds=seconds, seed=1)
    assert evaluate(problem, found).broken == ()
    return found


def small(**rules: object) -> dict[str, Any]:
    return place(2, departments=3, **rules)


def test_no_money_gives_an_empty_plan_that_is_optimal() -> None:
    found = planned(small(budget=0))
    assert (found.runs, found.seats, found.mentoring) == ((), (), ())
    assert found.covered == 0
    assert found.bound == pytest.approx(0, abs=1e-6)


def test_no_money_and_a_free_offer() -> None:
    document = small(budget=0)
    document["offers"][-1]["seat_cost"] = 0
    assert {s.offer for s in planned(document).seats} == {document["offers"][-1]["id"]}


def test_without_a_budget_release_and_evenings_still_bind() -> None:
    document = small()
    del document["rules"]["budget"]
    assert planned(document).covered > planned(small()).covered


def test_one_department() -> None:
    document = place(3, departments=1)
    found = planned(document)
    assert found.covered > 0
    assert {s.department for s in found.seats} == {"d1"}


def test_no_hosts_no_mentors_no_offers() -> None:
    document = small() | {"hosts": [], "mentors": []}
    assert all(s.host is None for s in planned(document).seats)
    assert planned(document | {"offers": []}).covered == 0


def test_no_runs_and_no_mentoring_allowed() -> None:
    document = small(runs_max=0)
    document["rules"]["mentor"]["mentors_per_department_max"] = 0
    found = planned(document)
    assert found.runs == ()
    assert found.mentoring == ()


@pytest.mark.parametrize("floor", ["none", "max"])
def test_a_department_without_need_counts_as_served(floor: str) -> None:
    document = small(floor=floor, objective="expected")
    document["departments"][0]["need"] = [0.0] * 12
    document["departments"][0]["need_se"] = [0.0] * 12
    found = planned(document, 4)
    assert evaluate(Problem.from_dict(document), found).by_department["d1"] == (0.0, 0.0)
    assert 0 < found.least_served <= 1


def test_nobody_needs_anything() -> None:
    document = small()
    for department in document["departments"]:
        department["need"] = [0.0] * 12
    found = planned(document)
    assert (found.covered, found.bound, found.gap, found.least_served) == (0.0, 0.0, 0.0, 1.0)


def test_a_large_place_has_a_plan_in_seconds() -> None:
    found = planned(place(4, departments=60), 6)
    assert found.covered > 0
    assert found.bound >= found.covered


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"must_not": ["course-1-1"]}, 'departments[0].must[0] is "course-1-1", which must_not has too'),
        ({"release_days": 0.0}, "a seat takes 1 release days and it has 0"),
        ({"at_km": [900.0, 0.0]}, "no host is within 25 km"),
    ],
)
def test_a_must_that_cannot_be_kept_is_named(change: dict[str, Any], says: str) -> None:
    document = small()
    document["hosts"] = [{"id": "h1", "department": "d2"}]
    document["departments"][0] |= {"must": ["course-1-1"], **change}
    with pytest.raises(ProblemError) as refusal:
        plan(Problem.from_dict(document), seconds=5, seed=1)
    assert says in str(refusal.value)


def test_musts_that_clash_with_the_budget_are_named_together() -> None:
    document = small(budget=60)
    document["departments"][0]["must"] = ["online-0-1"]
    document["departments"][1]["must"] = ["online-0-2"]
    document["departments"][2]["must"] = ["online-0-3"]
    for offer in document["offers"][-5:]:
        offer["seat_cost"] = 25.0
    with pytest.raises(ProblemError) as refusal:
        plan(Problem.from_dict(document), seconds=5, seed=1)
    named = [one in str(refusal.value) for one in MUSTS]
    assert named == [True, True, True]
    assert "cannot be kept together" in str(refusal.value)
    document["rules"]["budget"] = 75
    assert len(planned(document).seats) == 3


def test_a_must_on_an_offer_without_seats_is_named() -> None:
    document = small()
    document["offers"][0] |= {"seats_min": 0, "seats_max": 0}
    document["departments"][0]["must"] = [document["offers"][0]["id"]]
    with pytest.raises(ProblemError, match=r"seats_max is 0"):
        plan(Problem.from_dict(document), seconds=5, seed=1)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan")])
def test_no_time_is_refused(seconds: float) -> None:
    with pytest.raises(ProblemError, match="give a number of seconds"):
        plan(Problem.from_dict(small()), seconds=seconds, seed=1)
