"""Calendars that cannot be met: which runs clash, within which limits, what lifting each one brings."""

import dataclasses
from datetime import date

from smeaton.engine.support import Closed, Dates, Department, Host, Plan, Problem, Rules, Run, Seats, Strand
from smeaton.engine.support.calendar.days import Closure, Habits, SchoolCalendar, Season, SlotKind, Term
from smeaton.engine.support.calendar.limits import Setting
from smeaton.engine.support.calendar.place import PlaceCalendar, SessionPattern
from smeaton.engine.support.calendar.reasons import reasons
from smeaton.engine.support.calendar.scheduler import keep_all
from tests.factories.timetables import crowded, offer

NAMES = {"o1": "Recall", "o2": "Practical work", "h1": "Eastside", "d1": "Eastside School", "d2": "Westside"}
MOCKS = Closure(date(2026, 11, 9), date(2026, 11, 20), "mock examinations", blackout=True)


def small(*options: tuple[int, ...], closed: tuple[Closed, ...] = ()) -> tuple[Problem, Plan]:
    """Two courses at one host, each with the same dates; both departments send two to each."""
    offers = (offer("o1", most=4), offer("o2", most=4))
    problem = Problem(
        strands=(Strand("s"),),
        rules=Rules(None),
        departments=(
            Department("d1", "", (0.0, 0.0), 9, 20.0, 1.0, (0.8,), (0.1,)),
            Department("d2", "", (0.0, 0.0), 9, 20.0, 1.0, (0.8,), (0.1,), closed=closed),
        ),
        offers=offers,
        hosts=(Host("h1", "d1"),),
        dates=tuple(Dates(o.id, "h1", options) for o in offers),
    )
    seats = tuple(Seats(o.id, "h1", d, 2) for o in offers for d in ("d1", "d2"))
    return problem, Plan(runs=(Run("o1", "h1"), Run("o2", "h1")), seats=seats)


def test_what_can_be_dated_needs_no_reasons() -> None:
    problem, plan = small((0,), (1,))
    assert reasons(Setting(problem), plan, seed=1) is None


def test_two_courses_and_one_day_clash() -> None:
    problem, plan = small((5,))
    found = reasons(Setting(problem), plan, seed=1, names=NAMES)
    assert found is not None
    assert found.lost_seats == 4
    (clash,) = found.clashes
    assert clash.runs == (("o1", "h1", 1), ("o2", "h1", 1))
    lifted = {relief.limit.lifted: relief.seats for relief in found.reliefs}
    assert lifted["other dates for Recall at Eastside"] == 4
    assert lifted["other dates for Practical work at Eastside"] == 4
    assert "a second room at Eastside" not in lifted  # nobody could be out twice over at once
    text = " ".join(found.sentences())
    assert "No dates fit together: Recall at Eastside; Practical work at Eastside" in text
    assert "Other dates for Recall at Eastside would bring back 4 seats" in text


def test_a_closed_department_is_named_with_its_reason() -> None:
    problem, plan = small((5,), (8,), closed=(Closed("mock examinations", (8,)),))
    found = reasons(Setting(problem), plan, seed=1, names=NAMES)
    assert found is not None
    opened = next(r for r in found.reliefs if r.limit.lifted == "opening Westside (mock examinations)")
    assert opened.seats == found.lost_seats == 2
    assert any("closed slots (mock examinations)" in limit.demands for limit in found.clashes[0].within)


def fortnight(**calendar: object) -> PlaceCalendar:
    """A season of two weeks, the weeks of Westside's mocks."""
    season = Season(date(2026, 11, 9), date(2026, 11, 20))
    terms = (Term(date(2026, 11, 2), date(2026, 12, 18)),)
    schools = (SchoolCalendar("d1", terms), SchoolCalendar("d2", terms, Habits(closures=(MOCKS,))))
    return PlaceCalendar(season, schools, **calendar)  # type: ignore[arg-type]


def test_real_weeks_are_named() -> None:
    """All of the season lies in Westside's mock weeks: opening them helps, so does going on for longer."""
    problem, plan = small()
    found = reasons(Setting(problem, fortnight()), plan, seed=1, names=NAMES)
    assert found is not None
    assert found.lost_seats == 4
    lifted = {relief.limit.lifted: relief.seats for relief in found.reliefs}
    assert lifted["opening the blackout weeks of Westside (mock examinations)"] == 4
    assert lifted["going on until 18 December 2026"] == 4
    within = {limit.demands for clash in found.clashes for limit in clash.within}
    assert within == {"the blackout weeks of Westside (mock examinations)", "a last day of 20 November 2026"}


def test_spacing_and_parts_of_the_day_are_named() -> None:
    problem, plan = small()
    open_calendar = dataclasses.replace(fortnight(), schools=fortnight().schools[:1])
    patterns = (
        SessionPattern("o1", 2, (SlotKind.TWILIGHT,), spacing=28),
        SessionPattern("o2", 1, (SlotKind.TWILIGHT,)),
    )
    calendar = dataclasses.replace(open_calendar, patterns=patterns)
    found = reasons(Setting(problem, calendar), plan, seed=1, names=NAMES)
    assert found is not None
    lifted = {relief.limit.lifted for relief in found.reliefs}
    assert "a week between the sessions of Recall" in lifted
    mornings = Habits(kinds=frozenset({SlotKind.MORNING, SlotKind.AFTERNOON, SlotKind.DAY}))
    calendar = dataclasses.replace(open_calendar, patterns=patterns[1:], hosts={"h1": mornings})
    found = reasons(Setting(problem, calendar), plan, seed=1, names=NAMES)
    assert found is not None
    assert any(relief.limit.lifted == "allowing twilights at Eastside" for relief in found.reliefs)


def test_clashes_are_smallest_and_reliefs_keep_their_word() -> None:
    """Over crowded places: no run of a clash can be spared, and a relief's seats can be counted again."""
    explained = 0
    for seed in range(40):
        problem, plan = crowded(seed)
        setting = Setting(problem)
        table = setting.table(plan)
        found = reasons(setting, plan, seed=1)
        assert (found is None) == (keep_all(table, seed=1).held is not None)
        if found is None:
            continue
        explained += 1
        for clash in found.clashes:
            keys = frozenset((o, h) for o, h, _ in clash.runs)
            assert keep_all(table.only(keys), seed=1).held is None
            for key in keys:
                assert keep_all(table.only(keys - {key}), seed=1).held is not None
        for relief in found.reliefs:
            assert relief.covered > 0
            assert relief.seats <= found.lost_seats
            whole = keep_all(relief.limit.lift(setting).table(plan), seed=1).held is not None
            assert not whole or relief.seats == found.lost_seats
    assert explained > 10


def test_what_helps_only_together_is_told_together() -> None:
    """A place with one day too few and groups too large: neither alone helps, both bring everything back."""
    problem, plan = crowded(75)
    found = reasons(Setting(problem), plan, seed=1)
    assert found is not None
    (relief,) = found.reliefs
    assert relief.seats == found.lost_seats == 2
    for limit in found.clashes[0].within:
        assert keep_all(limit.lift(Setting(problem)).table(plan), seed=1).held is None
    assert keep_all(relief.limit.lift(Setting(problem)).table(plan), seed=1).held is not None
    assert "Changing all of these together would bring back 2 seats" in found.sentences()[-1]
