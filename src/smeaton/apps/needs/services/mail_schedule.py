"""The schedule of letters: what the worker writes by itself while a wave is open."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from smeaton.apps.access.queries import programme_reach
from smeaton.apps.history.services import record
from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.queries.letters import LetterKind
from smeaton.apps.needs.services.mailing import KINDS, invite, remind
from smeaton.apps.outbox import services as outbox
from smeaton.apps.outbox.queries import on_their_way
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach, Refused

LAST_DAYS = timedelta(days=2)
"""How long before a wave closes those who have not finished hear of it once more."""


def queue_due(*, reach: Reach, at: datetime) -> list[int]:
    """Write what the schedule asks for now; returns the ids of the waves for which letters were written.

    In every open wave whose invitations the hub lead has released: an invitation to whoever has none; a
    reminder `remind_every` days after the last letter, `reminders` times at most; and where there are
    reminders at all, one notice in the last days. Nobody gets two at once, nobody who has finished, was
    withdrawn, asked for no reminders or cannot be reached gets any, and nobody at a school whose trust shares
    nothing by name. Letters that nobody needs any more are
    withdrawn. Only the installation itself calls it. One query for the waves and two for each that is open.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not run the schedule of letters")
    going = on_their_way(KINDS)
    if going:
        withdraw_needless(at=at, going=going)
    today = timezone.localdate(at)
    waves = Wave.objects.filter(
        Q(closes__isnull=True) | Q(closes__gte=today),
        opens__lte=today,
        closed_at__isnull=True,
        invitations_from__lte=at,
    )
    busy = {int(subject) for subjects in going.values() for subject in subjects}
    return [wave.pk for wave in waves if _due(wave, at).exists() and _write_due(reach, wave.pk, at, busy)]


def withdraw_needless(*, at: datetime, going: dict[str, set[str]]) -> int:
    """Withdraw letters that wait and that nobody needs any more; returns how many."""
    today, withdrawn = timezone.localdate(at), 0
    over = (
        Q(finished_at__isnull=False)
        | Q(withdrawn_at__isnull=False)
        | Q(wave__closed_at__isnull=False)
        | Q(wave__closes__lt=today)
    )
    for purpose, subjects in going.items():
        needless = over if purpose == LetterKind.INVITATION else over | Q(no_reminders_at__isnull=False)
        keys = sorted(int(subject) for subject in subjects)
        for start in range(0, len(keys), 500):
            found = Invitation.objects.filter(needless, pk__in=keys[start : start + 500])
            if ids := list(found.values_list("pk", flat=True)):
                withdrawn += outbox.withdraw_letters(purposes=[purpose], subject_ids=ids, at=at)
    return withdrawn


def _due(wave: Wave, at: datetime) -> QuerySet[Invitation]:
    """Everybody in a wave who is to be written to now, whatever the letter."""
    invitations = Invitation.objects.standing().filter(wave=wave, finished_at__isnull=True)
    shared = Department.objects.filter(programme=wave.programme_id).order_by()
    shared = shared.visible_to(
        programme_reach(wave.programme_id, "schedule", timezone.localdate(at)), Permission.ASK_COLLEAGUES
    )
    return (
        invitations.filter(department__in=shared)
        .annotate(last=_LAST)
        .filter(_UNINVITED | (_REMINDABLE & _overdue(wave, at)))
    )


_LAST = Coalesce("reminded_at", "invited_at")
_UNINVITED = Q(invited_at__isnull=True, bounced_at__isnull=True)
_REMINDABLE = Q(invited_at__isnull=False, bounced_at__isnull=True, no_reminders_at__isnull=True)


def _overdue(wave: Wave, at: datetime) -> Q:
    """Who has heard nothing for so many days; counted by calendar, so that a late look shifts nothing."""
    never = Q(pk__in=[])
    if not wave.reminders:
        return never
    today = timezone.localdate(at)
    usual = never
    if wave.remind_every:
        usual = Q(
            reminders__lt=wave.reminders, last__lt=_midnight(today - timedelta(days=wave.remind_every - 1))
        )
    notice = _notice_from(wave)
    return usual | Q(last__lt=_midnight(notice)) if notice and today >= notice else usual


def _notice_from(wave: Wave) -> date | None:
    """The first of a wave's last days."""
    return wave.closes - LAST_DAYS if wave.closes else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


@transaction.atomic
def _write_due(reach: Reach, wave_id: int, at: datetime, busy: set[int]) -> bool:
    """Write the letters of one wave, which is locked so that two workers do not count twice."""
    wave = (
        Wave.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme__place", "instrument")
        .get(pk=wave_id)
    )
    due = [each for each in _due(wave, at).select_related("department__school") if each.pk not in busy]
    invited = [each for each in due if each.invited_at is None]
    reminded = [each for each in due if each.invited_at is not None]
    notice = _notice_from(wave)
    last_days = notice is not None and timezone.localdate(at) >= notice
    invite(wave, invited, at)
    remind(wave, LetterKind.LAST_DAYS if last_days else LetterKind.REMINDER, reminded, at, by_day=True)
    if due:
        record(
            reach=reach,
            action="wrote the letters of the day",
            subject="wave",
            subject_id=wave.pk,
            place=wave.programme.place_id,
            changes={"invitations": len(invited), "reminders": len(reminded)},
            at=at,
        )
    return bool(due)
