"""A package owned: sent by the hub, changed by its lead on a phone, signed; with and without JavaScript."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from smeaton.apps.places.models import Department
from smeaton.apps.support import services
from smeaton.apps.support.models import PackageVersion, PlanRun, Reply
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import CATALOGUE, told
from tests.journeys.pages import LARGEST, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]

PLACE = "/places/testshire/"
MORE = """
  - key: feedback-online
    name: Feedback that moves on
    summary: Six short units on feedback.
    audience: any teacher
    provider: online library
    mode: online
    sessions: 0
    hours: 6
    release_days: 0
    run_cost: 0
    seat_cost: 25
    seats_min: 0
    seats_max: null
    per_department_max: 2
    reaches: participant
    hosted: false
    evening: false
    mechanisms: [A1, D1]
    gives: {feedback: [main, solid], recall: [also, light]}
"""


@pytest.fixture
def proposed(personas: Personas) -> Personas:
    """A place with a plan whose packages have not been sent, and an offer that nobody has yet."""
    told(personas)
    PackageVersion.objects.all().delete()
    services.load_catalogue(reach=SYSTEM, programme_id=personas.programme.pk, text=CATALOGUE + MORE)
    return personas


def _fine(visitor: Visitor, width: int) -> None:
    """Axe has nothing to say, nobody scrolls sideways, the page is small."""
    assert visitor.violations() == []
    if width < 400:
        assert visitor.sideways() == 0
    assert visitor.bytes < LARGEST


def _package(personas: Personas) -> str:
    return f"{PLACE}departments/{personas.department.school_id}/package/"


def _addresses(personas: Personas) -> list[str]:
    own, item = _package(personas), f"offer-{Reply.objects.filter(offer__isnull=False)[0].offer_id}"
    return [
        own,
        f"{own}?print=1",
        f"{own}versions/1/",
        f"{own}wishes/",
        f"{own}items/{item}/",
        f"{own}progress/",
        f"{own}sign/lead/",
        f"{own}sign/head/",
        f"{own}sign/hub/",
        f"{PLACE}packages/",
        f"{PLACE}plan/happened/",
        f"{PLACE}plan/",
        f"{PLACE}plan/export/",
        f"{PLACE}offers/",
    ]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_package_from_proposal_to_agreement(
    proposed: Personas, visit: Callable[..., Visitor], javascript: bool
) -> None:
    def somebody(name: str, width: int) -> Visitor:
        return visit(getattr(proposed, name).user, width, javascript=javascript)

    # the hub sends the proposals
    hub = somebody("hub_lead", 1280)
    page = hub.open(f"{PLACE}packages/")
    expect(page.locator(".smeaton-finding")).to_contain_text("Nothing has been sent yet")
    _fine(hub, 1280)
    page.get_by_role("button", name="Send the proposals").click()
    expect(page.locator(".smeaton-message")).to_contain_text("2 packages sent, 1 letter written")

    # the lead on a phone swaps one offer and declines another
    lead = somebody("subject_lead", 375)
    page = lead.open(_package(proposed))
    expect(page.locator(".smeaton-finding")).to_contain_text("of your department’s need")
    expect(page.locator("#state")).to_contain_text("Version 1")
    lead.wait_for_pictures() if javascript else None
    _fine(lead, 375)
    page.get_by_role("link", name=re.compile("^Swap it.*Words online")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Words online")
    _fine(lead, 375)
    page.get_by_label(re.compile("Feedback that moves on")).check()
    page.get_by_role("button", name="Swap it").click()
    expect(page.get_by_role("heading", name=re.compile("What moved for you in version 2"))).to_be_visible()
    expect(page.get_by_text(re.compile("You gain .*Feedback that moves on"))).to_be_visible()
    expect(page.get_by_text(re.compile("You lose .*Words online"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Swap it.*Leading a department")).click()
    page.get_by_label("Why does it not fit?").fill("Our lead has done it already.")
    page.get_by_role("button", name="Decline it").click()
    expect(page.get_by_role("heading", name=re.compile("What moved for you in version 3"))).to_be_visible()
    expect(page.get_by_text(re.compile("You lose .*Leading a department"))).to_be_visible()
    expect(page.get_by_text("Our lead has done it already.").first).to_be_visible()
    page.get_by_role("button", name="Accept everything").click()
    expect(page.locator(".smeaton-message")).to_contain_text("accepted. Sign when you are ready.")
    _fine(lead, 375)
    page.get_by_role("link", name="Add a must").click()
    _fine(lead, 375)
    lead.open(_package(proposed))

    # lead, head and hub sign what they see
    for name, width, party in (
        ("subject_lead", 375, "lead"),
        ("head", 375, "head"),
        ("hub_lead", 1280, "hub"),
    ):
        visitor = lead if name == "subject_lead" else somebody(name, width)
        page = visitor.open(f"{_package(proposed)}sign/{party}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"Sign version 3 as the {party}")
        expect(page.get_by_text(re.compile("places on Recall day"))).to_be_visible()
        _fine(visitor, width)
        page.get_by_label("I have read this version and agree to it").check()
        page.get_by_role("button", name="Sign version 3").click()
        expect(page.locator(".smeaton-message")).to_contain_text("You have signed")
    expect(page.locator("#state")).to_contain_text("it is agreed")

    # the hub takes the workbook away, and looks at what was moved
    page = hub.open(f"{PLACE}packages/")
    expect(page.get_by_role("row", name=re.compile("Alderwood"))).to_contain_text("Agreed")
    page = hub.open(f"{PLACE}plan/happened/")
    _fine(hub, 1280)
    page = hub.open(f"{PLACE}plan/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Excel")).first.click()
    book = CalamineWorkbook.from_filelike(BytesIO(Path(download.value.path()).read_bytes()))
    cells = {
        str(cell)
        for sheet in book.sheet_names
        for row in book.get_sheet_by_name(sheet).to_python()
        for cell in row
    }
    assert any("Feedback that moves on" in cell for cell in cells)

    # a lead of nothing here is refused at every address
    stranger = somebody("stranger", 375)
    for address in _addresses(proposed):
        stranger.open(address, status=403)
    stranger.complaints.clear()  # the browser notes every refusal on its console
    neighbour: Any = Department.objects.get(pk=proposed.neighbour.pk)
    lead.open(f"{PLACE}departments/{neighbour.school_id}/package/", status=403)
    lead.complaints.clear()
    assert PlanRun.objects.filter(current=True).count() == 1
