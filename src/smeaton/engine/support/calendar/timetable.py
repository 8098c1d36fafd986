"""What is to be dated: the runs of a plan, the dates they could take, and who cannot come when.

A *date* is an option of the problem's `dates`: the slots that the sessions of one run take. Copies of an
offer at a host differ in nothing but their date, so a copy is known by it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from smeaton.engine.support.plans import Plan, Run, Seats
from smeaton.engine.support.problem import Offer, Problem, ProblemError

Date = tuple[int, ...]  # the slots of one run's sessions
Key = tuple[str, str]  # offer, host


@dataclass(frozen=True)
class Event:
    """The runs of one offer at one host: `copies` of them, on distinct `dates`.

    `seats` by department; `open_to` says, date by date, which departments can send staff; `led_by` who of
    the offer's facilitators could lead that date (None: the offer names nobody, so nobody is needed).
    """

    offer: Offer
    host: str
    copies: int
    seats: dict[str, int]
    dates: tuple[Date, ...]
    open_to: tuple[frozenset[str], ...]
    led_by: tuple[tuple[str, ...] | None, ...]

    @property
    def key(self) -> Key:
        """Offer and host."""
        return self.offer.id, self.host


@dataclass(frozen=True)
class Timetable:
    """The events of a plan; at most `out_max` staff of a department are out in one slot.

    `musts` are the pairs of department and offer that a lead has locked in and that need a hosted seat.
    A host holds one session in a slot, those of `two_rooms` two.
    """

    events: tuple[Event, ...]
    out_max: int
    musts: frozenset[tuple[str, str]]
    two_rooms: frozenset[str] = frozenset()

    def only(self, keys: frozenset[Key]) -> Timetable:
        """The same with only some of the events, and no musts."""
        return replace(self, events=tuple(e for e in self.events if e.key in keys), musts=frozenset())


@dataclass(frozen=True)
class Held:
    """One dated run: who leads it, where the offer has facilitators, and seats by department."""

    offer: str
    host: str
    date: Date
    facilitator: str | None
    seats: tuple[tuple[str, int], ...]


def timetable(problem: Problem, plan: Plan) -> Timetable:
    """What is to be dated for `plan`.

    Raises `ProblemError` when dates are there twice for an offer and host.
    """
    offers = {offer.id: offer for offer in problem.offers}
    copies: Counter[Key] = Counter()
    seats: dict[Key, Counter[str]] = defaultdict(Counter)
    for run in plan.runs:
        copies[run.offer, run.host] += run.copies
    for some in plan.seats:
        if some.host is not None and offers[some.offer].hosted:
            seats[some.offer, some.host][some.department] += some.seats
    choices = Choices(problem)
    events = tuple(
        choices.event(offers[key[0]], key[1], copies[key], dict(sorted(seats[key].items())))
        for key in sorted(copies)
    )
    return Timetable(events, problem.rules.out_per_slot_max, _musts(problem, plan))


class Choices:
    """The dates of a problem and who can come on them, for the events of any plan."""

    def __init__(self, problem: Problem) -> None:
        """Index the problem's dates and closed slots."""
        self.dates: dict[Key, tuple[Date, ...]] = {}
        for some in problem.dates:
            if (some.offer, some.host) in self.dates:
                raise ProblemError(
                    f"dates: {some.offer} at {some.host} is there twice; put all its options into one entry."
                )
            self.dates[some.offer, some.host] = tuple(dict.fromkeys(some.options))
        self.closed = {
            d.id: frozenset(slot for some in d.closed for slot in some.slots) for d in problem.departments
        }
        self.away = {
            j.id: frozenset(slot for some in j.closed for slot in some.slots) for j in problem.facilitators
        }

    def event(self, offer: Offer, host: str, copies: int, seats: dict[str, int]) -> Event:
        """An event with every date it could take; a date that takes a slot twice is none."""
        dates = tuple(d for d in self.dates.get((offer.id, host), ()) if len(set(d)) == len(d))
        led_by = tuple(self.able(offer, date) for date in dates)
        kept = [n for n, able in enumerate(led_by) if able is None or able]
        return Event(
            offer,
            host,
            copies,
            seats,
            tuple(dates[n] for n in kept),
            tuple(frozenset(d for d in seats if self.closed[d].isdisjoint(dates[n])) for n in kept),
            tuple(led_by[n] for n in kept),
        )

    def able(self, offer: Offer, date: Date) -> tuple[str, ...] | None:
        """Which of the offer's facilitators are free on a date; None where it names none."""
        if not offer.facilitators:
            return None
        return tuple(j for j in offer.facilitators if self.away.get(j, frozenset()).isdisjoint(date))


def _musts(problem: Problem, plan: Plan) -> frozenset[tuple[str, str]]:
    hosted = {offer.id for offer in problem.offers if offer.hosted}
    wanted = {(d.id, offer) for d in problem.departments for offer in d.must if offer in hosted}
    return frozenset(wanted & {(s.department, s.offer) for s in plan.seats})


def with_dates(plan: Plan, held: tuple[Held, ...]) -> Plan:
    """The plan with its hosted runs and seats replaced by dated ones; figures are left as they were."""
    runs: dict[Key, list[Held]] = defaultdict(list)
    for one in sorted(held, key=lambda h: (h.offer, h.host, h.date)):
        runs[one.offer, one.host].append(one)
    return replace(
        plan,
        runs=tuple(
            Run(
                *key,
                len(some),
                tuple(one.date for one in some),
                tuple(one.facilitator for one in some if one.facilitator is not None),
            )
            for key, some in runs.items()
        ),
        seats=tuple(
            Seats(one.offer, one.host, department, n, one.date)
            for some in runs.values()
            for one in some
            for department, n in one.seats
        )
        + tuple(s for s in plan.seats if s.host is None),
    )
