"""Staff answer on a phone: saved as they go, without a connection, by keyboard, without a script."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from smeaton.apps.needs.models import Answer, Invitation, Response
from smeaton.apps.needs.queries.links import token_of
from tests.factories.invitations import invite, open_wave
from tests.factories.personas import Personas
from tests.journeys.pages import Visitor, expect

pytestmark = [pytest.mark.browser]
PHONE = 375


@pytest.fixture
def teacher(personas: Personas) -> Invitation:
    return invite(open_wave(personas.programme), personas.department)


def link_of(invitation: Invitation) -> str:
    """The address in the letter."""
    return reverse("needs:answer", args=[token_of(invitation)])


def come_in(visitor: Visitor, invitation: Invitation) -> Page:
    """Open the link and press the button; the token has left the address."""
    page = visitor.open(link_of(invitation))
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers")
    assert page.url == visitor.site + reverse("needs:answer-list")
    return page


def choose(page: Page, statement: str, level: str) -> None:
    """Choose a level of a statement, as a thumb does: by its words."""
    page.get_by_role("group", name=statement).get_by_text(level).click()


def levels() -> dict[str, int | None]:
    """What stands in the database: item → level."""
    return dict(Answer.objects.values_list("item", "level"))


@pytest.mark.parametrize("role", ["teacher", "lead", "technician"])
def test_everybody_can_use_every_page(visit: Callable[..., Visitor], personas: Personas, role: str) -> None:
    invitation = invite(open_wave(personas.programme), personas.department, role)
    visitor = visit(width=PHONE)
    fine = visitor.look

    visitor.open(link_of(invitation))
    fine()
    page = come_in(visitor, invitation)
    fine()
    page.get_by_role("link", name="Check and finish").or_(
        page.get_by_role("button", name="Check and finish")
    ).click()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("alert")).to_contain_text("You have not answered anything yet")
    fine()
    page.get_by_role("link", name="You have not answered").click()
    assert page.evaluate("document.activeElement.id") == "part-1"
    part = "practical"
    for address in ("described-colleagues", part):
        page = visitor.open(reverse("needs:answer-part", args=[address]))
        fine()
        for group in page.get_by_role("group").all():
            group.get_by_role("radio").first.check()
    fine()
    page.locator("textarea").fill("We plan practicals together")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Practical work")
    page = visitor.open(reverse("needs:answer-check"))
    fine()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    fine()
    page.get_by_role("button", name="stop on this device").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You have left")
    fine()


def test_refused_links_and_errors_are_pages_that_everybody_can_read(
    visit: Callable[..., Visitor], teacher: Invitation
) -> None:
    visitor = visit(width=PHONE)
    for path, status in ((link_of(teacher)[:-3] + "/", 404), (reverse("needs:answer-list"), 404)):
        visitor.open(path, status=status)
        assert visitor.violations() == []
    come_in(visitor, teacher)
    page = visitor.open(reverse("needs:answer-part", args=["recall"]))
    page.locator("textarea").evaluate("box => box.removeAttribute('maxlength')")
    page.evaluate("document.querySelector('[data-answers]').outerHTML += ''")  # without its script
    page.locator("textarea").fill("x" * 501)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Shorten your note")
    assert visitor.violations() == []
    teacher.link_version = 2
    teacher.save()
    visitor.open(reverse("needs:answer-list"), status=410)
    assert visitor.violations() == []
    visitor.complaints.clear()  # the browser notes pages that answer 404 and 410


def test_every_choice_is_saved_as_it_is_made(visit: Callable[..., Visitor], teacher: Invitation) -> None:
    visitor = visit(width=PHONE)
    come_in(visitor, teacher)
    page = visitor.open(reverse("needs:answer-part", args=["recall"]))
    status = page.get_by_role("status")
    expect(status).to_contain_text("saved as you go")
    choose(page, "Coming back to earlier topics", "Starter quizzes")
    choose(page, "Coming back to earlier topics", "A plan brings topics back")
    choose(page, "Introducing something complicated", "Don’t know")
    expect(status).to_contain_text("Saved ")
    page.locator("textarea").fill("The plan is on the shared drive")
    expect(page.locator("input[name=was-note]")).to_have_value("The plan is on the shared drive")
    assert levels() == {"recall-1": 3, "recall-2": None}
    page.get_by_role("button", name="Introducing something complicated").click()
    expect(page.locator("input[name=was-a-recall-2]")).to_have_value("")
    assert levels() == {"recall-1": 3}
    assert Response.objects.get().notes.get().text == "The plan is on the shared drive"

    other = visit(width=1280)
    page = other.open(link_of(teacher))
    page.get_by_role("button", name="Carry on").click()
    page.get_by_role("link", name="Memory and recall").click()
    assert page.get_by_role("radio", name="A plan brings topics back").is_checked()
    assert page.locator("textarea").input_value() == "The plan is on the shared drive"


def test_a_lost_connection_loses_no_answer(visit: Callable[..., Visitor], teacher: Invitation) -> None:
    visitor = visit(width=PHONE)
    come_in(visitor, teacher)
    page = visitor.open(reverse("needs:answer-part", args=["recall"]))
    choose(page, "Coming back to earlier topics", "Starter quizzes")
    expect(page.get_by_role("status")).to_contain_text("Saved ")
    page.context.set_offline(True)
    choose(page, "Coming back to earlier topics", "What pupils forgot decides")
    choose(page, "Introducing something complicated", "All at once")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet")
    assert visitor.violations() == []
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Memory and recall")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.evaluate("window.setTimeout(() => window.location.reload(), 0)")
    assert asked.value.type == "beforeunload"
    assert levels() == {"recall-1": 2}
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Saved ", timeout=10_000)
    assert levels() == {"recall-1": 4, "recall-2": 1}
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practical work")
    visitor.complaints = [c for c in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_it_is_answered_by_keyboard_alone(visit: Callable[..., Visitor], teacher: Invitation) -> None:
    visitor = visit(width=PHONE)
    come_in(visitor, teacher)
    page = visitor.open(reverse("needs:answer-part", args=["recall"]))
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Practical work")
    assert levels() == {"recall-1": 2}


def test_the_whole_form_works_without_javascript(visit: Callable[..., Visitor], personas: Personas) -> None:
    technician = invite(open_wave(personas.programme), personas.department, "technician")
    visitor = visit(width=PHONE, javascript=False)
    page = come_in(visitor, technician)
    page.get_by_role("button", name="Begin").or_(page.get_by_role("link", name="Begin")).click()
    while page.get_by_role("heading", level=1).inner_text() != "Check and finish":
        assert page.locator("text=Clear this answer").locator("visible=true").count() == 0
        for group in page.get_by_role("group").all():
            group.get_by_role("radio").nth(2).check()
        page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    technician.refresh_from_db()
    assert technician.finished_at is not None
    assert set(levels().values()) == {3}
    page.get_by_role("link", name="see your answers").click()
    page.get_by_role("link", name="Practical work").click()
    page.get_by_role("button", name="Clear this answer").first.click()
    assert len([level for level in levels().values() if level == 3]) == len(levels())
    assert page.get_by_role("radio", checked=True).count() == page.get_by_role("group").count() - 1
