"""A teacher and a technician answer an audit and look after their record with the keyboard alone."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from smeaton.apps.access.services import grant
from smeaton.apps.needs.models import Answer, Invitation, Response
from smeaton.apps.needs.queries.links import token_of
from smeaton.apps.people.models import Person
from smeaton.apps.people.services import add_person
from smeaton.terms import Role, ScopeKind
from tests.factories.invitations import invite, open_wave
from tests.factories.personas import GRANTED, SYSTEM, Personas
from tests.journeys.keyboard import Keyboard
from tests.journeys.pages import WIDTHS, Visitor, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("at_once"),
    pytest.mark.parametrize("width", WIDTHS),
]
ADDRESS = "tess.teal@example.org"


def somebody(role: Role, *schools: int) -> Person:
    """A person with a role at these schools, who signs in with the address that was asked."""
    person = add_person(reach=SYSTEM, name="Tess Teal", email=ADDRESS)
    for school in schools:
        grant(reach=SYSTEM, person=person.pk, role=role, scope=ScopeKind.SCHOOL, key=school, starts=GRANTED)
    return person


def answer(keyboard: Keyboard, invitation: Invitation, note: str) -> None:
    """From the letter's link to the thanks: an answer is taken back, a note written, much is skipped."""
    page = keyboard.open(reverse("needs:answer", args=[token_of(invitation)]))
    keyboard.press("button", re.compile("Start|Carry on"))
    keyboard.unfold("Who will see what")
    keyboard.press("button", "Begin", "Space")
    first, status = page.get_by_role("group").first, page.get_by_role("status")
    keyboard.choose(first, 1)
    expect(status).to_contain_text("Saved ")
    keyboard.to("button", "Clear this answer")
    page.keyboard.press("Enter")
    expect(first.get_by_role("radio").first).to_be_focused()  # on the choices of what was cleared
    expect(first.get_by_role("radio", checked=True)).to_have_count(0)
    keyboard.choose(first, 2)
    expect(status).to_contain_text("Saved ")
    keyboard.press("button", "Save and continue")
    keyboard.choose(page.get_by_role("group").last, 3)
    keyboard.fill("A note of evidence, if you like", note)
    expect(page.locator("input[name=was-note]")).to_have_value(note)
    keyboard.press("button", "Save and see the list")
    keyboard.press("button", "Check and finish", "Space")
    keyboard.press("button", "Finish")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def look_after(keyboard: Keyboard, folder: Path) -> dict[str, Any]:
    """See one's record, take it away, correct one's name, ask for another correction."""
    page = keyboard.open("/")
    keyboard.press("link", "your record")
    keyboard.to("link", "JSON")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(folder / "record.json")
    keyboard.fill("Your name", "Tess Teale")
    keyboard.press("button", "Correct your name")
    expect(page.get_by_role("status")).to_contain_text("Your name has been corrected.")
    keyboard.press("button", "Ask for a correction")
    keyboard.mend("Say what is wrong, and how it should read")
    keyboard.fill("What else is wrong?", "I left Alderwood School in July")
    keyboard.press("button", "Ask for a correction")
    expect(page.get_by_text("Not answered yet").first).to_be_visible()
    return dict(json.loads((folder / "record.json").read_text(encoding="utf-8")))


def test_a_teacher(visit: Callable[..., Visitor], personas: Personas, tmp_path: Path, width: int) -> None:
    teacher = somebody(Role.TEACHER, personas.department.school_id)
    asked = invite(open_wave(personas.programme), personas.department, email=ADDRESS)
    reader = Keyboard(visit(None, width))
    page = reader.open(reverse("needs:answer", args=[token_of(asked)]))
    reader.press("button", "Start")
    reader.press("button", "Check and finish", "Space")
    reader.press("button", "Finish")
    reader.mend("You have not answered anything yet")
    assert page.url.endswith("#part-1")
    answer(Keyboard(visit(None, width)), asked, "The plan is on the shared drive")
    assert sorted(Answer.objects.values_list("level", flat=True)) == [3, 4]
    record = look_after(Keyboard(visit(teacher.user, width)), tmp_path)
    assert "Alderwood School" in json.dumps(record)


def test_a_technician_of_two_schools(
    visit: Callable[..., Visitor], personas: Personas, tmp_path: Path, width: int
) -> None:
    schools = (personas.department, personas.neighbour)
    technician = somebody(Role.TECHNICIAN, *(department.school_id for department in schools))
    wave = open_wave(personas.programme)
    reader = Keyboard(visit(None, width))  # one device, one link after the other
    for number, department in enumerate(schools, 1):
        asked = invite(wave, department, "technician", email=ADDRESS)
        answer(reader, asked, f"Prepared for two sites, {number}")
    given = Response.objects.filter(role="technician").values_list("department", "notes__text")
    assert dict(given) == {d.pk: f"Prepared for two sites, {n}" for n, d in enumerate(schools, 1)}
    record = look_after(Keyboard(visit(technician.user, width)), tmp_path)
    assert all(department.school.name in json.dumps(record) for department in schools)
