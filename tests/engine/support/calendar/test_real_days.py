"""Real calendars: holidays, terms, examinations, half days, spacing; the dates that come of them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from smeaton.engine.support import Problem, ProblemError
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.calendar.candidates import MOST, with_calendar
from smeaton.engine.support.calendar.check import broken_dates
from smeaton.engine.support.calendar.dated import date_plan
from smeaton.engine.support.calendar.days import (
    Closure,
    Habits,
    SchoolCalendar,
    Season,
    SlotKind,
    Term,
)
from smeaton.engine.support.calendar.holidays import BANK_HOLIDAYS
from smeaton.engine.support.calendar.place import PlaceCalendar, SessionPattern, usual_pattern
from smeaton.engine.support.greedy import greedy
from tests.factories.calendars import year
from tests.factories.planning import place

AUTUMN = Season(date(2026, 9, 1), date(2026, 12, 18))
TERMS = (Term(date(2026, 9, 3), date(2026, 10, 23)), Term(date(2026, 11, 2), date(2026, 12, 18)))


def easter(year: int) -> date:
    """Gauss's rule, as far as the Gregorian calendar of these years needs it."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    return date(year, 3, 22) + timedelta(days=d + e)


def by_statute(year: int) -> set[date]:
    """The bank holidays of England by the rules, with substitute days for those on a weekend."""

    def monday(day: date) -> date:
        return day + timedelta(days=-day.weekday() % 7)

    days = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    days |= {monday(date(year, 5, 1)), monday(date(year, 5, 25)), monday(date(year, 8, 25))}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        days.add(
            next(d for n in range(5) if (d := fixed + timedelta(days=n)).weekday() < 5 and d not in days)
        )
    return days


def test_the_table_of_bank_holidays_is_what_the_rules_give() -> None:
    assert set().union(*(by_statute(year) for year in (2026, 2027, 2028))) == BANK_HOLIDAYS


def test_a_full_day_meets_both_half_days() -> None:
    day = date(2026, 9, 8)
    morning, afternoon = AUTUMN.slots(day, SlotKind.MORNING), AUTUMN.slots(day, SlotKind.AFTERNOON)
    assert set(AUTUMN.slots(day, SlotKind.DAY)) == {*morning, *afternoon}
    assert not set(AUTUMN.slots(day, SlotKind.TWILIGHT)) & {*morning, *afternoon}
    for kind in SlotKind:
        assert AUTUMN.sessions(AUTUMN.slots(day, kind)) == ((day, kind),)


def test_a_school_says_why_it_sends_nobody() -> None:
    mocks = Closure(date(2026, 11, 9), date(2026, 11, 20), "mocks", blackout=True, evenings=False)
    school = SchoolCalendar("d1", TERMS, Habits(weekdays=frozenset({0, 1, 2, 3}), closures=(mocks,)))
    assert school.reason(date(2026, 10, 27), 0) == "outside its terms"
    assert school.reason(date(2026, 11, 10), 0) == "mocks"
    assert school.reason(date(2026, 11, 10), 2) == ""
    assert school.reason(date(2026, 9, 11), 0) == "no Fridays"
    assert school.reason(date(2026, 9, 10), 1) == ""
    assert Habits(kinds=frozenset({SlotKind.DAY})).reason(date(2026, 9, 10), 2) == "no twilights"
    assert Habits(only=frozenset({date(2026, 9, 9)})).reason(date(2026, 9, 10), 0) == "not one of their days"


def made(**calendar: object) -> tuple[Problem, PlaceCalendar]:
    problem = Problem.from_dict(place(5, departments=4))
    schools = tuple(SchoolCalendar(d.id, TERMS) for d in problem.departments)
    return problem, PlaceCalendar(AUTUMN, **({"schools": schools} | calendar))  # type: ignore[arg-type]


def test_every_date_keeps_terms_holidays_pattern_and_host() -> None:
    problem, _ = made()
    host = problem.hosts[0].id
    problem, calendar = made(hosts={host: Habits(weekdays=frozenset({1}))})
    dated = with_calendar(problem, calendar)
    offers = {o.id: o for o in problem.offers}
    assert {(d.offer, d.host) for d in dated.dates} == {
        (o.id, h.id) for o in problem.offers if o.hosted for h in problem.hosts
    }
    for dates in dated.dates:
        pattern = usual_pattern(offers[dates.offer])
        assert 0 < len(dates.options) <= MOST
        for option in dates.options:
            sessions = AUTUMN.sessions(option)
            days = [day for day, _ in sessions]
            assert len(sessions) == pattern.sessions
            assert {kind for _, kind in sessions} <= set(pattern.kinds)
            assert all(any(t.first <= day <= t.last for t in TERMS) for day in days)
            assert all(b - a >= timedelta(days=28) for a, b in pairwise(days))
            assert dates.host != host or {day.weekday() for day in days} == {1}
            assert not set(days) & BANK_HOLIDAYS


def test_dates_are_spread_over_the_season() -> None:
    problem, calendar = made()
    dated = with_calendar(problem, calendar, most=4)
    single = next(d for d in dated.dates if d.offer.startswith("course-1"))
    weeks = [(AUTUMN.day(option[0]) - AUTUMN.first).days // 7 for option in single.options]
    assert len(weeks) == 4
    assert all(later - sooner >= 1 for sooner, later in pairwise(weeks))
    assert weeks[0] < 5
    assert weeks[-1] > 10


def test_an_offer_meets_as_its_pattern_says() -> None:
    problem, _ = made()
    offer = next(o.id for o in problem.offers if o.id.startswith("course-3"))
    pattern = SessionPattern(offer, 2, (SlotKind.MORNING,), spacing=42, within=7)
    problem, calendar = made(patterns=(pattern,))
    options = next(d.options for d in with_calendar(problem, calendar).dates if d.offer == offer)
    for option in options:
        (first, one), (second, other) = AUTUMN.sessions(option)
        assert one == other == SlotKind.MORNING
        assert 42 <= (second - first).days <= 49


def test_a_strange_school_is_refused() -> None:
    problem, calendar = made(schools=(SchoolCalendar("nowhere", TERMS),))
    with pytest.raises(ProblemError, match='schools name "nowhere"'):
        with_calendar(problem, calendar)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_as_it_looks_holds_a_plan(seed: int) -> None:
    """Nobody leaves in mock weeks; what is dated keeps at least 98% of what was covered without dates."""
    problem = Problem.from_dict(place(seed, departments=6, out_per_slot_max=3))
    a = arrays(problem)
    start = greedy(a)
    assert start is not None
    dated_problem = with_calendar(problem, year(problem, seed))
    dated = date_plan(dated_problem, to_plan(a, start), seed=1, rounds=0)
    assert dated.kept >= 0.98
    assert not broken_dates(dated_problem, dated.plan)
    assert any(c.because == "mock examinations" for d in dated_problem.departments for c in d.closed)
