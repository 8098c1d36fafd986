"""Who may look after somebody's record, and whose records a place looks after."""

from django.db.models import Q, QuerySet

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.parts import over_all_of
from smeaton.apps.access.queries.standing import within_place
from smeaton.apps.people.models import Person, Post
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach, Refused


def people_in(place_id: int) -> QuerySet[Person]:
    """Everybody who has, or had, a role or a post in the place: `parts.stands`, asked the other way round."""
    departments = Department.objects.filter(programme__place=place_id).order_by()
    trusts = departments.filter(school__trust__isnull=False).values("school__trust")
    grants = GrantRecord.objects.filter(within_place(place_id)).order_by().values("person")
    posts = Post.objects.filter(Q(school__in=departments.values("school")) | Q(trust__in=trusts)).order_by()
    return Person.objects.filter(Q(pk__in=grants) | Q(pk__in=posts.values("person")))


def require_over_all_of(person_id: int, reach: Reach, permission: Permission) -> None:
    """`Refused` unless the permission is held wherever the person stands, and they stand somewhere."""
    if not over_all_of(person_id, reach, permission):
        raise Refused(f"{reach.actor} may not {permission} wherever person {person_id} has a part")
