"""A hub lead invites a school; its trust lead signs and withdraws: both with the keyboard alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.services import withdraw_agreement
from smeaton.apps.outbox.services import send_due
from tests.factories.personas import SYSTEM, Personas
from tests.factories.smtp import MailBox
from tests.journeys.keyboard import Keyboard
from tests.journeys.pages import WIDTHS, Visitor, expect
from tests.journeys.signing_in import add_passkey, with_authenticator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("at_once"),
    pytest.mark.parametrize("width", WIDTHS),
]


def test_a_trust_lead(
    visit: Callable[..., Visitor], personas: Personas, settings: Any, live_server: Any, width: int
) -> None:
    before = Agreement.objects.get(trust=personas.neighbour.school.trust)
    withdraw_agreement(reach=SYSTEM, agreement_id=before.pk, at=timezone.now() - timedelta(days=1))
    with MailBox() as box:
        settings.SMTP_URL, settings.SITE = box.url, live_server.url
        hub = Keyboard(visit(personas.hub_lead.user, width))
        hub.visitor.open("/places/testshire/schools/900002/people/")
        hub.press("link", "Invite the school and its trust")
        hub.fill("Name of whoever signs for Birch Trust", "Bea Birch")
        hub.fill("Their email address", "bea@birch.example")
        hub.fill("Name of the subject lead", "Lou Lab")
        hub.fill("The subject lead’s email address", "lou@birch.example")
        hub.press("button", "Send both letters")
        send_due(reach=SYSTEM, now=timezone.now)
        letter = box.to("bea@birch.example")[0].body()
    link = re.search(r"https?://[^/\s]+(/join/\S+)", letter)
    assert link is not None

    trust = Keyboard(visit(None, width))
    with_authenticator(trust.visitor)
    page = trust.open(link[1])
    trust.press("button", "Accept and sign")
    trust.mend("Enter the post in which you sign")
    trust.fill("The post in which you sign", "Chief executive")
    trust.press("button", "Accept and sign")
    expect(page.get_by_role("status")).to_contain_text("signed the agreement")
    add_passkey(trust)
    trust.open("/")
    trust.press("link", "What Birch Trust shares")
    trust.unfold("Every field that this covers")
    trust.press("link", "Withdraw")
    trust.press("button", "Withdraw now")
    expect(page.locator(".smeaton-finding")).to_contain_text("Withdrawn")
