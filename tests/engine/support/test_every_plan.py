"""Random tiny places by the hundred: the planner's best is the best there is, and its bound is below no plan.

Every rule takes its turn: caps, mentors of one's own trust, musts and must-nots, release days, the expected
objective, the floor. `SMEATON_TEST_EXAMPLES` makes the search longer.
"""

import dataclasses
import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smeaton.engine.support import Plan, Problem, ProblemError, Score, evaluate, plan
from tests.factories.planning import every_plan, tiny

MANY = int(os.environ.get("SMEATON_TEST_EXAMPLES", "200"))


@st.composite
def places(draw: st.DrawFn) -> Problem:
    """A place of two departments and up to three offers, with a random choice of the rules there are."""
    seed = draw(st.integers(0, 100_000))
    rng = np.random.default_rng(seed)
    document: dict[str, Any] = tiny(seed, objective=str(rng.choice(["plain", "expected"])))
    kinds = rng.permutation(3)[: int(rng.choice([1, 2, 3], p=[0.4, 0.58, 0.02]))]
    document["offers"] = [document["offers"][n] for n in sorted(kinds.tolist())]
    ids = [offer["id"] for offer in document["offers"]]
    if rng.random() < 0.5:
        document["mentors"] = []
    if draw(st.booleans()):
        document["departments"][1]["trust"] = document["departments"][0]["trust"]
    document["rules"]["budget"] = float(rng.integers(60, 1500))
    for name in ("trust_share_max", "strand_share_max"):
        if draw(st.booleans()):
            document["rules"][name] = float(rng.uniform(0.1, 1.0))
    document["rules"]["mentor"]["own_trust_worth"] = float(rng.choice([0.0, 0.5, 1.0]))
    for department in document["departments"]:
        if rng.random() < 0.2:
            department["must"] = [str(rng.choice(ids))]
        elif rng.random() < 0.2:
            department["must_not"] = [str(rng.choice(ids))]
        if rng.random() < 0.2:
            department["emphasis"] = rng.uniform(0.2, 3.0, 2).tolist()
    if rng.random() < 0.25:
        document["rules"] |= {"floor": "max", "floor_cost": float(rng.choice([0.02, 0.2, 1.0]))}
    return Problem.from_dict(document)


def by_trying_all(problem: Problem) -> list[tuple[Plan, Score]]:
    """Every plan that keeps the rules, with its score."""
    scored = ((made, evaluate(problem, made)) for made in every_plan(problem))
    return [(made, score) for made, score in scored if not score.broken]


@settings(max_examples=MANY, deadline=None, derandomize=MANY == 200, suppress_health_check=list(HealthCheck))
@given(places())
def test_no_plan_is_better_and_the_bound_is_below_none(problem: Problem) -> None:
    kept = by_trying_all(problem)
    if not kept:
        with pytest.raises(ProblemError):
            plan(problem, seconds=20, seed=1)
        return
    found = plan(problem, seconds=20, seed=1)
    score = evaluate(problem, found)
    assert score.broken == ()
    assert found.covered == pytest.approx(score.covered, abs=1e-9)
    most = max(s.covered for _, s in kept)
    if problem.rules.floor == "none":
        assert found.covered == pytest.approx(most, abs=1e-5)
        assert most - 1e-6 <= found.bound <= most + max(1e-4 * most, 1e-6)
        return
    floor = found.floor
    assert floor is not None
    assert floor.total_without == pytest.approx(most, abs=1e-5)
    assert found.covered >= (1 - problem.rules.floor_cost) * most - 1e-5
    assert found.least_served >= floor.kept - 1e-6
    within = [s for _, s in kept if s.covered >= (1 - problem.rules.floor_cost) * most - 1e-6]
    assert max(s.least_served for s in within) <= floor.limit + 1e-5
    lifted = [s.covered for _, s in kept if s.least_served >= floor.kept + 1e-6]
    assert found.bound >= max(lifted, default=0.0) - 1e-5


def test_the_places_above_are_not_all_alike() -> None:
    """What they would prove little without: caps that bind, locks that clash, floors, both objectives."""
    seen: set[str] = set()

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(places())
    def look(problem: Problem) -> None:
        rules = problem.rules
        seen.add(rules.objective)
        seen.add(f"floor {rules.floor}")
        seen.update(name for name in ("trust_share_max", "strand_share_max") if getattr(rules, name))
        seen.update("must" for d in problem.departments if d.must)
        seen.update("same trust" for d in problem.departments[1:] if d.trust == problem.departments[0].trust)

    look()
    assert seen == {
        *("plain", "expected", "floor none", "floor max"),
        *("trust_share_max", "strand_share_max", "must", "same trust"),
    }


def test_a_cap_that_binds_costs_something() -> None:
    problem = Problem.from_dict(tiny(3, budget=900.0))
    capped = dataclasses.replace(problem, rules=dataclasses.replace(problem.rules, trust_share_max=0.2))
    free, bound = (max(s.covered for _, s in by_trying_all(one)) for one in (problem, capped))
    assert bound < free
    assert plan(capped, seconds=20, seed=1).covered == pytest.approx(bound, abs=1e-5)
