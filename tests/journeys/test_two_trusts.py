"""Two trusts, one place: a new hub lead invites a school, its trust signs on a phone, its lead accepts.

Steps are counted as a hand makes them: a field filled in, or something pressed. Real mail on loopback.
"""

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import Named, invite_school, withdraw_agreement
from smeaton.apps.outbox.services import send_due
from smeaton.apps.places.models import Department
from smeaton.terms import Permission
from tests.factories.personas import SYSTEM, Personas
from tests.factories.smtp import Mail, MailBox
from tests.journeys.pages import Visitor, expect

pytestmark = [pytest.mark.browser]
PHONE = 375
MOST_STEPS = {"hub": 6, "trust": 2, "lead": 1}
"""What the way may take: the hub lead's form of four fields, and one press for everybody else."""
MOST_TO_VOUCH = 2
"""The question on the page where a head starts, and the answer."""


@pytest.fixture
def post(settings: Any, live_server: Any) -> Iterator[MailBox]:
    """A mail server on loopback that the site sends its letters to."""
    with MailBox() as box:
        settings.SMTP_URL = box.url
        settings.SITE = live_server.url
        yield box


class Hand:
    """Somebody at a phone whose steps are counted; every page that they come to is looked at."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        self.visitor, self.page, self.name, self.steps, self.pages = visitor, visitor.page, name, 0, 0

    def open(self, path: str) -> Page:
        """A page that is opened from a letter, or stands open already."""
        self.visitor.open(path)
        return self.look()

    def look(self) -> Page:
        """Nothing wrong for axe and nothing sideways; a picture where SMEATON_SHOTS names a folder."""
        self.pages += 1
        if folder := os.environ.get("SMEATON_SHOTS"):
            self.page.screenshot(path=Path(folder) / f"{self.name}-{self.pages}.png", full_page=True)
        assert self.visitor.violations() == []
        assert self.visitor.sideways() == 0
        return self.page

    def fill(self, label: str, words: str) -> None:
        """Fill in one field."""
        self.page.get_by_label(label, exact=True).fill(words)
        self.steps += 1

    def press(self, role: Any, name: str) -> Page:
        """Press a link or a button, and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()
        self.steps += 1
        return self.look()


def link_in(mail: Mail) -> str:
    """The link of a letter, as a path of the site."""
    found = re.search(r"https?://[^/\s]+(/join/\S+)", mail.body())
    assert found is not None
    assert found[0] in mail.body("html")
    return found[1]


def test_a_school_is_in_after_a_handful_of_steps(
    visit: Callable[..., Visitor], personas: Personas, post: MailBox
) -> None:
    birch = personas.neighbour.school
    before = Agreement.objects.get(trust=birch.trust)
    withdraw_agreement(reach=SYSTEM, agreement_id=before.pk, at=timezone.now() - timedelta(days=1))
    assert send_due(reach=SYSTEM, now=timezone.now).sent == 1  # the hub is told

    def seen() -> bool:
        reach = reach_of(personas.hub_lead, timezone.localdate())
        rows = Department.objects.visible_to(reach, Permission.VIEW_DEPARTMENT)
        return rows.filter(school=birch).exists()

    assert not seen()
    hub = Hand(visit(personas.hub_lead.user, PHONE), "hub")
    hub.open("/places/testshire/people/")
    hub.press("link", "Invite the school")
    hub.fill("Name of whoever signs for Birch Trust", "Bea Birch")
    hub.fill("Their email address", "bea@birch.example")
    hub.fill("Name of the subject lead", "Lou Lab")
    hub.fill("The subject lead’s email address", "lou@birch.example")
    page = hub.press("button", "Send both letters")
    expect(page.get_by_role("status")).to_contain_text("Two letters go out")
    assert send_due(reach=SYSTEM, now=timezone.now).sent == 2

    trust = Hand(visit(None, PHONE), "trust")
    page = trust.open(link_in(post.to("bea@birch.example")[0]))
    assert page.get_by_role("button", name="Accept and sign").bounding_box()["y"] < 3 * 900  # type: ignore[index]
    trust.fill("The post in which you sign", "Chief executive")
    page = trust.press("button", "Accept and sign")
    expect(page.get_by_role("status")).to_contain_text("signed the agreement")
    assert "/join/" not in page.url  # the secret has left the address
    assert seen()

    lead = Hand(visit(None, PHONE), "lead")
    secret = link_in(post.to("lou@birch.example")[0])
    lead.open(secret)
    page = lead.press("button", "Accept")
    expect(page.get_by_role("status")).to_contain_text("You have joined as subject lead")
    assert {"hub": hub.steps, "trust": trust.steps, "lead": lead.steps} == MOST_STEPS
    again = visit(None, PHONE)
    again.open(secret, status=410)
    expect(again.page.get_by_role("heading", level=1)).to_have_text("This link holds no more")
    again.complaints[:] = [each for each in again.complaints if "410" not in each]

    page = hub.open("/places/testshire/schools/900002/people/")
    expect(page.locator("tr", has_text="Lou Lab")).to_contain_text("Subject lead")
    page = hub.press("button", "See it as they do")
    expect(page.get_by_text("You see this as Lou Lab does.")).to_be_visible()
    page = hub.press("button", "Stop")
    expect(page.get_by_text("You see this as Lou Lab does.")).to_have_count(0)


def test_whom_only_the_hub_knows_signs_and_a_head_vouches_in_two_steps(
    visit: Callable[..., Visitor], personas: Personas, post: MailBox
) -> None:
    alder = personas.department.school
    before = Agreement.objects.get(trust=alder.trust)
    withdraw_agreement(reach=SYSTEM, agreement_id=before.pk, at=timezone.now() - timedelta(days=1))

    def seen() -> bool:
        reach = reach_of(personas.hub_lead, timezone.localdate())
        rows = Department.objects.visible_to(reach, Permission.VIEW_DEPARTMENT)
        return rows.filter(school=alder).exists()

    invite_school(
        reach=reach_of(personas.hub_lead, timezone.localdate()),
        place=personas.place.pk,
        urn=alder.pk,
        signs=Named("Ada Alder", "ada@alder-trust.example"),  # the register knows no such domain
        lead=Named("Lou Lab", "lou@alder.example"),
        until=before.until,
        at=timezone.now(),
    )
    send_due(reach=SYSTEM, now=timezone.now)
    trust = Hand(visit(None, PHONE), "waits")
    trust.open(link_in(post.to("ada@alder-trust.example")[0]))
    trust.fill("The post in which you sign", "Chief executive")
    page = trust.press("button", "Accept and sign")
    expect(page.get_by_role("status")).to_contain_text("It counts once somebody else")
    assert trust.steps == MOST_STEPS["trust"]
    assert not seen()

    hub = Hand(visit(personas.hub_lead.user), "hub-waits")
    page = hub.open(f"/places/testshire/trusts/{alder.trust_id}/people/")
    expect(page.locator("tr", has_text="Ada Alder")).to_contain_text("Not vouched for yet")
    page = hub.open("/places/testshire/agreements/")
    expect(page.locator("tr", has_text="Alder Trust")).to_contain_text("Signed, not vouched for")
    waiting = Agreement.objects.get(trust=alder.trust, counts_from__isnull=True)
    page = hub.open(f"/agreements/{waiting.pk}/")
    expect(page.get_by_text("You cannot do it yourself.")).to_be_visible()

    head = Hand(visit(personas.head.user, PHONE), "vouches")
    head.open("/")
    head.press("link", "Do you know Ada Alder?")
    page = head.press("button", "Yes, I vouch for Ada Alder")
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    assert head.steps == MOST_TO_VOUCH
    assert seen()
