"""The evaluator: figures worked out by hand, and those of the independent checker."""

import dataclasses
import importlib.util
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smeaton.engine.support import Mentoring, Plan, Problem, Run, Seats, evaluate, plan
from smeaton.engine.support.arrays import arrays, to_allocation, to_plan
from smeaton.engine.support.greedy import greedy
from tests.factories.planning import place, tiny

Checker = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="session")
def checker(shared_tools: Path) -> Checker:
    spec = importlib.util.spec_from_file_location("plan_check", shared_tools / "plan_check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Checker = module.check
    return found


def by_hand() -> Problem:
    document = tiny(1)
    document["strands"] = [{"id": "a", "weight": 1.0}, {"id": "b", "weight": 2.0}]
    for department, need, weight in zip(
        document["departments"], ([0.5, 0.4], [0.8, 0.0]), (1.0, 1.5), strict=True
    ):
        department |= {"need": need, "weight": weight, "staff": 6, "release_days": 5.0}
    document["offers"] = [
        document["offers"][0]
        | {"run_cost": 100.0, "seat_cost": 20.0, "contribution": [0.2, 0.1], "seats_min": 2, "seats_max": 4}
    ]
    document["mentors"][0] |= {"hourly_rate": 50.0, "contribution_per_hour": [0.05, 0.0]}
    document["rules"] |= {"budget": 5000.0, "spread": 3}
    return Problem.from_dict(document)


def test_figures_by_hand() -> None:
    made = Plan(
        runs=(Run("course", "h1"),),
        seats=(Seats("course", "h1", "d1", 1), Seats("course", "h1", "d2", 2)),
        mentoring=(Mentoring("m1", "d2", "a", 4.0),),
    )
    score = evaluate(by_hand(), made)
    # shares: 3 of 6 staff = 0.5. d1: doses 0.10, 0.05. d2: 2 x 0.10 + 4 h x 0.05 x 0.5 = 0.30 on a.
    assert score.by_cell["d1", "a"] == pytest.approx((0.09, 0.5))
    assert score.by_cell["d1", "b"] == pytest.approx((0.045, 0.4))
    assert score.by_cell["d2", "a"] == pytest.approx((0.27, 0.8))
    assert score.by_cell["d2", "b"] == pytest.approx((0.0, 0.0))
    assert score.by_department["d1"] == pytest.approx((0.18, 1.3))
    assert score.covered == pytest.approx(0.18 + 1.5 * 0.27)
    assert score.need == pytest.approx(1.3 + 1.5 * 0.8)
    assert score.least_served == pytest.approx(0.18 / 1.3)
    assert sum(pair[0] for pair in score.by_strand.values()) == pytest.approx(score.covered)
    # run 100; 3 seats of 20 and a day's cover of 210; d2's two seats travel 2 x 4 km; 4 h of 50, 4 visits
    travel = 2 * 0.45 * 2 * 4 * 1 + 0.45 * 2 * 4 * 4
    assert score.cost == pytest.approx(100 + 3 * 230 + 200 + travel)
    assert score.broken == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"runs": ()}, "without a run"),
        ({"runs": (Run("course", "h1", 2),)}, "at least 2 each"),
        ({"runs": (Run("course", "h1", 0),)}, "once or more"),
        ({"seats": (Seats("course", "h1", "d1", 1),)}, "at least 2 each"),
        ({"seats": (Seats("course", "h1", "d1", 3),)}, "at most 2"),
        ({"seats": (Seats("course", None, "d1", 2),)}, "no host is named"),
        ({"seats": (Seats("course", "h1", "d1", -1),)}, "one or more"),
        ({"seats": (Seats("other", "h1", "d1", 2),)}, "no offer 'other'"),
        ({"mentoring": (Mentoring("m1", "d1", "a", 4.0),)}, "at home"),
        ({"mentoring": (Mentoring("m1", "d2", "a", 3.0),)}, "blocks of 2"),
        ({"mentoring": (Mentoring("m1", "d2", "a", 2.0),)}, "not between 4 and 20"),
        ({"mentoring": (Mentoring("m1", "d2", "a", 6.0),)}, "gives 6 hours of 4"),
        ({"bound": 0.1}, "below its own value"),
    ],
)
def test_a_broken_rule_is_named(change: dict[str, Any], says: str) -> None:
    sound = Plan(runs=(Run("course", "h1"),), seats=(Seats("course", "h1", "d1", 2),))
    assert evaluate(by_hand(), sound).broken == ()
    broken = evaluate(by_hand(), dataclasses.replace(sound, **change)).broken
    assert any(says in rule for rule in broken), broken


def shaken(problem: Problem, made: Plan, rng: np.random.Generator) -> Plan:
    """A plan with a few random changes, most of which break a rule."""
    seats, runs, mentoring = list(made.seats), list(made.runs), list(made.mentoring)
    for _ in range(int(rng.integers(1, 4))):
        kind = int(rng.integers(5))
        if kind == 0 and seats:
            n = int(rng.integers(len(seats)))
            seats[n] = dataclasses.replace(seats[n], seats=seats[n].seats + int(rng.integers(1, 4)))
        elif kind == 1 and seats:
            del seats[int(rng.integers(len(seats)))]
        elif kind == 2 and runs:
            del runs[int(rng.integers(len(runs)))]
        elif kind == 3 and mentoring:
            n = int(rng.integers(len(mentoring)))
            mentoring[n] = dataclasses.replace(
                mentoring[n], hours=mentoring[n].hours + float(rng.integers(1, 9))
            )
        elif kind == 4 and runs:
            n = int(rng.integers(len(runs)))
            runs[n] = dataclasses.replace(runs[n], copies=runs[n].copies + 2)
    return Plan(runs=tuple(runs), seats=tuple(seats), mentoring=tuple(mentoring))


def wild(problem: Problem, rng: np.random.Generator) -> Plan:
    """A plan drawn without looking: most rules of the problem are broken somewhere."""

    def some(ids: Sequence[str]) -> str:
        return str(rng.choice(ids))

    offers, hosts = [o.id for o in problem.offers], [h.id for h in problem.hosts]
    departments, hosted = [d.id for d in problem.departments], {o.id: o.hosted for o in problem.offers}
    mentors, strands = [m.id for m in problem.mentors], [s.id for s in problem.strands]
    runs = {(some(offers), some(hosts)): int(rng.integers(1, 4)) for _ in range(int(rng.integers(4)))}
    seats = []
    for _ in range(int(rng.integers(12))):
        there = [offer for offer, _ in runs]
        offer = some(there if there and rng.random() < 0.5 else offers)
        host = some(hosts) if hosted[offer] else None
        seats.append(Seats(offer, host, some(departments), int(rng.integers(1, 4))))
    mentoring = tuple(
        Mentoring(some(mentors), some(departments), some(strands), float(rng.integers(1, 13)))
        for _ in range(int(rng.integers(5)))
    )
    made = tuple(Run(offer, host, copies) for (offer, host), copies in runs.items())
    return Plan(runs=made, seats=tuple(seats), mentoring=mentoring)


@pytest.mark.parametrize("seed", range(20))
def test_agrees_with_the_independent_checker(checker: Checker, seed: int) -> None:
    """Over all seeds a thousand plans: good ones, good ones with something broken, and wild ones."""
    document = place(seed, departments=(3, 5, 8, 19)[seed % 4])
    rng = np.random.default_rng(seed)
    for department in document["departments"]:
        if rng.random() < 0.3:
            offers = rng.permutation([offer["id"] for offer in document["offers"]])[:2].tolist()
            department |= {"must": offers[:1], "must_not": offers[1:]}
    problem = Problem.from_dict(document)
    free = dataclasses.replace(
        problem, departments=tuple(dataclasses.replace(d, must=()) for d in problem.departments)
    )
    start = greedy(arrays(free))
    assert start is not None
    made = to_plan(arrays(free), start)
    assert evaluate(free, made).broken == ()
    candidates = [made, *(shaken(problem, made, rng) for _ in range(29))]
    candidates += [wild(problem, rng) for _ in range(20)]
    broken = 0
    for candidate in candidates:
        for one, told in ((problem, document), (free, bare(document))):
            ours, theirs = evaluate(one, candidate), checker(told, candidate.to_dict())
            assert bool(ours.broken) == bool(theirs["broken"]), (ours.broken, theirs["broken"])
            for key in ("covered", "need", "share", "least_served"):
                assert getattr(ours, key) == pytest.approx(theirs[key], abs=2e-6)
            assert ours.cost == pytest.approx(theirs["cost"], abs=0.006)
            broken += bool(ours.broken)
    assert 10 < broken < 2 * len(candidates)


def bare(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the leads' musts."""
    return document | {"departments": [d | {"must": []} for d in document["departments"]]}


@pytest.mark.parametrize("name", ["place-1", "place-2", "place-3"])
def test_shared_places_are_planned_within_their_rules(shared_data: Path, checker: Checker, name: str) -> None:
    document = json.loads((shared_data / "planning" / f"{name}.json").read_text())
    problem = Problem.from_dict(document)
    found = plan(problem, seconds=2, seed=1)
    theirs = checker(document, found.to_dict())
    assert theirs["broken"] == []
    assert theirs["covered"] == pytest.approx(found.covered, abs=1e-6)
    assert found.covered <= found.bound <= evaluate(problem, found).need


def test_arrays_and_plan_are_the_same_thing() -> None:
    a = arrays(Problem.from_dict(place(1)))
    start = greedy(a)
    assert start is not None
    made = to_plan(a, start)
    assert to_plan(a, to_allocation(a, made)) == made
    score = evaluate(a.problem, made)
    assert a.cost(start) == pytest.approx(score.cost)
    assert a.covered(start) == pytest.approx(score.covered)


def test_a_plan_without_a_bound_is_not_said_to_break_it() -> None:
    assert math.isinf(Plan.from_dict({"runs": [], "seats": [], "mentoring": []}).bound)
    assert evaluate(by_hand(), Plan()).broken == ()
