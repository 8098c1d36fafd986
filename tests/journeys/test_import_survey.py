"""A hub lead brings in what colleagues answered in Microsoft Forms, with and without JavaScript."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from smeaton.apps.needs.models import Answer, Response
from smeaton.apps.needs.queries import shipped_instrument
from smeaton.apps.needs.services import open_wave
from tests.engine.sources.survey_exports.files import forms_workbook
from tests.factories.personas import SYSTEM, Personas
from tests.journeys.pages import LARGEST, WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCALE = ["1 - Strongly disagree", "2 - Disagree", "3 - Agree", "4 - Strongly agree"]


def workbook() -> bytes:
    """What Forms exports of the audit: two schools, one person of a school that is not in the programme."""
    items = list(shipped_instrument().items.values())[:30]
    schools = ["Alderwood", "900002", "Birchfield School", "Nowhere High"]
    people = [
        (
            f"person{k}@example.org",
            f"Person {k}",
            schools[k % 4],
            "Head of science" if k < 2 else "Teacher",
            *[SCALE[(k + n) % 4] if (k + n) % 9 else "Don't know" for n in range(30)],
            "Harder than it looks" if k == 1 else "",
        )
        for k in range(12)
    ]
    return forms_workbook(
        ["Which school are you at?", "What is your role?", *[item.text for item in items], "Anything else?"],
        people,
    )


@pytest.mark.parametrize(("width", "javascript"), [(WIDTHS[0], True), (WIDTHS[1], False)])
def test_a_survey_is_brought_in(
    personas: Personas, visit: Callable[..., Visitor], tmp_path: Path, width: int, javascript: bool
) -> None:
    wave = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Autumn", opens=date(2020, 9, 1))
    file = tmp_path / "Science audit.xlsx"
    file.write_bytes(workbook())
    visitor = visit(personas.hub_lead.user, width=width, javascript=javascript)
    page = visitor.open(f"/places/testshire/waves/{wave.pk}/import/")
    seen = visitor.look if javascript else lambda _name: None  # the two do not differ in their pages
    seen("upload")
    page.get_by_role("button", name="Upload, and look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the file")
    seen("upload-wrong")
    visitor.complaints.clear()  # the browser itself remarks on an answer of 422
    page.get_by_label("The file with the answers").set_input_files(file)
    page.get_by_role("button", name="Upload, and look at it").click()
    expect(page.locator("h1")).to_have_text("What each column holds")
    seen("columns")
    page.get_by_role("link", name="See and change all columns").click()
    seen("columns-all")
    assert len(page.content()) < LARGEST
    following = page.get_by_role("button", name="Save, and see the next columns")
    while following.count():
        with page.expect_navigation():  # else the page just left would still be counted on
            following.click()
    seen("columns-last")
    page.get_by_role("button", name="Save, and go on to the answers").click()
    expect(page.locator("h1")).to_have_text("Whose answers, and what they mean")
    seen("answers")
    page.get_by_role("button", name="Save, and see what goes in").click()
    expect(page.locator("h1")).to_have_text("What goes in")
    expect(page.locator(".smeaton-finding")).to_contain_text("The answers of 9 people")
    seen("preview")
    page.get_by_role("button", name="Import the answers of 9 people").click()
    expect(page.locator("h1")).to_have_text("The answers are in")
    seen("done")
    assert Response.objects.filter(wave=wave, origin="survey").count() == 9
    assert Answer.objects.filter(response__wave=wave).count() == 9 * 30
    visitor.open(f"/places/testshire/waves/{wave.pk}/import/")
    seen("upload-again")
