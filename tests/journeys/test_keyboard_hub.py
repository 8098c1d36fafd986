"""A hub lead signs in, proposes an agreement, invites and sees it as others do, with the keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from smeaton.apps.access.models import Agreement, InvitationToJoin
from smeaton.apps.access.services import sign_agreement
from tests.factories.personas import SYSTEM, Personas
from tests.factories.smtp import MailBox
from tests.factories.support import profile
from tests.journeys.keyboard import Keyboard
from tests.journeys.pages import WIDTHS, Visitor, expect
from tests.journeys.signing_in import add_passkey, code_from, with_authenticator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("at_once"),
    pytest.mark.parametrize("width", WIDTHS),
]


STAFF = "Name,Email,Role\nAda Acid,ada@alder.example,Teacher\nTed Tongs,ted@alder.example,Technician\n"


def sign_in(hub: Keyboard, box: MailBox, address: str) -> None:
    """By the code of a letter, then by the passkey that the role needs; and again, by the passkey alone."""
    page = hub.open("/places/testshire/")  # which leads to signing in
    hub.press("button", "Send me a code")
    hub.mend("Enter your email address")
    hub.fill("Email address", address)
    hub.press("button", "Send me a code")
    hub.unfold("No letter, or no code in it?")
    hub.fill("Code", code_from(box, address))
    hub.press("button", "Sign in")
    add_passkey(hub)
    expect(page).to_have_url(re.compile("/places/testshire/$"))
    hub.press("button", "Sign out")
    hub.press("button", "Use a passkey")
    expect(page).to_have_url(re.compile("/places/testshire/$"))


def bring_somebody_in(hub: Keyboard) -> None:
    """By an invitation, after a form that was sent empty."""
    page = hub.stage("People")
    hub.press("button", "Invite somebody", "Space")
    hub.press("button", "Send the invitation")
    hub.mend("Enter their name")
    hub.fill("Name", "Nia New")
    hub.fill("Email address", "nia@hub.example")
    hub.choose("Role", "Evaluator")
    hub.unfold("What each role may do")
    hub.press("button", "Send the invitation")
    expect(page.get_by_role("status")).to_contain_text("A letter goes to nia@hub.example")


def test_a_hub_lead(visit: Callable[..., Visitor], personas: Personas, settings: Any, width: int) -> None:
    profile(personas)
    alder = personas.department.school.trust_id
    Agreement.objects.filter(trust=alder).delete()
    with MailBox() as box:
        settings.SMTP_URL = box.url
        hub = Keyboard(visit(None, width))
        with_authenticator(hub.visitor)
        sign_in(hub, box, "hub.lead@example.org")
        page = hub.page
        expect(page.get_by_role("link", name="Alderwood School", exact=True)).to_have_count(0)
        hub.press("link", "1 trust has not signed")
        hub.select("With whom", "Alder Trust")
        hub.press("button", "Propose")
        proposed = Agreement.objects.get(trust=alder)
        sign_agreement(reach=SYSTEM, agreement_id=proposed.pk, signed_as="Chief", at=timezone.now())
        hub.stage("Place")
        hub.press("link", "Alderwood School", exact=True)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Alderwood School")
        bring_somebody_in(hub)
        assert InvitationToJoin.objects.get(sent_at__isnull=False).email == "nia@hub.example"


def test_a_hub_lead_brings_a_schools_staff_in_and_sees_it_as_they_do(
    visit: Callable[..., Visitor], personas: Personas, tmp_path: Path, width: int
) -> None:
    hub = Keyboard(visit(personas.hub_lead.user, width))
    page = hub.open("/places/testshire/people/")
    if not page.get_by_role("link", name="Alderwood School").is_visible():
        hub.unfold("where nothing waits")
    hub.press("link", "Alderwood School")
    hub.press("link", "Bring in a staff list")
    hub.press("button", "Upload, and look at it")
    hub.mend("Choose the file with the list")
    file = tmp_path / "staff.csv"
    file.write_text(STAFF, encoding="utf-8")
    hub.attach("The list", file)
    hub.press("button", "Upload, and look at it")
    hub.press("button", "Bring in and invite 2")
    expect(page.get_by_role("row", name="Ted Tongs").first).to_be_visible()
    assert InvitationToJoin.objects.filter(sent_at__isnull=False).count() == 2
    hub.press("button", re.compile("^See it as they do.*Subject lead"))
    expect(page.get_by_text("You see this as Subject lead does.")).to_be_visible()
    hub.press("button", "Stop")
    expect(page.get_by_text("You see this as Subject lead does.")).to_have_count(0)
