"""A place's calendar: the season, every school's terms, what hosts and facilitators do, how offers meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from smeaton.engine.support.calendar.days import Habits, SchoolCalendar, Season, SlotKind
from smeaton.engine.support.problem import Offer, Problem, ProblemError


@dataclass(frozen=True, slots=True)
class SessionPattern:
    """How the sessions of an offer follow each other.

    Each takes one of `kinds`, all of them the same; from one to the next there are at least `spacing` days,
    and no more than `within` days longer.
    """

    offer: str
    sessions: int
    kinds: tuple[SlotKind, ...]
    spacing: int = 0
    within: int = 28

    def __post_init__(self) -> None:
        """Refuse a pattern without a kind, and negative numbers."""
        if not self.kinds:
            raise ProblemError(f"{self.offer}: no kind of session is allowed; give at least one.")
        if min(self.sessions, self.spacing, self.within) < 0:
            raise ProblemError(f"{self.offer}: sessions and days between them cannot be below 0.")


def usual_pattern(offer: Offer) -> SessionPattern:
    """What an offer's mode and release days say: twilights, half days or full days; four weeks apart."""
    each = offer.release_days / max(1, offer.sessions)
    if offer.release_days == 0:
        kinds: tuple[SlotKind, ...] = (SlotKind.TWILIGHT,)
    elif each <= 0.5:
        kinds = (SlotKind.MORNING, SlotKind.AFTERNOON)
    else:
        kinds = (SlotKind.DAY,)
    return SessionPattern(offer.id, max(1, offer.sessions), kinds, 28 if offer.sessions > 1 else 0)


@dataclass(frozen=True)
class PlaceCalendar:
    """Everything that says when sessions can be.

    `schools` has one entry for each department; one that is missing can always come. `hosts` and
    `facilitators` (by id) add to what the school of the host allows; `patterns` (by offer) replace the
    usual ones.
    """

    season: Season
    schools: tuple[SchoolCalendar, ...] = ()
    hosts: dict[str, Habits] = field(default_factory=dict)
    facilitators: dict[str, Habits] = field(default_factory=dict)
    patterns: tuple[SessionPattern, ...] = ()

    @cached_property
    def by_department(self) -> dict[str, SchoolCalendar]:
        """The schools by department."""
        return {school.department: school for school in self.schools}

    def pattern(self, offer: Offer) -> SessionPattern:
        """How the offer meets."""
        return next((p for p in self.patterns if p.offer == offer.id), usual_pattern(offer))

    def shut(self, department: str, day: date, part: int) -> str:
        """Why a department sends nobody then; empty when it can."""
        school = self.by_department.get(department)
        return "" if school is None else school.reason(day, part)

    def host_shut(self, host: str, department: str, day: date, part: int) -> str:
        """Why a host, at the site of `department`, holds nothing then; empty when it can."""
        return self.hosts.get(host, Habits()).reason(day, part) or self.shut(department, day, part)

    def refuse_strangers(self, problem: Problem) -> None:
        """Refuse ids that the problem does not have; what to do is in the sentence."""
        known = {
            "schools": ({s.department for s in self.schools}, {d.id for d in problem.departments}),
            "hosts": (set(self.hosts), {h.id for h in problem.hosts}),
            "patterns": ({p.offer for p in self.patterns}, {o.id for o in problem.offers}),
        }
        for part, (named, there) in known.items():
            if strange := sorted(named - there):
                raise ProblemError(
                    f'The calendar\'s {part} name "{strange[0]}", which the problem does not have; '
                    "correct it or take it out."
                )
