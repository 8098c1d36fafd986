"""A subject lead and a head own their department's priorities and package with the keyboard alone."""

import re
from collections.abc import Callable

import pytest

from smeaton.apps.needs.models import PriorityChoice
from smeaton.apps.support.models import SignOff
from tests.factories.personas import Personas
from tests.factories.support import told
from tests.journeys.keyboard import Keyboard
from tests.journeys.pages import WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]
WHY = "Two colleagues have trained on this and want to lead it."


def choose_priorities(lead: Keyboard) -> None:
    """Too few at first; then three, one of which passes something over, and why."""
    page = lead.page
    lead.press("link", "Choose your priorities")
    lead.press("button", "Continue")
    lead.mend("Choose three to five priorities")
    lead.unfold("for each strand")
    for label in ("Memory and recall", "Feedback", "Models"):
        lead.tick(re.compile(label))
    lead.press("button", "Continue")
    lead.select("Models: its place", "1")
    lead.select("Memory and recall: its place", "3")
    lead.press("button", "Agree these priorities")
    lead.mend("Say why models comes before")
    lead.fill("Why Models?", WHY)
    lead.press("button", "Agree these priorities", "Space")
    expect(page.get_by_role("status").first).to_contain_text("Your priorities are agreed")


def reply_and_sign(lead: Keyboard) -> None:
    """Decline one thing, first without and then with a reason; accept the rest, read it through, sign."""
    page = lead.page
    lead.stage("Support")
    lead.unfold("Where, hours, cost and cover")
    lead.press("link", re.compile("^Swap it.*Words online"))
    lead.press("button", "Decline it")
    lead.mend("Say why it does not fit")
    lead.fill("Why does it not fit?", "We have it already.")
    lead.press("button", "Decline it")
    expect(page.get_by_text(re.compile("You lose .*Words online"))).to_be_visible()
    lead.press("button", "Accept everything")
    lead.press("link", "Read it through and sign")
    sign(lead)


def sign(who: Keyboard) -> None:
    """Not without having read it."""
    button = re.compile("^Sign version")
    who.press("button", button)
    who.mend("Tick the box to say that you have read it")
    who.tick("I have read this version and agree to it")
    who.press("button", button)
    expect(who.page.locator(".smeaton-message")).to_contain_text("You have signed")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_subject_lead_and_a_head(visit: Callable[..., Visitor], personas: Personas, width: int) -> None:
    told(personas)
    lead = Keyboard(visit(personas.subject_lead.user, width))
    lead.open("/")
    choose_priorities(lead)
    reply_and_sign(lead)

    head = Keyboard(visit(personas.head.user, width))
    page = head.open("/")
    head.press("link", "Confirm the priorities")
    head.unfold("Send them back instead")
    head.press("button", "Send back to the lead")
    head.mend("Say what the lead should look at again")
    head.press("button", "Confirm these priorities")
    expect(page.get_by_role("status").first).to_contain_text("You have confirmed the priorities")
    head.press("link", "One page for governors")
    page.go_back()
    head.stage("Support")
    head.press("link", "Read it through and sign")
    sign(head)
    assert PriorityChoice.objects.get().state == "confirmed"
    assert set(SignOff.objects.values_list("party", flat=True)) == {"lead", "head"}
