"""A region's hub at a phone: what waits among many schools, trusts, invitations, requests and entries."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from smeaton.apps.access.models import GrantRecord, InvitationToJoin
from smeaton.apps.people.models import CorrectionRequest, LegalHold
from smeaton.apps.people.services import add_person
from smeaton.terms import Role
from tests.factories.personas import GRANTED, SYSTEM, Personas
from tests.factories.regions import asks, events, invited, led, region, signed
from tests.journeys.pages import Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]
PLACE = "/places/testshire"
TALLEST = 3_600
"""Pixels of a phone's page of people, however many schools there are."""


@pytest.fixture
def busy(personas: Personas) -> Personas:
    """Four hundred schools of fifty trusts; at some of them something waits."""
    now, rows = timezone.now(), region(personas, 400, 50)
    people = [led(school, f"Lead of {school.name}") for school in rows[:380]]
    for n, school in enumerate(rows[:50]):
        if n % 8:
            signed(personas, school.trust, now)
    CorrectionRequest.objects.bulk_create(
        asks(person, n, now - timedelta(days=n)) for n, person in enumerate(people[:40])
    )
    InvitationToJoin.objects.bulk_create(
        invited(personas, school, n, now - timedelta(days=n)) for n, school in enumerate(rows[300:330])
    )
    admin = add_person(reach=SYSTEM, name="Ada Admin", email="ada@example.org")
    GrantRecord.objects.create(person=admin, role=Role.ADMINISTRATOR, place=personas.place, starts=GRANTED)
    LegalHold.objects.bulk_create(
        LegalHold(person=person, reason=f"Claim {n}", since=GRANTED, placed_by=f"person:{admin.pk}")
        for n, person in enumerate(people[:40])
    )
    events(personas, 200, now)
    return personas


def test_a_hub_lead_reads_what_waits_and_goes_on_from_page_to_page(
    busy: Personas, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(busy.hub_lead.user, 375)
    page = visitor.open(f"{PLACE}/people/")
    visitor.look("region-people")
    assert page.evaluate("document.documentElement.scrollHeight") < TALLEST
    page.get_by_role("link", name="More schools").click()
    expect(page.get_by_text("Schools 11 to 20 of")).to_be_visible()
    page.get_by_label("Where").select_option("no subject lead")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("21 of 402 schools: no subject lead")).to_be_visible()
    row = page.locator("tr", has_text="Region School 0380")
    expect(row.get_by_role("link", name="Invite the school")).to_be_visible()
    visitor.look("region-people-no-lead")
    for name, address in {
        "place": f"{PLACE}/",
        "agreements": f"{PLACE}/agreements/",
        "corrections": f"{PLACE}/corrections/",
        "history": f"{PLACE}/departments/{busy.department.school_id}/history/",
    }.items():
        page = visitor.open(address)
        visitor.look(f"region-{name}")
    page.get_by_role("link", name="Earlier").click()
    page.get_by_role("link", name="Later").click()
    expect(page.get_by_role("link", name="Latest")).to_have_count(0)


def test_an_administrator_lifts_a_hold_among_many(busy: Personas, visit: Callable[..., Visitor]) -> None:
    admin = GrantRecord.objects.get(role=Role.ADMINISTRATOR).person
    visitor = visit(admin.user, 375)
    page = visitor.open(f"{PLACE}/holds/")
    visitor.look("region-holds")
    page.get_by_role("link", name="Lift the hold on Lead of Region School 0000").click()
    visitor.look("region-lift")
    page.get_by_role("button", name="Lift it").click()
    expect(page.get_by_text("today is its last day")).to_be_visible()
