"""Giving and ending grants."""

from datetime import date

from django.db import transaction

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.register.models import School
from smeaton.terms import ROLES, Reach, Refused, Role, ScopeKind, Where


def where_of(scope: ScopeKind, key: int, *, place: int | None = None) -> Where:
    """Where a grant over that thing stands, so that it can be told who may give it.

    A school and a trust stand in no place by themselves. With `place`, they stand there, and in those of its
    programmes in which a school of theirs has a department, if there is one.
    """
    if scope is ScopeKind.PLACE:
        return Where(place=key)
    if scope is ScopeKind.PROGRAMME:
        return Programme.objects.get(pk=key).where
    trust = key if scope is ScopeKind.TRUST else School.objects.values_list("trust", flat=True).get(pk=key)
    school = key if scope is ScopeKind.SCHOOL else None
    programmes = frozenset[int]()
    if place is not None:
        theirs = Department.objects.filter(programme__place=place)
        theirs = theirs.filter(school=school) if school else theirs.filter(school__trust=trust)
        programmes = frozenset(theirs.order_by().values_list("programme", flat=True))
    return Where(place if programmes else None, school, trust, programmes=programmes)


@transaction.atomic
def grant(
    *,
    reach: Reach,
    person: int,
    role: Role,
    scope: ScopeKind,
    key: int,
    starts: date,
    ends: date | None = None,
    place: int | None = None,
) -> GrantRecord:
    """Give `person` a role over the place, programme, trust or school `key`; `ends` is its last day.

    `Refused` for whoever holds no role there that gives it, and for giving oneself one. `place` is where the
    giver stands, for a role over a school or a trust in it. A role of a school or a trust that somebody of
    the programme gives rests on their word alone until it is vouched for (`services.vouching`). ValueError
    where the role cannot be held over such a scope, or ends before it starts.
    """
    if scope not in ROLES[role].scopes:
        raise ValueError(f"the role {role} is not held over a {scope}")
    if ends is not None and ends < starts:
        raise ValueError("The last day is before the first: give a later one.")
    if not reach.may_give(role, where_of(scope, key, place=place)):
        raise Refused(f"{reach.actor} may not give the role {role} there")
    if reach.person == person:
        raise Refused(f"{reach.actor} may not give themselves a role")
    word = reach.word_for(role, where_of(scope, key, place=place))
    row = GrantRecord.objects.create(
        person_id=person,
        role=role,
        place_id=key if scope is ScopeKind.PLACE else None,
        programme_id=key if scope is ScopeKind.PROGRAMME else None,
        trust_id=key if scope is ScopeKind.TRUST else None,
        school_id=key if scope is ScopeKind.SCHOOL else None,
        starts=starts,
        ends=ends,
        given_by_id=reach.person,
        word_role=word.role if word else "",
        word_place_id=word.id if word and word.scope is ScopeKind.PLACE else None,
        word_programme_id=word.id if word and word.scope is ScopeKind.PROGRAMME else None,
    )
    record(
        reach=reach,
        action="granted",
        subject="grant",
        subject_id=row.pk,
        place=key if scope is ScopeKind.PLACE else place,
        school=key if scope is ScopeKind.SCHOOL else None,
        changes={"person": person, "role": role, "scope": scope, "over": key}
        | ({"on the word of": word.role} if word else {}),
    )
    return row


@transaction.atomic
def end_grant(*, reach: Reach, grant_id: int, on: date, place: int | None = None) -> None:
    """End a grant: its last day is `on`, or the day before where it is to end at once.

    `Refused` for whoever could not give it. A grant that had not begun by `on` never begins: it is taken
    back, and history alone keeps that it was given. One that ends earlier still ends then.
    """
    row = GrantRecord.objects.select_for_update(no_key=True).get(pk=grant_id)
    scope, key = row.over
    if not reach.may_give(Role(row.role), where_of(scope, key, place=place)):
        raise Refused(f"{reach.actor} may not end the role {row.role} there")
    if row.starts > on:
        row.delete()
    elif row.ends is None or row.ends > on:
        row.ends = on
        row.save(update_fields=["ends"])
    record(
        reach=reach,
        action="ended",
        subject="grant",
        subject_id=grant_id,
        place=row.place_id or place,
        school=row.school_id,
        changes={"ends": on.isoformat()},
    )
