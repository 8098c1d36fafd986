"""Signing in: a passkey added and used on a phone; a code by the keyboard alone; signed out by another."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

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
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.go_back()  # the browser has kept nothing to show
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.get_by_text("Testshire")).to_have_count(0)
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


def test_a_head_signs_a_colleague_out_whose_phone_is_lost(
    visit: Callable[..., Visitor], personas: Personas
) -> None:
    phone, head = visit(personas.subject_lead.user, 375), visit(personas.head.user, 1280)
    UserSession.objects.create(
        user=personas.subject_lead.user, session_key=phone.page.context.cookies()[0]["value"], ip="192.0.2.1"
    )
    phone.open("/places/testshire/departments/900001/")
    page = head.open("/places/testshire/schools/900001/people/")
    page.get_by_role("link", name="End Subject lead").click()
    head.look("end-role")
    page.get_by_role("link", name="Sign them out everywhere").click()
    head.look("sign-out-person")
    page.get_by_role("button", name="Sign them out everywhere").click()
    expect(page.get_by_text("Subject lead is signed out in 1 place.")).to_be_visible()
    head.look("signed-out-person")
    phone.page.reload()
    expect(phone.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_lead_changes_the_password_and_forgets_a_provider(
    visit: Callable[..., Visitor], personas: Personas
) -> None:
    user = personas.subject_lead.user
    SocialAccount.objects.create(user=user, provider="Alder Trust", uid="4711")
    lead = visit(user, 375)
    page = lead.open("/your-sign-in/")
    lead.look("your-sign-in-provider")
    page.get_by_role("link", name="Forget Alder Trust").click()
    lead.look("forget-provider")
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text("Alder Trust is forgotten.")).to_be_visible()
    page.get_by_role("link", name="Change the password").click()
    page.get_by_label("Present password").fill("open sesame 42")
    page.get_by_label("New password", exact=True).fill("Testshire-2026")
    page.get_by_label("New password again").fill("Testshire-2026")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("That is easily guessed")
    lead.look("password-guessed")
    page.get_by_label("Present password").fill("open sesame 42")
    page.get_by_label("New password", exact=True).fill("four quiet otters swim")
    page.get_by_label("New password again").fill("four quiet otters swim")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()
