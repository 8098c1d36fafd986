"""What became of letters. Whoever asks has checked the reach over what the letters are about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db.models import Count, Min

from smeaton.apps.outbox.models import Letter, LetterState

Key = TypeVar("Key", int, str)

_GOING = (LetterState.WAITING, LetterState.CLAIMED, LetterState.HANDING_OVER)
_BATCH = 500


@dataclass(frozen=True)
class LetterStatus:
    """Where the latest letter about something stands. `words` says it in English; `reply` is the server's."""

    letter_id: int
    purpose: str
    state: LetterState
    words: str
    at: datetime
    """When it came to stand there: when it was written, or when it ended."""
    reply: str

    @property
    def uncertain(self) -> bool:
        """Whether somebody has to decide if it is sent again."""
        return self.state == LetterState.UNCERTAIN

    @property
    def arrived(self) -> bool:
        """Whether the mail server took it and nothing has come back."""
        return self.state == LetterState.SENT


@dataclass(frozen=True)
class LetterText:
    """A letter as it would arrive."""

    letter_id: int
    subject_id: str
    sender: str
    to: str
    title: str
    text: str
    html: str
    state: str
    """Where it stands, in words."""
    written_at: datetime


@dataclass(frozen=True)
class OutboxStatus:
    """How the outbox of the installation stands. `sends` is False where no mail server has been named."""

    sends: bool
    counts: dict[str, int]
    oldest: datetime | None
    """When the letter that waits longest was written."""
    trouble: str
    """What keeps letters that could have gone, in a sentence; empty where nothing does."""

    @property
    def waiting(self) -> int:
        """Letters on their way: waiting, being prepared or being handed over."""
        return sum(self.counts.get(state, 0) for state in _GOING)


def letters_about(purposes: str | Collection[str], ids: Collection[Key]) -> dict[Key, LetterStatus]:
    """The latest letter of these purposes about each of `ids`; those without one are left out.

    One query for every 500 ids.
    """
    names = [purposes] if isinstance(purposes, str) else list(purposes)
    by_text = {str(key): key for key in ids}
    keys, found = list(by_text), {}
    for start in range(0, len(keys), _BATCH):
        rows = Letter.objects.filter(purpose__in=names, subject_id__in=keys[start : start + _BATCH])
        rows = rows.defer("text", "html", "headers").order_by("written_at", "id")
        for letter in rows:
            found[by_text[letter.subject_id]] = _status(letter)
    return found


def on_their_way(purposes: Collection[str]) -> dict[str, set[str]]:
    """What letters that have not been handed over yet are about: purpose → subject ids."""
    found: dict[str, set[str]] = {}
    rows = Letter.objects.filter(state__in=_GOING, purpose__in=purposes)
    for purpose, subject in rows.order_by().values_list("purpose", "subject_id"):
        found.setdefault(purpose, set()).add(subject)
    return found


def uncertain_about(purposes: Collection[str]) -> set[str]:
    """Subject ids of which nobody knows whether the latest letter arrived: two queries, for such are few."""
    rows = Letter.objects.filter(state=LetterState.UNCERTAIN, purpose__in=purposes)
    subjects = set(rows.order_by().values_list("subject_id", flat=True))
    return {key for key, status in letters_about(purposes, subjects).items() if status.uncertain}


def latest_letters(purposes: Collection[str], most: int, letter_id: int | None = None) -> list[LetterText]:
    """The latest letters of these purposes with their texts, or the one given; newest first.

    The texts are empty where nothing is left to send.
    """
    rows = Letter.objects.filter(purpose__in=purposes).order_by("-id")
    if letter_id is not None:
        rows = rows.filter(pk=letter_id)
    return [
        LetterText(
            letter.pk,
            letter.subject_id,
            letter.sender,
            letter.to,
            letter.title,
            letter.text,
            letter.html,
            str(LetterState(letter.state).label),
            letter.written_at,
        )
        for letter in rows[:most]
    ]


def outbox_status(at: datetime) -> OutboxStatus:
    """How many letters stand where, in two queries."""
    counts = dict(
        Letter.objects.order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
        .values_list("state", "number")
    )
    waiting = Letter.objects.filter(state=LetterState.WAITING)
    first = waiting.filter(not_before__lte=at).order_by("not_before", "id").values("reply").first()
    return OutboxStatus(
        sends=bool(settings.SMTP_URL),
        counts=counts,
        oldest=waiting.aggregate(first=Min("written_at"))["first"] if counts.get("waiting") else None,
        trouble=first["reply"] if first else "",
    )


def _status(letter: Letter) -> LetterStatus:
    state = LetterState(letter.state)
    return LetterStatus(
        letter.pk,
        letter.purpose,
        state,
        str(state.label),
        letter.ended_at or letter.written_at,
        letter.reply,
    )
