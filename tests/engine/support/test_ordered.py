"""Venues and order: nobody goes where an offer cannot be held, or to an offer before what comes first."""

from __future__ import annotations

import pytest

from smeaton.engine.support import Plan, Problem, ProblemError, evaluate, plan
from smeaton.engine.support.arrays import arrays
from smeaton.engine.support.ordered import Order, never_in_order, plan_in_order, too_early
from smeaton.engine.support.scenarios import Change, ChangeKind, changed
from tests.factories.planning import every_plan, place, tiny


def make(problem: Problem, seconds: float) -> Plan:
    """The real planner, cut short."""
    return plan(problem, seconds=max(seconds, 0.4), seed=1)


def test_runs_are_held_at_venues_alone() -> None:
    document = place(5, departments=20)
    assert len(document["hosts"]) == 2
    free = make(Problem.from_dict(document), 0.5)
    used = {run.host for run in free.runs}
    for offer in document["offers"]:
        offer["venues"] = ["h1"] if offer["hosted"] else []
    problem = Problem.from_dict(document)
    assert Problem.from_dict(problem.to_dict()) == problem
    found = make(problem, 0.5)
    assert found.runs
    assert {run.host for run in found.runs} == {"h1"}
    assert evaluate(problem, found).broken == ()
    if used - {"h1"}:
        assert any("none of the offer's venues" in words for words in evaluate(problem, free).broken)
    assert not arrays(problem).allowed[:, 1].any()


def test_an_unknown_venue_is_named() -> None:
    document = place(5, departments=4)
    document["offers"][0]["venues"] = ["nowhere"]
    with pytest.raises(ProblemError, match=r"offers\[0\]\.venues\[0\]"):
        Problem.from_dict(document)


def test_what_only_one_site_can_hold_goes_with_it() -> None:
    document = place(5, departments=20)
    document["offers"][0]["venues"] = ["h1"]
    document["offers"][1]["venues"] = ["h1", "h2"]
    gone = document["hosts"][0]["department"]
    after = changed(Problem.from_dict(document), [Change(ChangeKind.DEPARTMENT_LESS, what=gone)])
    by_id = {offer.id: offer for offer in after.offers}
    assert document["offers"][0]["id"] not in by_id
    assert by_id[document["offers"][1]["id"]].venues == ("h2",)


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_nobody_goes_too_early(seed: int) -> None:
    problem = Problem.from_dict(place(seed, departments=6))
    free = make(problem, 0.5)
    taken = sorted({seats.offer for seats in free.seats})
    order = Order(after={taken[0]: (taken[-1],), taken[-1]: ("online-0-1",)})
    found = plan_in_order(problem, order, make, 0.6)
    assert too_early(found, order) == []
    assert evaluate(problem, found).broken == ()
    assert found.covered <= found.bound + 1e-6
    assert found.gap == pytest.approx((found.bound - found.covered) / found.bound)


def test_what_was_had_before_counts_and_what_cannot_be_had_closes() -> None:
    problem = Problem.from_dict(place(1, departments=3))
    order = Order(
        after={"course-1-1": ("gone",), "course-1-2": ("course-1-1",)}, had={"d1": frozenset({"gone"})}
    )
    assert never_in_order(problem, order) == {d: {"course-1-1", "course-1-2"} for d in ("d2", "d3")}


@pytest.mark.parametrize("seed", [3, 8])
def test_the_bound_holds_for_every_plan_in_order(seed: int) -> None:
    """By trying every plan of a tiny place: none in order covers more than the bound says."""
    problem = Problem.from_dict(tiny(seed))
    order = Order(after={"course": ("twilight",), "online": ("course",)})
    found = plan_in_order(problem, order, make, 0.4)
    scores = ((one, evaluate(problem, one)) for one in every_plan(problem) if not too_early(one, order))
    assert max(score.covered for _, score in scores if not score.broken) <= found.bound + 1e-6
