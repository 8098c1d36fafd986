"""Offers: what a hub lead has to organise for the current plan, and the catalogue behind it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from smeaton.apps.access.queries import NotShared
from smeaton.apps.places.models import Programme
from smeaton.apps.support.models import (
    Mentor,
    MentoringHours,
    Mode,
    Offer,
    PlannedRun,
    PlannedSeats,
    PlanRun,
    PlanSettings,
)
from smeaton.apps.support.queries.sessions import Meeting, meetings
from smeaton.apps.support.queries.shown import Shown, shown
from smeaton.apps.support.queries.strands import Titles, strand_titles
from smeaton.terms import Permission, Reach

_ELSEWHERE: dict[str, str] = {Mode.INSET: "each department’s own school", Mode.ONLINE: "online"}
"""Where offers without a host are held."""


@dataclass(frozen=True)
class Visitors:
    """A school that comes to a run or meets a mentor: seats, or hours."""

    urn: int
    school: str
    amount: float
    strands: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunCard:
    """An offer as it runs at one host, or online: seats of minimum and maximum, who comes, cost in pounds."""

    offer_id: int
    name: str
    mode: str
    provider: str
    host: str
    runs: int
    sessions: int
    seats: int
    seats_min: int
    seats_max: int | None
    schools: tuple[Visitors, ...]
    cost: float
    dates: tuple[tuple[Meeting, ...], ...] = ()
    """The sessions of each run that has a date."""

    @property
    def near_minimum(self) -> bool:
        """Whether one school staying away could close the run: at most one seat above the minimum."""
        return self.seats_min > 0 and self.seats <= self.seats_min + 1


@dataclass(frozen=True)
class MentorCard:
    """A mentor, by role and school: hours used of those available, and the departments."""

    mentor_id: int
    role: str
    school: str
    hours_used: float
    hours: float
    departments: tuple[Visitors, ...]
    cost: float


@dataclass(frozen=True)
class OfferCard:
    """An offer of the catalogue. `gives` says what it gives which strand, in words."""

    key: str
    name: str
    summary: str
    audience: str
    provider: str
    mode: str
    sessions: int
    hours: float
    release_days: float
    run_cost: float
    seat_cost: float
    seats_min: int
    seats_max: int | None
    mechanisms: tuple[str, ...]
    gives: tuple[str, ...]
    runs: bool


@dataclass(frozen=True)
class OffersPage:
    """What there is to organise."""

    programme_name: str
    place_name: str
    place_slug: str
    planned: bool
    runs: tuple[RunCard, ...]
    mentors: tuple[MentorCard, ...]
    catalogue: tuple[OfferCard, ...]
    starts: date | None
    ends: date | None
    synthetic: bool
    not_shared: NotShared
    outdated: int
    """Departments of the current plan that are not shared with the reader, so that it is not shown."""

    @property
    def seats(self) -> int:
        """Seats over all runs."""
        return sum(run.seats for run in self.runs)

    @property
    def undated(self) -> int:
        """Runs that have no date yet."""
        return sum(max(run.runs - len(run.dates), 0) for run in self.runs)

    @property
    def mentors_used(self) -> int:
        """Mentors who meet a department."""
        return sum(mentor.hours_used > 0 for mentor in self.mentors)


def offers_page(programme_id: int, reach: Reach) -> OffersPage:
    """Runs and mentors of the current plan, and the catalogue; `Refused` without VIEW_OFFERS in the place."""
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    reach.require(Permission.VIEW_OFFERS, programme.where)
    seen = shown(programme, reach)
    plan = seen.plan
    settings = PlanSettings.objects.filter(programme=programme).first()
    titles = strand_titles(programme_id)
    runs = _runs(plan) if plan else ()
    return OffersPage(
        not_shared=seen.not_shared,
        outdated=seen.outdated,
        programme_name=programme.name,
        place_name=programme.place.name,
        place_slug=programme.place.slug,
        planned=plan is not None,
        runs=runs,
        mentors=_mentors(programme, plan, titles, seen),
        catalogue=_catalogue(programme, titles, {run.offer_id for run in runs}),
        starts=settings.starts if settings else None,
        ends=settings.ends if settings else None,
        synthetic=programme.synthetic,
    )


def _runs(plan: PlanRun) -> tuple[RunCard, ...]:
    planned = {(row.offer_id, row.host_id): row for row in PlannedRun.objects.filter(plan=plan)}
    together: dict[tuple[int, int | None], list[PlannedSeats]] = defaultdict(list)
    for row in (
        PlannedSeats.objects.filter(plan=plan)
        .select_related("offer", "host__department__school", "department__school")
        .order_by("offer__position", "offer__key", "host", "department__school__name")
    ):
        together[row.offer_id, row.host_id].append(row)
    cards = []
    for (offer_id, host_id), rows in together.items():
        offer, host = rows[0].offer, rows[0].host
        run = planned.get((offer_id, host_id)) if host_id is not None else None
        times = run.copies if run else 0
        seats = sum(row.seats for row in rows)
        cards.append(
            RunCard(
                offer_id=offer_id,
                name=offer.name,
                mode=offer.get_mode_display(),
                provider=offer.provider,
                host=host.department.school.name if host else _ELSEWHERE.get(offer.mode, "elsewhere"),
                runs=times,
                sessions=offer.sessions,
                seats=seats,
                seats_min=offer.seats_min * times,
                seats_max=offer.seats_max * times if offer.seats_max is not None and times else None,
                schools=tuple(
                    Visitors(row.department.school_id, row.department.school.name, row.seats) for row in rows
                ),
                cost=float(offer.run_cost) * times + float(offer.seat_cost) * seats,
                dates=tuple(meetings(sessions) for sessions in run.dates) if run else (),
            )
        )
    return tuple(cards)


def _mentors(
    programme: Programme, plan: PlanRun | None, titles: Titles, seen: Shown
) -> tuple[MentorCard, ...]:
    met: dict[int, dict[tuple[int, str], list[MentoringHours]]] = defaultdict(lambda: defaultdict(list))
    if plan is not None:
        for row in MentoringHours.objects.filter(plan=plan).select_related("department__school"):
            school = row.department.school
            met[row.mentor_id][school.pk, school.name].append(row)
    cards = []
    mentors = Mentor.objects.filter(programme=programme, department__in=seen.departments)
    for mentor in mentors.select_related("department__school"):
        departments = tuple(
            Visitors(
                urn,
                name,
                float(sum(row.hours for row in rows)),
                tuple(titles[row.strand] for row in rows),
            )
            for (urn, name), rows in sorted(met[mentor.pk].items(), key=lambda entry: entry[0][1])
        )
        used = sum(visit.amount for visit in departments)
        cards.append(
            MentorCard(
                mentor_id=mentor.pk,
                role=mentor.role,
                school=mentor.department.school.name,
                hours_used=used,
                hours=float(mentor.hours),
                departments=departments,
                cost=used * float(mentor.hourly_rate),
            )
        )
    return tuple(cards)


def _catalogue(programme: Programme, titles: Titles, running: set[int]) -> tuple[OfferCard, ...]:
    rows = Offer.objects.filter(programme=programme, in_use=True).prefetch_related("contributions")
    return tuple(
        OfferCard(
            key=offer.key,
            name=offer.name,
            summary=offer.summary,
            audience=offer.audience,
            provider=offer.provider,
            mode=offer.get_mode_display(),
            sessions=offer.sessions,
            hours=float(offer.hours),
            release_days=float(offer.release_days),
            run_cost=float(offer.run_cost),
            seat_cost=float(offer.seat_cost),
            seats_min=offer.seats_min,
            seats_max=offer.seats_max,
            mechanisms=tuple(offer.mechanisms),
            gives=tuple(
                f"{titles[given.strand]} ({given.part}, {given.depth})" for given in offer.contributions.all()
            ),
            runs=offer.pk in running,
        )
        for offer in rows
    )
