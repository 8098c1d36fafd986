"""Writing to people who are asked: invitations, reminders, the schedule, and what came back."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from smeaton.apps.needs.mail import AuditLetters
from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.queries.letters import LetterKind, hub_address
from smeaton.apps.needs.services.recording import record_on
from smeaton.apps.outbox import services as outbox
from smeaton.apps.outbox.models import LetterState
from smeaton.apps.outbox.queries import letters_about, on_their_way
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach, Refused

KINDS = tuple(LetterKind)
BETWEEN_REMINDERS = timedelta(hours=20)
"""Nobody is reminded by hand twice within this time, however often the button is pressed."""


class MailRefused(ValueError):
    """Letters that are not written. The message is a sentence for whoever asked for them."""


@transaction.atomic
def queue_invitations(
    *,
    reach: Reach,
    wave_id: int,
    at: datetime,
    invitation_ids: Collection[int] | None = None,
    again: bool = False,
) -> int:
    """Write the invitations of a wave: to everybody who has none yet, or to those given; returns how many.

    With `again` those given who have not finished get a new link, and the earlier one ends. Before the wave
    opens the letters wait for its first morning. Written for all, it also releases the wave to the schedule.
    `Refused` without `ASK_COLLEAGUES` over the departments; `MailRefused` once the wave has closed.
    The caller enqueues `tasks.send_letters` on commit.
    """
    wave = _wave(wave_id)
    _refuse_if_closed(wave, at)
    asked = _within_reach(reach, wave, invitation_ids)
    if again and invitation_ids is None:
        raise ValueError("a new link is sent to invitations that are named")
    if again:
        asked = [each for each in asked if each.finished_at is None]
        outbox.withdraw_letters(purposes=KINDS, subject_ids=[each.pk for each in asked], at=at)
        for each in asked:
            each.link_version += 1
            each.bounced_at = None
    else:
        asked = [each for each in asked if each.invited_at is None]
    for each in asked:
        each.invited_at = at
    Invitation.objects.bulk_update(asked, ["link_version", "bounced_at", "invited_at"], batch_size=500)
    if invitation_ids is None and wave.invitations_from is None:
        wave.invitations_from = at
        wave.save(update_fields=["invitations_from"])
    _write(wave, LetterKind.INVITATION, asked, at, again=again)
    record_on(
        wave,
        reach=reach,
        action="sent links again" if again else "invited",
        changes={"letters": len(asked)},
        at=at,
    )
    return len(asked)


@transaction.atomic
def queue_reminders(
    *, reach: Reach, wave_id: int, at: datetime, invitation_ids: Collection[int] | None = None
) -> int:
    """Remind everybody who has not finished, or those of the given who have not; returns how many.

    Left out are those who asked not to be, whose address fails, who have a letter on its way, or who were
    reminded within the last 20 hours. `Refused` and `MailRefused` as for invitations, the latter also
    before the opening. The caller enqueues `tasks.send_letters` on commit.
    """
    wave = _wave(wave_id)
    _refuse_if_closed(wave, at)
    if timezone.localdate(at) < wave.opens:
        raise MailRefused(f"{wave.name} opens on {wave.opens:%-d %B %Y}. Remind people once it is open.")
    may = {each.pk for each in _within_reach(reach, wave, invitation_ids)}
    going = _with_a_letter_going()
    asked = [
        each
        for each in Invitation.objects.to_remind().filter(wave=wave).select_related("department__school")
        if each.pk in may
        and str(each.pk) not in going
        and (each.reminded_at is None or each.reminded_at <= at - BETWEEN_REMINDERS)
    ]
    remind(wave, LetterKind.REMINDER, asked, at)
    record_on(wave, reach=reach, action="reminded", changes={"letters": len(asked)}, at=at)
    return len(asked)


@transaction.atomic
def send_again(*, reach: Reach, invitation_id: int, at: datetime) -> bool:
    """Send the letter of which nobody knows whether it arrived once more; False where there is none.

    `Refused` without `ASK_COLLEAGUES` over the department. The caller enqueues `tasks.send_letters`.
    """
    invitation = _invitation(reach, invitation_id)
    status = letters_about(KINDS, [invitation.pk]).get(invitation.pk)
    if status is None or not outbox.send_again(letter_id=status.letter_id, at=at):
        return False
    record_on(
        invitation.wave, reach=reach, action="sent an uncertain letter again", changes={"letters": 1}, at=at
    )
    return True


@transaction.atomic
def mark_did_not_arrive(*, reach: Reach, invitation_id: int, at: datetime) -> bool:
    """Mark by hand that letters to somebody do not arrive; no more are written. False where it was marked.

    `Refused` without `ASK_COLLEAGUES` over the department.
    """
    invitation = _invitation(reach, invitation_id)
    if invitation.bounced_at is not None:
        return False
    outbox.withdraw_letters(purposes=KINDS, subject_ids=[invitation.pk], at=at)
    status = letters_about(KINDS, [invitation.pk]).get(invitation.pk)
    if status is not None:
        outbox.mark_returned(letter_id=status.letter_id, reply="Marked by hand.", at=at)
    Invitation.objects.filter(pk=invitation.pk).update(bounced_at=at)
    record_on(
        invitation.wave, reach=reach, action="marked a letter as not arrived", changes={"letters": 1}, at=at
    )
    return True


@transaction.atomic
def stop_reminders(*, invitation: Invitation, at: datetime) -> bool:
    """Remind this person no more, by their own wish; the signed token was the authority.

    False where it was so already.
    """
    if not Invitation.objects.filter(pk=invitation.pk, no_reminders_at__isnull=True).update(
        no_reminders_at=at
    ):
        return False
    reminders = [LetterKind.REMINDER, LetterKind.LAST_DAYS]
    outbox.withdraw_letters(purposes=reminders, subject_ids=[invitation.pk], at=at)
    record_on(
        invitation.wave,
        reach=Reach.nobody(),
        action="asked for no more reminders",
        changes={"letters": 1},
        at=at,
    )
    return True


def note_ending(*, subject_id: str, to: str, state: LetterState, at: datetime) -> None:
    """Mark the invitation whose letter was refused or came back (`settings.LETTER_ENDINGS`).

    Nothing is marked where the address has been corrected since. Called in the letter's own transaction.
    """
    invitation = (
        Invitation.objects.filter(pk=int(subject_id), email__iexact=to, bounced_at__isnull=True)
        .select_related("wave__programme")
        .first()
    )
    if invitation is not None:
        Invitation.objects.filter(pk=invitation.pk).update(bounced_at=at)
        outbox.withdraw_letters(purposes=KINDS, subject_ids=[invitation.pk], at=at)
        record_on(
            invitation.wave,
            reach=Reach.of_system("outbox"),
            action=f"a letter {state.label}",
            changes={"letters": 1},
            at=at,
        )


def remind(
    wave: Wave, kind: LetterKind, asked: list[Invitation], at: datetime, *, by_day: bool = False
) -> None:
    """Write reminders of one kind to these, and count them; in the caller's transaction, which records it.

    `by_day` keeps them until people are at work.
    """
    _write(wave, kind, asked, at, by_day=by_day)
    for each in asked:
        each.reminders += 1
        each.reminded_at = at
    Invitation.objects.bulk_update(asked, ["reminders", "reminded_at"], batch_size=500)


def invite(wave: Wave, asked: list[Invitation], at: datetime) -> None:
    """Write the invitations of the schedule to these; in the caller's transaction, which records it."""
    _write(wave, LetterKind.INVITATION, asked, at, by_day=True)
    for each in asked:
        each.invited_at = at
    Invitation.objects.bulk_update(asked, ["invited_at"], batch_size=500)


def _wave(wave_id: int) -> Wave:
    # locked, so that two people who press the same button at once do not count twice
    waves = Wave.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "programme__place", "instrument"
    )
    return waves.get(pk=wave_id)


def _refuse_if_closed(wave: Wave, at: datetime) -> None:
    if wave.closed_at is not None or (wave.closes is not None and timezone.localdate(at) > wave.closes):
        raise MailRefused(f"{wave.name} has closed. Nobody is written to about it any more.")


def _within_reach(reach: Reach, wave: Wave, ids: Collection[int] | None) -> list[Invitation]:
    """Standing invitations over whose department the reach may ask people: all, or those given."""
    departments = Department.objects.filter(programme=wave.programme_id)
    allowed = set(departments.visible_to(reach, Permission.ASK_COLLEAGUES).values_list("pk", flat=True))
    if not allowed and not reach.everywhere:
        raise Refused(f"{reach.actor} may not {Permission.ASK_COLLEAGUES} there")
    asked = Invitation.objects.standing().filter(wave=wave).select_related("department__school")
    if ids is None:
        return [each for each in asked if each.department_id in allowed]
    wanted = set(ids)
    named = [each for each in asked if each.pk in wanted]
    if any(each.department_id not in allowed for each in named):
        raise Refused(f"{reach.actor} may not {Permission.ASK_COLLEAGUES} there")
    return named


def _invitation(reach: Reach, invitation_id: int) -> Invitation:
    invitation = Invitation.objects.select_related(
        "wave__programme", "department__school", "department__programme"
    ).get(pk=invitation_id)
    reach.require(Permission.ASK_COLLEAGUES, invitation.department.where)
    return invitation


def _with_a_letter_going() -> set[str]:
    return {subject for subjects in on_their_way(KINDS).values() for subject in subjects}


def _write(
    wave: Wave,
    kind: LetterKind,
    asked: Iterable[Invitation],
    at: datetime,
    *,
    again: bool = False,
    by_day: bool = False,
) -> None:
    asked = list(asked)
    if not asked:
        return
    opens = at_work(datetime.combine(wave.opens, datetime.min.time(), timezone.get_current_timezone()))
    earliest = max(at_work(at) if by_day else at, opens if timezone.localdate(at) < wave.opens else at)
    letters = AuditLetters(wave, hub_address(wave.programme.place_id, timezone.localdate(at)))
    drafts = [letters.draft(kind, each, earliest, again=again) for each in asked]
    outbox.write_letters(drafts=drafts, at=at, not_before=earliest)


def at_work(at: datetime) -> datetime:
    """The moment itself from 7 to 18 o'clock, else the next 7 o'clock: nobody is written to at night."""
    here = timezone.localtime(at)
    if 7 <= here.hour < 18:
        return at
    day = here.date() + timedelta(days=1 if here.hour >= 18 else 0)
    return datetime.combine(day, datetime.min.time().replace(hour=7), timezone.get_current_timezone())
