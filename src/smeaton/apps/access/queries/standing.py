"""Where a page about people stands: a place, one of its trusts or one of its schools; and who is in there."""

from dataclasses import dataclass

from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.places.models import Department, Place, Programme
from smeaton.apps.places.queries import PlaceCard
from smeaton.apps.register.models import School, Trust
from smeaton.terms import ROLES, Permission, Reach, Role, ScopeKind, Where


@dataclass(frozen=True)
class Here:
    """A place, or a trust or a school with departments in it, as far as a page about its people names it."""

    place: PlaceCard
    scope: ScopeKind
    key: int
    name: str
    trust: int | None = None
    """The school's trust, or the trust itself."""
    schools: tuple[tuple[int, str], ...] = ()
    """The schools of the place that belong here, by name: (URN, name)."""
    programmes: frozenset[int] = frozenset()
    """The programmes of the place in which they, or some of them, take part."""

    @property
    def where(self) -> Where:
        """Where a permission over these people is asked for."""
        school = self.key if self.scope is ScopeKind.SCHOOL else None
        return Where(self.place.pk, school, self.trust, programmes=self.programmes)

    @property
    def exactly(self) -> Where:
        """Where a role over this is given: over the place as a whole by nobody who has a part of it."""
        return Where(self.place.pk) if self.whole_place else self.where

    @property
    def whole_place(self) -> bool:
        """Whether it is the place itself."""
        return self.scope is ScopeKind.PLACE

    @property
    def is_school(self) -> bool:
        """Whether it is one school."""
        return self.scope is ScopeKind.SCHOOL

    def roles_to_give(self, reach: Reach) -> list[Role]:
        """The roles that the reach gives over exactly this, in the order of the enum."""
        return [
            role for role in Role if self.scope in ROLES[role].scopes and reach.may_give(role, self.exactly)
        ]

    def takes_staff_from(self, reach: Reach) -> bool:
        """Whether the reach brings staff lists in here: who gives teachers and technicians their roles."""
        return not self.whole_place and all(
            reach.may_give(role, self.where) for role in (Role.TEACHER, Role.TECHNICIAN)
        )

    def may_know(self, row: GrantRecord) -> bool:
        """Whether a role that rests on a word is of this place and, for a trust or a school, of theirs."""
        if row.through is None or row.through.pk != self.place.pk:
            return False
        return self.whole_place or (
            row.trust_id or (row.school and row.school.trust_id) or row.school_id
        ) == (self.trust or self.key)

    @property
    def within(self) -> Q:
        """Grants and invitations over exactly this; over the place also those over its programmes."""
        if self.scope is ScopeKind.SCHOOL:
            return Q(school=self.key)
        if self.scope is ScopeKind.TRUST:
            return Q(trust=self.key)
        return Q(place=self.key) | Q(programme__place=self.key)


def within_place(place: int) -> Q:
    """Grants and invitations over the place, its programmes, its schools, and trusts with schools in it."""
    departments = Department.objects.filter(programme__place=place)
    trusts = departments.filter(school__trust__isnull=False)
    return (
        Q(place=place)
        | Q(programme__place=place)
        | Q(school__in=departments.values("school"))
        | Q(trust__in=trusts.values("school__trust"))
    )


def people_of(place: int) -> Where:
    """Where the people of a whole place are looked after, also by whoever has one programme: one query."""
    programmes = Programme.objects.filter(place=place).order_by().values_list("pk", flat=True)
    return Where(place, programmes=frozenset(programmes))


def here(slug: str, reach: Reach, *, trust: int | None = None, urn: int | None = None) -> Here:
    """The place with that slug, or a trust or school with departments in it: for whoever manages its people.

    `Place.DoesNotExist`, `Trust.DoesNotExist` or `School.DoesNotExist` where there is none, `Refused` without
    MANAGE_PEOPLE there. Four queries at most. Whoever has a programme of the place finds the schools in it.
    """
    row = Place.objects.get(slug=slug)
    card = PlaceCard(row.pk, row.slug, row.name, row.local_authority_id)
    rows = School.objects.filter(departments__programme__place=row.pk).distinct().order_by("name", "urn")
    inside = Department.objects.filter(programme__place=row.pk).order_by().values_list("programme", flat=True)
    if urn is not None:
        school = rows.get(pk=urn)
        own = frozenset(inside.filter(school=urn))
        found = Here(card, ScopeKind.SCHOOL, urn, school.name, school.trust_id, ((urn, school.name),), own)
    elif trust is not None:
        owner = Trust.objects.get(pk=trust)
        schools = tuple(rows.filter(trust=trust).values_list("urn", "name"))
        if not schools:
            raise Trust.DoesNotExist("no school of that trust is in the place")
        own = frozenset(inside.filter(school__trust=trust))
        found = Here(card, ScopeKind.TRUST, trust, owner.name, trust, schools, own)
    else:
        whole = people_of(row.pk)
        if not reach.can(Permission.MANAGE_PEOPLE, Where(row.pk)):
            mine = reach.scopes(Permission.MANAGE_PEOPLE).programmes
            rows = rows.filter(departments__programme__in=mine)
        schools = tuple(rows.values_list("urn", "name"))
        found = Here(card, ScopeKind.PLACE, row.pk, row.name, None, schools, whole.programmes)
    reach.require(Permission.MANAGE_PEOPLE, found.where)
    return found
