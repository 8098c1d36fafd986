"""The page that stops reminders: asking first, by a button, and by a mail program's own button."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Invitation
from smeaton.apps.needs.queries.letters import LetterKind, stop_token
from smeaton.apps.needs.services.mail_schedule import queue_due
from smeaton.apps.needs.services.mailing import queue_invitations, queue_reminders
from smeaton.apps.outbox.models import Letter
from tests.factories.letters import MORNING, audit
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(personas: Personas) -> Invitation:
    wave = audit(personas)
    queue_invitations(reach=SYSTEM, wave_id=wave.pk, at=MORNING)
    Letter.objects.update(state="sent")
    found = Invitation.objects.first()
    assert found is not None
    return found


def address(invitation: Invitation) -> str:
    return reverse("needs:no-reminders", kwargs={"token": stop_token(invitation)})


def test_looking_changes_nothing_and_the_button_stops_reminders(
    invitation: Invitation, django_assert_max_num_queries: Any
) -> None:
    client = Client(enforce_csrf_checks=True)
    with django_assert_max_num_queries(5):
        page = client.get(address(invitation))
    assert "Shall we stop reminding you?" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    invitation.refresh_from_db()
    assert invitation.no_reminders_at is None
    queue_reminders(reach=SYSTEM, wave_id=invitation.wave_id, at=MORNING)
    for _ in range(2):
        page = client.post(address(invitation))
        assert "You get no more reminders" in page.content.decode()
        assert "the link in your letter works" in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.no_reminders_at is not None
    reminder = Letter.objects.get(subject_id=invitation.pk, purpose=LetterKind.REMINDER)
    assert reminder.state == "withdrawn"
    assert Event.objects.filter(action="asked for no more reminders").count() == 1
    assert queue_due(reach=SYSTEM, at=MORNING) == []


def test_a_mail_programs_own_button_does_it_by_one_post(invitation: Invitation) -> None:
    letter = Letter.objects.get(subject_id=invitation.pk)
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = letter.headers["List-Unsubscribe"].strip("<>")
    assert url in letter.text
    page = Client(enforce_csrf_checks=True).post(
        url.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"}
    )
    assert page.status_code == 200
    invitation.refresh_from_db()
    assert invitation.no_reminders_at is not None


def test_an_altered_link_stops_nobodys_reminders(invitation: Invitation) -> None:
    other = Invitation.objects.exclude(pk=invitation.pk).first()
    assert other is not None
    token = stop_token(invitation)
    for wrong in (token[:-1], token.replace(f"{invitation.pk}~", f"{other.pk}~", 1), "x", "1~x"):
        page = Client().post(reverse("needs:no-reminders", kwargs={"token": wrong}))
        assert (page.status_code, "not complete" in page.content.decode()) == (404, True)
    assert not Invitation.objects.filter(no_reminders_at__isnull=False).exists()


def test_the_link_that_stops_reminders_does_not_answer(invitation: Invitation) -> None:
    letter = Letter.objects.get(subject_id=invitation.pk)
    token = letter.text.partition("/answer/")[2].partition("/")[0]
    assert token != stop_token(invitation)
    assert Client().post(reverse("needs:no-reminders", kwargs={"token": token})).status_code == 404
