"""The scheduler against every timetable there is, on places small enough to try them all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.support import Plan, Problem
from smeaton.engine.support.calendar.check import broken_dates
from smeaton.engine.support.calendar.preferences import unkindness
from smeaton.engine.support.calendar.scheduler import keep_all, keep_most
from smeaton.engine.support.calendar.timetable import Held, timetable, with_dates
from tests.factories.timetables import crowded, every_dating

_MANY = settings(max_examples=40, deadline=None, derandomize=True)


def held(plan: Plan) -> tuple[Held, ...]:
    """The dated runs of a plan."""
    return tuple(
        Held(
            run.offer,
            run.host,
            date,
            run.facilitators[n] if run.facilitators else None,
            tuple((s.department, s.seats) for s in plan.seats if (s.offer, s.date) == (run.offer, date)),
        )
        for run in plan.runs
        for n, date in enumerate(run.dates)
    )


def kept_worth(plan: Plan, worth: dict[tuple[str, str], float]) -> float:
    return sum(worth[s.department, s.offer] * s.seats for s in plan.seats)


def sound(problem: Problem, plan: Plan) -> bool:
    return not broken_dates(problem, plan)


@_MANY
@given(st.integers(0, 10_000))
def test_a_timetable_is_found_if_and_only_if_there_is_one_and_it_is_the_kindest(seed: int) -> None:
    problem, plan = crowded(seed)
    table = timetable(problem, plan)
    costs = [
        unkindness(table, held(one))
        for one in every_dating(problem, plan, all_of_it=True)
        if sound(problem, one)
    ]
    answer = keep_all(table, seed=1)
    assert answer.proven
    assert (answer.held is not None) == bool(costs)
    if answer.held is not None:
        dated = with_dates(plan, answer.held)
        assert sound(problem, dated)
        assert answer.cost == unkindness(table, answer.held) == min(costs)
        for s in plan.seats:
            assert s.seats == sum(
                x.seats for x in dated.seats if (x.offer, x.department) == (s.offer, s.department)
            )


@_MANY
@given(st.integers(0, 10_000))
def test_no_timetable_gives_up_less(seed: int) -> None:
    problem, plan = crowded(seed)
    small = Plan(runs=plan.runs[:2], seats=tuple(s for s in plan.seats if s.offer in ("o1", "o2")))
    worth = {(s.department, s.offer): float(1 + (seed + n) % 5) for n, s in enumerate(small.seats)}
    best = max(
        kept_worth(one, worth) for one in every_dating(problem, small, all_of_it=False) if sound(problem, one)
    )
    answer = keep_most(timetable(problem, small), worth, seed=1)
    assert answer.held is not None
    assert answer.proven
    dated = with_dates(small, answer.held)
    assert sound(problem, dated)
    assert kept_worth(dated, worth) == best


def test_the_same_seed_gives_the_same_timetable() -> None:
    for seed in range(5):
        problem, plan = crowded(seed)
        table = timetable(problem, plan)
        assert keep_all(table, seed=7) == keep_all(table, seed=7)
