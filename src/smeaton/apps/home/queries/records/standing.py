"""Where somebody stands: from that follows who may look after their record."""

from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.people.models import Post
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach, Refused, Where


def stands(person_id: int) -> list[Where]:
    """Every place, programme and department of a programme in which somebody has, or had, a role or a post.

    Three queries. Empty for somebody who was never given any.
    """
    grants = GrantRecord.objects.filter(person=person_id).select_related("programme")
    found: list[Where] = []
    schools: set[int] = set()
    trusts: set[int] = set()
    for row in [*grants, *Post.objects.filter(person=person_id)]:
        schools |= {row.school_id} - {None}
        trusts |= {row.trust_id} - {None}
        if isinstance(row, GrantRecord) and row.place_id is not None:
            found.append(Where(place=row.place_id))
        if isinstance(row, GrantRecord) and row.programme is not None:
            found.append(Where(place=row.programme.place_id, programme=row.programme_id))
    departments = Department.objects.filter(Q(school__in=schools) | Q(school__trust__in=trusts))
    for department in departments.select_related("school", "programme"):
        where = {"school": department.school_id, "trust": department.school.trust_id}
        found.append(Where(place=department.programme.place_id, programme=department.programme_id, **where))
    return found


def require_over_all_of(person_id: int, reach: Reach, permission: Permission) -> None:
    """`Refused` unless the permission is held wherever the person stands, and they stand somewhere."""
    where = stands(person_id)
    if not reach.everywhere and not (where and all(reach.can(permission, each) for each in where)):
        raise Refused(f"{reach.actor} may not {permission} wherever person {person_id} has a part")
