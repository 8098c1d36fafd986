"""Caps on what one trust and one strand take, and what an hour from a mentor of one's own trust is worth."""

import dataclasses
from typing import Any

import pytest

from smeaton.engine.support import Mentoring, Plan, Problem, ProblemError, Run, Seats, evaluate, plan
from smeaton.engine.support.arrays import arrays, to_allocation, to_plan
from smeaton.engine.support.greedy import greedy
from tests.factories.planning import every_plan, place, tiny

SEATS = (Seats("course", "h1", "d1", 1), Seats("course", "h1", "d2", 2))
MADE = Plan(
    runs=(Run("course", "h1"),), seats=SEATS, mentoring=(Mentoring("m1", "d2", "preconceptions", 4.0),)
)


def by_hand(**rules: object) -> dict[str, Any]:
    """Two departments of two trusts, a course for both strands, a mentor for the first."""
    document = tiny(1, budget=2000.0, **rules)
    document["strands"] = [{"id": "preconceptions", "weight": 1.0}, {"id": "recall", "weight": 0.5}]
    for n, department in enumerate(document["departments"], start=1):
        department |= {"trust": f"t{n}", "staff": 6, "release_days": 5.0}
    document["offers"] = [
        document["offers"][0]
        | {"run_cost": 100.0, "seat_cost": 20.0, "contribution": [0.3, 0.2], "seats_min": 2, "seats_max": 4}
    ]
    document["mentors"][0] |= {"hourly_rate": 50.0, "contribution_per_hour": [0.05, 0.0]}
    return document


# d1: a seat of 20 and a day of cover, 210. d2: two, with 2 x 4 km each; 4 hours of 50, 4 visits of 2 x 4 km.
TRUSTS = {"t1": 230.0, "t2": 2 * (230 + 0.45 * 2 * 4) + 200 + 0.45 * 2 * 4 * 4}
COURSE = 3 * 230 + 2 * 0.45 * 2 * 4  # 0.3 x 1 to 0.2 x 0.5: three quarters count for preconceptions
STRANDS = {"preconceptions": 0.75 * COURSE + 200 + 0.45 * 2 * 4 * 4, "recall": 0.25 * COURSE}


def test_what_each_trust_and_strand_takes_by_hand() -> None:
    a = arrays(Problem.from_dict(by_hand()))
    allocation = to_allocation(a, MADE)
    assert a.trust_spend(allocation) == pytest.approx(list(TRUSTS.values()))
    assert a.strand_spend(allocation) == pytest.approx(list(STRANDS.values()))


@pytest.mark.parametrize(
    ("rule", "name", "takes"),
    [
        ("trust_share_max", "t2", TRUSTS["t2"]),
        ("strand_share_max", "preconceptions", STRANDS["preconceptions"]),
    ],
)
def test_a_broken_cap_is_named_with_its_pounds(rule: str, name: str, takes: float) -> None:
    kept = evaluate(Problem.from_dict(by_hand(**{rule: (takes + 1) / 2000})), MADE)
    assert kept.broken == ()
    broken = evaluate(Problem.from_dict(by_hand(**{rule: (takes - 1) / 2000})), MADE).broken
    assert broken == (
        f"{rule.split('_')[0]} {name} takes £{takes:,.2f} directly, over its share of £{takes - 1:,.2f}",
    )


def test_departments_without_a_trust_are_not_counted_together() -> None:
    document = by_hand(trust_share_max=0.1)
    for department in document["departments"]:
        department["trust"] = ""
    problem = Problem.from_dict(document)
    assert evaluate(problem, MADE).broken == ()
    a = arrays(problem)
    assert a.trust.tolist() == [-1, -1]
    assert a.trust_spend(to_allocation(a, MADE)).tolist() == []
    assert plan(problem, seconds=5, seed=1).covered > 0


def test_an_hour_from_ones_own_trust_counts_for_its_share() -> None:
    document = by_hand()
    document["rules"]["mentor"]["own_trust_worth"] = 0.6
    other = evaluate(Problem.from_dict(document), MADE).by_cell["d2", "preconceptions"][0]
    document["departments"][0]["trust"] = "t2"
    problem = Problem.from_dict(document)
    own = evaluate(problem, MADE).by_cell["d2", "preconceptions"][0]
    # 4 h x 0.05 x 3 / 6 staff = 0.1 of dose; two seats give 2 x 0.3 x 3 / 6 = 0.3, and the need is
    need = document["departments"][1]["need"][0]
    assert other == pytest.approx(response(0.3 + 0.1, need))
    assert own == pytest.approx(response(0.3 + 0.06, need))
    a = arrays(problem)
    assert a.covered(to_allocation(a, MADE)) == pytest.approx(evaluate(problem, MADE).covered)


def response(dose: float, need: float) -> float:
    pieces = zip((0.5, 0.5, 1.0), (0.9, 0.6, 0.25), strict=True)
    covered = 0.0
    for length, slope in pieces:
        covered += slope * min(dose, length * need)
        dose -= min(dose, length * need)
    return covered


@pytest.mark.parametrize("seed", range(3))
def test_no_plan_within_the_caps_covers_more(seed: int) -> None:
    document = tiny(seed, trust_share_max=0.35 + 0.1 * seed, strand_share_max=0.4)
    document["rules"]["mentor"]["own_trust_worth"] = 0.5
    if seed == 2:
        document["departments"][1]["trust"] = document["departments"][0]["trust"]
    problem = Problem.from_dict(document)
    found = plan(problem, seconds=20, seed=1)
    kept = [s for s in (evaluate(problem, one) for one in every_plan(problem)) if not s.broken]
    assert evaluate(problem, found).broken == ()
    assert found.covered == pytest.approx(max(s.covered for s in kept), abs=1e-5)
    free = dataclasses.replace(problem.rules, trust_share_max=None, strand_share_max=None)
    without = plan(dataclasses.replace(problem, rules=free), seconds=20, seed=1)
    assert without.covered > found.covered + 1e-6, "the caps of this test should bind"


@pytest.mark.parametrize("caps", [(0.1, None), (None, 0.1), (0.12, 0.12)])
def test_the_first_plan_keeps_the_caps_and_they_cost_something(
    caps: tuple[float | None, float | None],
) -> None:
    document = place(1, departments=8)
    problem = Problem.from_dict(document)
    rules = dataclasses.replace(problem.rules, trust_share_max=caps[0], strand_share_max=caps[1])
    capped = dataclasses.replace(problem, rules=rules)
    score = {}
    for name, one in (("free", problem), ("capped", capped)):
        start = greedy(arrays(one))
        assert start is not None
        score[name] = evaluate(one, to_plan(arrays(one), start))
        assert score[name].broken == ()
    assert 0 < score["capped"].covered < score["free"].covered
    found = plan(capped, seconds=1, seed=1)
    assert evaluate(capped, found).broken == ()
    assert found.covered >= score["capped"].covered


@pytest.mark.parametrize("name", ["trust_share_max", "strand_share_max"])
def test_a_cap_needs_a_budget_and_lies_between_0_and_1(name: str) -> None:
    document = place(1, departments=3, **{name: 1.5})
    with pytest.raises(ProblemError, match=rf"{name} is 1\.5; give a number of 1 or less"):
        Problem.from_dict(document)
    document["rules"] |= {name: 0.5, "budget": None}
    with pytest.raises(ProblemError, match="but there is no budget"):
        Problem.from_dict(document)
    document["rules"] |= {name: 0.5, "budget": 900.0}
    problem = Problem.from_dict(document)
    assert Problem.from_dict(problem.to_dict()) == problem
    document["rules"]["mentor"]["own_trust_worth"] = -0.1
    with pytest.raises(ProblemError, match=r"own_trust_worth is -0\.1"):
        Problem.from_dict(document)
