"""From a letter to agreed priorities on a phone, with real mail on loopback: with JavaScript and without."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from smeaton.apps.needs.models import Answer, Invitation, PriorityChoice, Response, Wave
from smeaton.apps.needs.services import ResponseGiven, record_responses
from tests.factories.needs import levels_for, more_departments
from tests.factories.personas import SYSTEM, Personas
from tests.factories.smtp import MailBox
from tests.journeys.pages import Visitor, expect

pytestmark = [pytest.mark.browser]
PHONE = 375
TEACHER = "Ann Person <ann.person@school.example>"


@pytest.fixture
def post(settings: Any, live_server: Any) -> Iterator[MailBox]:
    """A mail server on loopback that the site sends its letters to."""
    with MailBox() as box:
        settings.SMTP_URL = box.url
        settings.SITE = live_server.url
        yield box


def fine(visitor: Visitor) -> None:
    """Nothing that axe finds and nothing to scroll sideways."""
    assert visitor.violations() == []
    assert visitor.sideways() == 0


def press(visitor: Visitor, name: str) -> Page:
    """Press a button and look whether the page that comes can be used by everybody."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=name).first.click()
    fine(visitor)
    return visitor.page


def told(visitor: Visitor, words: str) -> None:
    """The page says what is wrong; the browser's own note of a 422 is no complaint."""
    expect(visitor.page.get_by_role("alert")).to_contain_text(words)
    fine(visitor)
    visitor.complaints[:] = [complaint for complaint in visitor.complaints if "422" not in complaint]


def plan_and_invite(visitor: Visitor, personas: Personas) -> Wave:
    """The hub lead plans an audit that opens today, asks Ann, and sends the invitations."""
    page = visitor.open(reverse("needs:plan-wave", args=["testshire"]))
    fine(visitor)
    page.get_by_label("Name", exact=True).fill("")
    press(visitor, "Plan it")
    told(visitor, "Enter a name")
    page.get_by_label("Name", exact=True).fill("Autumn audit")
    page.get_by_label("Opens on").fill(timezone.localdate().isoformat())
    press(visitor, "Plan it")
    wave = Wave.objects.get()
    page = visitor.open(
        reverse("needs:department-people", args=["testshire", wave.pk, personas.department.school_id])
    )
    page.get_by_label("Who is asked").fill("ann.person@school")
    press(visitor, "Add them")
    told(visitor, "Line 1: “ann.person@school” is not an email address")
    page.get_by_label("Who is asked").fill(TEACHER)
    press(visitor, "Add them")
    visitor.open(reverse("needs:board", args=["testshire", wave.pk]))
    fine(visitor)
    press(visitor, "Send the invitations")
    return wave


def the_others_answer(wave: Wave, personas: Personas) -> None:
    """Nine colleagues and a lead here, and four other departments, have answered already."""

    rng = random.Random(3)  # noqa: S311 - not for secrets
    departments = [personas.department, personas.neighbour, *more_departments(personas.programme, 3)]
    responses = []
    for own in departments:
        for number, role in enumerate(["lead", *["teacher"] * 9]):
            given = ResponseGiven(own.pk, role, f"{own.pk}-{number}", dict(levels_for(role, rng)))
            ready = {"recall": "yes", "language": "with_help"} if role == "lead" else {}
            responses.append(replace(given, readiness=ready))
    record_responses(reach=SYSTEM, wave_id=wave.pk, responses=responses)


def link_in(mail: Any) -> str:
    """The link that the letter's plain text asks to open, as a path of the site."""
    found = re.search(r"https?://[^/\s]+(/answer/\S+)", mail.body())
    assert found is not None
    assert found[0] in mail.body("html")
    return found[1]


def answer_one_page(page: Page, level: int) -> None:
    for group in page.get_by_role("group").all():
        group.get_by_role("radio").nth(level).check()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_teacher_answers_from_a_letter_and_the_lead_agrees_priorities(
    visit: Callable[..., Visitor],
    personas: Personas,
    post: MailBox,
    at_once: None,
    javascript: bool,
) -> None:
    hub = visit(personas.hub_lead.user, width=PHONE, javascript=javascript)
    wave = plan_and_invite(hub, personas)
    the_others_answer(wave, personas)

    assert post.wait_for(1)
    letter = post.to("ann.person@school.example")[0]
    assert "Alderwood School" in letter.body()
    link = link_in(letter)

    # The lead sees where the audit stands before Ann has answered.
    lead = visit(personas.subject_lead.user, width=PHONE, javascript=javascript)
    own = reverse("needs:own-board", args=["testshire", personas.department.school_id])
    lead.open(own)
    fine(lead)
    expect(lead.page.get_by_text("9 of 10 teachers")).to_be_visible()

    # Ann opens the link, answers one page, and loses the connection on the next.
    ann = visit(width=PHONE, javascript=javascript)
    page = ann.open(link)
    fine(ann)
    assert not Response.objects.filter(origin="link").exists()  # opening a link changes nothing
    page = press(ann, "Start")
    assert "/answer/" in page.url
    assert link not in page.url
    page = ann.open(reverse("needs:answer-part", args=["recall"]))
    fine(ann)
    answer_one_page(page, 1)
    press(ann, "Save and continue")
    answer_one_page(page, 2)
    page.context.set_offline(True)
    if javascript:
        page.get_by_role("group").first.get_by_role("radio").nth(3).check()
        expect(page.get_by_role("status")).to_contain_text("Not saved yet")
        fine(ann)
        page.context.set_offline(False)
        expect(page.get_by_role("status")).to_contain_text("Saved ", timeout=20_000)
    ann.page.context.set_offline(False)
    ann.complaints.clear()  # the browser notes that it was offline
    kept = Answer.objects.filter(response__origin="link", item__startswith="recall").values_list(
        "level", flat=True
    )
    assert set(kept) == {2}

    # She takes another device, finds what she had answered, and goes through to the end.
    other = visit(width=PHONE, javascript=javascript)
    page = other.open(link)
    fine(other)
    press(other, "Carry on")
    page = other.open(reverse("needs:answer-part", args=["recall"]))
    assert page.get_by_role("group").first.get_by_role("radio").nth(1).is_checked()
    for _ in range(20):
        if page.get_by_role("heading", level=1).inner_text() == "Check and finish":
            break
        answer_one_page(page, 2)
        if javascript:
            expect(page.get_by_role("status")).to_contain_text("Saved ")
        press(other, "Save and continue")
    else:
        page = other.open(reverse("needs:answer-check"))
    page = other.open(reverse("needs:answer-check"))
    fine(other)
    page = press(other, "Finish")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Invitation.objects.get().finished_at is not None

    # The lead's page moves by itself, or when looked at again.
    if not javascript:
        lead.open(own)
    expect(lead.page.get_by_text("10 of 10 teachers").first).to_be_visible(timeout=15_000)
    fine(lead)

    # The hub lead closes the audit; its profile is worked out.
    hub.open(reverse("needs:board", args=["testshire", wave.pk]))
    press(hub, "Close the audit now")

    agree_and_confirm(visit, personas, lead, javascript)


def agree_and_confirm(
    visit: Callable[..., Visitor], personas: Personas, lead: Visitor, javascript: bool
) -> None:
    """The lead sees the profile, chooses and agrees; the head confirms; the page for governors opens."""
    urn = personas.department.school_id
    page = lead.open(reverse("home:department", args=["testshire", urn]))
    if javascript:
        lead.wait_for_pictures()
    fine(lead)
    expect(page.locator(".smeaton-finding")).to_contain_text(re.compile("recall|language", re.IGNORECASE))
    page = lead.open(reverse("needs:priorities", args=["testshire", urn]))
    fine(lead)
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    press(lead, "Continue")
    told(lead, "three")
    for box in page.get_by_role("checkbox").all()[:3]:
        box.check()
    press(lead, "Continue")
    press(lead, "Agree")
    choice = PriorityChoice.objects.get()
    assert choice.state == "agreed"

    head = visit(personas.head.user, width=PHONE, javascript=javascript)
    head.open(reverse("needs:priorities", args=["testshire", urn]))
    fine(head)
    press(head, "Confirm these priorities")
    choice.refresh_from_db()
    assert choice.state == "confirmed"

    head.open(reverse("needs:one-pager", args=["testshire", urn]))
    fine(head)
    address = head.site + reverse("needs:one-pager-pdf", args=["testshire", urn])
    for _ in range(120):
        answer = head.page.request.get(address)
        if answer.headers["content-type"] == "application/pdf":
            break
        head.page.wait_for_timeout(500)
    assert answer.body().startswith(b"%PDF-")
