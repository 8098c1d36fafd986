"""Re-planning: how far a lead's change is, what a hub can tell the planner, and what the last one moved."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from smeaton.apps.access.models import Agreement
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import (
    MentoringHours,
    Package,
    PackageItem,
    PlannedRun,
    PlannedSeats,
    PlanRun,
    PlanStatus,
    Reply,
    RunKind,
    Standing,
)
from smeaton.apps.support.queries.shown import Shown, shown
from smeaton.terms import Permission, Reach, Role, Shared

LOST_AFTER = timedelta(minutes=1)
"""A reply that nothing has taken up for so long has lost its task."""


@dataclass(frozen=True)
class ChangeProgress:
    """Whether changes of a department wait, and how far the run is that takes them in, of 100 percent."""

    waiting: int
    percent: int
    stage: str


def change_progress(department_id: int, reach: Reach) -> ChangeProgress:
    """How far the changes of a department are; `Refused` without VIEW_PACKAGE there."""
    department = Department.objects.select_related("school", "programme").get(pk=department_id)
    reach.require(Permission.VIEW_PACKAGE, department.where)
    waiting = Reply.objects.waiting().filter(department=department).count()
    run = PlanRun.objects.filter(programme=department.programme_id).live().order_by("id").first()
    if run is None:
        return ChangeProgress(waiting, 0, "Waiting to begin")
    if run.status == PlanStatus.QUEUED:
        return ChangeProgress(waiting, 1, "Waiting to begin")
    return ChangeProgress(waiting, run.percent, (run.stage or "Working").capitalize())


def programmes_waiting(at: datetime) -> list[int]:
    """Programmes with replies that no plan has taken in and no run that would: a task of theirs was lost."""
    lost = Reply.objects.waiting().filter(said_at__lte=at - LOST_AFTER)
    waiting = lost.values_list("department__programme", flat=True)
    busy = PlanRun.objects.live().values_list("programme", flat=True)
    return sorted(set(waiting) - set(busy))


def programmes_outdated(today: date) -> list[int]:
    """Programmes whose plan holds a department that its trust does not share any more, and no run at work.

    One query where every trust shares by name, which is nearly always.
    """
    held = Agreement.objects.in_force(today).filter(
        Q(trust=OuterRef("department__school__trust"))
        | Q(school=OuterRef("department__school"), trust__isnull=True),
        programme=OuterRef("plan__programme"),
    )
    packages = Package.objects.filter(plan__current=True).order_by()
    without = packages.filter(~Exists(held)).values_list("plan__programme", flat=True)
    busy = set(PlanRun.objects.live().values_list("programme", flat=True))
    found = set(without.distinct())
    less = [row for row in Agreement.objects.in_force(today).order_by() if not _shares_by_name(row)]
    for row in less:
        theirs = packages.filter(plan__programme=row.programme_id, department__school__trust=row.trust_id)
        theirs = theirs if row.trust_id is not None else theirs.filter(department__school=row.school_id)
        if theirs.exists():
            found.add(row.programme_id)
    return sorted(found - busy)


def _shares_by_name(row: Agreement) -> bool:
    return Shared.NAMED_DEPARTMENTS in row.shares and Role.HUB_LEAD in row.roles


@dataclass(frozen=True)
class HeldRun:
    """Runs of the current plan that could be cancelled: an offer at a host, its copies and their seats."""

    offer_id: int
    host_id: int
    name: str
    host: str
    copies: int
    seats: int
    schools: int


@dataclass(frozen=True)
class BusyMentor:
    """A mentor of the current plan, by role and school, with the hours they give and to how many schools."""

    mentor_id: int
    role: str
    school: str
    hours: float
    schools: int


@dataclass(frozen=True)
class WhatMoved:
    """What the last re-plan moved, for the hub: a sentence, and the departments with a new version."""

    made_at: datetime | None
    says: str
    departments: tuple[tuple[int, str, int], ...]
    """URN, name and the number of the new version."""


@dataclass(frozen=True)
class Happenings:
    """What could happen to the current plan, whether a run is at work, and what the last re-plan moved."""

    runs: tuple[HeldRun, ...]
    mentors: tuple[BusyMentor, ...]
    planned: bool
    at_work: int | None
    firm: int
    last: WhatMoved | None
    synthetic: bool


def happenings(programme_id: int, reach: Reach) -> Happenings:
    """What a hub can tell the planner; `Refused` without RUN_PLAN over the place."""
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.RUN_PLAN, programme.where)
    seen = shown(programme, reach, Permission.RUN_PLAN)
    current = seen.plan
    live = PlanRun.objects.filter(programme=programme).live().order_by("id").first()
    firm = PackageItem.objects.filter(package__plan=current).exclude(standing=Standing.PROPOSED).count()
    found = Happenings(
        runs=_held(current) if current else (),
        mentors=_busy(current) if current else (),
        planned=current is not None,
        at_work=live.pk if live else None,
        firm=firm if current else 0,
        last=_last(current, seen) if current and current.kind == RunKind.REPLAN else None,
        synthetic=programme.synthetic,
    )
    return seen.unnamed(found)


def _held(plan: PlanRun) -> tuple[HeldRun, ...]:
    taken: dict[tuple[int, int | None], list[PlannedSeats]] = {}
    for row in PlannedSeats.objects.filter(plan=plan):
        taken.setdefault((row.offer_id, row.host_id), []).append(row)
    rows = PlannedRun.objects.filter(plan=plan).select_related("offer", "host__department__school")
    return tuple(
        HeldRun(
            row.offer_id,
            row.host_id,
            row.offer.name,
            row.host.department.school.name,
            row.copies,
            sum(seat.seats for seat in taken.get((row.offer_id, row.host_id), [])),
            len({seat.department_id for seat in taken.get((row.offer_id, row.host_id), [])}),
        )
        for row in rows.order_by("offer__position", "offer__key", "host__department__school__name")
    )


def _busy(plan: PlanRun) -> tuple[BusyMentor, ...]:
    met: dict[int, list[MentoringHours]] = {}
    rows = MentoringHours.objects.filter(plan=plan).select_related("mentor__department__school")
    for row in rows.order_by("mentor__key", "id"):
        met.setdefault(row.mentor_id, []).append(row)
    return tuple(
        BusyMentor(
            key,
            found[0].mentor.role,
            found[0].mentor.department.school.name,
            float(sum(row.hours for row in found)),
            len({row.department_id for row in found}),
        )
        for key, found in met.items()
    )


def _last(plan: PlanRun, seen: Shown) -> WhatMoved:
    moved = {entry["department"]: entry["version"] for entry in plan.moved.get("departments", [])}
    schools = (
        Department.objects.filter(pk__in=moved.keys() & seen.departments)
        .select_related("school")
        .order_by("school__name")
    )
    return WhatMoved(
        plan.finished_at,
        plan.moved.get("says", ""),
        tuple((row.school_id, row.school.name, moved[row.pk]) for row in schools.order_by("school__name")),
    )
