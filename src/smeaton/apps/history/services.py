"""How a change is recorded: inside the transaction of the write itself."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.terms import Reach


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
) -> Event:
    """Append one event. Call it in the transaction of the write, so that both stand or both fall.

    `changes` must survive JSON. Raises RuntimeError where no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a change is recorded inside the transaction of the write")
    return Event.objects.create(
        at=at or timezone.now(),
        actor=reach.actor,
        role=", ".join(reach.roles()),
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        place=place,
        school=school,
        changes=dict(changes or {}),
    )
