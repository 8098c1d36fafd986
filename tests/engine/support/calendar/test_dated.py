"""Plans of made places with dates: loose calendars cost nothing, tight ones little, musts are not lost."""

import dataclasses
from collections import Counter

import pytest

from smeaton.engine.support import Plan, Problem, ProblemError, Run, Seats, evaluate
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.calendar.check import broken_dates
from smeaton.engine.support.calendar.dated import DatedPlan, date_plan
from smeaton.engine.support.greedy import greedy
from tests.factories.calendars import with_options
from tests.factories.planning import place


def made(seed: int, **calendar: int) -> tuple[Problem, Plan]:
    problem = Problem.from_dict(with_options(place(seed, departments=3), seed, **calendar))
    return problem, greedy_plan(problem)


def greedy_plan(problem: Problem) -> Plan:
    a = arrays(problem)
    start = greedy(a)
    assert start is not None
    return to_plan(a, start)


def sound(problem: Problem, dated: DatedPlan) -> bool:
    return not evaluate(problem, dated.plan).broken and not broken_dates(problem, dated.plan)


def test_a_loose_calendar_costs_nothing() -> None:
    problem, undated = made(11, slots=200, options=12)
    dated = date_plan(problem, undated, seed=1)
    assert sound(problem, dated)
    assert dated.whole
    assert dated.kept == 1.0
    assert not dated.changes
    assert not dated.dropped
    had, has = (Counter[tuple[str, str]](), Counter[tuple[str, str]]())
    for some, count in ((undated, had), (dated.plan, has)):
        for seats in some.seats:
            count[seats.department, seats.offer] += seats.seats
    assert had == has
    assert dated.plan.mentoring == undated.mentoring


def test_a_tight_calendar_is_planned_around_and_told() -> None:
    problem, undated = made(12, slots=9, options=1)
    assert broken_dates(problem, undated)
    dated = date_plan(problem, undated, seed=1, rounds=1)
    assert sound(problem, dated)
    assert not dated.whole
    assert 0.8 < dated.kept < 1.05
    assert dated.plan.covered == pytest.approx(evaluate(problem, dated.plan).covered)
    assert dated.plan.bound == pytest.approx(max(undated.bound, dated.plan.covered))
    count: Counter[tuple[str, str]] = Counter()
    for seats in undated.seats:
        count[seats.department, seats.offer] += seats.seats
    for change in dated.changes:
        count[change.department, change.offer] += change.seats
    after: Counter[tuple[str, str]] = Counter()
    for seats in dated.plan.seats:
        after[seats.department, seats.offer] += seats.seats
    assert +count == after


def test_what_a_tight_calendar_frees_is_planned_again() -> None:
    """With one host slot in all, at most one course is held; its money goes to what needs no date."""
    problem, undated = made(12, slots=9, options=1)
    once = dataclasses.replace(
        problem, dates=tuple(dataclasses.replace(d, options=((1,),)) for d in problem.dates)
    )
    dated = date_plan(once, undated, seed=1, rounds=1)
    assert sound(once, dated)
    assert len({run.host for run in dated.plan.runs}) == len(dated.plan.runs)
    assert dated.dropped
    assert any(change.seats > 0 for change in dated.changes) or len(dated.plan.mentoring) > len(
        undated.mentoring
    )


def test_counted_work_repeats() -> None:
    problem, undated = made(12, slots=9, options=1)
    one, two = (date_plan(problem, undated, seed=3, rounds=1) for _ in range(2))
    assert dataclasses.replace(one.plan, seconds=0) == dataclasses.replace(two.plan, seconds=0)


def test_a_must_without_a_date_is_refused_by_name() -> None:
    problem, undated = made(12, slots=9, options=1)
    seats = next(s for s in undated.seats if s.host is not None)
    locked = dataclasses.replace(
        problem,
        departments=tuple(
            dataclasses.replace(d, must=(seats.offer,)) if d.id == seats.department else d
            for d in problem.departments
        ),
        dates=tuple(d for d in problem.dates if d.offer != seats.offer),
    )
    with pytest.raises(ProblemError, match=f"{seats.department} {seats.offer}"):
        date_plan(locked, undated, seed=1)


def test_dates_given_twice_are_refused() -> None:
    problem, undated = made(12, slots=9, options=1)
    twice = dataclasses.replace(problem, dates=(*problem.dates, problem.dates[0]))
    with pytest.raises(ProblemError, match="is there twice"):
        date_plan(twice, undated, seed=1)


def test_the_check_names_what_a_dated_plan_breaks() -> None:
    problem, _ = made(12, slots=9, options=1)
    first, second = [d for d in problem.dates if d.host == problem.dates[0].host][:2]
    one = problem.departments[0].id
    date = first.options[0]
    wrong = Plan(
        runs=(Run(first.offer, first.host, 1, (date,)), Run(second.offer, second.host, 2, (date,))),
        seats=(Seats(first.offer, first.host, one, 3, date), Seats(first.offer, first.host, one, 1)),
    )
    text = "\n".join(broken_dates(problem, wrong))
    assert "1 dates for 2 runs" in text
    assert f"{first.host}: 2 sessions in slot {date[0]}" in text
    assert f"{one}: 3 out in slot {date[0]}, at most 2" in text
    assert "there is no run on []" in text
    assert "3 seats, at least 8" in text
