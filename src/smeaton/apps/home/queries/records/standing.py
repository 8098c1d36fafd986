"""Where somebody stands: from that follows who may look after their record."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.standing import within_place
from smeaton.apps.people.models import Person, Post
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach, Refused, Where


def stands(person_id: int) -> list[Where]:
    """Every place, programme and department of a programme in which somebody has, or had, a role or a post.

    Three queries. Empty for somebody who was never given any.
    """
    return stands_of([person_id])[person_id]


def stands_of(people: Collection[int]) -> dict[int, list[Where]]:
    """The same for several people, in as many queries."""
    grants = GrantRecord.objects.filter(person__in=people).select_related("programme")
    rows = [*grants, *Post.objects.filter(person__in=people)]
    schools = {row.school_id for row in rows} - {None}
    trusts = {row.trust_id for row in rows} - {None}
    departments = list(
        Department.objects.filter(Q(school__in=schools) | Q(school__trust__in=trusts)).select_related(
            "school", "programme"
        )
    )
    found: dict[int, list[Where]] = {person: [] for person in people}
    for row in rows:
        found[row.person_id] += _of_programme(row)
        found[row.person_id] += [
            _where(each)
            for each in departments
            if each.school_id == row.school_id or (row.trust_id and each.school.trust_id == row.trust_id)
        ]
    return found


def people_in(place_id: int) -> QuerySet[Person]:
    """Everybody who has, or had, a role or a post in the place: `stands`, asked the other way round."""
    departments = Department.objects.filter(programme__place=place_id).order_by()
    trusts = departments.filter(school__trust__isnull=False).values("school__trust")
    grants = GrantRecord.objects.filter(within_place(place_id)).order_by().values("person")
    posts = Post.objects.filter(Q(school__in=departments.values("school")) | Q(trust__in=trusts)).order_by()
    return Person.objects.filter(Q(pk__in=grants) | Q(pk__in=posts.values("person")))


def _of_programme(row: GrantRecord | Post) -> list[Where]:
    if isinstance(row, GrantRecord) and row.place_id is not None:
        return [Where(place=row.place_id)]
    if isinstance(row, GrantRecord) and row.programme is not None:
        return [Where(place=row.programme.place_id, programme=row.programme_id)]
    return []


def _where(department: Department) -> Where:
    return Where(
        place=department.programme.place_id,
        programme=department.programme_id,
        school=department.school_id,
        trust=department.school.trust_id,
    )


def require_over_all_of(person_id: int, reach: Reach, permission: Permission) -> None:
    """`Refused` unless the permission is held wherever the person stands, and they stand somewhere."""
    where = stands(person_id)
    if not reach.everywhere and not (where and all(reach.can(permission, each) for each in where)):
        raise Refused(f"{reach.actor} may not {permission} wherever person {person_id} has a part")
