"""Writes of a respondent about their own answers. The invitation is the permission; no reach is held.

Who answered and what was answered never meet in what is kept. An invitation learns that its person has begun
and finished, not when: both are dated to the day on which the wave opened, since in a small department a time
beside a name and a time beside a response would be enough to join them. For the same reason history has an
event for every change of a response, under the actor “respondent”, and none for the invitation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import (
    Answer,
    AnswerKind,
    Invitation,
    Readiness,
    Response,
    ResponseOrigin,
    StrandNote,
    StrandReadiness,
)
from smeaton.apps.needs.queries.answering import DESCRIBED, asked_items
from smeaton.apps.needs.queries.instruments import read_source
from smeaton.apps.needs.queries.links import invitation_by_key, respondent_code, responses_of
from smeaton.apps.needs.services.responses import AnswersRefused, Given
from smeaton.engine.needs.instrument import Instrument
from smeaton.terms import Reach

LONGEST_NOTE = 500
"""Characters that a note may have."""
_RESPONDENT = Reach(actor="respondent")
_GIVEN: tuple[Given, ...] = (1, 2, 3, 4, AnswerKind.DONT_KNOW, AnswerKind.NOT_APPLICABLE)


@dataclass(frozen=True)
class Changes:
    """What somebody has changed on the page of one strand; what is not named stays as it is.

    An answer, note or readiness that is None (or empty) is taken away.
    """

    strand: str
    answers: Mapping[str, Given | None] = field(default_factory=dict)
    note: str | None = None
    readiness: str | None = None
    """Both: None where they were not touched, empty where they were taken away."""

    def __bool__(self) -> bool:
        return bool(self.answers) or self.note is not None or self.readiness is not None


@transaction.atomic
def begin(*, invitation_id: int, version: int, at: datetime) -> Invitation:
    """Note that somebody has begun. `LinkRefused` where their link is no longer good."""
    invitation = invitation_by_key(invitation_id, version, at, lock=True)
    if invitation.begun_at is None:
        invitation.begun_at = _the_day_it_opened(invitation)
        invitation.save(update_fields=["begun_at"])
    return invitation


@transaction.atomic
def save_answers(*, invitation_id: int, version: int, changes: Changes, at: datetime) -> Response:
    """Save what somebody changed of a strand; doing it twice is doing it once, and the latest wins.

    Nothing but what `changes` names is touched, so that a page that was opened earlier on another device
    undoes nothing. `LinkRefused` where the link is no longer good or the wave is not open; `AnswersRefused`
    where something is not asked, is no answer, or a note is longer than `LONGEST_NOTE` characters.
    """
    invitation = invitation_by_key(invitation_id, version, at)
    before = responses_of(invitation).first()
    asked = asked_items(invitation, before)
    _check(read_source(invitation.wave.instrument.source), invitation.role, asked, changes)
    response = before or _first_answer(invitation, respondent_code(invitation), asked)
    # One respondent's saves queue here: two devices cannot lock each other's rows in turn.
    response = Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    _store(response, changes)
    record(
        reach=_RESPONDENT,
        action="answered",
        subject="response",
        subject_id=response.pk,
        place=invitation.wave.programme.place_id,
        changes={
            "strand": changes.strand,
            "answers": sum(1 for value in changes.answers.values() if value is not None),
            "taken away": sum(1 for value in changes.answers.values() if value is None),
        },
        at=at,
    )
    return response


@transaction.atomic
def finish(*, invitation_id: int, version: int, at: datetime) -> None:
    """Note that somebody has finished; they may still change answers while the wave is open.

    `LinkRefused` where their link is no longer good; `AnswersRefused` where nothing has been answered.
    """
    invitation = invitation_by_key(invitation_id, version, at, lock=True)
    if not Answer.objects.filter(response__in=responses_of(invitation)).exists():
        raise AnswersRefused("You have not answered anything yet. Answer what you can, then finish.")
    if invitation.finished_at is None:
        invitation.begun_at = invitation.begun_at or _the_day_it_opened(invitation)
        invitation.finished_at = _the_day_it_opened(invitation)
        invitation.save(update_fields=["begun_at", "finished_at"])


def _the_day_it_opened(invitation: Invitation) -> datetime:
    return timezone.make_aware(datetime.combine(invitation.wave.opens, time()))


def _first_answer(invitation: Invitation, code: str, asked: tuple[str, ...]) -> Response:
    """The response of somebody who has none, also where two devices save for the first time at once."""
    everything = {
        item.id for item in read_source(invitation.wave.instrument.source).for_role(invitation.role)
    }
    found, _ = Response.objects.get_or_create(
        wave=invitation.wave,
        respondent=code,
        defaults={
            "department_id": invitation.department_id,
            "role": invitation.role,
            "origin": ResponseOrigin.LINK,
            "asked": [] if everything == set(asked) else list(asked),
        },
    )
    return found


def _check(instrument: Instrument, role: str, asked: tuple[str, ...], changes: Changes) -> None:
    described = changes.strand == DESCRIBED
    allowed = (
        {vignette.id for vignette in instrument.vignettes}
        if described
        else {item for item in asked if instrument.items[item].strand == changes.strand}
    )
    if not allowed:
        raise AnswersRefused("That page is not part of the audit that you were asked to answer.")
    for item, value in changes.answers.items():
        if item not in allowed:
            raise AnswersRefused(f"“{item}” is not among the statements that you were asked.")
        if value is not None and value not in _GIVEN:
            raise AnswersRefused(f"“{value}” is not an answer.")
    if described and (changes.note or changes.readiness):
        raise AnswersRefused("A described colleague has neither a note nor a start.")
    if len(changes.note or "") > LONGEST_NOTE:
        raise AnswersRefused(f"A note may have {LONGEST_NOTE} characters, and this one has more.")
    if changes.readiness is not None:
        if role != "lead" or not instrument.readiness:
            raise AnswersRefused("Only the lead is asked whether the department could start.")
        if changes.readiness and changes.readiness not in Readiness.values:
            raise AnswersRefused(f"“{changes.readiness}” is not an answer.")


def _store(response: Response, changes: Changes) -> None:
    taken_away = sorted(item for item, value in changes.answers.items() if value is None)
    if taken_away:
        response.answers.filter(item__in=taken_away).delete()
    Answer.objects.bulk_create(
        [
            Answer(response=response, item=item, level=value, kind=AnswerKind.ANSWERED)
            if isinstance(value, int)
            else Answer(response=response, item=item, level=None, kind=value)
            for item, value in sorted(changes.answers.items())
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["response", "item"],
        update_fields=["level", "kind"],
    )
    if changes.note:
        StrandNote.objects.update_or_create(
            response=response, strand=changes.strand, defaults={"text": changes.note}
        )
    elif changes.note is not None:
        response.notes.filter(strand=changes.strand).delete()
    if changes.readiness:
        StrandReadiness.objects.update_or_create(
            response=response, strand=changes.strand, defaults={"answer": changes.readiness}
        )
    elif changes.readiness is not None:
        response.readiness.filter(strand=changes.strand).delete()
