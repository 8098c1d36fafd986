"""The limits that dates are found within, each of which can be lifted by itself to see what it costs.

A `Setting` is all that dates depend on. A `Limit` says in words what it demands and what lifting it would
mean, and gives the setting without it. Which limits there are depends on what the setting knows: of real
calendars it can lift the examination weeks of one school; of bare options only that the offer has so few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from smeaton.engine.support.calendar.candidates import with_calendar
from smeaton.engine.support.calendar.days import EVERY_DAY, EVERY_KIND, Habits
from smeaton.engine.support.calendar.place import PlaceCalendar
from smeaton.engine.support.calendar.timetable import Key, Timetable, timetable
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Department, Offer, Problem

_LONGER = 28  # days that a season is made longer by


@dataclass(frozen=True)
class Setting:
    """What dates depend on; without a calendar the problem's own dates hold."""

    problem: Problem
    calendar: PlaceCalendar | None = None
    two_rooms: frozenset[str] = frozenset()

    def table(self, plan: Plan) -> Timetable:
        """What is to be dated, with the dates of this setting."""
        problem = self.problem
        if self.calendar is not None:
            keys = frozenset((run.offer, run.host) for run in plan.runs)
            problem = with_calendar(problem, self.calendar, only=keys)
        return replace(timetable(problem, plan), two_rooms=self.two_rooms)


@dataclass(frozen=True)
class Limit:
    """One limit: what it demands, what lifting it means (both in words), and the setting without it."""

    demands: str
    lifted: str
    lift: Callable[[Setting], Setting]


def limits(setting: Setting, plan: Plan, events: frozenset[Key], names: Mapping[str, str]) -> list[Limit]:
    """The limits that bear on the `events`, those that are easiest to lift first.

    `names` gives what to call an id; one that is not there is called by its id.
    """

    def name(key: str) -> str:
        return names.get(key, key)

    seats = [s for s in plan.seats if s.host is not None and (s.offer, s.host) in events]
    going = [d for d in setting.problem.departments if d.id in {s.department for s in seats}]
    offers = [o for o in setting.problem.offers if o.id in {offer for offer, _ in events}]
    hosts = sorted({host for _, host in events})
    found = [_out(setting)] if any(o.release_days > 0 for o in offers) else []
    calendar = setting.calendar
    if calendar is None:
        for department in going:
            found += [
                _closed(department, why, name) for why in sorted({c.because for c in department.closed})
            ]
        found += [_other_dates(key, name) for key in sorted(events)]
    else:
        for department in going:
            found += _school(calendar, department.id, name)
        for host in hosts:
            found += _host(calendar, host, name)
        found += [_spacing(calendar, o, name) for o in offers if calendar.pattern(o).spacing > 7]
        found.append(_season(calendar))
    found += [_facilitators(o, name) for o in offers if o.facilitators]
    found += [_group(o, name) for o in offers if o.seats_min > 1]
    found += [_room(host, name) for host in hosts]
    return found


def _offer(setting: Setting, key: str, change: Callable[[Offer], Offer]) -> Setting:
    offers = tuple(change(o) if o.id == key else o for o in setting.problem.offers)
    return replace(setting, problem=replace(setting.problem, offers=offers))


def _out(setting: Setting) -> Limit:
    most = setting.problem.rules.out_per_slot_max

    def lift(one: Setting) -> Setting:
        rules = replace(one.problem.rules, out_per_slot_max=most + 1)
        return replace(one, problem=replace(one.problem, rules=rules))

    return Limit(f"at most {most} of a department out at once", f"allowing {most + 1} out at once", lift)


def _closed(department: Department, because: str, name: Callable[[str], str]) -> Limit:
    def opened(d: Department) -> Department:
        return replace(d, closed=tuple(c for c in d.closed if c.because != because))

    def lift(one: Setting) -> Setting:
        departments = tuple(opened(d) if d.id == department.id else d for d in one.problem.departments)
        return replace(one, problem=replace(one.problem, departments=departments))

    at = name(department.id)
    return Limit(f"nobody leaves {at} in its closed slots ({because})", f"opening {at} ({because})", lift)


def _other_dates(key: Key, name: Callable[[str], str]) -> Limit:
    def lift(one: Setting) -> Setting:
        slots = [s for d in one.problem.dates for o in d.options for s in o]
        slots += [s for d in one.problem.departments for c in d.closed for s in c.slots]
        sessions = next(max(1, o.sessions) for o in one.problem.offers if o.id == key[0])
        first = max(slots, default=0) + 1
        new = tuple(
            tuple(range(first + n * sessions, first + (n + 1) * sessions))
            for n in range(one.problem.rules.runs_max)
        )
        dates = tuple(
            replace(d, options=d.options + new) if (d.offer, d.host) == key else d for d in one.problem.dates
        )
        return replace(one, problem=replace(one.problem, dates=dates))

    what = f"{name(key[0])} at {name(key[1])}"
    return Limit(f"only the dates given for {what}", f"other dates for {what}", lift)


def _school(calendar: PlaceCalendar, department: str, name: Callable[[str], str]) -> list[Limit]:
    school = calendar.by_department.get(department)
    if school is None:
        return []
    habits, at, found = school.habits, name(department), []

    def changed(change: Callable[[Habits], Habits]) -> Callable[[Setting], Setting]:
        def lift(one: Setting) -> Setting:
            assert one.calendar is not None  # noqa: S101
            schools = tuple(
                replace(s, habits=change(s.habits)) if s.department == department else s
                for s in one.calendar.schools
            )
            return replace(one, calendar=replace(one.calendar, schools=schools))

        return lift

    if reasons := sorted({c.because for c in habits.closures if c.blackout}):
        lift = changed(lambda h: replace(h, closures=tuple(c for c in h.closures if not c.blackout)))
        weeks = f"the blackout weeks of {at} ({', '.join(reasons)})"
        found.append(Limit(weeks, f"opening {weeks}", lift))
    if habits.weekdays != EVERY_DAY:
        lift = changed(lambda h: replace(h, weekdays=EVERY_DAY))
        found.append(Limit(f"the weekdays of {at}", f"any weekday at {at}", lift))
    if habits.kinds != EVERY_KIND:
        lift = changed(lambda h: replace(h, kinds=EVERY_KIND))
        found.append(Limit(f"the parts of the day at {at}", f"any part of the day at {at}", lift))
    return found


def _host(calendar: PlaceCalendar, host: str, name: Callable[[str], str]) -> list[Limit]:
    habits = calendar.hosts.get(host)
    if habits is None:
        return []

    def changed(change: Callable[[Habits], Habits]) -> Callable[[Setting], Setting]:
        def lift(one: Setting) -> Setting:
            assert one.calendar is not None  # noqa: S101
            hosts = {key: change(h) if key == host else h for key, h in one.calendar.hosts.items()}
            return replace(one, calendar=replace(one.calendar, hosts=hosts))

        return lift

    at, found = name(host), []
    if habits.weekdays != EVERY_DAY or habits.only:
        lift = changed(lambda h: replace(h, weekdays=EVERY_DAY, only=frozenset()))
        found.append(Limit(f"the days on which {at} can hold sessions", f"any weekday at {at}", lift))
    if missing := sorted(EVERY_KIND - habits.kinds):
        kinds = " or ".join(f"{kind}s" for kind in missing)
        lift = changed(lambda h: replace(h, kinds=EVERY_KIND))
        found.append(Limit(f"no {kinds} at {at}", f"allowing {kinds} at {at}", lift))
    if habits.closures:
        lift = changed(lambda h: replace(h, closures=()))
        found.append(Limit(f"the weeks in which {at} holds nothing", f"opening {at} then", lift))
    return found


def _spacing(calendar: PlaceCalendar, offer: Offer, name: Callable[[str], str]) -> Limit:
    pattern = calendar.pattern(offer)

    def lift(one: Setting) -> Setting:
        assert one.calendar is not None  # noqa: S101
        others = tuple(p for p in one.calendar.patterns if p.offer != offer.id)
        return replace(one, calendar=replace(one.calendar, patterns=(*others, replace(pattern, spacing=7))))

    demands = f"{pattern.spacing} days between the sessions of {name(offer.id)}"
    return Limit(demands, f"a week between the sessions of {name(offer.id)}", lift)


def _season(calendar: PlaceCalendar) -> Limit:
    later = calendar.season.last + timedelta(days=_LONGER)

    def lift(one: Setting) -> Setting:
        assert one.calendar is not None  # noqa: S101
        return replace(one, calendar=replace(one.calendar, season=replace(one.calendar.season, last=later)))

    return Limit(f"a last day of {_said(calendar.season.last)}", f"going on until {_said(later)}", lift)


def _said(day: object) -> str:
    return f"{day:%-d %B %Y}"


def _facilitators(offer: Offer, name: Callable[[str], str]) -> Limit:
    who = " or ".join(name(j) for j in offer.facilitators)

    def lift(one: Setting) -> Setting:
        return _offer(one, offer.id, lambda o: replace(o, facilitators=()))

    return Limit(f"only {who} leads {name(offer.id)}", f"somebody else to lead {name(offer.id)}", lift)


def _group(offer: Offer, name: Callable[[str], str]) -> Limit:
    half = offer.seats_min // 2

    def lift(one: Setting) -> Setting:
        return _offer(one, offer.id, lambda o: replace(o, seats_min=half))

    demands = f"groups of at least {offer.seats_min} on {name(offer.id)}"
    return Limit(demands, f"groups of {half} on {name(offer.id)}", lift)


def _room(host: str, name: Callable[[str], str]) -> Limit:
    def lift(one: Setting) -> Setting:
        return replace(one, two_rooms=one.two_rooms | {host})

    return Limit(f"one session at a time at {name(host)}", f"a second room at {name(host)}", lift)
