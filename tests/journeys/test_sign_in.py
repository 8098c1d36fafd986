"""Signing in: a passkey added and used on a phone; a code from a real letter, by the keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.personas import Personas
from tests.factories.smtp import MailBox
from tests.journeys.pages import Visitor, expect
from tests.journeys.signing_in import code_from, with_authenticator

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]


def test_a_hub_lead_adds_a_passkey_on_a_phone_and_signs_in_with_it(
    visit: Callable[..., Visitor], personas: Personas, settings: Any
) -> None:
    address = "hub.lead@example.org"
    with MailBox() as box:
        settings.SMTP_URL = box.url
        hub = visit(None, 375)
        with_authenticator(hub)
        page = hub.open("/places/testshire/")  # which leads to signing in
        hub.look("address")
        page.get_by_label("Email address").fill(address)
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").fill(code_from(box, address))
        hub.look("code")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Your role needs a second factor")).to_be_visible()
        hub.look("second-factor")
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_label("Name").fill("My phone")
        hub.look("passkey")
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
        assert page.locator(".smeaton-recovery code").count() == 10
        hub.look("recovery-codes")
        page.get_by_role("button", name="I have kept them").click()
        expect(page).to_have_url(re.compile("/places/testshire/$"))
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Use a passkey").click()
        expect(page).to_have_url(re.compile("/places/testshire/$"))
        page.get_by_role("link", name="Your sign-in").click()
        expect(page.get_by_text("My phone, added")).to_be_visible()
        hub.look("your-sign-in")


def test_a_lead_signs_in_by_a_code_with_the_keyboard_alone(
    visit: Callable[..., Visitor], personas: Personas, settings: Any
) -> None:
    address = "subject.lead@example.org"
    with MailBox() as box:
        settings.SMTP_URL = box.url
        lead = visit(None, 1280)
        page = lead.open("/sign-in/")
        keys = page.keyboard

        def tab_to(what: str) -> None:
            for _ in range(25):
                keys.press("Tab")
                if what in page.evaluate(
                    "document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText"
                ):
                    return
            raise AssertionError(f"the Tab key does not reach “{what}”")

        tab_to("Email address")
        keys.type("subject.lead")
        keys.press("Enter")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        lead.look("wrong-address")
        tab_to("Enter an email address")
        keys.press("Enter")  # leads to the field
        keys.press("End")
        keys.type("@example.org")
        keys.press("Enter")
        expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
        lead.look("code")
        tab_to("Code")
        keys.type(code_from(box, address))
        keys.press("Enter")
        expect(page.get_by_role("heading", name="Alderwood School")).to_be_visible()
        tab_to("Your sign-in")
        keys.press("Enter")
        expect(page.get_by_role("heading", name="Your sign-in")).to_be_visible()
        lead.look("your-sign-in")
        tab_to("Join")
        keys.press("Enter")
        expect(page.get_by_role("heading", name="Join an authenticator app")).to_be_visible()
        lead.look("app")
        lead.open("/your-sign-in/sessions/")
        lead.look("sessions")
        tab_to("Sign out")
        tab_to("Sign out")
        keys.press("Enter")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
