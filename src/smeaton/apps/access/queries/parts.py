"""In what somebody has a part, everywhere: from that follows who may look after them."""

from collections.abc import Collection

from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.people.models import Post
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach, Where


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


def over_all_of(person_id: int, reach: Reach, permission: Permission) -> bool:
    """Whether the permission is held wherever the person stands, and they stand somewhere."""
    where = [] if reach.everywhere else stands(person_id)
    return reach.everywhere or bool(where and all(reach.can(permission, each) for each in where))


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
