"""A hub lead copies an audit, changes it, mends mistakes, publishes it: wide, narrow, without scripts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories.personas import Personas
from tests.journeys.pages import WIDTHS, Visitor, expect

LIST = "/places/testshire/instruments/"


def save(visitor: Visitor, button: str = "Save") -> None:
    """Press the page's own button, not the header's."""
    visitor.page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize(("width", "scripts"), [(WIDTHS[0], True), (WIDTHS[1], False)])
def test_an_audit_is_copied_changed_and_published(
    visit: Callable[..., Visitor], personas: Personas, tmp_path: Path, width: int, scripts: bool
) -> None:
    visitor = visit(personas.hub_lead.user, width, javascript=scripts)
    look = visitor.look if scripts else lambda _name: None  # the two do not differ in their pages
    page = visitor.open(LIST)
    page.set_default_timeout(10_000)
    look("list-empty")
    page.get_by_role("link", name=re.compile("Secondary science audit +version 2")).click()
    look("show")
    page.get_by_role("link", name="Copy it").click()
    look("copy")
    save(visitor, "Make the copy")
    look("edit")

    page.get_by_role("link", name="Memory and recall").click()
    look("strand")
    page.get_by_label("Statement", exact=True).first.fill("")
    save(visitor)
    expect(page.get_by_role("alert")).to_contain_text("Enter a statement")
    look("strand-errors")
    page.get_by_role("link", name="Enter a statement").click()
    expect(page.get_by_label("Statement", exact=True).first).to_be_focused()
    page.get_by_label("Statement", exact=True).first.fill("Coming back to what was taught before")
    save(visitor)
    expect(page.get_by_role("heading", level=1)).to_have_text("Secondary science audit")

    page.get_by_role("link", name="Title, introductions and minutes").click()
    look("start")
    page.get_by_label("Minutes promised to teachers").fill("3")
    save(visitor)
    page.get_by_role("link", name="Three described colleagues").click()
    look("vignettes")
    page.get_by_role("link", name="Secondary science audit").click()
    page.get_by_role("link", name="Add a strand").click()
    look("strand-add")
    page.go_back()
    page.get_by_role("button", name="Check and publish").click()
    look("check-stops")
    page.get_by_role("link", name="A teacher needs").click()
    page.get_by_label("Minutes promised to teachers").fill("6")
    save(visitor)
    page.get_by_role("button", name="Check and publish").click()
    look("check")
    save(visitor, "Publish it")
    expect(page.get_by_role("status")).to_contain_text("Published")
    page.get_by_role("link", name="Compare with another version").click()
    expect(page.locator(".smeaton-finding")).to_contain_text("39 of 40 statements")
    look("compare")

    visitor.open(f"{LIST}import/")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "format: smeaton-instrument/1\nkey: k\nversion: none\ntitle: T\nlevels: [a]\nstrands: 3\n"
    )
    page.get_by_label("The audit's file").set_input_files(wrong)
    save(visitor, "Take it in")
    expect(page.get_by_role("main")).to_contain_text("Line 3: the version must be a whole number")
    look("import-mistakes")
    visitor.complaints = [each for each in visitor.complaints if "422" not in each]
    visitor.open(LIST)
    look("list")
