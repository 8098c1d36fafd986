"""The letters of an audit: who is asked what, how long it takes, who sees it, how to stop them."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.queries.letters import LetterKind, stop_token
from smeaton.apps.needs.queries.links import token_of
from smeaton.apps.outbox.services import LetterDraft
from smeaton.engine.needs.instrument import read_instrument
from smeaton.ui.letters import answered_to, written

_TEMPLATES = {
    LetterKind.INVITATION: "invitation",
    LetterKind.REMINDER: "reminder",
    LetterKind.LAST_DAYS: "last_days",
}


class AuditLetters:
    """Writes the letters of one wave, whose instrument is read once."""

    def __init__(self, wave: Wave, reply_to: str = "") -> None:
        """`wave` with its programme, place and instrument loaded; `reply_to` answers questions."""
        self._wave = wave
        self._reply_to = reply_to
        instrument = read_instrument(wave.instrument.source)
        self._minutes = instrument.minutes

    def draft(
        self, kind: LetterKind, invitation: Invitation, at: datetime, *, again: bool = False
    ) -> LetterDraft:
        """The letter of a kind to one invited person; `again` where an earlier link has ended.

        `invitation` with its school loaded. The key says which letter it is, so that none is written twice.
        """
        programme = self._wave.programme
        stop = settings.SITE + reverse("needs:no-reminders", kwargs={"token": stop_token(invitation)})
        context = {
            "programme": programme,
            "wave": self._wave,
            "school": invitation.department.school.name,
            "name": invitation.name,
            "role": invitation.role,
            "minutes": round(self._minutes.get(invitation.role, 0)),
            "link": settings.SITE + reverse("needs:answer", kwargs={"token": token_of(invitation)}),
            "stop": stop,
            "again": again,
            "begun": invitation.begun_at is not None,
            "reply_to": self._reply_to,
            "days_left": (self._wave.closes - timezone.localdate(at)).days if self._wave.closes else None,
        }
        words = written(f"needs/mail/{_TEMPLATES[kind]}", context)
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return LetterDraft(
            key=self._key(kind, invitation),
            purpose=kind,
            subject_id=invitation.pk,
            to=invitation.email,
            title=words.title,
            text=words.text,
            html=words.html,
            sender=programme.name,
            headers=headers | answered_to(self._reply_to),
        )

    def _key(self, kind: LetterKind, invitation: Invitation) -> str:
        which: object = {
            LetterKind.INVITATION: invitation.link_version,
            LetterKind.REMINDER: invitation.reminders + 1,
            LetterKind.LAST_DAYS: self._wave.closes,
        }[kind]
        return f"{kind} {invitation.pk} {which}"
