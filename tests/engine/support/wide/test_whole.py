"""A country's plan against every plan there is, and against a checker that knows nothing of the engine."""

import copy
import importlib.util
import json
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smeaton.engine.support import Problem, ProblemError, evaluate
from smeaton.engine.support.wide import Nation, NationPlan, WideProgress, evaluate_nation, plan_wide
from tests.factories.nations import nation, tiny_nation
from tests.factories.planning import every_plan

SHARED = Path(__file__).resolve().parents[5] / "shared"


def one_thread() -> Executor:
    return ThreadPoolExecutor(1)


def planned(document: dict[str, Any], nodes: int = 4, **more: Any) -> NationPlan:
    return plan_wide(
        Nation.from_dict(document), executor=one_thread, workers=1, seconds=600, seed=1, nodes=nodes, **more
    )


def most_covered(country: Nation) -> float:
    """The most that any plans of the places cover within budget and national seats, by trying all."""
    front: list[tuple[float, float, int]] = [(0.0, 0.0, 0)]  # covered, cost, seats of "online"
    cap = country.national_seats.get("online", 10**6)
    for place in country.places:
        own = _best(_figures(place))
        front = _best(
            (c + c2, m + m2, s + s2)
            for c, m, s in front
            for c2, m2, s2 in own
            if m + m2 <= country.budget + 1e-6 and s + s2 <= cap
        )
    return max(covered for covered, _, _ in front)


def _figures(place: Problem) -> Iterator[tuple[float, float, int]]:
    for plan in every_plan(place):
        score = evaluate(place, plan)
        if not score.broken:
            yield score.covered, score.cost, sum(s.seats for s in plan.seats if s.offer == "online")


def _best(some: Any) -> list[tuple[float, float, int]]:
    """Those that no other beats in all three."""
    kept: list[tuple[float, float, int]] = []
    for covered, cost, seats in sorted(some, key=lambda t: (-t[0], t[1], t[2])):
        if not any(m <= cost + 1e-9 and s <= seats for _, m, s in kept):
            kept.append((covered, cost, seats))
    return kept


@pytest.mark.parametrize("seed", [1, 2])
def test_no_plan_covers_more_than_the_bound_and_few_cover_more_than_ours(seed: int) -> None:
    country = Nation.from_dict(tiny_nation(seed))
    found = planned(tiny_nation(seed))
    most = most_covered(country)
    assert found.covered <= most + 1e-6
    assert found.bound >= most - 1e-6
    assert found.covered >= 0.93 * most
    assert not evaluate_nation(country, found).broken


def test_with_money_for_everything_each_place_has_its_own_best() -> None:
    document = tiny_nation(4, 2, budget=1e6, national_seats={})
    most = most_covered(Nation.from_dict(document))
    assert planned(document).covered == pytest.approx(most, rel=1e-3)


def test_a_must_is_kept_and_paid_for_by_the_others() -> None:
    document = tiny_nation(5, places=2)
    document["places"][1]["departments"][0]["must"] = ["online"]
    document["national_seats"] = {"online": 1}
    found = planned(document)
    assert not evaluate_nation(Nation.from_dict(document), found).broken
    assert found.national_seats == {"online": 1}
    assert any(s.offer == "online" for s in found.places[1].seats)


def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("plan_check", SHARED / "tools" / "plan_check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
def test_the_independent_checker_agrees() -> None:
    document = nation(1, [3, 3])
    found = planned(document, nodes=1)
    result = json.loads(json.dumps(found.to_dict()))
    for some in document["places"]:
        some["offers"] = None
    checked = checker().check_nation(document, result)
    assert checked["broken"] == []
    assert checked["covered"] == pytest.approx(found.covered, abs=1e-5)
    assert checked["cost"] == pytest.approx(found.cost, abs=0.05)
    assert checked["national_seats"] == found.national_seats
    assert sum(found.national_seats.values()) > 0
    assert found.gap < 0.3


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(1, 50),
    places=st.integers(1, 3),
    budget=st.sampled_from([0.0, 90.0, 400.0, 5000.0]),
    seats=st.sampled_from([None, 0, 1, 100]),
    hostless=st.booleans(),
    mentorless=st.booleans(),
    objective=st.sampled_from(["plain", "expected"]),
)
def test_odd_countries_are_planned_within_their_rules(
    seed: int,
    places: int,
    budget: float,
    seats: int | None,
    hostless: bool,
    mentorless: bool,
    objective: str,
) -> None:
    document = tiny_nation(seed, places, budget=budget)
    document["national_seats"] = {} if seats is None else {"online": seats, "course": 3}
    for some in document["places"]:
        some["rules"]["objective"] = objective
    if hostless:
        document["places"][0]["hosts"] = []
    if mentorless:
        document["places"][-1]["mentors"] = []
    found = planned(document, nodes=1)
    score = evaluate_nation(Nation.from_dict(document), found)
    assert not score.broken
    assert score.covered <= found.bound + 1e-6
    assert score.cost <= budget + 0.01


def test_what_cannot_be_kept_is_said() -> None:
    document = tiny_nation(6)
    document["places"][2]["departments"][0]["must"] = ["course"]
    with pytest.raises(ProblemError, match="within the country's budget"):
        planned(document | {"budget": 1.0})
    document["places"][2]["hosts"] = []
    with pytest.raises(ProblemError, match='place "tiny 3": d1 must have course, but the offer needs a host'):
        planned(document)


def test_progress_by_place() -> None:
    told: list[WideProgress] = []
    planned(tiny_nation(7, 2), progress=told.append)
    stages = list(dict.fromkeys(p.stage for p in told))
    assert stages[0] == "finding prices"
    assert "planning places" in stages
    assert all(p.done >= 0 and p.covered <= p.bound + 1e-9 for p in told)
    assert told[-1].covered > 0


def test_a_time_is_kept_to_and_stop_stops() -> None:
    document = nation(2, [3, 3])
    found = plan_wide(Nation.from_dict(document), executor=one_thread, workers=1, seconds=6, seed=1)
    assert found.covered > 0
    assert 0 <= found.gap < 1
    told: list[WideProgress] = []
    stopped = plan_wide(
        Nation.from_dict(document),
        executor=one_thread,
        workers=1,
        seconds=15,
        seed=1,
        progress=told.append,
        stop=lambda: any(p.covered for p in told),
    )
    assert 0 < stopped.covered <= stopped.bound


def test_places_may_have_offers_of_their_own() -> None:
    document = tiny_nation(8, 2)
    own = copy.deepcopy(document["offers"][2]) | {"id": "local", "contribution": [0.4, 0.4]}
    document["places"][1]["offers"] = [own]
    found = planned(document)
    assert {s.offer for s in found.places[1].seats} <= {"local"}
    assert not evaluate_nation(Nation.from_dict(document), found).broken
