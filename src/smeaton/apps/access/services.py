"""Giving and ending grants."""

from datetime import date

from django.db import transaction

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.history.services import record
from smeaton.terms import ROLES, Grant, Reach, Refused, Role, ScopeKind


@transaction.atomic
def grant(*, reach: Reach, person: int, role: Role, scope: ScopeKind, key: int, starts: date) -> GrantRecord:
    """Give `person` a role over the place, trust or school `key`.

    Only the installation itself (a command) gives grants so far; `Refused` for anybody else.
    Raises ValueError where the role cannot be held over such a scope.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not give grants")
    if scope not in ROLES[role].scopes:
        raise ValueError(f"the role {role} is not held over a {scope}")
    over = Grant(role, scope, key)
    row = GrantRecord.objects.create(
        person_id=person,
        role=role,
        place_id=key if scope is ScopeKind.PLACE else None,
        trust_id=key if scope is ScopeKind.TRUST else None,
        school_id=key if scope is ScopeKind.SCHOOL else None,
        starts=starts,
    )
    record(
        reach=reach,
        action="granted",
        subject="grant",
        subject_id=row.pk,
        place=key if scope is ScopeKind.PLACE else None,
        school=key if scope is ScopeKind.SCHOOL else None,
        changes={"person": person, "role": over.role, "scope": over.scope, "over": over.id},
    )
    return row


@transaction.atomic
def end_grant(*, reach: Reach, grant_id: int, on: date) -> None:
    """End a grant: its last day is `on`. Only the installation itself does so far."""
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not end grants")
    row = GrantRecord.objects.select_for_update().get(pk=grant_id)
    row.ends = on
    row.save(update_fields=["ends"])
    record(
        reach=reach,
        action="ended",
        subject="grant",
        subject_id=row.pk,
        place=row.place_id,
        school=row.school_id,
        changes={"ends": on.isoformat()},
    )
