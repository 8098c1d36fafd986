"""Pages about people with the names that people and schools have: long, unbroken, from right to left."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from smeaton.apps.access.models import GrantRecord, InvitationToJoin, StaffList
from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Invitation
from smeaton.apps.people.models import CorrectionRequest, LegalHold, Person, User
from smeaton.apps.people.services import add_person
from smeaton.apps.register.models import School, Trust
from smeaton.terms import Role
from tests.factories.personas import GRANTED, SYSTEM, Personas
from tests.factories.regions import ADDRESS, ARABIC, LONG_NAME, LONG_SCHOOL, asks, events, invited
from tests.journeys.pages import Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]
PLACE = "/places/testshire"
UNBROKEN = "Rückmeldungsgesprächsvorbereitungsbogen" * 8


@pytest.fixture
def awkward(personas: Personas) -> Personas:
    """Everybody and every school of the place is called so that a narrow page has to give way."""
    now, school = timezone.now(), personas.department.school
    School.objects.filter(pk=school.pk).update(name=LONG_SCHOOL)
    School.objects.filter(pk=personas.neighbour.school_id).update(name=ARABIC)
    Trust.objects.filter(pk=school.trust_id).update(name=f"{LONG_SCHOOL} Multi Academy Trust"[:200])
    Person.objects.filter(pk=personas.hub_lead.pk).update(name="Pelé")
    Person.objects.filter(pk=personas.head.pk).update(name=LONG_NAME)
    Person.objects.filter(pk=personas.subject_lead.pk).update(name=f"{ARABIC} {LONG_NAME}")
    User.objects.filter(pk=personas.subject_lead.user_id).update(email=ADDRESS)
    rows = [invited(personas, school, n, now - timedelta(days=20 * n), sent=n < 2) for n in range(3)]
    rows[0].email, rows[0].name, rows[1].name = ADDRESS, UNBROKEN[:200], ARABIC
    InvitationToJoin.objects.bulk_create(rows)
    CorrectionRequest.objects.bulk_create([asks(personas.subject_lead, n, now) for n in range(3)])
    CorrectionRequest.objects.filter(person=personas.subject_lead).update(wrong=UNBROKEN)
    LegalHold.objects.create(
        person=personas.subject_lead, reason=UNBROKEN, since=GRANTED, placed_by=f"person:{personas.head.pk}"
    )
    StaffList.objects.create(
        place=personas.place, school=school, uploaded_at=now, uploaded_by="system:tests",
        headings=["Name", "Email", "Role", "Job title"],
        rows=[[2, [LONG_NAME, f"new.{ADDRESS[4:]}", "teacher", UNBROKEN[:120]]]],
    )  # fmt: skip
    events(personas, 40, now)
    assert Event.objects.exists()
    assert not Invitation.objects.exists()
    return personas


def test_nothing_on_the_hub_leads_pages_is_wider_than_a_phone(
    awkward: Personas, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(awkward.hub_lead.user, 375)
    grant = GrantRecord.objects.get(person=awkward.subject_lead)
    school = f"{PLACE}/schools/{awkward.department.school_id}"
    agreement = awkward.programme.agreements.get(trust=awkward.department.school.trust)
    pages = {
        "people": f"{PLACE}/people/",
        "people-search": f"{PLACE}/people/?q={LONG_NAME[:40]}",
        "people-nobody": f"{PLACE}/people/?q={UNBROKEN}",
        "people-trust": f"{PLACE}/trusts/{awkward.department.school.trust_id}/people/",
        "people-school": f"{school}/people/",
        "invite": f"{school}/people/invite/",
        "invite-school": f"{school}/invite/",
        "staff-list": f"{school}/people/list/{StaffList.objects.get().pk}/",
        "end-role": f"{PLACE}/people/roles/{grant.pk}/end/",
        "agreements": f"{PLACE}/agreements/",
        "agreement": f"/agreements/{agreement.pk}/",
        "corrections": f"{PLACE}/corrections/",
        "history-person": f"{PLACE}/people/{awkward.subject_lead.pk}/history/",
        "history-department": f"{PLACE}/departments/{awkward.department.school_id}/history/",
        "place": f"{PLACE}/",
    }
    for name, address in pages.items():
        visitor.open(address)
        visitor.look(f"awkward-{name}")


def test_nor_on_an_administrators_or_on_ones_own(awkward: Personas, visit: Callable[..., Visitor]) -> None:
    admin = add_person(reach=SYSTEM, name=LONG_NAME, email="ada@example.org")
    GrantRecord.objects.create(person=admin, role=Role.ADMINISTRATOR, place=awkward.place, starts=GRANTED)
    hold = LegalHold.objects.get()
    visitor = visit(admin.user, 375)
    for name, address in {
        "people-administrator": f"{PLACE}/people/?q={LONG_NAME[:40]}",
        "holds": f"{PLACE}/holds/",
        "hold": f"{PLACE}/people/{awkward.subject_lead.pk}/hold/",
        "hold-lift": f"{PLACE}/people/{hold.person_id}/holds/{hold.pk}/lift/",
        "erase": f"{PLACE}/people/{awkward.subject_lead.pk}/erase/",
    }.items():
        visitor.open(address)
        visitor.look(f"awkward-{name}")
    visitor = visit(awkward.subject_lead.user, 375)
    for name, address in {"my-record": "/me/", "my-history": "/me/history/", "start": "/"}.items():
        visitor.open(address)
        visitor.look(f"awkward-{name}")


def test_a_hub_lead_without_a_script_finds_a_school_and_reads_on(
    awkward: Personas, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(awkward.hub_lead.user, 375, javascript=False)
    page = visitor.open(f"{PLACE}/people/")
    page.get_by_label("School or person").fill("holy trinity")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name=LONG_SCHOOL, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=ARABIC)).to_have_count(0)
    page.get_by_label("School or person").fill(ARABIC.split()[0])
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name=ARABIC, exact=True)).to_be_visible()
    visitor.look("awkward-people-without-a-script")
