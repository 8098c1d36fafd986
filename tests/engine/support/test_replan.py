"""Planning anew: what is frozen stays, who is not touched stays still, and nothing better was passed over."""

import dataclasses
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.support import ItemKey, Plan, Problem, ProblemError, Run, Seats, evaluate
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.replan import Changed, Penalty, Replan, Status, replan
from smeaton.engine.support.replan.moves import held
from tests.factories.planning import every_plan, place, tiny

LARGE = Penalty(1e4, 1e4, 1e4)


def planned(problem: Problem) -> Plan:
    a = arrays(problem)
    start = greedy(a)
    assert start is not None
    made = to_plan(a, start)
    return dataclasses.replace(made, covered=evaluate(problem, made).covered)


def with_department(problem: Problem, name: str, **changes: object) -> Problem:
    many = tuple(dataclasses.replace(d, **changes) if d.id == name else d for d in problem.departments)
    return dataclasses.replace(problem, departments=many)


def some_change(problem: Problem, before: Plan, rng: np.random.Generator) -> tuple[Problem, Changed]:
    """A cancelled run, a declined offer, or both."""
    changed = Changed()
    if before.runs and rng.random() < 0.7:
        run = before.runs[rng.integers(len(before.runs))]
        changed = Changed(cancelled=(dataclasses.replace(run, copies=1),))
    offers = [key for key in before.items() if key.kind == "offer"]
    if offers and rng.random() < 0.7:
        item = offers[rng.integers(len(offers))]
        problem = with_department(problem, item.department, must_not=(item.id,))
    return problem, changed


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_frozen_items_never_change_and_every_plan_keeps_the_rules(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = Problem.from_dict(place(seed, departments=int(rng.integers(3, 7))))
    before = planned(problem)
    frozen: dict[ItemKey, Status] = {key: "agreed" for key in before.items() if rng.random() < 0.5}
    problem, changed = some_change(problem, before, rng)
    found = replan(problem, before, frozen=frozen, changes=changed, seconds=0.4, seed=seed)
    assert not evaluate(problem, found.plan).broken
    was, now, gone = held(before), held(found.plan), {one.item for one in found.released}
    for item in frozen:
        if item not in gone:
            assert was[item] == now[item]
            for run in before.runs:
                if item.kind == "offer" and (run.offer, run.host) in {(item.id, h) for h in was[item].seats}:
                    assert run in found.plan.runs
    assert {m.department for m in found.moves}.isdisjoint(found.still)
    assert found.net <= found.net_bound + 1e-6
    assert found.plan.covered <= found.plan.bound + 1e-6
    assert found.net_dropped is None or found.net >= found.net_dropped - 1e-6
    for run in changed.cancelled:
        most = sum(r.copies for r in before.runs if (r.offer, r.host) == (run.offer, run.host)) - run.copies
        assert sum(r.copies for r in found.plan.runs if (r.offer, r.host) == (run.offer, run.host)) <= most


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_who_is_not_touched_stays_still_when_moving_costs_much(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = Problem.from_dict(place(seed, departments=6))
    before = planned(problem)
    problem, changed = some_change(problem, before, rng)
    found = replan(problem, before, changes=changed, penalty=LARGE, seconds=0.4, seed=seed)
    for department in problem.departments:
        if department.id not in found.touched:
            assert department.id in found.still
    assert (found.seats_moved, found.hours_moved) == (0, 0)
    assert found.says == "No department that the change does not touch was disturbed."


def test_nothing_happened_and_nothing_moves() -> None:
    problem = Problem.from_dict(place(4, departments=5))
    before = planned(problem)
    found = replan(problem, before, penalty=LARGE, seconds=0.5)
    assert held(found.plan) == held(before)
    assert found.moves == ()
    assert found.still == tuple(d.id for d in problem.departments)


def disturbance(before: Plan, after: Plan, touched: set[str], fallen: set[ItemKey], each: Penalty) -> float:
    """What moving from one plan to another costs, counted from ids."""
    was = {key: value for key, value in held(before).items() if key not in fallen}
    now = held(after)
    cost = 0.0
    for key in {*was, *now}:
        old, new = was.get(key), now.get(key)
        for host in {*(old.seats if old else {}), *(new.seats if new else {})}:
            told, has = (one.seats.get(host, 0) if one else 0 for one in (old, new))
            if told or key.department not in touched:
                cost += each.seat * abs(told - has)
        for strand in {*(old.hours if old else {}), *(new.hours if new else {})}:
            told_hours, has_hours = (one.hours.get(strand, 0.0) if one else 0.0 for one in (old, new))
            if told_hours or key.department not in touched:
                cost += each.hour * abs(told_hours - has_hours)
    runs = {(r.offer, r.host): r.copies for r in after.runs}
    return cost + each.run * sum(abs(r.copies - runs.get((r.offer, r.host), 0)) for r in before.runs)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("scale", [0.02, 0.4])
def test_no_plan_is_worth_more_than_the_one_found(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    problem = Problem.from_dict(tiny(seed, budget=1400.0))
    plans = [plan for plan in every_plan(problem) if not evaluate(problem, plan).broken]
    rich = sorted(plans, key=lambda plan: -evaluate(problem, plan).covered)[:40]
    before = next(p for p in rich[int(rng.integers(len(rich))) :] + rich if len(p.items()) > 1)
    item = before.items()[0]
    each = Penalty(scale * 0.3, scale * 0.1, scale * 0.5)
    kept = before.items()[-1]
    found = replan(
        problem,
        before,
        changes=Changed(refused=(item,)),
        penalty=each,
        frozen={kept: "booked"},
        seconds=20,
        seed=seed,
    )
    frozen = held(before)[kept] if not found.released else None
    best = max(
        evaluate(problem, plan).covered - disturbance(before, plan, set(found.touched), {item}, each)
        for plan in plans
        if item not in held(plan) and (frozen is None or held(plan).get(kept) == frozen)
    )
    mine = evaluate(problem, found.plan).covered
    assert item not in held(found.plan)
    assert found.net == pytest.approx(
        mine - disturbance(before, found.plan, set(found.touched), {item}, each)
    )
    assert found.net == pytest.approx(best, abs=1e-5)
    assert found.net_bound == pytest.approx(best, abs=1e-3)


def test_with_rounds_a_replan_repeats() -> None:
    problem = Problem.from_dict(place(5, departments=3))
    before = planned(problem)
    changed = Changed(cancelled=before.runs[:1])
    one, two = (replan(problem, before, changes=changed, rounds=100, seed=3) for _ in range(2))
    assert (one.plan.runs, one.plan.seats, one.plan.mentoring) == (
        two.plan.runs,
        two.plan.seats,
        two.plan.mentoring,
    )
    assert one.net == two.net


def course(seats: Mapping[str, int], **rules: object) -> tuple[Problem, Plan]:
    """Two departments on one course that needs two seats, and a plan that gives them `seats`."""
    document = tiny(1, budget=3000.0, **rules)
    for department in document["departments"]:
        department |= {"release_days": 3.0, "need": [0.9, 0.9], "staff": 4}
    document["offers"][0]["contribution"] = [0.4, 0.3]
    problem = Problem.from_dict(document)
    made = Plan(
        runs=(Run("course", "h1", 1, ((1,),)),),
        seats=tuple(Seats("course", "h1", name, count, (1,)) for name, count in seats.items()),
    )
    return problem, dataclasses.replace(made, covered=evaluate(problem, made).covered)


def test_a_run_left_too_small_is_filled_for_those_who_agreed() -> None:
    problem, before = course({"d1": 1, "d2": 1})
    agreed: dict[ItemKey, Status] = {ItemKey("d1", "offer", "course"): "agreed"}
    problem = dataclasses.replace(
        problem,
        departments=(
            *problem.departments,
            dataclasses.replace(problem.departments[1], id="d3", at_km=(1.0, 0.0)),
        ),
    )
    refused = Changed(refused=(ItemKey("d2", "offer", "course"),))
    found = replan(problem, before, frozen=agreed, changes=refused, seconds=2)
    seats = {s.department: s.seats for s in found.plan.seats if s.offer == "course"}
    assert seats["d1"] == 1
    assert seats["d3"] >= 1
    assert found.released == ()
    assert "d3" not in found.touched
    assert found.rippled
    assert "1 department that the change does not touch had" in found.says
    dated = [s.date for s in found.plan.seats if s.offer == "course"]
    assert dated == [(1,)] * len(dated)  # the run keeps its date, and who joins it has it too


def test_a_run_cancelled_before_is_not_cancelled_again_and_not_held_again() -> None:
    problem, before = course({"d1": 2, "d2": 2}, runs_max=2)
    two = dataclasses.replace(before, runs=(Run("course", "h1", 2),))
    item = ItemKey("d1", "offer", "course")
    first = replan(problem, two, changes=Changed(cancelled=(Run("course", "h1", 1),)), seconds=2)
    assert [r.copies for r in first.plan.runs if r.offer == "course"] == [1]
    assert "1 cancelled" in first.touched["d1"]
    later = Changed(cancelled=(Run("course", "h1", 0),), touched=("d1", "d2"))
    rich = dataclasses.replace(problem, rules=dataclasses.replace(problem.rules, budget=1e6))
    second = replan(rich, first.plan, changes=later, seconds=2, frozen={item: "proposed"})
    assert [r.copies for r in second.plan.runs if r.offer == "course"] == [1]


def test_a_run_that_nobody_can_fill_is_released_and_said_so() -> None:
    problem, before = course({"d1": 1, "d2": 1})
    problem = with_department(problem, "d1", release_days=1.0)
    item = ItemKey("d1", "offer", "course")
    refused = Changed(refused=(ItemKey("d2", "offer", "course"),), not_before={item: 2})
    found = replan(problem, before, frozen={item: "booked"}, changes=refused, seconds=2)
    assert [(one.item, one.status) for one in found.released] == [(item, "booked")]
    assert "course" in found.released[0].why
    assert all(run.offer != "course" for run in found.plan.runs)
    assert set(found.touched) == {"d1", "d2"}
    assert found.not_before == {item: 2}


def test_what_is_agreed_is_not_taken_away_for_a_must_or_a_smaller_budget() -> None:
    problem, before = course({"d1": 1, "d2": 1})
    agreed: dict[ItemKey, Status] = dict.fromkeys(before.items(), "agreed")
    poor = dataclasses.replace(problem, rules=dataclasses.replace(problem.rules, budget=10.0))
    with pytest.raises(
        ProblemError, match="keeps 1 seats on course at h1, which cannot be kept within the budget"
    ):
        replan(poor, before, frozen=agreed, seconds=2)


def test_less_money_takes_from_those_whom_it_costs_least() -> None:
    problem = Problem.from_dict(place(9, departments=6))
    before = planned(problem)
    cost = evaluate(problem, before).cost
    poor = dataclasses.replace(problem, rules=dataclasses.replace(problem.rules, budget=0.9 * cost))
    found = replan(poor, before, seconds=1)
    assert found.net_dropped is not None
    assert found.net >= found.net_dropped - 1e-6
    assert not evaluate(poor, found.plan).broken
    assert found.says != "No department that the change does not touch was disturbed."


def test_a_new_must_is_met() -> None:
    problem = Problem.from_dict(place(6, departments=5))
    before = planned(problem)
    mine = {s.offer for s in before.seats if s.department == "d2"}
    wanted = next(o.id for o in problem.offers if o.id not in mine and not o.hosted)
    found = replan(with_department(problem, "d2", must=(wanted,)), before, seconds=2)
    assert any(s.offer == wanted and s.department == "d2" for s in found.plan.seats)
    assert found.touched["d2"] == f"d2 must have {wanted}."
    moves = next(m for m in found.moves if m.department == "d2")
    assert ItemKey("d2", "offer", wanted) in {move.item for move in moves.gained}


def test_a_mentor_who_is_gone_leaves_only_their_departments_to_plan_anew() -> None:
    problem = Problem.from_dict(place(2, departments=8))
    before = planned(problem)
    gone = before.mentoring[0].mentor
    left = dataclasses.replace(problem, mentors=tuple(m for m in problem.mentors if m.id != gone))
    found = replan(left, before, penalty=LARGE, seconds=1)
    assert set(found.touched) == {m.department for m in before.mentoring if m.mentor == gone}
    assert all(m.mentor != gone for m in found.plan.mentoring)
    lost = {move.item.id for one in found.moves for move in one.lost}
    assert gone in lost


def test_progress_is_told_and_stop_stops() -> None:
    problem = Problem.from_dict(place(8))
    before = planned(problem)
    told: list[str] = []
    found = replan(
        problem,
        before,
        changes=Changed(cancelled=before.runs[:1]),
        seconds=60,
        progress=lambda p: told.append(p.stage),
        stop=lambda: True,
    )
    assert isinstance(found, Replan)
    assert len(told) == 2
    assert found.seconds < 30
    assert not evaluate(problem, found.plan).broken


@pytest.mark.parametrize("seconds", [0.0, float("nan")])
def test_no_time_is_refused(seconds: float) -> None:
    problem = Problem.from_dict(tiny(1))
    with pytest.raises(ProblemError, match="give a number of seconds above 0"):
        replan(problem, Plan(), seconds=seconds)


def test_a_status_of_no_meaning_is_refused() -> None:
    problem = Problem.from_dict(tiny(1))
    frozen: dict[ItemKey, object] = {ItemKey("d1", "offer", "course"): "maybe"}
    with pytest.raises(ProblemError, match="is 'maybe'; give proposed, agreed, booked or past"):
        replan(problem, Plan(), frozen=frozen)  # type: ignore[arg-type]
