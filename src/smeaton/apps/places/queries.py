"""Reads about places, programmes and departments."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Lower

from smeaton.apps.places.models import Department, Place, Programme
from smeaton.apps.register.models import School
from smeaton.terms import Permission, Phase, Reach, Refused, Where

STATE_MAINSTREAM = frozenset(
    {
        "academy",
        "academy converter",
        "academy sponsor led",
        "city technology college",
        "community school",
        "foundation school",
        "free school",
        "free schools",
        "maintained school",
        "studio schools",
        "university technical college",
        "voluntary aided school",
        "voluntary controlled school",
    }
)
"""Types of state-funded mainstream schools in the words of the register and of the performance tables."""


@dataclass(frozen=True)
class PlaceCard:
    """A place, as far as a page names it."""

    pk: int
    slug: str
    name: str
    local_authority: int | None
    """Code of the local authority whose attainment series it is shown with, where there is one."""

    @property
    def where(self) -> Where:
        """Where a permission over the whole place is asked for."""
        return Where(place=self.pk)


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme and who stands behind it; an empty name means that it is not known."""

    pk: int
    place: PlaceCard
    name: str
    subject: str
    phase: str
    commissioner: str
    delivery_partner: str
    coordinator: str
    starts: date
    ends: date | None
    synthetic: bool

    @property
    def where(self) -> Where:
        """Where a permission over the whole programme is asked for."""
        return Where(place=self.place.pk, programme=self.pk)


@dataclass(frozen=True)
class DepartmentCard:
    """One school's department in a programme. None means not known, never zero."""

    id: int
    programme_id: int
    place: PlaceCard
    subject: str
    urn: int
    school_name: str
    trust_id: int | None
    trust_name: str | None
    standing: str
    standing_reason: str
    standing_since: date
    teachers: int | None
    """Besides the department's lead."""
    technicians: int | None
    release_days: float | None
    """Days a year that its staff may be out for the programme, together."""
    synthetic: bool

    @property
    def where(self) -> Where:
        """Where a permission over this department is asked for."""
        return Where(place=self.place.pk, programme=self.programme_id, school=self.urn, trust=self.trust_id)

    @property
    def takes_part(self) -> bool:
        """Whether the school takes part now. Those that do not stay in every denominator."""
        return self.standing == "taking part"


def state_secondaries() -> "QuerySet[School]":
    """Open state-funded mainstream schools that teach the secondary phase, as the register knows them.

    Facts of the register are public: no reach is asked for.
    """
    taught = (Phase.SECONDARY, Phase.ALL_THROUGH, Phase.MIDDLE_SECONDARY)
    rows = School.objects.filter(status="open", identity_only=False, phase__in=[p.value for p in taught])
    return rows.annotate(type_in_words=Lower("type")).filter(type_in_words__in=STATE_MAINSTREAM)


def place(slug: str, reach: Reach) -> PlaceCard:
    """The place with that slug, for whoever has `VIEW_PLACE` over it or over a programme in it.

    `Place.DoesNotExist` where there is none; `Refused` for others.
    """
    row = Place.objects.get(slug=slug)
    if not reach.can(Permission.VIEW_PLACE, Where(place=row.pk)) and not _within(row.pk, reach).exists():
        raise Refused(f"{reach.actor} may not view that place")
    return _place_card(row)


def _within(place_id: int, reach: Reach) -> "QuerySet[Programme]":
    """Programmes of the place over which `VIEW_PLACE` is held, where it is not held over the whole place."""
    return Programme.objects.filter(place=place_id, pk__in=reach.scopes(Permission.VIEW_PLACE).programmes)


def programmes(place_id: int, reach: Reach) -> list[ProgrammeCard]:
    """The programmes of a place over which `VIEW_PLACE` is held, the earliest first; `Refused` if none."""
    whole = reach.can(Permission.VIEW_PLACE, Where(place=place_id))
    rows = Programme.objects.filter(place=place_id) if whole else _within(place_id, reach)
    found = [_programme_card(row) for row in rows.select_related("place").order_by("starts", "id")]
    if not found and not whole:
        raise Refused(f"{reach.actor} may not view that place")
    return found


def latest_programme(slug: str, reach: Reach) -> ProgrammeCard:
    """The latest programme of the place with that slug; `Refused` without `VIEW_PLACE`.

    `Place.DoesNotExist` or `Programme.DoesNotExist` where there is none.
    """
    found = programmes(place(slug, reach).pk, reach)
    if not found:
        raise Programme.DoesNotExist(f"no programme in {slug}")
    return found[-1]


def programme(programme_id: int, reach: Reach) -> ProgrammeCard:
    """One programme, for whoever may see its place or any department in it; `Refused` for others."""
    row = Programme.objects.select_related("place").get(pk=programme_id)
    if not reach.can(Permission.VIEW_PLACE, row.where):
        seen = Department.objects.filter(programme=row).visible_to(reach, Permission.VIEW_DEPARTMENT)
        if not seen.exists():
            raise Refused(f"{reach.actor} may not view that programme")
    return _programme_card(row)


def departments(
    programme_id: int, reach: Reach, permission: Permission = Permission.VIEW_DEPARTMENT
) -> list[DepartmentCard]:
    """The programme's departments over which `permission` is held, by name of school: one query.

    For a reach over the whole place these are the departments whose trusts share them, whatever their
    standing; how many there are besides is told by `not_shared`.
    """
    rows = Department.objects.filter(programme=programme_id).visible_to(reach, permission)
    rows = rows.select_related("programme__place", "school__trust").order_by("school__name", "id")
    return [_department_card(row) for row in rows]


def own_departments(place_id: int, reach: Reach) -> list[DepartmentCard]:
    """The departments of a place that the reach may view, one for each school (of its latest programme).

    By name of school, in one query. Meant for those who see some departments and not the place.
    """
    rows = Department.objects.filter(programme__place=place_id)
    rows = rows.visible_to(reach, Permission.VIEW_DEPARTMENT).select_related(
        "programme__place", "school__trust"
    )
    latest = {
        row.school_id: row for row in rows.order_by("school__name", "programme__starts", "programme_id")
    }
    return [_department_card(row) for row in latest.values()]


def department(
    slug: str, urn: int, reach: Reach, permission: Permission = Permission.VIEW_DEPARTMENT
) -> DepartmentCard:
    """The department of the school `urn` in the latest programme of the place `slug`.

    `Department.DoesNotExist` where there is none; `Refused` where `permission` is not held over it.
    """
    rows = Department.objects.filter(programme__place__slug=slug).at_school(urn)
    row = (
        rows.select_related("programme__place", "school__trust")
        .order_by("-programme__starts", "-programme__id")
        .first()
    )
    if row is None:
        raise Department.DoesNotExist(f"no department of school {urn} in {slug}")
    card = _department_card(row)
    reach.require(permission, card.where)
    return card


def _place_card(row: Place) -> PlaceCard:
    return PlaceCard(row.pk, row.slug, row.name, row.local_authority_id)


def _programme_card(row: Programme) -> ProgrammeCard:
    return ProgrammeCard(
        pk=row.pk,
        place=_place_card(row.place),
        name=row.name,
        subject=row.subject,
        phase=row.phase,
        commissioner=row.commissioner,
        delivery_partner=row.delivery_partner,
        coordinator=row.coordinator,
        starts=row.starts,
        ends=row.ends,
        synthetic=row.synthetic,
    )


def _department_card(row: Department) -> DepartmentCard:
    trust = row.school.trust
    return DepartmentCard(
        id=row.pk,
        programme_id=row.programme_id,
        place=_place_card(row.programme.place),
        subject=row.programme.subject,
        urn=row.school_id,
        school_name=row.school.name,
        trust_id=row.school.trust_id,
        trust_name=trust.name if trust else None,
        standing=row.standing,
        standing_reason=row.standing_reason,
        standing_since=row.standing_since,
        teachers=row.teachers,
        technicians=row.technicians,
        release_days=None if row.release_days is None else float(row.release_days),
        synthetic=row.programme.synthetic,
    )
