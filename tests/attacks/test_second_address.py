"""A hub lead invites a second address of their own as a trust’s, and signs for the trust with it."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from smeaton.apps.access.models import Agreement, GrantRecord
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import Named, invite, invite_school, withdraw_agreement
from smeaton.apps.access.services.vouching import vouch
from smeaton.apps.history.models import Event
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Department
from smeaton.apps.register.models import School
from smeaton.terms import Permission, Refused, Role, ScopeKind
from tests.factories.personas import Personas, make_personas
from tests.factories.signing_in import signed_in

DEPARTMENT = "/places/testshire/departments/900001/"
PEOPLE = "/places/testshire/trusts/{}/people/"


@pytest.fixture
def personas(db: None) -> Personas:
    """A place whose Alder Trust has withdrawn: the hub lead sees nothing of its school any more."""
    made = make_personas()
    row = Agreement.objects.get(trust=made.department.school.trust)
    yesterday = timezone.now() - timedelta(days=1)
    withdraw_agreement(reach=made.reach("trust_lead"), agreement_id=row.pk, at=yesterday)
    GrantRecord.objects.filter(person=made.trust_lead).delete()  # nobody of the trust is in yet
    assert not seen(made)
    return made


def seen(personas: Personas) -> bool:
    """Whether the hub lead sees the school."""
    reach = reach_of(personas.hub_lead, timezone.localdate())
    rows = Department.objects.visible_to(reach, Permission.VIEW_DEPARTMENT)
    return rows.filter(pk=personas.department.pk).exists()


def join(email: str, **said: str) -> tuple[Client, Person]:
    """Follow the link in the letter to that address, and accept; signed in with a second factor then."""
    letter = Letter.objects.filter(purpose="invitation to join", to=email).latest("id")
    found = re.search(r"/join/\S+/", letter.text)
    assert found is not None
    answer = Client().post(found[0], said)
    assert answer.status_code == 302
    person = Person.objects.get(user__email=email)
    return signed_in(person.user), person


def invite_alder(personas: Personas, email: str) -> None:
    """The hub lead invites the school, and whoever has that address to sign for its trust."""
    invite_school(
        reach=personas.reach("hub_lead"),
        place=personas.place.pk,
        urn=personas.department.school_id,
        signs=Named("Somebody", email),
        lead=Named("Lou", "lou@nowhere.example"),
        until=date(2090, 8, 31),
        at=timezone.now(),
    )


@pytest.mark.parametrize(
    "address",
    [
        "hub.second@gmail.com",  # anybody has one
        "hub.second@made-up.example",
        "hub.second@birch.example",  # a school's, but of another trust
        "hub.lead+alder@example.org",  # where the hub lead's own is: perhaps the same letter box
        "hub.second@shared.example",  # of schools of two trusts: an authority's
        "hub.second@xn--lder-loa.example",
    ],
)
def test_a_second_address_signs_and_nothing_is_shared(personas: Personas, address: str) -> None:
    alder, birch = personas.department.school, personas.neighbour.school
    if "example.org" in address:
        School.objects.filter(pk=alder.pk).update(website="example.org")
    if "shared" in address:
        School.objects.filter(pk__in=(alder.pk, birch.pk)).update(website="shared.example")
    invite_alder(personas, address)
    second, person = join(address, signs_as="Chief executive")
    row = Agreement.objects.get(trust=alder.trust, withdrawn_at__isnull=True)
    assert row.signed_by == person
    assert row.counts_from is None
    assert not seen(personas)
    assert personas.client("hub_lead").get(DEPARTMENT).status_code == 403

    # nor does the second address see anything, and it can neither vouch nor hand on more than it has
    for page in (DEPARTMENT, f"{DEPARTMENT}package/", f"{DEPARTMENT}history/"):
        assert second.get(page).status_code == 403, page
    own = reach_of(person, timezone.localdate())
    assert not Department.objects.visible_to(own, Permission.VIEW_DEPARTMENT).exists()
    grant = GrantRecord.objects.get(person=person)
    for reach in (
        own,
        personas.reach("hub_lead"),
        personas.reach("subject_lead"),
        personas.reach("stranger"),
    ):
        with pytest.raises(Refused):
            vouch(reach=reach, grants=[grant.pk], at=timezone.now())
    invite(
        reach=own,
        email="third@alder.example.com",
        name="Third",
        role=Role.HEAD,
        scope=ScopeKind.SCHOOL,
        key=alder.pk,
        place=personas.place.pk,
        at=timezone.now(),
    )
    third, head = join("third@alder.example.com")
    assert third.get(DEPARTMENT).status_code == 403
    with pytest.raises(Refused):
        vouch(reach=reach_of(head, timezone.localdate()), grants=[grant.pk], at=timezone.now())
    assert third.post("/places/testshire/people/roles/vouch/", {"grant": grant.pk}).status_code == 403
    assert not seen(personas)

    # everybody can see that it waits
    page = personas.client("hub_lead").get(PEOPLE.format(alder.trust_id)).content.decode()
    assert "Not vouched for yet" in page
    page = personas.client("hub_lead").get("/places/testshire/agreements/").content.decode()
    assert "Signed, not vouched for" in page
    given = Event.objects.about("grant", grant.pk).get(action="granted")
    assert given.changes["on the word of"] == "hub lead"
    assert not Event.objects.about("agreement", row.pk).filter(action="counted the signature").exists()
    assert not Letter.objects.filter(purpose="agreement signed").exists()
    asked = Letter.objects.get(purpose="agreement to vouch for")  # neither who signed nor who let them in
    assert asked.to == "head@example.org"
    assert "signed as Chief executive what Alder Trust shares" in asked.text
    assert asked.title == "Do you know who has signed for Alder Trust?"  # titles are kept, names must go

    # until somebody of one of the trust's schools says that they know them
    page = personas.client("head").get("/places/testshire/schools/900001/people/").content.decode()
    assert "Do you know them?" in page
    answer = personas.client("head").post("/places/testshire/people/roles/vouch/", {"grant": grant.pk})
    assert answer.status_code == 302
    assert seen(personas)
    assert Event.objects.about("agreement", row.pk).filter(action="counted the signature").exists()
    assert second.get(DEPARTMENT).status_code == 200


def test_an_address_of_the_trusts_own_school_vouches_by_itself(personas: Personas) -> None:
    invite_alder(personas, "ada@alder.example")
    client, person = join("ada@alder.example", signs_as="Chief executive")
    assert seen(personas)
    assert client.get(DEPARTMENT).status_code == 200
    vouched = GrantRecord.objects.get(person=person)
    assert vouched.word is None
    assert vouched.vouched_by is None
    event = Event.objects.about("grant", vouched.pk).get(action="vouched for")
    assert event.actor == "system:address"


def test_a_second_address_as_subject_lead_reads_no_further_and_signs_no_package(personas: Personas) -> None:
    invite_alder(personas, "somebody@nowhere.example")
    lead, person = join("lou@nowhere.example")
    assert lead.get(DEPARTMENT).status_code == 403  # the trust shares nothing
    where = personas.department.where
    reach = reach_of(person, timezone.localdate())
    for permission in (Permission.SIGN_AS_LEAD, Permission.VIEW_PACKAGE, Permission.CHOOSE_PRIORITIES):
        assert not reach.can(permission, where)
    head = personas.reach("head")
    grant = GrantRecord.objects.get(person=person)
    assert vouch(reach=head, grants=[grant.pk], at=timezone.now()) == 1
    assert reach_of(person, timezone.localdate()).can(Permission.SIGN_AS_LEAD, where)
    assert vouch(reach=head, grants=[grant.pk], at=timezone.now()) == 0  # nothing rests on a word any more
