"""How a change is recorded: inside the transaction of the write itself, chained to the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.history.queries.chain import digest_of, last_link
from smeaton.apps.history.services.origin import present_origin
from smeaton.terms import Reach

_CHAIN = 0x536D_6561_746F_6E
"""The number of PostgreSQL's advisory lock under which the chain grows."""


@dataclass(frozen=True)
class Entry:
    """One change to record. `changes` must survive JSON, and holds no name, address or free text of a person.

    `agreement` is the id of the data-sharing agreement under which it was done, where it was done under one.
    """

    action: str
    subject: str
    subject_id: str | int
    place: int | None = None
    school: int | None = None
    changes: Mapping[str, object] = field(default_factory=dict)
    agreement: int | None = None


def record(
    *,
    reach: Reach,
    action: str,
    subject: str,
    subject_id: str | int,
    place: int | None = None,
    school: int | None = None,
    changes: Mapping[str, object] | None = None,
    at: datetime | None = None,
    agreement: int | None = None,
) -> Event:
    """Append one event. Call it in the transaction of the write, so that both stand or both fall.

    `changes` must survive JSON, and holds ids, never a name, an address or free text about a person: history
    outlives a person's record. Raises RuntimeError where no transaction is open.

    Call it last: on PostgreSQL other writers wait from here on until the transaction ends. Rows that the
    service needs to itself are locked before, with `no_key=True` (docs/adr/0018).
    """
    entry = Entry(action, subject, subject_id, place, school, changes or {}, agreement)
    return record_all(reach=reach, entries=[entry], at=at)[0]


def record_all(*, reach: Reach, entries: Sequence[Entry], at: datetime | None = None) -> list[Event]:
    """Append events in the order given, in as many queries as one takes; otherwise as `record`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a change is recorded inside the transaction of the write")
    if not entries:
        return []
    _wait_for_the_chain()
    number, digest = last_link()
    events = []
    for entry in entries:
        number += 1
        event = Event(
            number=number,
            at=at or timezone.now(),
            actor=reach.actor,
            role=", ".join(reach.roles()),
            action=entry.action,
            subject=entry.subject,
            subject_id=str(entry.subject_id),
            place=entry.place,
            school=entry.school,
            changes=dict(entry.changes),
            agreement=entry.agreement,
            origin=present_origin(),
        )
        event.digest = digest = digest_of(digest, event)
        events.append(event)
    return Event.objects.bulk_create(events)


def _wait_for_the_chain() -> None:
    """Let one transaction at a time add to the chain. On SQLite writers queue anyway (docs/adr/0003)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN])
