"""Writing letters; how they are sent is `sending`."""

from collections.abc import Mapping
from datetime import datetime

from smeaton.apps.outbox.models import Letter


def write_letter(
    *,
    key: str,
    purpose: str,
    subject_id: int | str,
    to: str,
    title: str,
    text: str,
    html: str,
    at: datetime,
    not_before: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Letter:
    """Put a letter into the outbox; one with the same `key` is returned as it is, never written twice.

    Call it in the transaction of the write that the letter tells about: both stand or both fall. The service
    that calls it has checked the reach and records the event.
    """
    letter, _ = Letter.objects.get_or_create(
        key=key,
        defaults={
            "purpose": purpose,
            "subject_id": str(subject_id),
            "to": to,
            "title": title,
            "text": text,
            "html": html,
            "headers": dict(headers or {}),
            "written_at": at,
            "not_before": not_before or at,
        },
    )
    return letter
