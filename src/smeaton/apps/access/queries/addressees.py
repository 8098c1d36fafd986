"""Who letters about agreements go to: whoever signs or vouches at a trust or a school, and the hub leads."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.places.models import Programme
from smeaton.terms import ROLES, Permission, Role


@dataclass(frozen=True)
class WrittenTo:
    """Somebody to write to."""

    name: str
    email: str


def signers_of(trust: int | None, school: int | None, today: date) -> tuple[WrittenTo, ...]:
    """Who may sign for a trust, or for a school without one, and can sign in: one query."""
    roles = [role for role, told in ROLES.items() if Permission.SIGN_AGREEMENT in told.permissions]
    over = Q(trust=trust) if trust is not None else Q(school=school)
    return _people(over & Q(role__in=roles), today)


def vouchers_of(
    trust: int | None, school: int | None, signer: int | None, today: date
) -> tuple[WrittenTo, ...]:
    """Who may say that they know who signed for a trust, or for a school without one: one query.

    Nobody vouches for themselves: not the signer by another role.
    """
    signs = Role.TRUST_LEAD if trust is not None else Role.HEAD
    roles = [role for role, told in ROLES.items() if signs in told.vouches]
    over = Q(trust=trust) | Q(school__trust=trust) if trust is not None else Q(school=school)
    return _people(over & Q(role__in=roles) & ~Q(person=signer), today, vouched=True)


def hub_leads_of(programme: Programme, today: date) -> tuple[WrittenTo, ...]:
    """The hub leads of a programme or its place who can sign in: one query."""
    return _people(Q(role=Role.HUB_LEAD) & (Q(place=programme.place_id) | Q(programme=programme)), today)


def _people(which: Q, today: date, *, vouched: bool = False) -> tuple[WrittenTo, ...]:
    rows = GrantRecord.objects.in_force(today).filter(which, person__user__is_active=True)
    if vouched:
        rows = rows.exclude(pk__in=GrantRecord.objects.on_word().order_by().values("pk"))
    users = [(row.person, row.person.user) for row in rows.select_related("person__user")]
    found = {user.email: WrittenTo(person.name, user.email) for person, user in users if user}
    return tuple(found.values())
