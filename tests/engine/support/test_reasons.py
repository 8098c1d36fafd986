"""Differences that explain a package: as large as trying every plan says, and silent where they are noise."""

import dataclasses

import numpy as np
import pytest

from smeaton.engine.support import Floor, ItemKey, Plan, Problem, evaluate, explain
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.explain import Around, Difference, PackageReasons
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.replan.moves import Held, held
from tests.factories.planning import every_plan, place, tiny

FREE = (0.0, 0.0)  # money has no price


def rich(seed: int) -> Problem:
    """A tiny place where money does not matter, so that only seats, days, evenings and hours do."""
    document = tiny(seed)
    del document["rules"]["budget"]
    return Problem.from_dict(document)


def planned(problem: Problem) -> Plan:
    a = arrays(problem)
    start = greedy(a)
    assert start is not None
    return to_plan(a, start)


def more(now: Held | None, was: Held) -> bool:
    """Whether an item is at least what it was, at each host and on each strand."""
    if now is None:
        return False
    seats = all(now.seats.get(host, 0) >= count for host, count in was.seats.items())
    return seats and all(now.hours.get(strand, 0.0) >= hours for strand, hours in was.hours.items())


def reachable(before: Plan, plan: Plan, department: str, near: set[str]) -> bool:
    """Whether only `department` has more of anything, and everybody more or less of what is `near`."""
    was, now = held(before), held(plan)
    for key in {*was, *now}:
        if key.id in near:
            continue
        if key.department != department and was.get(key) != now.get(key):
            return False
        if key.department == department and key in was and not more(now.get(key), was[key]):
            return False
    return True


@pytest.mark.parametrize("seed", range(5))
def test_losses_and_alternatives_are_those_of_trying_every_plan(seed: int) -> None:
    problem = rich(seed)
    plans = [plan for plan in every_plan(problem) if not evaluate(problem, plan).broken]
    before = max(plans, key=lambda plan: evaluate(problem, plan).covered)
    worth = evaluate(problem, before).covered
    found = [
        one
        for department in problem.departments
        for one in explain.package_reasons(
            problem,
            before,
            department.id,
            rng=np.random.default_rng(1),
            seconds=30,
            around=Around(problem, before, FREE),
        ).items
    ]
    assert {one.item for one in found} == set(before.items())
    for one in found:
        near = {one.item.id} | ({one.instead.item.id} if one.instead else set())
        able = [
            p for p in plans if reachable(before, p, one.item.department, near) and one.item not in held(p)
        ]
        left = max(evaluate(problem, p).covered for p in able)
        assert one.loss is not None
        assert one.loss.place.value == pytest.approx(worth - left, abs=1e-3)
        assert one.loss.place.error <= 0.001 * worth
        if one.instead is not None:
            forced = max(evaluate(problem, p).covered for p in able if one.instead.item in held(p))
            assert one.instead.place.value == pytest.approx(worth - forced, abs=1e-3)
            assert one.instead.place.value >= one.loss.place.value - 1e-3


def test_a_department_that_loses_its_only_help_is_told_how_much() -> None:
    document = tiny(2)
    document["offers"] = [document["offers"][2] | {"contribution": [0.2, 0.0], "per_department_max": 1}]
    document["mentors"] = []
    document["departments"][0] |= {"need": [0.8, 0.5], "staff": 3}
    problem = Problem.from_dict(document)
    item = ItemKey("d1", "offer", "online")
    before = planned(problem)
    assert item in before.items()
    found = explain.package_reasons(
        problem, before, "d1", rng=np.random.default_rng(1), around=Around(problem, before, FREE)
    )
    loss = found.items[0].loss
    assert loss is not None
    score = evaluate(problem, before)
    covered, need = score.by_department["d1"]
    assert loss.department.value == pytest.approx(covered / need)
    assert loss.department.told
    assert loss.gets == ()
    assert found.items[0].instead is None
    assert found.complete


def test_noise_is_not_told() -> None:
    problem = Problem.from_dict(place(3, departments=4))
    before = planned(problem)
    unsure = Around(problem, before, (0.1, 0.0))  # a pound is worth nothing, or a tenth of all need in a cell
    found = explain.package_reasons(
        problem, before, "d1", rng=np.random.default_rng(1), seconds=20, around=unsure
    )
    costs = [one for one in found.items if one.loss is not None and one.loss.place.error > 1]
    assert costs
    assert not any(one.loss.place.told for one in costs if one.loss)
    assert not Difference(0.02, 0.05).told
    assert Difference(-0.06, 0.05).told


def test_a_re_solve_cut_short_is_not_told() -> None:
    problem = Problem.from_dict(place(3))
    before = planned(problem)
    found = explain.package_reasons(problem, before, "d1", rng=np.random.default_rng(1), seconds=1e-6)
    assert not found.complete
    assert all(one.loss is None and one.instead is None for one in found.items)
    assert all(one.share.total > 0 for one in found.items if one.share.by_strand)


def test_all_packages_are_explained_one_after_the_other_and_can_be_stopped() -> None:
    problem = Problem.from_dict(place(5, departments=3))
    before = planned(problem)
    told: list[PackageReasons] = []
    found = explain.reasons(problem, before, rng=np.random.default_rng(1), seconds=60, told=told.append)
    assert [one.department for one in found] == ["d1", "d2", "d3"]
    assert tuple(told) == found
    score = evaluate(problem, before)
    for one in found:
        assert one.complete
        total = sum(item.share.total for item in one.items)
        assert total == pytest.approx(score.by_department[one.department][0], abs=1e-9)
        for item in one.items:
            assert item.loss is not None
            assert item.loss.place.error >= 0
            assert item.item not in item.loss.gets
            assert item.instead is None or item.instead.item not in before.items()
    stopped = explain.reasons(
        problem, before, rng=np.random.default_rng(1), seconds=60, stop=lambda: len(told) < 9
    )
    assert stopped == ()


def test_the_price_of_money_comes_from_the_relaxation() -> None:
    problem = Problem.from_dict(place(1, departments=5))
    around = Around(problem, planned(problem))
    curve = explain.budget_curve(problem)
    assert curve is not None
    fewer, extra = around.per_pound
    assert 0 < extra <= fewer
    assert extra * 1000 <= curve.per_thousand * 1.02 + 1e-6  # the curve's rows are tighter, its slope alike
    assert fewer * 1000 >= curve.per_thousand * 0.8
    free = dataclasses.replace(problem, rules=dataclasses.replace(problem.rules, budget=None))
    assert Around(free, planned(problem)).per_pound == (0.0, 0.0)


def test_shares_can_be_stopped() -> None:
    problem = Problem.from_dict(place(2, departments=3))
    before = planned(problem)
    assert explain.shares(problem, before, rng=np.random.default_rng(1), stop=lambda: True) == {}


def test_a_place_is_told_what_a_little_more_would_do_and_no_noise() -> None:
    document = place(4, departments=4)
    document["departments"][0]["release_days"] = 0.0
    document["departments"][1]["release_days"] = 400.0
    problem = Problem.from_dict(document)
    before = planned(problem)
    score = evaluate(problem, before)
    found = explain.place_reasons(problem, before, score.need)
    assert "d2" not in found.release_day  # it has days to spare: another is worth nothing
    assert all(0.0005 < gain <= 1 for gain in found.release_day.values())
    assert all(0.0005 < gain <= 1 for gain in found.mentor_hour.values())
    assert found.per_thousand is not None
    curve = explain.budget_curve(problem, points=3)
    assert curve is not None
    assert found.per_thousand.value == pytest.approx(curve.per_thousand_share)
    below, now = curve.points[0][1], curve.points[1][1]
    assert found.per_thousand.error == pytest.approx(abs(now - below - curve.per_thousand) / score.need)
    assert found.floor is None


@pytest.mark.parametrize(("bound", "told"), [(9.9, True), (10.3, False)])
def test_a_floor_costs_something_only_beyond_what_is_open(bound: float, told: bool) -> None:
    problem = Problem.from_dict(place(4, departments=2))
    floor = Floor(kept=0.5, aim=0.5, limit=0.6, without=0.4, total_without=10.0, cost=0.02)
    made = dataclasses.replace(planned(problem), covered=9.8, bound=bound, floor=floor)
    found = explain.place_reasons(problem, made, 20.0).floor
    assert found is not None
    assert found.value == pytest.approx(0.01)
    assert found.told == told
