"""Why each item is there: shares that add up, firmness, the budget curve, the balance of mechanisms."""

import dataclasses

import numpy as np
import pytest

from smeaton.engine.support import ItemKey, Mentoring, Plan, Problem, Run, Seats, evaluate, explain
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.balance import GROUPS, MECHANISMS, check
from smeaton.engine.support.greedy import greedy
from tests.factories.planning import place, tiny


def planned(problem: Problem) -> Plan:
    a = arrays(problem)
    start = greedy(a)
    assert start is not None
    return to_plan(a, start)


@pytest.mark.parametrize("permutations", [1, 200])
def test_shares_sum_exactly_to_what_is_covered(permutations: int) -> None:
    problem = Problem.from_dict(place(1, departments=5, objective="expected"))
    made = planned(problem)
    score = evaluate(problem, made)
    found = explain.shares(problem, made, rng=np.random.default_rng(1), permutations=permutations)
    assert tuple(found) == made.items()
    for d in problem.departments:
        mine = [share for key, share in found.items() if key.department == d.id]
        assert sum(s.total for s in mine) == pytest.approx(score.by_department[d.id][0], abs=1e-9)
        for s in problem.strands:
            got = sum(share.by_strand.get(s.id, 0.0) for share in mine)
            assert got == pytest.approx(score.by_cell[d.id, s.id][0], abs=1e-9)
        for key, share in ((k, v) for k, v in found.items() if k.department == d.id):
            lost = score.by_department[d.id][0] - evaluate(problem, made.without(key)).by_department[d.id][0]
            assert share.loss == pytest.approx(lost, abs=1e-9)
            assert share.loss <= share.total + 1e-9


def test_two_items_share_alike_what_they_do_alike() -> None:
    document = tiny(1)
    document["offers"] = [
        document["offers"][2] | {"id": name, "contribution": [0.6, 0.0]} for name in ("one", "two")
    ]
    for department in document["departments"]:
        department |= {"staff": 3, "need": [0.8, 0.5]}
    problem = Problem.from_dict(document)
    made = Plan(seats=(Seats("one", None, "d1", 1), Seats("two", None, "d1", 1)))
    found = explain.shares(problem, made, rng=np.random.default_rng(1), permutations=4000)
    # doses of 0.6: the first covers 0.4 x 0.9 + 0.2 x 0.6 = 0.48, both 0.36 + 0.24 + 0.4 x 0.25 = 0.70
    one, two = (found[ItemKey("d1", "offer", name)] for name in ("one", "two"))
    weight = problem.strands[0].weight
    assert one.total == pytest.approx(0.35 * weight, rel=0.02)
    assert one.total + two.total == pytest.approx(0.70 * weight)
    assert one.loss == pytest.approx(0.22 * weight)
    assert one.by_strand.keys() == {"preconceptions"}


def test_items_are_firm_without_error_and_less_so_with_it() -> None:
    document = place(2, departments=8)
    problem = Problem.from_dict(document)
    made = planned(problem)
    for department in document["departments"]:
        department["need_se"] = [0.0] * 12
    certain = explain.firmness(Problem.from_dict(document), made, rng=np.random.default_rng(1), draws=3)
    for department in document["departments"]:
        department["need_se"] = [0.4] * 12
    unsure = explain.firmness(Problem.from_dict(document), made, rng=np.random.default_rng(1), draws=30)
    assert set(certain) == set(unsure) == set(made.items())
    assert set(certain.values()) <= {0, 100}
    assert sum(certain.values()) >= 80 * len(certain)  # a greedy plan: some would be moved in any case
    assert sum(unsure.values()) < sum(certain.values())
    assert all(0 <= count <= 100 for count in unsure.values())


def test_an_item_that_brings_nothing_is_not_firm() -> None:
    document = tiny(1, budget=5000.0)
    document["departments"][0]["need"] = [0.0, 0.0]
    document["departments"][0]["need_se"] = [0.0, 0.0]
    document["offers"][2]["seat_cost"] = 400.0
    problem = Problem.from_dict(document)
    made = Plan(
        runs=(Run("course", "h1"),),
        seats=(Seats("course", "h1", "d2", 2), Seats("online", None, "d2", 1)),
        mentoring=(Mentoring("m1", "d2", "preconceptions", 4.0),),
    )
    found = explain.firmness(problem, made, rng=np.random.default_rng(1), draws=20)
    assert found[ItemKey("d2", "offer", "course")] == 100  # the run needs its two seats


def test_firmness_can_be_stopped() -> None:
    problem = Problem.from_dict(place(2, departments=3))
    found = explain.firmness(problem, planned(problem), rng=np.random.default_rng(1), stop=lambda: True)
    assert found == {}


def test_the_budget_curve_rises_and_bends_down() -> None:
    problem = Problem.from_dict(place(1, departments=6, objective="expected"))
    made = planned(problem)
    curve = explain.budget_curve(problem, dataclasses.replace(made, covered=evaluate(problem, made).covered))
    assert curve is not None
    assert len(curve.points) == 11
    assert [budget for budget, _ in curve.points] == [4000.0 + 1000 * n for n in range(11)]
    values = np.array([covered for _, covered in curve.points])
    steps = np.diff(values)
    assert (steps >= -1e-6).all()
    assert (np.diff(steps) <= 1e-6).all()
    assert curve.planned is not None
    assert curve.planned <= values[5] + 1e-6
    assert curve.per_thousand == pytest.approx(values[6] - values[5])
    assert curve.per_thousand_share == pytest.approx(curve.per_thousand / curve.need)
    assert steps[5] - 1e-6 <= curve.prices.per_thousand <= steps[4] + 1e-6
    assert set(curve.prices.release_day) == {d.id for d in problem.departments}


def test_the_budget_curve_stays_above_nothing_and_needs_a_budget() -> None:
    document = place(1, departments=3, budget=1500.0)
    curve = explain.budget_curve(Problem.from_dict(document), points=5)
    assert curve is not None
    assert curve.points[0] == (0.0, pytest.approx(0.0, abs=1e-6))
    del document["rules"]["budget"]
    assert explain.budget_curve(Problem.from_dict(document)) is None


def test_there_are_fourteen_mechanisms_in_four_groups() -> None:
    counts = [sum(code[0] == group for code in MECHANISMS) for group in GROUPS]
    assert counts == [2, 3, 5, 4]


@pytest.mark.parametrize(
    ("codes", "missing", "says"),
    [
        (["A1", "B2", "C1", "D4"], (), ""),
        (["A1", "B2", "C1", "C1"], ("D",), "embed practice"),
        (["A1", "D1"], ("B", "C"), "motivate teachers or develop teaching techniques"),
        (["B1"], ("A", "C", "D"), "without embedding"),
        ([], ("A", "B", "C", "D"), "Nothing in this package says how it works"),
    ],
)
def test_a_package_without_a_group_is_warned_of(
    codes: list[str], missing: tuple[str, ...], says: str
) -> None:
    balance = check(codes)
    assert balance.missing == missing
    assert says in balance.warning
    assert bool(balance.warning) == bool(missing)


def test_an_unknown_mechanism_is_refused() -> None:
    with pytest.raises(ValueError, match="'E1' is no mechanism"):
        check(["A1", "E1"])
