"""Writing letters, and withdrawing those that nobody needs any more."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from smeaton.apps.outbox.models import Letter, LetterState

HEADERS = frozenset({"Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"})
"""What a letter may say in its head besides what every letter says."""

_BATCH = 500


@dataclass(frozen=True)
class LetterDraft:
    """A letter to write. `key` is used once for ever; `sender` is the name that stands before our address."""

    key: str
    purpose: str
    subject_id: int | str
    to: str
    title: str
    text: str
    html: str
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def write_letters(*, drafts: Iterable[LetterDraft], at: datetime, not_before: datetime | None = None) -> int:
    """Put letters into the outbox; one whose key was used before is left as it is. Returns how many are new.

    Call it in the transaction of the write that the letters tell about: both stand or both fall. The service
    that calls it has checked the reach and records the event. Names and titles lose line breaks and other
    control signs. ValueError for an address that is none, or a head line that is unknown or has a line break.
    """
    letters = [_letter(draft, at, not_before or at) for draft in drafts]
    new = 0
    for start in range(0, len(letters), _BATCH):
        batch = letters[start : start + _BATCH]
        known = set(
            Letter.objects.filter(key__in=[letter.key for letter in batch]).values_list("key", flat=True)
        )
        batch = [letter for letter in batch if letter.key not in known]
        Letter.objects.bulk_create(batch, ignore_conflicts=True)
        new += len(batch)
    return new


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
    sender: str = "",
    headers: Mapping[str, str] | None = None,
) -> Letter:
    """Put one letter into the outbox, as `write_letters` does; an earlier one of that `key` is returned."""
    draft = LetterDraft(key, purpose, subject_id, to, title, text, html, sender, dict(headers or {}))
    write_letters(drafts=[draft], at=at, not_before=not_before)
    return Letter.objects.get(key=key)


def withdraw_letters(*, purposes: Collection[str], subject_ids: Collection[int | str], at: datetime) -> int:
    """Withdraw the letters about these that have not been handed over yet; returns how many there were.

    The caller has checked the reach. A letter that is being handed over is not stopped any more.
    """
    keys, withdrawn = [str(key) for key in subject_ids], 0
    for start in range(0, len(keys), _BATCH):
        withdrawn += Letter.objects.filter(
            purpose__in=purposes,
            subject_id__in=keys[start : start + _BATCH],
            state__in=[LetterState.WAITING, LetterState.CLAIMED],
        ).update(state=LetterState.WITHDRAWN, ended_at=at, lease_until=None, claim="", text="", html="")
    return withdrawn


def one_line(words: str) -> str:
    """Words on one line, without control signs and without marks that turn the direction of writing."""
    kept = (sign if unicodedata.category(sign)[0] != "C" else " " for sign in words)
    return " ".join("".join(kept).split())


def _letter(draft: LetterDraft, at: datetime, not_before: datetime) -> Letter:
    try:
        validate_email(draft.to)
    except ValidationError:
        raise ValueError(f"A letter about {draft.subject_id} has an address that is none.") from None
    for name, value in draft.headers.items():
        if name not in HEADERS or not value.isascii() or not value.isprintable():
            raise ValueError(f"A letter about {draft.subject_id} may not have this head line: {name}.")
    return Letter(
        key=draft.key,
        purpose=draft.purpose,
        subject_id=str(draft.subject_id),
        to=draft.to,
        sender=one_line(draft.sender)[:120],
        title=one_line(draft.title)[:200],
        text=draft.text,
        html=draft.html,
        headers=dict(draft.headers),
        written_at=at,
        not_before=not_before,
    )
