"""Plans: the current one, the one being made, and what the next would be made with."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from smeaton.apps.access.queries import NOTHING_HIDDEN, NotShared
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import PlanRun, PlanSettings, PlanStatus, RunKind
from smeaton.apps.support.queries.money import MoneyPage, lines_total, money_page
from smeaton.apps.support.queries.offers import OffersPage, offers_page
from smeaton.apps.support.queries.packages import PackageView, packages_in_full
from smeaton.apps.support.queries.shown import Shown, shown
from smeaton.apps.support.queries.strands import strand_titles
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class DepartmentShare:
    """A department in the plan: the share of its need that is met (None where it is not in the plan)."""

    department_id: int
    urn: int
    name: str
    share: float | None
    cost: float
    why_none: str
    declined: bool


@dataclass(frozen=True)
class StrandShare:
    """A strand over all departments in the plan: weighted need, and the part of it that is met."""

    strand: str
    title: str
    need: float
    covered: float

    @property
    def share(self) -> float:
        """The share of the need that is met, 0 to 1."""
        return self.covered / self.need if self.need else 1.0


@dataclass(frozen=True)
class Limit:
    """How much of one resource the plan uses. `binding` where less than a fiftieth of it is left.

    `more` of it at `dearest` (a school, or a mentor by role and school) would meet `gain` more: a share of
    the school's own need for release days, of the place's otherwise. None where that was not worked out.
    """

    what: str
    unit: str
    used: float
    available: float
    dearest: str = ""
    more: float = 0.0
    gain: float | None = None

    @property
    def binding(self) -> bool:
        """Whether practically all of it is used."""
        return self.available > 0 and self.used >= 0.98 * self.available


@dataclass(frozen=True)
class Floor:
    """What protecting the least served did: its share without it and as kept, and what that cost."""

    without: float
    kept: float
    cost: float


@dataclass(frozen=True)
class CompletePlan:
    """The current plan. `share`, `gap` and `least_served` are shares of 1; money is in pounds.

    `departments` are those that the reader sees; `not_shared` counts the others, for whom nothing is planned.
    """

    id: int
    made_at: datetime
    budget: float
    cost: float
    need: float
    covered: float
    share: float
    bound: float
    gap: float
    least_served: float
    seconds: int
    seed: int
    strength: float
    scenario: str
    """The name of the scenario whose plan it is; empty where it is none."""
    departments: tuple[DepartmentShare, ...]
    strands: tuple[StrandShare, ...]
    curve: tuple[tuple[float, float], ...]
    per_thousand: float | None
    limits: tuple[Limit, ...]
    floor: Floor | None
    notes: tuple[str, ...]
    dating: tuple[str, ...]
    """What came of looking for dates, in sentences; none for plans that never looked."""
    synthetic: bool
    more_days: tuple[tuple[str, float], ...] = ()
    """School, and the share of its own need that one more release day would meet; the largest first."""
    more_hours: tuple[tuple[str, float], ...] = ()
    """Mentor in words, and the share of the place's need that one more hour would meet; the largest first."""
    not_shared: NotShared = NOTHING_HIDDEN

    @property
    def everywhere(self) -> int:
        """Departments of the programme, shared or not."""
        return len(self.departments) + self.not_shared.schools

    @property
    def planned(self) -> int:
        """How many departments are in the plan."""
        return sum(d.share is not None for d in self.departments)


@dataclass(frozen=True)
class PlanProgress:
    """A plan run as its progress is shown. Shares are of 1; `percent` is of the work."""

    id: int
    status: str
    live: bool
    stage: str
    percent: int
    share: float | None
    gap: float | None
    least_served: float | None
    attempt: int
    cancel_asked: bool
    message: str
    budget: float
    requested_at: datetime


@dataclass(frozen=True)
class PlanSummary:
    """What the plan page shows: the current plan, the latest run, and today's settings.

    `outdated`: how many departments the current plan holds that are not shared with the reader. It is not
    shown then, for its totals would tell of them.
    """

    programme_id: int
    programme_name: str
    place_name: str
    place_slug: str
    current: CompletePlan | None
    latest: PlanProgress | None
    budget: float | None
    seconds: int
    may_run: bool
    may_export: bool
    synthetic: bool
    lines_total: float | None = None
    """What the budget lines come to, in pounds; None where there are none."""
    scenario_at_work: str = ""
    """The name of a scenario that is being planned, which keeps a new plan waiting."""
    not_shared: NotShared = NOTHING_HIDDEN
    outdated: int = 0


def plan_summary(programme_id: int, reach: Reach) -> PlanSummary:
    """The plan of a programme; `Refused` without VIEW_PLAN in its place."""
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    where = programme.where
    reach.require(Permission.VIEW_PLAN, where)
    settings = PlanSettings.objects.filter(programme=programme).first()
    seen = shown(programme, reach)
    current = seen.plan
    runs = PlanRun.objects.filter(programme=programme)
    latest = runs.exclude(kind=RunKind.SCENARIO).first()
    trial = runs.live().filter(kind=RunKind.SCENARIO).select_related("scenario").first()
    total = lines_total(programme_id)
    return PlanSummary(
        programme_id=programme.pk,
        programme_name=programme.name,
        place_name=programme.place.name,
        place_slug=programme.place.slug,
        current=_complete(current, programme, seen) if current else None,
        latest=progress_seen(latest, seen) if latest else None,
        budget=float(settings.budget if total is None else total) if settings else None,
        seconds=settings.seconds if settings else 40,
        may_run=reach.can(Permission.RUN_PLAN, where),
        may_export=reach.can(Permission.EXPORT_PLAN, where),
        synthetic=programme.synthetic,
        lines_total=None if total is None else float(total),
        scenario_at_work=seen.unnamed(trial.scenario.name) if trial and trial.scenario else "",
        not_shared=seen.not_shared,
        outdated=seen.outdated,
    )


def plan_progress(plan_run_id: int, reach: Reach) -> PlanProgress:
    """How far a plan run is; `Refused` without VIEW_PLAN in its place."""
    row = PlanRun.objects.select_related("programme").get(pk=plan_run_id)
    reach.require(Permission.VIEW_PLAN, row.programme.where)
    return progress_seen(row, shown(row.programme, reach))


def progress_seen(row: PlanRun, seen: Shown) -> PlanProgress:
    """How far a run is, without the figures of an ended one that held departments that are not shared."""
    found = seen.unnamed(progress_of(row))
    if found.live or seen.whole([row]):
        return found
    return replace(found, share=None, gap=None, least_served=None)


def progress_of(row: PlanRun) -> PlanProgress:
    """How far a run is; for the app's own use."""
    return PlanProgress(
        id=row.pk,
        status=row.status,
        live=row.status in (PlanStatus.QUEUED, PlanStatus.RUNNING),
        stage=row.stage,
        percent=row.percent,
        share=row.covered / row.need if row.need and row.covered is not None else None,
        gap=row.gap,
        least_served=row.least_served,
        attempt=row.attempt,
        cancel_asked=row.cancel_asked,
        message=row.message,
        budget=float(row.budget),
        requested_at=row.requested_at,
    )


def _complete(row: PlanRun, programme: Programme, seen: Shown) -> CompletePlan:
    packages = {package.department_id: package for package in row.packages.all()}
    departments = []
    for department in Department.objects.filter(pk__in=seen.departments).select_related("school"):
        package = packages.get(department.pk)
        departments.append(
            DepartmentShare(
                department_id=department.pk,
                urn=department.school_id,
                name=department.school.name,
                share=(package.covered / package.need if package.need else 1.0) if package else None,
                cost=float(package.cost) if package else 0.0,
                why_none="" if package else _why_not_planned(department.standing),
                declined=department.standing in ("declined", "left"),
            )
        )
    titles = strand_titles(programme.pk)
    need, covered, bound = row.need or 0.0, row.covered or 0.0, row.bound or 0.0
    plan = CompletePlan(
        id=row.pk,
        made_at=row.finished_at or row.requested_at,
        budget=float(row.budget),
        cost=float(row.cost or 0),
        need=need,
        covered=covered,
        share=covered / need if need else 1.0,
        bound=bound,
        gap=row.gap or 0.0,
        least_served=row.least_served or 0.0,
        seconds=row.seconds,
        seed=row.seed,
        strength=row.strength,
        scenario=row.scenario.name if row.scenario else "",
        departments=tuple(departments),
        strands=tuple(
            StrandShare(s["strand"], titles[s["strand"]], s["need"], s["covered"]) for s in row.by_strand
        ),
        curve=tuple((float(x), float(y)) for x, y in row.curve.get("points", [])),
        per_thousand=row.curve.get("per_thousand"),
        limits=tuple(Limit(**limit) for limit in row.limits),
        floor=Floor(**row.floor) if row.floor else None,
        notes=tuple(row.notes),
        dating=tuple(row.dating.get("sentences", ())),
        synthetic=programme.synthetic,
        more_days=_more(row.reasons.get("release_day")),
        more_hours=_more(row.reasons.get("mentor_hour")),
        not_shared=seen.not_shared,
    )
    return seen.unnamed(plan)


def _more(kept: list[dict[str, Any]] | None) -> tuple[tuple[str, float], ...]:
    return tuple((row["who"], row["gain"]) for row in kept or [])


def _why_not_planned(standing: str) -> str:
    return f"has {standing}" if standing in ("declined", "left") else "no needs known when this plan was made"


@dataclass(frozen=True)
class PlanExport:
    """The whole plan, to take away: no people in it. `plan` is None where none has been made."""

    programme_name: str
    place_slug: str
    subject: str
    plan: CompletePlan | None
    packages: tuple[PackageView, ...]
    offers: OffersPage
    money: MoneyPage
    synthetic: bool


def plan_export(programme_id: int, reach: Reach) -> PlanExport:
    """What the workbook holds; `Refused` without EXPORT_PLAN in the place."""
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    reach.require(Permission.EXPORT_PLAN, programme.where)
    seen = shown(programme, reach, Permission.EXPORT_PLAN)
    return PlanExport(
        programme_name=programme.name,
        place_slug=programme.place.slug,
        subject=programme.subject,
        plan=_complete(seen.plan, programme, seen) if seen.plan else None,
        packages=tuple(packages_in_full(programme_id, reach)),
        offers=offers_page(programme_id, reach),
        money=money_page(programme_id, reach),
        synthetic=programme.synthetic,
    )
