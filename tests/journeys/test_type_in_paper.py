"""The hub lead prints the audit and types in a pile of sheets: one key an answer, also without a script."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from smeaton.apps.needs.models import Answer, Response, Wave
from tests.factories.invitations import open_wave
from tests.factories.personas import Personas
from tests.journeys.pages import Visitor, expect

pytestmark = [pytest.mark.browser]


@pytest.fixture
def wave(personas: Personas) -> Wave:
    return open_wave(personas.programme)


def address(name: str, personas: Personas, wave: Wave, role: str = "teacher") -> str:
    """A page about the sheets of a role in the personas' own department."""
    urn = personas.department.school_id
    return reverse(f"needs:{name}", kwargs={"place": "testshire", "wave": wave.pk, "urn": urn, "role": role})


def test_everybody_can_use_every_page(visit: Callable[..., Visitor], personas: Personas, wave: Wave) -> None:
    visitor = visit(personas.hub_lead.user)
    fine = visitor.look

    page = visitor.open(reverse("needs:pile", kwargs={"place": "testshire", "wave": wave.pk}))
    fine()
    page.get_by_role("button", name="Type in their sheets").click()
    expect(page.get_by_role("alert")).to_be_visible()
    fine()
    page.get_by_label("Department").select_option("Alderwood School")
    page.get_by_label("Leads").check()
    page.get_by_role("button", name="Type in their sheets").click()
    fine()
    page.get_by_role("textbox", name="4. Showing pupils").fill("7")
    page.get_by_role("button", name="Save and take the next sheet").click()
    expect(page.get_by_role("alert")).to_contain_text("4. Showing pupils")
    fine()
    page.get_by_role("textbox", name="4. Showing pupils").fill("3")
    page.get_by_role("button", name="Save and take the next sheet").click()
    expect(page.get_by_role("button", name="Take it out (sheet 1)")).to_be_visible()
    fine()
    visitor.open(address("paper", personas, wave, "lead"))
    fine()
    visitor.complaints.clear()  # the browser notes forms that were refused


def test_a_pile_goes_in_by_keyboard(visit: Callable[..., Visitor], personas: Personas, wave: Wave) -> None:
    visitor = visit(personas.hub_lead.user)
    page = visitor.open(address("sheets", personas, wave, "technician"))
    for sheet in (1, 2):
        assert page.evaluate("document.activeElement.name") == "item:vignette-1"
        for key in ("4", "Enter", "d", "1", "N"):
            page.keyboard.press(key)
        page.get_by_role("button", name="Save and take the next sheet").click()
        expect(page.get_by_role("button", name=f"Take it out (sheet {sheet})")).to_be_visible()
    assert page.get_by_label("Number of the sheet").input_value() == "3"
    kept = Answer.objects.filter(response__respondent__endswith="-2").values_list("level", "kind")
    assert list(kept) == [(4, "answered"), (None, "dont_know"), (1, "answered"), (None, "not_applicable")]
    page.get_by_role("button", name="Take it out (sheet 2)").click()
    expect(page.get_by_role("status")).to_contain_text("Sheet 2 is out again")
    assert Response.objects.count() == 1


def test_a_sheet_goes_in_without_javascript(
    visit: Callable[..., Visitor], personas: Personas, wave: Wave
) -> None:
    visitor = visit(personas.hub_lead.user, javascript=False)
    page = visitor.open(address("sheets", personas, wave))
    page.get_by_role("textbox", name="1. Before a topic").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take it out (sheet 1)")).to_be_visible()
    assert Answer.objects.get().level == 2


@pytest.mark.parametrize(("role", "most"), [("lead", 7), ("teacher", 4), ("technician", 2)])
def test_the_sheets_are_a4_and_few(
    visit: Callable[..., Visitor], personas: Personas, wave: Wave, role: str, most: int
) -> None:
    page = visit(personas.subject_lead.user).open(address("paper", personas, wave, role))
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= most
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]", printed)
