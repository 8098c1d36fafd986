"""Where a person starts: the pages that are theirs; in a demonstration, the people one may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils import timezone

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.agreements import AgreementState
from smeaton.apps.access.queries.to_sign import agreements_to_sign
from smeaton.apps.access.queries.vouching import waiting_for
from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Department, Place, Programme
from smeaton.terms import ROLES, Permission, Reach, Role, ScopeKind
from smeaton.ui.pages import page_url


@dataclass(frozen=True)
class OwnPage:
    """A page that somebody may start from."""

    title: str
    description: str
    url: str


def pages_of(reach: Reach) -> list[OwnPage]:
    """What waits for a signature; the places that the reach covers, else the departments, by name.

    What a trust shares is there for whoever signs for it, unless it is in force and nothing is to be done.
    """
    over = reach.scopes(Permission.VIEW_PLACE)
    places = Place.objects.all()
    if not over.everywhere:
        places = places.filter(Q(pk__in=over.places) | Q(programmes__in=over.programmes)).distinct()
    pages = [
        OwnPage(
            f"What {each.party} shares",
            f"{each.state.capitalize()} · {each.programme}",
            page_url("agreement", agreement=each.pk),
        )
        for each in agreements_to_sign(reach, timezone.localdate())
        if each.state is not AgreementState.IN_FORCE
    ]
    pages = _to_vouch(reach) + pages
    pages += [
        OwnPage(
            place.name, "The place, its schools and their departments", page_url("place", place=place.slug)
        )
        for place in places.order_by("name")
    ]
    departments = list(
        Department.objects.visible_to(reach, Permission.VIEW_DEPARTMENT)
        .exclude(programme__place__in=places)
        .select_related("school__trust", "programme__place")
        .order_by("school__name")
    )
    pages += [
        OwnPage(
            department.school.name,
            f"{department.programme.subject.capitalize()} department, {department.programme.place.name}",
            page_url("department", place=department.programme.place.slug, urn=department.school_id),
        )
        for department in departments
    ]
    if len(pages) > 1:
        pages += _trusts(reach, departments)
    return pages + _packages(reach, pages)


def _to_vouch(reach: Reach) -> list[OwnPage]:
    """Where people wait for somebody who knows them: a link to each page on which that is said."""
    found: dict[str, list[str]] = {}
    own = {grant.scope: grant.id for grant in reach.grants if ROLES[grant.role].vouches}
    for row in waiting_for(reach, timezone.localdate()):
        assert row.through is not None  # noqa: S101 - whoever waits is in on somebody's word
        slug = row.through.slug
        if ScopeKind.SCHOOL in own:
            url = page_url("school-people", place=slug, urn=own[ScopeKind.SCHOOL])
        elif ScopeKind.TRUST in own:
            url = page_url("trust-people", place=slug, trust=own[ScopeKind.TRUST])
        else:
            url = page_url("people", place=slug)
        found.setdefault(url, []).append(row.person.name)
    return [
        OwnPage(
            f"Do you know {names[0] if len(names) == 1 else f'these {len(names)} people'}?",
            "They joined by a letter of the programme; what they sign counts once you vouch for them",
            f"{url}#vouch",
        )
        for url, names in found.items()
    ]


def _trusts(reach: Reach, departments: Iterable[Department]) -> list[OwnPage]:
    """Who is in, for trusts whose people the reach manages: one link for each place with their schools."""
    managed = reach.scopes(Permission.MANAGE_PEOPLE).trusts
    found = {}
    for row in departments:
        if row.school.trust is not None and row.school.trust_id in managed:
            place = row.programme.place
            found[row.school.trust_id, place.pk] = OwnPage(
                f"People: {row.school.trust.name}",
                f"Who is in from the trust and its schools, {place.name}",
                page_url("trust-people", place=place.slug, trust=row.school.trust_id),
            )
    return list(found.values())


def _packages(reach: Reach, pages: list[OwnPage]) -> list[OwnPage]:
    """The packages of departments for those who see nothing else of them: teachers and technicians."""
    if pages:
        return []
    rows = Department.objects.visible_to(reach, Permission.VIEW_PACKAGE)
    return [
        OwnPage(
            row.school.name,
            f"The support planned for {row.programme.subject}, {row.programme.place.name}",
            page_url("package", place=row.programme.place.slug, urn=row.school_id),
        )
        for row in rows.select_related("school", "programme__place").order_by("school__name")
    ]


@dataclass(frozen=True)
class DemonstrationPerson:
    """Somebody of the demonstration whose part a visitor may take."""

    id: int
    name: str
    description: str


def demonstration_only() -> bool:
    """Whether no programme here is a real one, so that anybody may take anybody's part."""
    return not Programme.objects.filter(synthetic=False).exists()


def people_to_be() -> list[DemonstrationPerson]:
    """Everybody who can sign in, widest role first, with what the role means."""
    grants = Prefetch("grants", GrantRecord.objects.order_by("starts"), to_attr="held")
    people = []
    for person in Person.objects.filter(user__isnull=False).prefetch_related(grants):
        roles = [Role(grant.role) for grant in person.held]
        rank = min((list(Role).index(role) for role in roles), default=len(Role))
        words = " ".join(ROLES[role].description for role in dict.fromkeys(roles))
        people.append(
            (
                rank,
                person.name,
                DemonstrationPerson(person.pk, person.name, words or "Has no access to anything."),
            )
        )
    return [person for _, _, person in sorted(people, key=lambda entry: entry[:2])]
