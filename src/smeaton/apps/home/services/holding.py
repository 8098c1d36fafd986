"""Legal holds: what must be kept of somebody, although they want it gone or its time is over."""

from datetime import date

from django.conf import settings
from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.home.queries.records.standing import require_over_all_of
from smeaton.apps.people.models import LegalHold
from smeaton.terms import Permission, Reach


@transaction.atomic
def place_hold(
    *, reach: Reach, person_id: int, reason: str, since: date, until: date | None = None, covers: str = ""
) -> LegalHold:
    """Hold a class of record of a person (all of them without `covers`) from `since` up to and with `until`.

    `Refused` without `ERASE_PERSON` wherever the person stands; ValueError for a class that is none, without
    a reason, or where it would end before it begins.
    """
    require_over_all_of(person_id, reach, Permission.ERASE_PERSON)
    if covers and covers not in settings.RETENTION:
        raise ValueError(f"“{covers}” is no class of record. They are: {', '.join(settings.RETENTION)}.")
    if not reason.strip():
        raise ValueError("Say why it must be kept.")
    if until is not None and until < since:
        raise ValueError("A hold cannot end before it begins.")
    row = LegalHold.objects.create(
        person_id=person_id,
        covers=covers,
        reason=reason.strip()[:400],
        since=since,
        until=until,
        placed_by=reach.actor,
    )
    record(
        reach=reach,
        action="held",
        subject="person",
        subject_id=person_id,
        changes={"hold": row.pk, "covers": covers or "everything", "until": until and until.isoformat()},
    )
    return row


@transaction.atomic
def end_hold(*, reach: Reach, hold_id: int, on: date) -> LegalHold:
    """End a hold: its last day is `on`. `Refused` as for placing one; ValueError where it begins later."""
    row = LegalHold.objects.select_for_update(no_key=True).get(pk=hold_id)
    require_over_all_of(row.person_id, reach, Permission.ERASE_PERSON)
    if on < row.since:
        raise ValueError("A hold cannot end before it begins.")
    row.until = on
    row.save(update_fields=["until"])
    record(
        reach=reach,
        action="ended a hold",
        subject="person",
        subject_id=row.person_id,
        changes={"hold": row.pk, "until": on.isoformat()},
    )
    return row
