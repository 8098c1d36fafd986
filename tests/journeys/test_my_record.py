"""A person sees what is held about them on a phone, takes it away, puts it right, and is erased."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from smeaton.apps.access.services import grant
from smeaton.apps.people.services import add_person
from smeaton.terms import Role, ScopeKind
from tests.factories.personas import GRANTED, SYSTEM, Personas
from tests.factories.records import NAME, seed
from tests.factories.support import told
from tests.journeys.pages import WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]


def test_a_person_sees_takes_away_and_corrects_what_is_held(
    visit: Callable[..., Visitor], personas: Personas, tmp_path: Path
) -> None:
    told(personas)
    person = seed(personas).person
    lead = visit(person.user, WIDTHS[1])
    page = lead.open("/me/history/")
    lead.look("own-history")
    page.get_by_role("link", name="your record").focus()  # the role in the header of every page
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What is held about you")).to_be_visible()
    lead.look("record")
    with page.expect_download() as download:
        page.get_by_role("link", name="The same for another program (JSON)").click()
    download.value.save_as(tmp_path / "record.json")
    taken = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert NAME in json.dumps(taken, ensure_ascii=False)
    page.get_by_label("Your name").fill("")
    page.get_by_role("button", name="Correct your name").click()
    page.get_by_role("link", name="Enter your name").click()
    lead.look("record-wrong")
    lead.complaints[:] = [each for each in lead.complaints if "422" not in each]  # the browser's own note
    page.get_by_label("Your name").fill("Ottoline Quarter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your name has been corrected.")).to_be_visible()
    page.get_by_label("What else is wrong?").fill("Please erase me")
    page.get_by_role("button", name="Ask for a correction").click()
    expect(page.get_by_text("Not answered yet").first).to_be_visible()

    ada = add_person(reach=SYSTEM, name="Ada Admin", email="ada@example.org")
    over = {"scope": ScopeKind.PLACE, "key": personas.place.pk, "starts": GRANTED}
    grant(reach=SYSTEM, person=ada.pk, role=Role.ADMINISTRATOR, **over)
    grant(reach=SYSTEM, person=ada.pk, role=Role.HUB_LEAD, **over)
    admin = visit(ada.user)
    page = admin.open("/places/testshire/corrections/")
    admin.look("requests")
    page.get_by_role("link", name="What Ottoline Quarter did").first.click()
    expect(page.get_by_role("heading", name="History of Ottoline Quarter")).to_be_visible()
    admin.look("person-history")
    page.get_by_role("link", name="Erase Ottoline Quarter").click()
    expect(page.get_by_role("heading", name="Erase Ottoline Quarter")).to_be_visible()
    admin.look("erase")
    page.get_by_label("Erase what is listed above").check()
    page.get_by_role("button", name="Erase").click()
    expect(page.get_by_text(f"Person {person.pk} is erased")).to_be_visible()
    page = lead.open("/me/")  # signed out with the login
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
