"""Somebody has got hold of a one-purpose link, and uses it again, later, for something else, or guesses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from smeaton.apps.needs.models import Answer, Invitation
from smeaton.apps.needs.queries.letters import stop_token
from smeaton.apps.needs.queries.links import token_of
from smeaton.apps.needs.services import asking, mailing
from tests.factories.invitations import invite, open_wave
from tests.factories.personas import SYSTEM, Personas, make_personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def personas(db: None) -> Personas:
    return make_personas()


@pytest.fixture
def invitation(personas: Personas) -> Invitation:
    return invite(open_wave(personas.programme), personas.department)


def follow(token: str, name: str = "answer") -> tuple[int, int]:
    """What opening the link and pressing its button are answered with."""
    address = reverse(f"needs:{name}", args=[token])
    return Client().get(address).status_code, Client().post(address).status_code


def test_a_link_that_was_sent_anew_is_dead_and_so_is_its_session(invitation: Invitation) -> None:
    old, browser = token_of(invitation), Client()
    assert browser.post(reverse("needs:answer", args=[old])).status_code == 302
    form = reverse("needs:answer-part", args=["recall"])
    assert browser.get(form).status_code == 200
    mailing.queue_invitations(
        reach=SYSTEM,
        wave_id=invitation.wave_id,
        at=timezone.now(),
        invitation_ids=[invitation.pk],
        again=True,
    )
    assert follow(old) == (410, 410)
    assert browser.get(form).status_code in (404, 410)
    assert browser.post(form, {"a-recall-1": "4"}).status_code in (404, 410)
    assert not Answer.objects.exists()


def test_a_withdrawn_invitation_and_a_closed_audit_answer_nobody(invitation: Invitation) -> None:
    token, at = token_of(invitation), timezone.now()
    wave = invitation.wave
    wave.closes = timezone.localdate() - timedelta(days=1)
    wave.save()
    assert follow(token) == (410, 410)
    wave.closes = timezone.localdate() + timedelta(days=7)
    wave.save()
    assert follow(token) == (200, 302)
    asking.withdraw(reach=SYSTEM, invitation_id=invitation.pk, at=at)
    assert follow(token) == (410, 410)


def test_a_link_is_good_for_one_purpose(invitation: Invitation) -> None:
    answering, stopping = token_of(invitation), stop_token(invitation)
    assert follow(stopping) == (404, 404)
    assert follow(answering, "no-reminders") == (404, 404)


def test_no_link_is_guessed_by_changing_one_letter(invitation: Invitation) -> None:
    token = token_of(invitation)
    for place, letter in enumerate(token):
        altered = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        assert follow(altered)[0] in (404, 410), altered
    bare = f"{invitation.pk}.{invitation.link_version}"
    assert follow(bare) == follow(f"{bare}~") == (404, 404)


def test_being_in_by_a_link_opens_nothing_else(invitation: Invitation) -> None:
    browser = Client()
    browser.post(reverse("needs:answer", args=[token_of(invitation)]))
    assert browser.get("/").status_code == 302
    assert browser.get("/places/testshire/")["Location"].startswith("/sign-in/")
    assert browser.get("/components/").status_code == 403
