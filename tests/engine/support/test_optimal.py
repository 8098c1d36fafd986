"""The planner against every plan there is, on places small enough to try them all."""

import dataclasses

import pytest

from smeaton.engine.support import Problem, evaluate, plan
from tests.factories.planning import every_plan, place, tiny


def best_of_all(problem: Problem) -> tuple[float, float]:
    """The most need that any plan covers, and the highest least-served share."""
    unlimited = dataclasses.replace(problem, rules=dataclasses.replace(problem.rules, floor="none"))
    scores = [evaluate(unlimited, candidate) for candidate in every_plan(problem)]
    kept = [score for score in scores if not score.broken]
    return max(score.covered for score in kept), max(score.least_served for score in kept)


@pytest.mark.parametrize(("seed", "objective"), [(1, "plain"), (2, "expected"), (3, "plain")])
def test_no_plan_covers_more(seed: int, objective: str) -> None:
    problem = Problem.from_dict(tiny(seed, objective=objective))
    found = plan(problem, seconds=20, seed=seed)
    most, _ = best_of_all(problem)
    assert found.covered == pytest.approx(most, abs=1e-5)
    assert found.bound == pytest.approx(most, rel=1e-4)
    assert found.gap < 1e-4


def test_no_plan_covers_more_with_a_must() -> None:
    document = tiny(4, budget=900.0)
    document["departments"][1]["must"] = ["course"]
    document["departments"][0]["must_not"] = ["twilight"]
    problem = Problem.from_dict(document)
    found = plan(problem, seconds=20, seed=1)
    assert found.covered == pytest.approx(best_of_all(problem)[0], abs=1e-5)
    assert any(s.department == "d2" and s.offer == "course" for s in found.seats)
    assert not any(s.department == "d1" and s.offer == "twilight" for s in found.seats)


def test_what_a_lead_put_first_counts_for_more() -> None:
    document = tiny(6, budget=700.0)
    plainly = plan(Problem.from_dict(document), seconds=20, seed=1)
    document["departments"][0]["emphasis"] = [4.0] + [0.25] * (len(document["strands"]) - 1)
    problem = Problem.from_dict(document)
    found = plan(problem, seconds=20, seed=1)
    assert found.covered == pytest.approx(best_of_all(problem)[0], abs=1e-5)
    assert found.bound == pytest.approx(found.covered, rel=1e-4)
    cell = (document["departments"][0]["id"], document["strands"][0]["id"])
    one, other = evaluate(problem, plainly), evaluate(problem, found)
    assert other.covered >= one.covered - 1e-9
    assert other.by_cell[cell][0] >= one.by_cell[cell][0] - 1e-9
    assert other.by_department[cell[0]][1] == pytest.approx(one.by_department[cell[0]][1])


def test_the_floor_is_within_its_cost_and_no_plan_lifts_it_higher() -> None:
    problem = Problem.from_dict(tiny(5, floor="max", floor_cost=1.0))
    found = plan(problem, seconds=20, seed=1)
    most, highest = best_of_all(problem)
    assert found.floor is not None
    assert found.floor.total_without == pytest.approx(most, abs=1e-5)
    assert highest <= found.floor.limit + 1e-6
    assert found.floor.without - 1e-6 <= found.floor.kept <= found.least_served + 1e-6
    assert found.least_served >= 0.98 * found.floor.aim - 1e-6


def test_a_floor_lifts_the_least_served_and_keeps_its_price() -> None:
    document = place(3, departments=5)
    without = plan(Problem.from_dict(document), seconds=4, seed=1)
    document["rules"] |= {"floor": "max", "floor_cost": 0.05}
    found = plan(Problem.from_dict(document), seconds=6, seed=1)
    assert found.floor is not None
    assert found.least_served >= found.floor.kept - 1e-6
    assert found.covered >= 0.95 * found.floor.total_without - 1e-6
    assert found.bound >= found.covered
    assert found.least_served > without.least_served


def test_with_nodes_a_plan_repeats() -> None:
    problem = Problem.from_dict(place(7, departments=2))
    one, two = (plan(problem, seconds=60, seed=3, nodes=5) for _ in range(2))
    assert dataclasses.replace(one, seconds=0.0) == dataclasses.replace(two, seconds=0.0)


def test_progress_tells_and_stop_stops() -> None:
    problem, told = Problem.from_dict(place(8)), []
    found = plan(problem, seconds=600, seed=1, progress=told.append, stop=lambda: len(told) > 1)
    assert len(told) < 20
    assert not evaluate(problem, found).broken
    assert told[0].stage == "first plan"
    assert all(p.bound >= p.covered and 0 <= p.gap <= 1 for p in told)
    assert told[-1].covered <= found.covered + 1e-9
