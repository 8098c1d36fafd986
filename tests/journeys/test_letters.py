"""A letter read in the demonstration, its link followed, its reminders stopped, JavaScript or not."""

from collections.abc import Callable
from typing import Any

import pytest

from smeaton.apps.needs.models import Invitation
from smeaton.apps.needs.services.mailing import queue_invitations
from tests.factories.letters import MORNING, audit
from tests.factories.personas import SYSTEM, Personas
from tests.journeys.pages import WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]


def test_reading_a_letter_and_stopping_reminders(
    visit: Callable[..., Visitor], personas: Personas, settings: Any
) -> None:
    settings.DEMO = True
    wave = audit(personas)
    queue_invitations(reach=SYSTEM, wave_id=wave.pk, at=MORNING)
    hub = visit(personas.hub_lead.user)
    page = hub.open("/outbox/")
    hub.look("outbox")
    page.get_by_role("link", name="Science at Alderwood School").first.click()
    hub.look("letter")
    page.get_by_role("link", name="See it with its colours").click()
    begin = page.get_by_role("link", name="Begin")
    assert "rgb(18, 53, 91)" in begin.locator("..").evaluate("it => getComputedStyle(it).backgroundColor")
    hub.look("letter-html")
    stop = page.get_by_role("link", name="No more reminders, please").get_attribute("href")
    assert stop
    teacher = visit(width=WIDTHS[1])
    page = teacher.open(stop)
    teacher.look("stop")
    page.get_by_role("button", name="Stop the reminders").click()
    expect(page.get_by_role("heading", name="We will not remind you")).to_be_visible()
    teacher.look("stopped")
    assert Invitation.objects.filter(no_reminders_at__isnull=False).count() == 1


def test_reminders_are_stopped_without_javascript(
    visit: Callable[..., Visitor], personas: Personas, settings: Any
) -> None:
    settings.DEMO = True
    wave = audit(personas)
    queue_invitations(reach=SYSTEM, wave_id=wave.pk, at=MORNING)
    hub = visit(personas.hub_lead.user, javascript=False)
    page = hub.open("/outbox/")
    page.get_by_role("link", name="Science at Alderwood School").first.click()
    page.get_by_role("link", name="/no-reminders/").click()
    page.get_by_role("button", name="Stop the reminders").click()
    expect(page.get_by_role("heading", name="We will not remind you")).to_be_visible()
