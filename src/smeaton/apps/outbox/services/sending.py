"""Sending what is due: claimed in small leased batches, noted before and after the last line (ADR 0008)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from smeaton.apps.outbox.mail import (
    ConnectionLost,
    Doubt,
    LetterDeclined,
    MailServer,
    ServerTrouble,
    Unsendable,
    compose,
    server_from,
)
from smeaton.apps.outbox.models import Letter, LetterState
from smeaton.apps.outbox.services.ending import end_letter
from smeaton.terms import Reach, Refused

BATCH = 20
LEASE = timedelta(seconds=90)
"""How long a round may be silent before its letters are taken back; longer than a step with the server."""
HANDING_OVER = timedelta(seconds=300)
"""The same for a letter whose last line is being sent; longer than the server may think about it."""
MOST_ATTEMPTS = 20
MOST_LOSSES = 3
"""Connections lost one after another before a round ends."""


@dataclass
class SendReport:
    """What one round did, in letters; `trouble` says in a sentence why it ended early."""

    sent: int = 0
    later: int = 0
    refused: int = 0
    uncertain: int = 0
    trouble: str = ""


def send_due(
    *,
    reach: Reach,
    now: Callable[[], datetime],
    seconds: float | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> SendReport:
    """Send every letter that is due, for `seconds` at most; only the installation itself does so.

    Any number of rounds may run at once, each letter is in one of them. Without a mail server nothing is
    touched. Where the server cannot be used every letter waits, with the reason. `stop` ends it between two
    letters. One query where nothing is due.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not send letters")
    if not settings.SMTP_URL or not _due(now()).exists():
        return SendReport()
    until = None if seconds is None else now() + timedelta(seconds=seconds)
    enough = lambda: stop() or (until is not None and now() >= until)  # noqa: E731 - one condition
    _write_through()
    return _Round(now, enough).run()


def backoff(attempts: int) -> timedelta:
    """How long a letter waits after the server has put it off so often: 5 minutes, doubled, up to 4 hours."""
    return timedelta(minutes=min(5 << min(attempts - 1, 10), 240))


class _Round:
    """One connection and the letters that are claimed for it."""

    def __init__(self, now: Callable[[], datetime], enough: Callable[[], bool]) -> None:
        self.now, self.enough = now, enough
        self.claim = secrets.token_hex(16)
        self.report = SendReport()
        self.losses = 0
        self.leased_until = now()

    def run(self) -> SendReport:
        try:
            self.server = MailServer(
                server_from(settings.SMTP_URL),
                settings.MAIL_FROM.rpartition("@")[2],
                plain="mail" in settings.PLAIN_TO,
            )
        except ValueError as error:
            self.report.trouble = str(error)
            return self.report
        try:
            while not self.enough() and (letters := self._claim()):
                for letter in letters:
                    if self.enough():
                        break
                    self._send(letter)
        except ServerTrouble as trouble:
            self.report.trouble = str(trouble)
        finally:
            self._release()
            self.server.close()
        return self.report

    def _claim(self) -> list[Letter]:
        """Take the next letters; those of an earlier batch that were passed over are let go."""
        at = self.now()
        if not _due(at).exists():
            return []
        with transaction.atomic():
            due = _due(at).select_for_update(no_key=True, skip_locked=True)
            keys = list(due.order_by("not_before", "id").values_list("pk", flat=True)[:BATCH])
            self.leased_until = at + LEASE
            Letter.objects.filter(pk__in=keys, state=LetterState.WAITING).update(
                state=LetterState.CLAIMED, claim=self.claim, lease_until=self.leased_until
            )
        return list(Letter.objects.filter(claim=self.claim, state=LetterState.CLAIMED))

    def _send(self, letter: Letter) -> None:
        if not self._renewed():
            return
        try:
            message = compose(letter)
            self.server.prepare(message.sender, message.to, message.content)
        except Unsendable as error:
            self._end(letter, LetterState.REFUSED, str(error))
            return
        except LetterDeclined as reply:
            self._declined(letter, reply)
            return
        except ConnectionLost as lost:
            self._later(letter, str(lost))
            self.losses += 1
            if self.losses >= MOST_LOSSES:
                raise ServerTrouble(str(lost)) from lost
            return
        if not self._handing_over(letter):
            self.server.drop()
            return
        try:
            answer = self.server.finish()
        except LetterDeclined as declined:
            self._declined(letter, declined)
        except Doubt as doubt:
            self._end(letter, LetterState.UNCERTAIN, str(doubt))
        else:
            self.losses = 0
            self._end(letter, LetterState.SENT, answer)

    def _renewed(self) -> bool:
        """Whether the claimed letters are still ours; the lease is renewed when half of it has gone."""
        at = self.now()
        if self.leased_until - at > LEASE / 2:
            return True
        ours = Letter.objects.filter(claim=self.claim, state=LetterState.CLAIMED)
        self.leased_until = at + LEASE
        return bool(ours.update(lease_until=self.leased_until))

    def _handing_over(self, letter: Letter) -> bool:
        """Write down that the last line comes next; False where the letter is not ours any more."""
        return bool(
            Letter.objects.filter(pk=letter.pk, claim=self.claim, state=LetterState.CLAIMED).update(
                state=LetterState.HANDING_OVER, lease_until=self.now() + HANDING_OVER
            )
        )

    def _end(self, letter: Letter, state: LetterState, reply: str) -> None:
        if end_letter(letter=letter, state=state, reply=reply, at=self.now(), claim=self.claim):
            self.report.sent += state == LetterState.SENT
            self.report.refused += state == LetterState.REFUSED
            self.report.uncertain += state == LetterState.UNCERTAIN

    def _declined(self, letter: Letter, reply: LetterDeclined) -> None:
        if reply.for_good:
            self._end(letter, LetterState.REFUSED, str(reply))
        else:
            self._later(letter, str(reply))

    def _later(self, letter: Letter, reply: str) -> None:
        """Let the letter wait longer each time, and give it up after `MOST_ATTEMPTS`, some three days."""
        attempts = letter.attempts + 1
        if attempts >= MOST_ATTEMPTS:
            self._end(letter, LetterState.REFUSED, f"Given up after {attempts} attempts: {reply}")
            return
        self.report.later += Letter.objects.filter(
            pk=letter.pk, claim=self.claim, state__in=[LetterState.CLAIMED, LetterState.HANDING_OVER]
        ).update(
            state=LetterState.WAITING,
            claim="",
            lease_until=None,
            attempts=attempts,
            not_before=self.now() + backoff(attempts),
            reply=reply[:300],
        )

    def _release(self) -> None:
        """Let go of what was claimed and not sent."""
        ours = Letter.objects.filter(claim=self.claim, state=LetterState.CLAIMED)
        changes: dict[str, object] = {"reply": self.report.trouble[:300]} if self.report.trouble else {}
        ours.update(state=LetterState.WAITING, claim="", lease_until=None, **changes)


def _due(at: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(state=LetterState.WAITING, not_before__lte=at)


def _write_through() -> None:
    """Have SQLite wait for the disk at every commit of this connection, so that a power cut forgets none."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
