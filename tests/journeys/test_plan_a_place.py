"""A newcomer opens the place, finds the neediest department, reads its package, re-plans, exports."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser
from python_calamine import CalamineWorkbook

from tests.journeys.demonstration import served_demonstration
from tests.journeys.pages import FLAGS, LARGEST, WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.long]

assert FLAGS
OF_A_KIND = 2
"""Pages that are looked at of a kind: others differ in nothing but whom they are about."""


@pytest.fixture(scope="module")
def demonstration(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of our own. Asked for after the browser, so that both skip together."""
    with served_demonstration(tmp_path_factory.mktemp("demonstration")) as site:
        yield site


def somebody(
    browser: Browser, site: str, part: str, width: int = WIDTHS[0], *, javascript: bool = True
) -> Visitor:
    """A visitor who takes one of the demonstration's parts on the sign-in page."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="en-GB"
    )
    visitor = Visitor(context.new_page(), site)
    visitor.open("/sign-in/").get_by_role("button", name=re.compile(part)).first.click()
    return visitor


def at_peace(visitor: Visitor) -> bool:
    """Nothing on the console, no foreign host."""
    visitor.page.context.close()
    return not visitor.complaints and not visitor.foreign


def test_a_newcomer_plans_a_place_anew_with_a_tenth_less(browser: Browser, demonstration: str) -> None:
    visitor = somebody(browser, demonstration, "Hub lead")
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Plymouth")
    expect(page.locator(".smeaton-finding")).to_contain_text("all subjects, Attainment 8")

    page.get_by_role("link", name="Needs", exact=True).click()
    neediest = page.locator("tbody th a").first
    school = neediest.inner_text()
    neediest.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(school)

    page.get_by_role("link", name="Read the proposed package").click()
    expect(page.locator(".smeaton-finding")).to_contain_text("of your department’s need")
    expect(page.get_by_text("plausible versions of your needs").first).to_be_visible()

    page.get_by_role("link", name="Support", exact=True).click()
    budget = page.get_by_label(re.compile("Budget"))
    before = float(budget.input_value())
    page.get_by_label(re.compile("15 seconds|seconds", re.I)).first.check()
    budget.fill(str(round(before * 0.9)))
    page.get_by_role("button", name=re.compile("[Pp]lan")).first.click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator("progress")).to_have_count(0, timeout=120_000)
    page.reload()
    expect(page.get_by_label(re.compile("Budget"))).to_have_value(re.compile(str(round(before * 0.9))))

    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Excel")).first.click()
    assert "synthetic" in download.value.suggested_filename
    sheets = CalamineWorkbook.from_filelike(BytesIO(Path(download.value.path()).read_bytes())).sheet_names
    assert all("synthetic" in sheet.lower() for sheet in sheets)
    assert at_peace(visitor)


def links_of(visitor: Visitor) -> list[str]:
    """Addresses of this site that links of the page lead to, files aside."""
    found = visitor.page.eval_on_selector_all(
        "a[href^='/']", "links => links.map(l => l.getAttribute('href'))"
    )
    paths = dict.fromkeys(link.split("#")[0].split("?")[0] for link in found)
    return [
        path for path in paths if path and not re.search(r"export|/pdf/|/static/|record\.(json|xlsx)", path)
    ]


def what_is_wrong(visitor: Visitor) -> dict[str, object]:
    """What hinders somebody on the page that is open, at every width; empty where nothing does."""
    wrong: dict[str, object] = {}
    if visitor.bytes >= LARGEST:
        wrong["bytes"] = visitor.bytes
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        if found := visitor.violations():
            wrong[f"axe at {width}"] = found
        if aside := visitor.sideways():
            wrong[f"sideways at {width}"] = aside
    return wrong


def test_everybody_can_use_every_page(browser: Browser, demonstration: str) -> None:
    """Every kind of page that links lead to, found by walking: `OF_A_KIND` of each."""
    visitor = somebody(browser, demonstration, "Hub lead")
    start = urlsplit(visitor.page.url).path
    seen, waiting, kinds = {start}, [start], Counter[str]()
    wrong: dict[str, object] = {}
    while waiting:
        path = waiting.pop()
        visitor.open(path)
        visitor.wait_for_pictures()
        if found := what_is_wrong(visitor):
            wrong[path] = found
        for link in links_of(visitor):
            if link in seen:
                continue
            kind = resolve(link).view_name
            kinds[kind] += 1
            if kinds[kind] <= OF_A_KIND:
                seen.add(link)
                waiting.append(link)
    assert len(seen) >= 30, seen
    assert not wrong
    assert at_peace(visitor)


def test_a_science_lead_starts_at_their_own_department_and_sees_no_other(
    browser: Browser, demonstration: str
) -> None:
    visitor = somebody(browser, demonstration, "Science lead")
    assert re.search(r"/departments/\d+/$", visitor.page.url)
    visitor.open("/places/plymouth/", status=403)
    visitor.complaints.clear()
    assert at_peace(visitor)


def test_every_page_works_without_javascript(browser: Browser, demonstration: str) -> None:
    visitor = somebody(browser, demonstration, "Hub lead", javascript=False)
    page = visitor.page
    expect(page.get_by_role("table").first).to_be_visible()
    page.get_by_role("link", name="Support", exact=True).click()
    page.get_by_role("button", name=re.compile("[Pp]lan")).first.click()
    expect(page.get_by_role("button", name=re.compile("[Cc]ancel|Stop"))).to_be_visible()
    page.get_by_role("button", name=re.compile("[Cc]ancel|Stop")).click()
    assert at_peace(visitor)
