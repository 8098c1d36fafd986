"""Every component, at both widths, as a browser shows it."""

import re
from collections.abc import Callable

import pytest

from tests.factories.personas import Personas
from tests.journeys.pages import WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]


def test_everybody_can_use_every_component(visit: Callable[..., Visitor], personas: Personas) -> None:
    visitor = visit(personas.hub_lead.user)
    visitor.open("/components/")
    visitor.wait_for_pictures()
    for width in WIDTHS:  # each picture is drawn for either
        visitor.page.set_viewport_size({"width": width, "height": 900})
        assert visitor.page.locator("svg[role=img]:visible").count() == 5
        assert visitor.violations() == []
        assert visitor.sideways() == 0


def test_the_table_stands_open_until_the_picture_is_there(
    visit: Callable[..., Visitor], personas: Personas
) -> None:
    visitor = visit(personas.hub_lead.user, javascript=False)
    page = visitor.open("/components/")
    assert page.locator("svg[role=img]").count() == 0
    expect(page.get_by_role("table", name="Need covered by department")).to_be_visible()
    page.get_by_role("link", name="Show the picture").first.click()
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("svg[role=img]:visible")).to_have_count(1)


def test_error_links_land_on_the_first_control(visit: Callable[..., Visitor], personas: Personas) -> None:
    visitor = visit(personas.hub_lead.user)
    page = visitor.open("/components/")
    links = page.locator(".govuk-error-summary__list a")
    assert links.count() == 6
    for i in range(6):
        links.nth(i).click()
        focused = page.evaluate("document.activeElement.id")
        assert f"#{focused}" == links.nth(i).get_attribute("href")


def test_a_school_on_the_map_is_reached_by_keyboard(
    visit: Callable[..., Visitor], personas: Personas
) -> None:
    visitor = visit(personas.hub_lead.user)
    page = visitor.open("/components/")
    school = page.get_by_role("link", name="1. Alderwood School: 1,268 pupils, taking part")
    school.focus()
    expect(school.locator(".smeaton-map__label")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    assert page.url.endswith("#school-0")


def test_everybody_can_read_a_page_to_print(visit: Callable[..., Visitor], personas: Personas) -> None:
    visitor = visit(personas.hub_lead.user)
    visitor.open("/components/sheet/")
    visitor.wait_for_pictures()
    visitor.look()


def test_a_page_to_print_is_one_page_of_a4(visit: Callable[..., Visitor], personas: Personas) -> None:
    visitor = visit(personas.hub_lead.user)
    page = visitor.open("/components/sheet/")
    visitor.wait_for_pictures()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]", printed)
