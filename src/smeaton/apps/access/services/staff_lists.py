"""Staff lists: uploaded, looked at, brought in all at once, or discarded."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from smeaton.apps.access.models import StaffList
from smeaton.apps.access.queries.staff_lists import preview_of
from smeaton.apps.access.queries.standing import Here
from smeaton.apps.access.services.granting import grant
from smeaton.apps.access.services.inviting import InvitationRefused, invite
from smeaton.apps.access.services.posts import leave, move, start_post
from smeaton.apps.history.services import record
from smeaton.apps.people.services import add_person
from smeaton.engine.sources import Unusable
from smeaton.engine.sources.staff_files import StaffTable, read_staff_safely
from smeaton.engine.sources.staff_lists import StaffRow
from smeaton.terms import ROLES, Permission, Reach, Refused, Role, ScopeKind

KEPT_FOR = timedelta(days=7)
"""How long an upload waits; after that it is discarded, for it names people."""
_NAMING = Reach.of_system("staff list")


class StaffListRefused(ValueError):
    """Nothing was changed. The message is a sentence for whoever asked."""


class BroughtIn(NamedTuple):
    """How many people of a list came in, and how many left or moved."""

    came: int
    went: int


def read_upload(content: bytes) -> StaffTable:
    """What an upload (CSV or .xlsx) holds, read in a limited process, or `StaffListRefused`.

    Call it outside of a transaction: it may take two seconds.
    """
    try:
        return read_staff_safely(content)
    except Unusable as refused:
        raise StaffListRefused(str(refused)) from None


@transaction.atomic
def keep_list(
    *,
    reach: Reach,
    here: Here,
    table: StaffTable,
    at: datetime,
) -> StaffList:
    """Keep an upload until it is brought in or discarded; earlier ones that wait here are discarded.

    `Refused` without MANAGE_PEOPLE, or for whoever gives neither teachers nor technicians their roles there.
    """
    _require(reach, here)
    over = {here.scope.value: here.key}
    for earlier in StaffList.objects.filter(place=here.place.pk, ended_at__isnull=True, **over):
        _end(earlier, reach, at, 0)
    row = StaffList.objects.create(
        place_id=here.place.pk,
        trust_id=here.key if here.scope is ScopeKind.TRUST else None,
        school_id=here.key if here.scope is ScopeKind.SCHOOL else None,
        uploaded_at=at,
        uploaded_by=reach.actor,
        headings=table.headings,
        rows=table.rows,
    )
    _record(row, reach, "uploaded", at, len(table.rows))
    return row


@transaction.atomic
def bring_in(
    *, reach: Reach, here: Here, list_id: int, basis: str, at: datetime, send: bool = False
) -> BroughtIn:
    """Bring in everybody of a list: a person, a post and a role each, and an invitation that waits.

    Those with a last day leave after it, or move to the school that the list names. Nobody can sign in before
    they have accepted their invitation; the letters go at once with `send`. All or nothing.
    `StaffListRefused` where a row is wrong, or the list is not the one that was looked at (`basis`).
    """
    _require(reach, here)
    over = {here.scope.value: here.key}
    row = StaffList.objects.select_for_update(no_key=True).get(
        pk=list_id, place=here.place.pk, ended_at__isnull=True, **over
    )
    today = timezone.localdate(at)
    found = preview_of(row, here, today)
    if found.basis != basis:
        raise StaffListRefused("The list was uploaded anew meanwhile. Look at it again, then bring it in.")
    if found.errors:
        raise StaffListRefused("There are mistakes in the list. Correct the file, and upload it again.")
    for one in found.new:
        _bring_in_one(reach, here.place.pk, one, at, send=send)
    for one, person in found.leaving:
        _let_go(reach, here.place.pk, one, person)
    done = BroughtIn(len(found.new), len(found.leaving))
    _end(row, reach, at, sum(done))
    return done


def _bring_in_one(reach: Reach, place: int, one: StaffRow, at: datetime, *, send: bool) -> None:
    role, starts = Role(one.role), one.starts or timezone.localdate(at)
    title = one.post or ROLES[role].title
    school = ScopeKind.SCHOOL
    person = add_person(reach=_NAMING, name=one.name).pk
    start_post(
        reach=reach, person=person, title=title, scope=school, key=one.school, starts=starts, place=place
    )
    grant(reach=reach, person=person, role=role, scope=school, key=one.school, starts=starts, place=place)
    try:
        invite(
            reach=reach,
            email=one.email,
            name=one.name,
            role=role,
            title=title,
            scope=school,
            key=one.school,
            place=place,
            person=person,
            at=at,
            send=send,
        )
    except InvitationRefused as refused:
        raise StaffListRefused(f"Row {one.row}: {refused}") from None


def _let_go(reach: Reach, place: int, one: StaffRow, person: int) -> None:
    assert one.leaves is not None  # noqa: S101 - the preview sorts them by it
    starts = one.starts or one.leaves + timedelta(days=1)
    try:
        if one.to:
            move(
                reach=reach,
                person=person,
                school=one.school,
                to=one.to,
                on=one.leaves,
                starts=starts,
                place=place,
            )
        else:
            leave(
                reach=reach, person=person, scope=ScopeKind.SCHOOL, key=one.school, on=one.leaves, place=place
            )
    except ValueError as refused:
        raise StaffListRefused(f"Row {one.row}: {refused}") from None
    except Refused:
        words = f"{one.name} also holds a role that you may not end. Leave the row out, and ask who may."
        raise StaffListRefused(f"Row {one.row}: {words}") from None


@transaction.atomic
def discard_list(*, reach: Reach, here: Here, list_id: int, at: datetime) -> None:
    """Discard a list that waits; nothing of it is kept. Of one that has ended nothing changes."""
    _require(reach, here)
    over = {here.scope.value: here.key}
    for row in StaffList.objects.filter(pk=list_id, place=here.place.pk, ended_at__isnull=True, **over):
        _end(row, reach, at, 0)


@transaction.atomic
def discard_stale_lists(*, reach: Reach, at: datetime) -> int:
    """Discard the lists that nobody has brought in for a week; only the installation itself does so."""
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not discard others' lists")
    rows = list(StaffList.objects.filter(ended_at__isnull=True, uploaded_at__lte=at - KEPT_FOR))
    for row in rows:
        _end(row, reach, at, 0)
    return len(rows)


def _require(reach: Reach, here: Here) -> None:
    reach.require(Permission.MANAGE_PEOPLE, here.where)
    if not here.takes_staff_from(reach):
        raise Refused(f"{reach.actor} may not bring in staff there")


def _end(row: StaffList, reach: Reach, at: datetime, taken: int) -> None:
    row.headings, row.rows, row.ended_at, row.taken = [], [], at, taken
    row.save()
    _record(row, reach, "brought in" if taken else "discarded", at, taken)


def _record(row: StaffList, reach: Reach, action: str, at: datetime, people: int) -> None:
    record(
        reach=reach,
        action=action,
        subject="staff list",
        subject_id=row.pk,
        place=row.place_id,
        school=row.school_id,
        changes={"people": people},
        at=at,
    )
