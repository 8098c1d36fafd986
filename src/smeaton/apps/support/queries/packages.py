"""Packages: one department's in full, and a place's at a glance."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import JSONField, Prefetch, QuerySet

from smeaton.apps.places.models import Department
from smeaton.apps.support.models import Package, PackageItem, PlanRun, PlanSettings, Standing
from smeaton.apps.support.queries.sessions import Meeting, meetings
from smeaton.apps.support.queries.shown import hidden_from, unnamed, with_hidden
from smeaton.apps.support.queries.strands import Titles, strand_titles
from smeaton.engine.support.balance import Balance, check
from smeaton.terms import Permission, Reach

MENTORING_MECHANISMS = ("B1", "B3", "C3", "C4", "C5", "D3")
"""Mechanisms of one-to-one mentoring as designed (an assumption, as in the catalogue)."""


@dataclass(frozen=True)
class NeedServed:
    """What an item does for one strand: `share` of the department's whole need, 0 to 1."""

    strand: str
    title: str
    share: float


@dataclass(frozen=True)
class Item:
    """One item of a package. Hours are hours of people's time; pounds include cover and travel.

    `share` is the item's Shapley share of the department's need, 0 to 1; `firmness` says in how many of 100
    plausible versions of the needs the item stays worth having (None: not worked out).
    """

    kind: str
    name: str
    summary: str
    mode: str
    provider: str
    where: str
    who: str
    seats: int
    sessions: int
    hours: float
    cost: float
    cover_days: float
    cover_cost: float
    share: float
    served: tuple[NeedServed, ...]
    firmness: int | None
    mechanisms: tuple[str, ...]
    key: str = ""
    """What it is, the same in every plan: “offer-7” or “mentor-3”."""
    standing: str = Standing.PROPOSED
    dates: tuple[Mapping[str, object], ...] = ()
    """Its sessions with their dates, as `PackageItem.sessions` keeps them; empty: no date yet."""

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Its dated sessions in order; none while it has no date."""
        return meetings(self.dates)

    @property
    def firm(self) -> bool:
        """Whether it is agreed, booked or past, so that a re-plan leaves it alone."""
        return self.standing != Standing.PROPOSED


@dataclass(frozen=True)
class StrandChange:
    """One strand before and, if the plan works as assumed, after: needs from 0 to 1, `met` a share."""

    strand: str
    title: str
    before: float
    se: float
    after: float
    met: float


@dataclass(frozen=True)
class PackageView:
    """A department's package in the current plan; without one, `why_none` says why and items are empty."""

    department_id: int
    urn: int
    school_name: str
    place_name: str
    place_slug: str
    programme_name: str
    why_none: str
    items: tuple[Item, ...]
    strands: tuple[StrandChange, ...]
    balance: Balance | None
    hours: float
    cost: float
    cover_days: float
    cover_cost: float
    share: float
    staff: int
    plan_id: int | None
    made_at: datetime | None
    starts: date | None
    ends: date | None
    synthetic: bool
    package_id: int | None = None

    @property
    def most_met(self) -> StrandChange | None:
        """The strand of which the package meets the largest part of the department's need."""
        return max(self.strands, key=lambda s: s.before - s.after, default=None)


@dataclass(frozen=True)
class PackageGlance:
    """A package in one line of a table; without a package `items` is 0 and `why_none` says why."""

    department_id: int
    urn: int
    items: int
    names: tuple[str, ...]
    hours: float
    cost: float
    share: float | None
    why_none: str
    synthetic: bool


def package(department_id: int, reach: Reach) -> PackageView:
    """The package of a department in the current plan; `Refused` without VIEW_PACKAGE there."""
    department, hidden = with_hidden(department_id, reach)
    return package_of(department, reach, hidden)


def package_of(department: Department, reach: Reach, hidden: tuple[str, ...]) -> PackageView:
    """As `package`, for a department that is loaded with its school and its programme's place.

    `hidden` are the names that the reader is not told.
    """
    reach.require(Permission.VIEW_PACKAGE, department.where)
    found = _current(department.programme_id).filter(department=department).first()
    view = _view(department, found, _Around.of(department.programme_id, planned=found is not None))
    return unnamed(view, hidden)


def packages_in_full(
    programme_id: int, reach: Reach, departments: Collection[int] | None = None
) -> list[PackageView]:
    """The packages of every department that `reach` may see packages of, by name of school.

    With `departments`, of those among them.
    """
    rows = Department.objects.filter(programme_id=programme_id).visible_to(reach, Permission.VIEW_PACKAGE)
    current = _current(programme_id)
    if departments is not None:
        rows, current = rows.filter(pk__in=departments), current.filter(department__in=departments)
    seen = list(rows.select_related("school", "programme__place").order_by("school__name", "id"))
    packages = {row.department_id: row for row in current}
    around = _Around.of(programme_id, planned=bool(packages))
    views = [_view(department, packages.get(department.pk), around) for department in seen]
    return unnamed(views, hidden_from(seen[0].programme, reach)) if seen else []


def packages_at_a_glance(programme_id: int, reach: Reach) -> dict[int, PackageGlance]:
    """Every department of the programme that `reach` may see packages of → its package in a line.

    Departments without a package are there too: they stay in every denominator.
    """
    departments = Department.objects.filter(programme_id=programme_id).select_related("school", "programme")
    seen = departments.visible_to(reach, Permission.VIEW_PACKAGE)
    items = PackageItem.objects.select_related("offer").only("package", "position", "offer__name")
    packages = {row.department_id: row for row in _current(programme_id, items)}
    planned = bool(packages) or _is_planned(programme_id)
    return {d.pk: _glance(d, packages.get(d.pk), planned) for d in seen}


@dataclass(frozen=True)
class _Around:
    """What the packages of a programme have in common."""

    planned: bool
    titles: Titles
    starts: date | None
    ends: date | None

    @classmethod
    def of(cls, programme_id: int, *, planned: bool) -> "_Around":
        """Whether there is a current plan (looked up unless `planned`), and the period of what it holds."""
        settings = PlanSettings.objects.filter(programme=programme_id).first() if planned else None
        return cls(
            planned=planned or _is_planned(programme_id),
            titles=strand_titles(programme_id),
            starts=settings.starts if settings else None,
            ends=settings.ends if settings else None,
        )


_OF_THE_PLACE = tuple(
    f"plan__{field.name}" for field in PlanRun._meta.concrete_fields if isinstance(field, JSONField)
)
_ITEMS = PackageItem.objects.select_related("offer", "mentor__department__school")


def _is_planned(programme_id: int) -> bool:
    return PlanRun.objects.filter(programme=programme_id, current=True).exists()


def _current(programme_id: int, items: QuerySet[PackageItem] = _ITEMS) -> QuerySet[Package]:
    """The packages of the current plan with their items, without what the plan says of the whole place."""
    return (
        Package.objects.filter(plan__programme=programme_id, plan__current=True)
        .select_related("plan")
        .defer(*_OF_THE_PLACE)
        .prefetch_related(Prefetch("items", items))
    )


def _view(department: Department, found: Package | None, around: _Around) -> PackageView:
    programme = department.programme
    items = tuple(_item(row, found.need, around.titles) for row in found.items.all()) if found else ()
    return PackageView(
        department_id=department.pk,
        urn=department.school_id,
        school_name=department.school.name,
        place_name=programme.place.name,
        place_slug=programme.place.slug,
        programme_name=programme.name,
        why_none="" if items else _why_none(department.standing, around.planned, found is not None),
        items=items,
        strands=_changes(found, around.titles) if found else (),
        balance=check([m for item in items for m in item.mechanisms]) if items else None,
        hours=float(found.hours) if found else 0.0,
        cost=float(found.cost) if found else 0.0,
        cover_days=float(found.cover_days) if found else 0.0,
        cover_cost=float(found.cover_cost) if found else 0.0,
        share=_share(found.covered, found.need) if found else 0.0,
        staff=found.staff if found else 0,
        plan_id=found.plan_id if found else None,
        made_at=found.plan.finished_at if found else None,
        starts=around.starts,
        ends=around.ends,
        synthetic=programme.synthetic,
        package_id=found.pk if found else None,
    )


def _glance(department: Department, found: Package | None, planned: bool) -> PackageGlance:
    items = list(found.items.all()) if found else []
    return PackageGlance(
        department_id=department.pk,
        urn=department.school_id,
        items=len(items),
        names=tuple(item.offer.name if item.offer else "One-to-one mentoring" for item in items),
        hours=float(found.hours) if found else 0.0,
        cost=float(found.cost) if found else 0.0,
        share=_share(found.covered, found.need) if found else None,
        why_none="" if items else _why_none(department.standing, planned, found is not None),
        synthetic=department.programme.synthetic,
    )


def item_key(offer: int | None, mentor: int | None) -> str:
    """What an item is, the same in every plan."""
    return f"offer-{offer}" if offer is not None else f"mentor-{mentor}"


def _why_none(standing: str, planned: bool, considered: bool) -> str:
    if standing in ("declined", "left"):
        return f"This department has {standing}, so nothing is planned for it."
    if not planned:
        return "No plan has been made yet."
    if considered:
        return "The current plan has nothing for this department."
    return "This department’s needs were not known, or not shared, when the plan was made."


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _item(row: PackageItem, need: float, titles: Titles) -> Item:
    served = tuple(
        NeedServed(s["strand"], titles[s["strand"]], _share(s["covered"], need))
        for s in row.strands
        if s["covered"] > 0
    )
    if row.offer is not None:
        offer = row.offer
        name, summary, mode = offer.name, offer.summary, offer.get_mode_display()
        provider, who, sessions = offer.provider, offer.audience, offer.sessions
        mechanisms = tuple(offer.mechanisms)
    else:
        assert row.mentor is not None  # noqa: S101 - the database sees to it
        school = row.mentor.department.school.name
        name, summary, mode = "One-to-one mentoring", f"With {row.mentor.role}, {school}.", "mentoring"
        provider, who, sessions = school, "the lead or a teacher, in your own classrooms", 0
        mechanisms = MENTORING_MECHANISMS
    return Item(
        kind=row.kind,
        name=name,
        summary=summary,
        mode=mode,
        provider=provider,
        where=row.where,
        who=who,
        seats=row.seats,
        sessions=sessions,
        hours=float(row.hours),
        cost=float(row.cost),
        cover_days=float(row.cover_days),
        cover_cost=float(row.cover_cost),
        share=_share(row.covered, need),
        served=served,
        firmness=row.firmness,
        mechanisms=mechanisms,
        key=item_key(row.offer_id, row.mentor_id),
        standing=row.standing,
        dates=tuple(row.sessions),
    )


def _changes(found: Package, titles: Titles) -> tuple[StrandChange, ...]:
    return tuple(
        StrandChange(
            strand=s["strand"],
            title=titles[s["strand"]],
            before=s["need"],
            se=s["se"],
            after=s["need"] * (1 - s["met"]),
            met=s["met"],
        )
        for s in sorted(found.strands, key=lambda s: -s["need"])
    )
