"""People of a place, a trust or a school by name or address: who they are, and where."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.standing import Here, within_place
from smeaton.terms import ROLES, Permission, Reach, Role

MOST = 20
"""More people than this are not listed: the words have to be fewer's."""


@dataclass(frozen=True)
class Found:
    """Somebody with one role in force, or to come."""

    person_id: int
    name: str
    role: str
    over: str
    urn: int | None
    """The school, where the role is over one."""


def people_called(here: Here, words: str, reach: Reach, today: date) -> list[Found]:
    """Whose name or address has all these words in it, by name: one query. `Refused` without MANAGE_PEOPLE.

    One more than `MOST` where there are more.
    """
    reach.require(Permission.MANAGE_PEOPLE, here.where)
    rows = GrantRecord.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today))
    rows = rows.filter(within_place(here.place.pk))
    if not here.whole_place:
        rows = rows.filter(here.within | Q(school__in=[urn for urn, _ in here.schools]))
    for each in words.split():
        rows = rows.filter(Q(person__name__icontains=each) | Q(person__user__email__icontains=each))
    rows = rows.select_related("person", "place", "programme", "trust", "school")
    return [
        Found(
            row.person_id,
            row.person.name,
            ROLES[Role(row.role)].title,
            str(row.school or row.trust or row.programme or row.place),
            row.school_id,
        )
        for row in rows.order_by("person__name", "person", "pk")[: MOST + 1]
    ]
