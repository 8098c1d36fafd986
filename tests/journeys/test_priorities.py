"""From a visit to the one page for governors: at both widths, and without script."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from smeaton.apps.people.models import Person
from tests.factories.personas import Personas
from tests.factories.support import profile
from tests.journeys.pages import WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]
WHY = "Two colleagues have trained on this and want to lead it."


def well(visitor: Visitor) -> None:
    """Everybody can use the page. A refused form answers 422, of which Chromium tells the console."""
    visitor.look()
    visitor.complaints[:] = [each for each in visitor.complaints if "422" not in each]


def choose(visitor: Visitor, look: Callable[[Visitor], None], home: str) -> None:
    """The lead's part: too few, then three of them one of which passes something over, then why."""
    page = visitor.open(home)
    page.get_by_role("link", name="Choose your priorities").click()
    look(visitor)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose three to five priorities")
    look(visitor)
    for label in (re.compile("Memory and recall"), re.compile("Feedback"), re.compile("Models")):
        page.get_by_role("checkbox", name=label).check()
    page.get_by_role("button", name="Continue").click()
    look(visitor)
    page.get_by_label("Models: its place").select_option("1")
    page.get_by_label("Memory and recall: its place").select_option("3")
    page.get_by_role("button", name="Agree these priorities").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why models comes before")
    look(visitor)
    page.get_by_label("Why Models?").fill(WHY)
    page.get_by_role("button", name="Agree these priorities").click()
    expect(page.get_by_role("status").first).to_contain_text("Your priorities are agreed")
    look(visitor)


def test_from_the_visit_to_the_one_page(visit: Callable[..., Visitor], personas: Personas) -> None:
    profile(personas)
    home = f"/places/testshire/departments/{personas.department.school_id}/"
    hub = visit(personas.hub_lead.user)
    page = hub.open(f"{home}levels/?strand=recall")
    well(hub)
    page.get_by_role("button", name="Record this level").click()
    well(hub)
    page.get_by_label("Strand", exact=True).select_option("recall")
    page.get_by_label(re.compile("^Moderated")).check()
    page.get_by_label("Level", exact=True).select_option("1.5")
    page.get_by_label("What does it rest on?").fill("Three lessons seen.")
    page.get_by_role("button", name="Record this level").click()
    expect(page.get_by_text("moderated level 1.5")).to_be_visible()
    well(hub)
    hub.open("/places/testshire/leverage/")
    well(hub)
    choose(visit(personas.subject_lead.user, WIDTHS[1]), well, home)
    head = visit(personas.head.user, WIDTHS[1])
    page = head.open(home)
    page.get_by_role("link", name="Confirm the priorities").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    well(head)
    page.get_by_text("Send them back instead").click()
    page.get_by_role("button", name="Send back to the lead").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the lead should look at again")
    well(head)
    page.get_by_role("button", name="Confirm these priorities").click()
    expect(page.get_by_role("status").first).to_contain_text("You have confirmed the priorities")
    well(head)
    page.get_by_role("link", name="One page for governors").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Science at Alderwood School")
    well(head)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page = hub.open("/places/testshire/priorities/")
    expect(page.get_by_text("1 of 2 departments has agreed priorities; one confirmed")).to_be_visible()
    well(hub)


def test_all_of_it_without_javascript(
    visit: Callable[..., Visitor], personas: Personas, settings: Any
) -> None:
    profile(personas)
    home = f"/places/testshire/departments/{personas.department.school_id}/"

    def arrive(person: Person) -> Visitor:
        return visit(person.user, 375, javascript=False)

    choose(arrive(personas.subject_lead), lambda visitor: visitor.complaints.clear(), home)
    head = arrive(personas.head)
    page = head.open(f"{home}priorities/")
    page.get_by_role("button", name="Confirm these priorities").click()
    expect(page.get_by_text("The head has confirmed them.")).to_be_visible()
    page.goto(f"{head.site}{home}one-page/pdf/")
    expect(page.get_by_text("The PDF is being made")).to_be_visible()
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    answer = page.request.get(f"{head.site}{home}one-page/pdf/")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-1.7")
