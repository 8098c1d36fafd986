"""The desk: a catalogue with a mistake is mended, a scenario planned and chosen, money set against it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from smeaton.apps.support import services
from smeaton.apps.support.documents.catalogue import catalogue_book
from smeaton.apps.support.models import Offer, PlanRun
from smeaton.apps.support.queries.catalogue import entries_of, known_of
from smeaton.ui.charts.store import draw_waiting
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import planned
from tests.journeys.pages import WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/places/testshire"


def workbook(personas: Personas, folder: Path, name: str, **change: object) -> Path:
    """The catalogue as a workbook, with Recall day changed."""
    programme = personas.programme.pk
    entries = [
        type(entry)(**({field: getattr(entry, field) for field in entry.__dataclass_fields__} | change))
        if entry.key == "recall-day"
        else entry
        for entry in entries_of(programme)
    ]
    file = folder / name
    file.write_bytes(catalogue_book(entries, known_of(programme), synthetic=True))
    return file


def plan_what_waits() -> None:
    """What the worker does, with less time than the page asks for."""
    run = PlanRun.objects.live().get()
    PlanRun.objects.filter(pk=run.pk).update(seconds=1)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)


def draw_what_waits(visitor: Visitor) -> None:
    """What the worker does with pictures that a page waits for."""
    for waiting in visitor.page.locator(".smeaton-chart__wait[hx-get]").all():
        address = waiting.get_attribute("hx-get") or ""
        draw_waiting(address.split("?")[0].rstrip("/").rsplit("/", 1)[-1])
    visitor.wait_for_pictures()


@pytest.mark.parametrize(("width", "javascript"), [(WIDTHS[0], True), (WIDTHS[1], False)])
def test_a_hub_lead_at_the_desk(
    personas: Personas, visit: Callable[..., Visitor], tmp_path: Path, width: int, javascript: bool
) -> None:
    planned(personas)
    visitor = visit(personas.hub_lead.user, width=width, javascript=javascript)

    page = visitor.open(f"{DESK}/offers/")
    page.get_by_role("link", name="The whole catalogue").click()
    visitor.look("catalogue")
    page.get_by_role("link", name="Recall day").click()
    visitor.look("offer")
    page.get_by_role("link", name="Catalogue", exact=True).click()
    page.get_by_role("link", name="Import a workbook").click()
    visitor.look("upload")
    wrong = workbook(personas, tmp_path, "Offers with a mistake.xlsx", seats_max=1)
    page.get_by_label("The workbook of offers").set_input_files(wrong)
    page.get_by_role("button", name="Upload, and look at it").click()
    expect(page.get_by_role("rowheader", name="Offers (synthetic), row 2, column M")).to_be_visible()
    expect(page.get_by_text("or leave it empty for no limit")).to_be_visible()
    visitor.look("upload-wrong")
    visitor.complaints.clear()  # the browser itself remarks on an answer of 422
    page.get_by_label("The workbook of offers").set_input_files(
        workbook(personas, tmp_path, "Offers mended.xlsx", seats_max=14, spacing_days=28)
    )
    page.get_by_role("button", name="Upload, and look at it").click()
    expect(page.locator("h1")).to_have_text("What would change")
    visitor.look("preview")
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("h1")).to_have_text("Catalogue")
    assert Offer.objects.get(key="recall-day").seats_max == 14

    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    page.get_by_role("link", name="Support", exact=True).click()
    page.get_by_role("link", name="Scenarios", exact=True).click()
    visitor.look("scenarios-none")
    page.get_by_label("Money").select_option("10% less")
    page.get_by_label("Name (optional)").fill("A tenth less")
    page.get_by_role("button", name="Plan this scenario").click()
    expect(page.locator("progress")).to_be_visible()
    visitor.look("scenarios-progress")
    plan_what_waits()
    if not javascript:
        page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("link", name="A tenth less")).to_be_visible()  # on the whole page, anew
    page.get_by_label("Release days of every department").select_option("50% fewer")
    page.get_by_role("button", name="Plan this scenario").click()
    expect(page.locator("progress")).to_be_visible()
    plan_what_waits()
    if not javascript:
        page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("link", name="50% fewer release days")).to_be_visible()
    visitor.look("scenarios")
    page.get_by_role("link", name="A tenth less").click()
    expect(page.get_by_role("heading", name="What each school gains and loses")).to_be_visible()
    if javascript:
        draw_what_waits(visitor)
    visitor.look("scenario")
    page.get_by_role("link", name="50% fewer release days").click()
    expect(page.get_by_text("Only in “50% fewer release days”")).to_be_visible()
    page.get_by_role("link", name="the current plan").click()
    page.get_by_role("button", name="Make this the current plan").click()
    expect(page.locator("h1")).to_have_text("Plan of the support")
    expect(page.get_by_text("This is the plan of the scenario “A tenth less”.")).to_be_visible()
    assert PlanRun.objects.get(current=True).budget == 2_700

    page.get_by_role("link", name="Money", exact=True).click()
    visitor.look("money-none")
    for name, code, amount, kinds in (
        ("Programme grant", "G-1", "2500", ("Running courses", "Fees for places", "Mentors’ hours")),
        ("Cover fund", "C-1", "50", ("Cover",)),
    ):
        page.get_by_role("link", name="Add a", exact=False).first.click()
        page.get_by_label("Name").fill(name)
        page.get_by_label("Code").fill(code)
        page.get_by_label("Amount in pounds").fill(amount)
        for kind in kinds:
            page.get_by_label(kind).check()
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="What no line can pay")).to_be_visible()
    visitor.look("money")
    page.get_by_role("link", name="Cover fund").click()
    visitor.look("money-line")
