"""What becomes of letters: taken back from killed workers, ended, come back, sent again."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from smeaton.apps.outbox.inputs import read_report
from smeaton.apps.outbox.models import Letter, LetterState
from smeaton.apps.outbox.queries import letter_of
from smeaton.terms import Reach, Refused

_MAY_RETURN = (LetterState.SENT, LetterState.UNCERTAIN, LetterState.HANDING_OVER)
_LONGEST_REPLY = 300


class UnknownLetter(ValueError):
    """A report names no letter of this installation. The message is a sentence."""


def take_back(*, reach: Reach, at: datetime) -> tuple[int, int]:
    """Take up what a killed worker left, whose lease has run out; only the installation itself does so.

    What was being prepared waits again, for nothing of it was sent; what was being handed over becomes
    uncertain. Returns the numbers of both. One query where nothing was left.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not take up letters of others")
    left = Letter.objects.filter(
        state__in=[LetterState.CLAIMED, LetterState.HANDING_OVER], lease_until__lt=at
    )
    if not left.exists():
        return 0, 0
    again = left.filter(state=LetterState.CLAIMED).update(
        state=LetterState.WAITING, claim="", lease_until=None
    )
    uncertain = left.filter(state=LetterState.HANDING_OVER).update(
        state=LetterState.UNCERTAIN,
        lease_until=None,
        ended_at=at,
        reply="The worker was stopped while it handed this letter over.",
    )
    return again, uncertain


@transaction.atomic
def end_letter(*, letter: Letter, state: LetterState, reply: str, at: datetime, claim: str) -> bool:
    """Write down how a letter that the round `claim` has to itself ended; False where it has it no more.

    Texts are emptied unless the letter may have to be sent again. Whoever wrote it is told of a refusal.
    """
    emptied = {} if state == LetterState.UNCERTAIN else {"text": "", "html": ""}
    ours = Letter.objects.filter(
        pk=letter.pk,
        claim=claim,
        state__in=[LetterState.CLAIMED, LetterState.HANDING_OVER, LetterState.UNCERTAIN],
    )
    ended = ours.update(state=state, ended_at=at, lease_until=None, reply=reply[:_LONGEST_REPLY], **emptied)
    if ended and state == LetterState.REFUSED:
        _tell(letter, state, at)
    return bool(ended)


@transaction.atomic
def mark_returned(*, letter_id: int, reply: str, at: datetime) -> Letter | None:
    """Mark a letter that had been sent as come back, and tell whoever wrote it; the caller checked the reach.

    None where it had not been sent, or is marked already.
    """
    letter = Letter.objects.select_for_update(no_key=True).filter(pk=letter_id, state__in=_MAY_RETURN).first()
    if letter is None:
        return None
    letter.state, letter.ended_at, letter.lease_until = LetterState.BOUNCED, at, None
    letter.reply, letter.text, letter.html = reply[:_LONGEST_REPLY], "", ""
    letter.save(update_fields=["state", "ended_at", "lease_until", "reply", "text", "html"])
    _tell(letter, LetterState.BOUNCED, at)
    return letter


def take_report(*, reach: Reach, content: bytes, at: datetime) -> str:
    """Take in a delivery report that a mail server sent back; returns a sentence that says what it did.

    `NotAReport` where the message is none, `UnknownLetter` where it is about no letter of ours; both are
    sentences. A notice that a letter is only delayed changes nothing. Only the installation itself does this.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not take in delivery reports")
    report = read_report(content)
    number = next((found for mark in report.marks if (found := letter_of(mark)) is not None), None)
    if number is None or not Letter.objects.filter(pk=number).exists():
        raise UnknownLetter("The report is about no letter of this installation.")
    if not report.failed:
        return f"Letter {number} has not failed ({report.action}); nothing was changed."
    if mark_returned(letter_id=number, reply=report.reason, at=at) is None:
        return f"Letter {number} had been marked before; nothing was changed."
    return f"Letter {number} came back: {report.reason}"


def send_again(*, letter_id: int, at: datetime) -> bool:
    """Send a letter of which nobody knows whether it was sent once more; False where it is not uncertain.

    The caller has checked the reach and records that somebody decided so.
    """
    return bool(
        Letter.objects.filter(pk=letter_id, state=LetterState.UNCERTAIN).update(
            state=LetterState.WAITING, claim="", ended_at=None, not_before=at, attempts=0, reply=""
        )
    )


def _tell(letter: Letter, state: LetterState, at: datetime) -> None:
    """Tell the app that wrote the letter; `settings.LETTER_ENDINGS` says whom, so that none is known here."""
    if path := settings.LETTER_ENDINGS.get(letter.purpose):
        import_string(path)(subject_id=letter.subject_id, to=letter.to, state=state, at=at)
