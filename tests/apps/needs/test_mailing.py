"""Invitations and reminders: who is written to, when, and who never."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.queries.letters import LetterKind
from smeaton.apps.needs.queries.links import LinkRefused, invitation_of
from smeaton.apps.needs.services.mail_schedule import queue_due
from smeaton.apps.needs.services.mailing import (
    MailRefused,
    at_work,
    mark_did_not_arrive,
    queue_invitations,
    queue_reminders,
    send_again,
)
from smeaton.apps.needs.tasks import look_after_letters, send_letters
from smeaton.apps.outbox.models import Letter, LetterState
from smeaton.apps.outbox.services import send_due
from smeaton.terms import Refused
from tests.factories.letters import MORNING, audit
from tests.factories.personas import SYSTEM, Personas
from tests.factories.smtp import MailBox

pytestmark = pytest.mark.django_db
HUB = "hub_lead"


def day(number: int, hour: int = 9) -> datetime:
    """So many days after the wave has opened."""
    return MORNING.replace(hour=hour) + timedelta(days=number)


def invited(personas: Personas, **changes: Any) -> Wave:
    """A wave whose six invitations have been sent."""
    wave = audit(personas)
    Wave.objects.filter(pk=wave.pk).update(**changes)
    queue_invitations(reach=personas.reach(HUB), wave_id=wave.pk, at=MORNING)
    deliver()
    wave.refresh_from_db()
    return wave


def deliver() -> None:
    Letter.objects.filter(state="waiting").update(state="sent")


def purposes(since: datetime) -> list[str]:
    return sorted(Letter.objects.filter(written_at__gte=since).values_list("purpose", flat=True))


def test_everybody_is_invited_once_however_often_the_button_is_pressed(personas: Personas) -> None:
    wave = audit(personas)
    for expected in (6, 0):
        assert queue_invitations(reach=personas.reach(HUB), wave_id=wave.pk, at=MORNING) == expected
    assert Letter.objects.count() == 6
    wave.refresh_from_db()
    assert wave.invitations_from == MORNING
    event = Event.objects.filter(action="invited").first()
    assert event is not None
    assert event.changes == {"letters": 6}
    assert "@" not in str(list(Event.objects.values_list("changes", flat=True)))


def test_a_subject_lead_asks_own_colleagues_and_a_stranger_nobody(personas: Personas) -> None:
    wave = audit(personas)
    others = list(Invitation.objects.filter(department=personas.neighbour).values_list("pk", flat=True))
    lead = personas.reach("subject_lead")
    with pytest.raises(Refused):
        queue_invitations(reach=lead, wave_id=wave.pk, at=MORNING, invitation_ids=others[:1])
    assert queue_invitations(reach=lead, wave_id=wave.pk, at=MORNING) == 3
    for name in ("stranger", "head", "accountability_lead", "trust_lead"):
        with pytest.raises(Refused):
            queue_invitations(reach=personas.reach(name), wave_id=wave.pk, at=MORNING)
        with pytest.raises(Refused):
            queue_reminders(reach=personas.reach(name), wave_id=wave.pk, at=MORNING)
        with pytest.raises(Refused):
            mark_did_not_arrive(reach=personas.reach(name), invitation_id=others[0], at=MORNING)
        with pytest.raises(Refused):
            send_again(reach=personas.reach(name), invitation_id=others[0], at=MORNING)


def test_a_link_sent_again_ends_the_earlier_one(personas: Personas) -> None:
    wave = invited(personas)
    one = Invitation.objects.filter(wave=wave).first()
    assert one is not None
    token = Letter.objects.get(subject_id=one.pk).text.partition("/answer/")[2].partition("/")[0]
    assert invitation_of(token, MORNING).pk == one.pk
    again = queue_invitations(
        reach=personas.reach(HUB), wave_id=wave.pk, at=day(1), invitation_ids=[one.pk], again=True
    )
    assert again == 1
    latest = Letter.objects.filter(subject_id=one.pk).latest("id")
    assert latest.title.startswith("Your new link")
    with pytest.raises(LinkRefused, match="newer link"):
        invitation_of(token, day(1))
    assert invitation_of(latest.text.partition("/answer/")[2].partition("/")[0], day(1)).pk == one.pk


def test_before_the_wave_opens_letters_wait_for_its_morning(personas: Personas) -> None:
    wave = audit(personas)
    queue_invitations(reach=personas.reach(HUB), wave_id=wave.pk, at=day(-5))
    assert set(Letter.objects.values_list("not_before", flat=True)) == {datetime(2026, 11, 23, 7, tzinfo=UTC)}
    with pytest.raises(MailRefused, match="opens on 23 November"):
        queue_reminders(reach=personas.reach(HUB), wave_id=wave.pk, at=day(-4))


def test_nobody_is_written_to_about_a_closed_wave(personas: Personas) -> None:
    wave = invited(personas)
    after = datetime(2026, 12, 12, 9, tzinfo=UTC)
    for write in (queue_invitations, queue_reminders):
        with pytest.raises(MailRefused, match="closed"):
            write(reach=personas.reach(HUB), wave_id=wave.pk, at=after)
    assert queue_due(reach=SYSTEM, at=after) == []


def test_a_reminder_goes_to_those_who_need_one(personas: Personas) -> None:
    wave = invited(personas)
    people = list(Invitation.objects.filter(wave=wave))
    reasons = ("finished_at", "bounced_at", "no_reminders_at", "withdrawn_at")
    for person, what in zip(people, reasons, strict=False):
        begun = {"begun_at": MORNING} if what == "finished_at" else {}
        Invitation.objects.filter(pk=person.pk).update(**{what: MORNING}, **begun)
    hub = personas.reach(HUB)
    assert queue_reminders(reach=hub, wave_id=wave.pk, at=day(1)) == 2
    deliver()
    assert queue_reminders(reach=hub, wave_id=wave.pk, at=day(1, hour=15)) == 0
    assert queue_reminders(reach=hub, wave_id=wave.pk, at=day(2), invitation_ids=[people[5].pk]) == 1
    assert list(Invitation.objects.filter(reminders=2).values_list("pk", flat=True)) == [people[5].pk]


def test_nobody_gets_a_reminder_while_a_letter_is_on_its_way(personas: Personas) -> None:
    wave = audit(personas)
    queue_invitations(reach=personas.reach(HUB), wave_id=wave.pk, at=MORNING)
    assert queue_reminders(reach=personas.reach(HUB), wave_id=wave.pk, at=day(1)) == 0
    assert queue_due(reach=SYSTEM, at=day(8)) == []


def test_the_schedule_of_a_wave(personas: Personas) -> None:
    wave = audit(personas)
    assert queue_due(reach=SYSTEM, at=MORNING) == []  # not released yet
    Wave.objects.filter(pk=wave.pk).update(invitations_from=day(-3), remind_every=7, reminders=2)
    assert queue_due(reach=SYSTEM, at=day(-1)) == []  # not open yet
    written: dict[int, list[str]] = {}
    for number in range(22):
        before = Letter.objects.count()
        for hour in (9, 10):  # the worker looks again and again
            queue_due(reach=SYSTEM, at=day(number, hour))
        if Letter.objects.count() > before:
            written[number] = sorted(set(purposes(day(number))))
        deliver()
    assert written == {
        0: [LetterKind.INVITATION],
        7: [LetterKind.REMINDER],
        14: [LetterKind.REMINDER],
        16: [LetterKind.LAST_DAYS],  # the wave closes on day 18
    }
    assert Letter.objects.count() == 24
    notice = Letter.objects.filter(purpose=LetterKind.LAST_DAYS).first()
    assert notice is not None
    assert notice.title == "Open until Friday: science at Alderwood School, your view"


def test_no_reminders_means_none(personas: Personas) -> None:
    invited(personas, reminders=0)
    for number in range(1, 19):
        assert queue_due(reach=SYSTEM, at=day(number)) == []


def test_the_schedule_writes_by_day(personas: Personas) -> None:
    wave = audit(personas)
    Wave.objects.filter(pk=wave.pk).update(invitations_from=day(-3))
    assert queue_due(reach=SYSTEM, at=datetime(2026, 11, 23, 0, 0, 20, tzinfo=UTC)) == [wave.pk]
    assert set(Letter.objects.values_list("not_before", flat=True)) == {datetime(2026, 11, 23, 7, tzinfo=UTC)}
    assert at_work(datetime(2026, 7, 1, 18, tzinfo=UTC)) == datetime(2026, 7, 2, 6, tzinfo=UTC)
    assert at_work(MORNING) == MORNING


def test_letters_that_nobody_needs_any_more_are_withdrawn(personas: Personas) -> None:
    wave = audit(personas)
    queue_invitations(reach=personas.reach(HUB), wave_id=wave.pk, at=MORNING)
    one, two, *_ = Invitation.objects.filter(wave=wave)
    Invitation.objects.filter(pk=one.pk).update(begun_at=MORNING, finished_at=MORNING)
    Invitation.objects.filter(pk=two.pk).update(withdrawn_at=MORNING)
    queue_due(reach=SYSTEM, at=day(0, hour=10))
    assert Letter.objects.filter(state=LetterState.WITHDRAWN, text="").count() == 2
    Wave.objects.filter(pk=wave.pk).update(closed_at=MORNING)
    queue_due(reach=SYSTEM, at=day(0, hour=11))
    assert not Letter.objects.filter(state=LetterState.WAITING).exists()


def test_a_refused_letter_marks_its_invitation_and_a_corrected_address_is_not_marked(
    personas: Personas, settings: Any
) -> None:
    wave = audit(personas)
    one, two, *_ = Invitation.objects.filter(wave=wave)
    queue_invitations(reach=personas.reach(HUB), wave_id=wave.pk, at=MORNING)
    Invitation.objects.filter(pk=two.pk).update(email="right@example.org")
    with MailBox() as box:
        settings.SMTP_URL = box.url
        box.script.rcpt = {one.email: "550 5.1.1 Unknown", two.email: "550 5.1.1 Unknown"}
        report = send_due(reach=SYSTEM, now=lambda: MORNING)
    assert (report.sent, report.refused) == (4, 2)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.bounced_at, two.bounced_at) == (MORNING, None)
    assert queue_reminders(reach=personas.reach(HUB), wave_id=wave.pk, at=day(1)) == 5


def test_did_not_arrive_is_marked_by_hand(personas: Personas) -> None:
    wave = invited(personas)
    one = Invitation.objects.filter(wave=wave).first()
    assert one is not None
    hub = personas.reach(HUB)
    assert mark_did_not_arrive(reach=hub, invitation_id=one.pk, at=MORNING)
    assert not mark_did_not_arrive(reach=hub, invitation_id=one.pk, at=MORNING)
    assert Letter.objects.get(subject_id=one.pk).state == LetterState.BOUNCED
    assert queue_reminders(reach=hub, wave_id=wave.pk, at=day(1)) == 5


def test_an_uncertain_letter_is_sent_again_on_request_and_reminded_on_the_day(personas: Personas) -> None:
    wave = invited(personas)
    one = Invitation.objects.filter(wave=wave).first()
    assert one is not None
    assert not send_again(reach=personas.reach(HUB), invitation_id=one.pk, at=day(1))
    Letter.objects.filter(subject_id=one.pk).update(state="uncertain")
    assert queue_due(reach=SYSTEM, at=day(7)) == [wave.pk]
    assert Letter.objects.filter(purpose=LetterKind.REMINDER, subject_id=one.pk).exists()
    deliver()
    Letter.objects.filter(subject_id=one.pk, purpose=LetterKind.REMINDER).update(state="uncertain")
    assert send_again(reach=personas.reach(HUB), invitation_id=one.pk, at=day(7))


def test_two_hundred_letters_are_written_with_few_queries(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    wave = audit(personas, people=100)
    with django_assert_max_num_queries(20):
        assert queue_invitations(reach=personas.reach(HUB), wave_id=wave.pk, at=MORNING) == 200


def test_a_look_of_the_worker_is_cheap_and_the_task_sends(
    personas: Personas, settings: Any, django_assert_num_queries: Any
) -> None:
    wave = invited(personas)
    Wave.objects.filter(pk=wave.pk).update(opens=date(2000, 1, 1), closes=None)
    Invitation.objects.update(invited_at=datetime(2100, 1, 1, tzinfo=UTC))
    with MailBox() as box:
        settings.SMTP_URL = box.url
        # left by a killed worker, on the way, waves, what this programme's trusts share, this wave, due
        with django_assert_num_queries(6):
            look_after_letters()
        Letter.objects.update(state="waiting")
        assert send_letters.func() == "6 sent"
