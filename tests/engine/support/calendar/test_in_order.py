"""What comes first is not lost to the calendar while what comes after it stays."""

from smeaton.engine.support import evaluate
from smeaton.engine.support.calendar.check import broken_dates
from smeaton.engine.support.calendar.dated import date_plan
from smeaton.engine.support.calendar.in_order import date_in_order
from smeaton.engine.support.ordered import Order, too_early
from tests.engine.support.calendar.test_reasons import small


def test_nobody_goes_to_the_second_course_where_the_first_finds_no_date() -> None:
    """Two courses and one day: whichever of them is held, nobody goes to one that comes after the other."""
    problem, plan = small((5,))
    kept_without = {s.offer for s in date_plan(problem, plan, seed=1, rounds=0).plan.seats}
    assert len(kept_without) == 1
    (kept,) = kept_without
    (lost,) = {"o1", "o2"} - kept_without
    order = Order(after={kept: (lost,)})
    dated = date_in_order(problem, plan, order, seed=1, seconds=5, rounds=0)
    assert not too_early(dated.plan, order)
    assert not broken_dates(problem, dated.plan)
    assert not evaluate(problem, dated.plan).broken
    assert {s.offer for s in dated.plan.seats} == {lost}
    assert not dated.whole
    assert dated.undated == evaluate(problem, plan).covered


def test_where_everything_is_dated_nothing_is_taken_away() -> None:
    problem, plan = small((5,), (8,))
    order = Order(after={"o2": ("o1",)})
    dated = date_in_order(problem, plan, order, seed=1, seconds=5, rounds=0)
    assert dated.whole
    assert dated.kept == 1.0
