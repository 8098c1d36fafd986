"""Dates for a plan that was just made: over the calendar, with the reasons where some are missing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from smeaton.apps.places.models import Department
from smeaton.apps.support.inputs import PlanningInputs, department_key, host_key
from smeaton.apps.support.models import Facilitator, Host, Offer, PlanRun, PlanSettings
from smeaton.apps.support.queries.calendars import entries_of, own_entries
from smeaton.apps.support.services.watching import SEARCH, Watch
from smeaton.engine.support import Plan, Problem, ProblemError, Seats, evaluate
from smeaton.engine.support.calendar.days import SchoolCalendar, Season, SlotKind, Term
from smeaton.engine.support.calendar.place import PlaceCalendar, SessionPattern, usual_pattern
from smeaton.engine.support.calendar.table import What, habits

SECONDS = 12.0
"""How long packages may be planned again around a tight calendar."""
REASONS_SECONDS = 20.0
NOTICE = timedelta(days=14)
"""Nothing is dated sooner than this after a plan is asked for: people have to be told, cover to be found."""
ZONE = ZoneInfo("Europe/London")
HOURS: Mapping[SlotKind, tuple[time, time]] = {
    SlotKind.MORNING: (time(9), time(12)),
    SlotKind.AFTERNOON: (time(13), time(15, 30)),
    SlotKind.DAY: (time(9), time(15, 30)),
    SlotKind.TWILIGHT: (time(15, 45), time(17, 15)),
}
"""When sessions begin and end, until somebody agrees it otherwise."""
Sessions = list[dict[str, Any]]


@dataclass(frozen=True)
class Dating:
    """What dating came to.

    `plan` has each department's seats on an offer at a host together; `runs` and `seats` have the dates, in
    the form that the rows keep them. `report` goes on the plan run: `sentences` for the hub, and figures.
    """

    plan: Plan
    runs: Mapping[tuple[str, str], list[Sessions]]
    seats: Mapping[tuple[str, str | None, str], list[dict[str, Any]]]
    report: Mapping[str, Any]


def undated(plan: Plan, why: str) -> Dating:
    """A plan without dates, and why it has none."""
    return Dating(plan, {}, {}, {"state": "undated", "sentences": [why]})


def place_calendar(programme_id: int, problem: Problem, *, not_before: date) -> PlaceCalendar | None:
    """The programme's calendar for the schools of a problem, from `not_before` on.

    None without term dates or settings, or where the period is over by then.
    """
    settings = PlanSettings.objects.filter(programme=programme_id).first()
    entries = entries_of(programme_id)
    if settings is None or not any(entry.what == What.TERM for entry in entries):
        return None
    if settings.ends < not_before:
        return None
    hosts = Host.objects.filter(programme=programme_id).select_related("department")
    schools = []
    for department in problem.departments:
        own = own_entries(entries, department.id, at_host=False)
        terms = [e for e in own if e.what == What.TERM]
        of_its_own = [e for e in terms if e.school]  # a school's own terms replace those of all
        spans = tuple(Term(e.first, e.last) for e in of_its_own or terms if e.first and e.last)
        schools.append(SchoolCalendar(department.id, spans, habits(own)))
    return PlaceCalendar(
        Season(max(settings.starts, not_before), settings.ends),
        tuple(schools),
        {
            host_key(row): habits(own_entries(entries, department_key(row.department), at_host=True))
            for row in hosts
            if host_key(row) in {host.id for host in problem.hosts}
        },
        patterns=_patterns(programme_id, problem),
    )


def _patterns(programme_id: int, problem: Problem) -> tuple[SessionPattern, ...]:
    spacing = dict(Offer.objects.filter(programme=programme_id).values_list("key", "spacing_days"))
    usual = (usual_pattern(offer) for offer in problem.offers)
    return tuple(replace(p, spacing=spacing.get(p.offer, 0)) if spacing.get(p.offer) else p for p in usual)


def find_dates(run: PlanRun, inputs: PlanningInputs, plan: Plan, watch: Watch) -> Dating:
    """Date a plan. Where the calendar is tight its packages are planned again; the report says what moved.

    A calendar that cannot hold a lead's must leaves the plan undated, with the reason.
    """
    problem = inputs.problem
    asked = localdate(run.requested_at)
    calendar = place_calendar(run.programme_id, problem, not_before=asked + NOTICE)
    if calendar is None:
        return undated(plan, "Nothing has a date: no term dates have been entered, or the period is over.")
    from smeaton.engine.support.calendar.candidates import with_calendar
    from smeaton.engine.support.calendar.in_order import date_in_order
    from smeaton.engine.support.calendar.limits import Setting
    from smeaton.engine.support.calendar.reasons import reasons

    watch.stage("finding dates", SEARCH)
    names = _names(run.programme_id)
    try:
        dated_problem = with_calendar(_led(run.programme_id, problem), calendar, only=_venues(problem))
        found = date_in_order(
            dated_problem, plan, inputs.order, seed=run.seed, seconds=SECONDS, stop=watch.stop
        )
    except ProblemError as refused:
        return undated(plan, _named(str(refused), names))
    said = []
    if not found.whole and not watch.stop():
        watch.stage("working out why some dates cannot be found", SEARCH)
        why = reasons(
            Setting(dated_problem, calendar),
            plan,
            seed=run.seed,
            names=names,
            seconds=REASONS_SECONDS,
            stop=watch.stop,
        )
        said = [] if why is None else why.sentences()
    report = {
        "state": "dated",
        "whole": found.whole,
        "undated": round(found.undated, 4),
        "covered": round(found.plan.covered, 4),
        "sentences": [_headline(found.whole, found.kept), *said],
    }
    return _together(problem, found.plan, calendar.season, report)


def _headline(whole: bool, kept: float) -> str:
    if whole:
        return "Every run has a date, and nobody’s place was lost for it."
    if kept >= 1:
        return "Not everything fitted into the calendar; planned again around it, as much need is met."
    return (
        f"Not everything fitted into the calendar; planned again around it, {kept:.1%} of the need is kept."
    )


def _led(programme_id: int, problem: Problem) -> Problem:
    """The problem with who leads each offer: a role of a provider leads one session at a time."""
    leads: dict[str, list[str]] = defaultdict(list)
    for row in Facilitator.objects.filter(offer__programme=programme_id).select_related("offer"):
        leads[row.offer.key].append(str(row))
    offers = tuple(replace(o, facilitators=tuple(dict.fromkeys(leads[o.id]))) for o in problem.offers)
    return replace(problem, offers=offers)


def _venues(problem: Problem) -> frozenset[tuple[str, str]]:
    """The pairs of offer and host that may be."""
    return frozenset(
        (offer.id, host.id)
        for offer in problem.offers
        for host in problem.hosts
        if not offer.venues or host.id in offer.venues
    )


def _names(programme_id: int) -> dict[str, str]:
    names = dict(Offer.objects.filter(programme=programme_id).values_list("key", "name"))
    hosts = Host.objects.filter(programme=programme_id).select_related("department__school")
    names |= {host_key(row): row.department.school.name for row in hosts}
    rows = Department.objects.filter(programme=programme_id).select_related("school")
    return names | {department_key(row): row.school.name for row in rows}


def _named(sentence: str, names: Mapping[str, str]) -> str:
    """A sentence with ids replaced by names."""
    for key in sorted(names, key=len, reverse=True):
        sentence = sentence.replace(key, names[key])
    return sentence


def _together(problem: Problem, plan: Plan, season: Season, report: Mapping[str, Any]) -> Dating:
    """The dated plan with one row of seats for a department on an offer at a host, and the dates apart."""
    seats: Counter[tuple[str, str | None, str]] = Counter()
    when: dict[tuple[str, str | None, str], list[dict[str, Any]]] = defaultdict(list)
    for some in plan.seats:
        key = (some.offer, some.host, some.department)
        seats[key] += some.seats
        if some.date:
            when[key].append({"seats": some.seats, "sessions": _sessions(season, some.date)})
    runs = {(r.offer, r.host): [_sessions(season, d) for d in r.dates] for r in plan.runs}
    merged = replace(
        plan,
        runs=tuple(replace(r, dates=(), facilitators=()) for r in plan.runs),
        seats=tuple(Seats(offer, host, department, n) for (offer, host, department), n in seats.items()),
    )
    score = evaluate(problem, merged)
    if score.broken:
        raise RuntimeError(f"dating made a plan that breaks a rule: {score.broken[0]}")
    return Dating(merged, runs, dict(when), report)


def _sessions(season: Season, slots: tuple[int, ...]) -> Sessions:
    return [
        {"starts": _at(day, HOURS[kind][0]), "ends": _at(day, HOURS[kind][1]), "kind": str(kind)}
        for day, kind in season.sessions(slots)
    ]


def _at(day: date, hour: time) -> str:
    return datetime.combine(day, hour, ZONE).isoformat()
