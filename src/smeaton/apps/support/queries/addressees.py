"""Who letters about packages go to: whoever holds the role over the school, or the place, and can sign in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from smeaton.apps.access.models import GrantRecord
from smeaton.terms import Role


@dataclass(frozen=True)
class Addressee:
    """Somebody to write to."""

    name: str
    email: str


def of_schools(schools: Iterable[int], role: Role, today: date) -> dict[int, tuple[Addressee, ...]]:
    """School → who holds the role over it today, has an address and may sign in; in one query.

    Schools with nobody to write to are left out. The caller has checked the reach.
    """
    rows = (
        GrantRecord.objects.in_force(today)
        .filter(role=role, school__in=list(schools), person__user__is_active=True)
        .select_related("person__user")
    )
    found: dict[int, dict[str, Addressee]] = {}
    for row in rows:
        if row.school_id is not None and row.person.user is not None:
            email = row.person.user.email
            found.setdefault(row.school_id, {})[email] = Addressee(row.person.name, email)
    return {school: tuple(people.values()) for school, people in found.items()}


def of_place(place: int, role: Role, today: date) -> tuple[Addressee, ...]:
    """Who holds the role over the place today, has an address and may sign in."""
    rows = (
        GrantRecord.objects.in_force(today)
        .filter(role=role, place=place, person__user__is_active=True)
        .select_related("person__user")
    )
    return tuple(Addressee(row.person.name, row.person.user.email) for row in rows if row.person.user)
