"""The pages about people: who is in, invited, ended, for those who lead there; few queries, small."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from smeaton.apps.access.models import GrantRecord, InvitationToJoin
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import grant, invite
from smeaton.apps.people.services import add_person
from smeaton.terms import Refused, Role, ScopeKind
from tests.factories import places as make
from tests.factories.personas import SYSTEM, TODAY, Personas
from tests.factories.signing_in import signed_in

PLACE, TRUST, SCHOOL = (
    "/places/testshire/people/",
    "/places/testshire/trusts/{trust}/people/",
    "/places/testshire/schools/900001/people/",
)


def test_each_sees_who_is_in_where_they_lead_and_nobody_elses_people(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    trust = TRUST.format(trust=personas.department.school.trust_id)
    foreign = TRUST.format(trust=personas.neighbour.school.trust_id)
    other = SCHOOL.replace("900001", "900002")
    pages = (PLACE, trust, SCHOOL, foreign, other)
    seen = {
        name: [personas.client(name).get(page).status_code for page in pages]
        for name in ("hub_lead", "trust_lead", "head", "subject_lead", "accountability_lead", "stranger")
    }
    assert seen == {
        "hub_lead": [200] * 5,
        "trust_lead": [403, 200, 200, 403, 403],
        "head": [403, 403, 200, 403, 403],
        "subject_lead": [403, 403, 200, 403, 403],
        "accountability_lead": [403] * 5,
        "stranger": [403] * 5,
    }
    assert Client().get(PLACE).headers["Location"].startswith("/sign-in/?next=")
    hub = personas.client("hub_lead")
    for page in (PLACE, trust, SCHOOL):
        with django_assert_max_num_queries(20):
            shown = hub.get(page)
        assert len(shown.content) < 100_000
    assert "Subject lead" in shown.content.decode()
    for missing in ("/places/nowhere/people/", SCHOOL.replace("900001", "999999"), TRUST.format(trust=0)):
        assert hub.get(missing).status_code == 404


def test_a_head_invites_sends_again_and_withdraws_on_the_page(personas: Personas) -> None:
    head = personas.client("head")
    said = {"name": "Ann", "email": "ann@alderwood.example", "role": "teacher", "title": ""}
    offered = head.get(SCHOOL + "invite/").content.decode()
    assert 'value="teacher"' in offered
    assert 'value="mentor"' not in offered  # a mentor is the hub's to give
    wrong = head.post(SCHOOL + "invite/", said | {"email": "ann@alderwood"})
    assert wrong.status_code == 422
    assert "is not an email address" in wrong.content.decode()
    assert head.post(SCHOOL + "invite/", said | {"role": "hub lead"}).status_code == 422
    page = head.post(SCHOOL + "invite/", said, follow=True).content.decode()
    assert "A letter goes to ann@alderwood.example" in page
    row = InvitationToJoin.objects.get()
    back = {"back": SCHOOL, "invitation": row.pk}
    send = "/places/testshire/people/invitations/send/"
    assert personas.client("stranger").post(send, back).status_code == 403
    assert head.post(send, back).headers["Location"] == SCHOOL
    row.refresh_from_db()
    assert row.letters == 2
    away = head.post(send, back | {"back": "//elsewhere.example/"})
    assert away.headers["Location"] == "/places/testshire/people/"
    head.post(f"/places/testshire/people/invitations/{row.pk}/withdraw/", back)
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_a_role_is_ended_on_the_page_at_once_or_after_a_last_day(personas: Personas) -> None:
    grant = GrantRecord.objects.get(person=personas.subject_lead)
    own = "/places/testshire/departments/900001/"
    address = f"/places/testshire/people/roles/{grant.pk}/end/"
    lead = personas.client("subject_lead")
    assert lead.get(address).status_code == 403  # gives no lead's role
    assert personas.client("stranger").get(address).status_code == 403
    head = personas.client("head")
    assert head.post(address, {"what": "role", "when": "on", "last_day": ""}).status_code == 422
    assert head.post(address, {"what": "role", "when": "on", "last_day": "2020-01-01"}).status_code == 422
    assert head.post(address, {"what": "move", "to": "900002", "when": "at once"}).status_code == 422
    assert lead.get(own).status_code == 200
    done = head.post(address, {"what": "leave", "when": "at once"}, follow=True)
    assert "ended at once" in done.content.decode()
    assert lead.get(own).status_code == 403
    assert head.get(address).status_code == 404


def test_the_whole_school_is_invited_in_one_form_by_the_hub_alone(personas: Personas) -> None:
    address = "/places/testshire/schools/900002/invite/"
    assert personas.client("trust_lead").get(address).status_code == 403
    assert personas.client("head").get(address.replace("900002", "900001")).status_code == 403
    hub = personas.client("hub_lead")
    said = {"signs_name": "Bea", "signs_email": "bea@birch.example", "lead_name": "Lou", "lead_email": "lou@"}
    wrong = hub.post(address, said)
    assert wrong.status_code == 422
    assert 'href="#id_lead_email"' in wrong.content.decode()
    page = hub.post(address, said | {"lead_email": "lou@birch.example"}, follow=True).content.decode()
    assert "Two letters go out" in page


def test_hub_leads_and_coordinators_of_one_programme_look_after_its_people_and_no_others(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    other = make.programme(place=personas.place, name="Maths · Testshire", subject="mathematics")
    far = make.school(900_777, name="Farfield School", trust=make.trust("Fir Trust"))
    make.department(other, far)
    people = {}
    for role in (Role.HUB_LEAD, Role.COORDINATOR):
        people[role] = add_person(reach=SYSTEM, name=f"Programme {role}", email=f"{role.name}@example.net")
        grant(
            reach=SYSTEM,
            person=people[role].pk,
            role=role,
            scope=ScopeKind.PROGRAMME,
            key=personas.programme.pk,
            starts=date(2000, 9, 1),
        )
    trust = TRUST.format(trust=personas.department.school.trust_id)
    theirs = [PLACE, trust, SCHOOL, "/places/testshire/corrections/", f"{SCHOOL}invite/"]
    foreign = [TRUST.format(trust=far.trust_id), SCHOOL.replace("900001", "900777")]
    for role, person in people.items():
        client = signed_in(person.user)
        for page in theirs:
            with django_assert_max_num_queries(20):
                assert client.get(page).status_code == 200, (role, page)
        assert [client.get(page).status_code for page in foreign] == [403, 403]
        assert client.get("/places/elsewhere/people/").status_code == 403
        page = client.get(PLACE).content.decode()
        assert "Alderwood School" in page
        assert "Farfield School" not in page
        # over the place as a whole they give no role, though the hub lead of a place would
        assert client.get(f"{PLACE}invite/").status_code == 403
        reach = reach_of(person, TODAY)
        with pytest.raises(Refused):
            grant(
                reach=reach,
                person=personas.stranger.pk,
                role=Role.COORDINATOR,
                scope=ScopeKind.PLACE,
                key=personas.place.pk,
                starts=TODAY,
            )
        invited = invite(
            reach=reach,
            email=f"{role.name}.new@alder.example",
            name="New",
            role=Role.HEAD,
            scope=ScopeKind.SCHOOL,
            key=personas.department.school_id,
            place=personas.place.pk,
            at=timezone.now(),
        )
        assert invited.invited_by == person
        with pytest.raises(Refused):
            invite(
                reach=reach,
                email=f"{role.name}.other@alder.example",
                name="New",
                role=Role.HEAD,
                scope=ScopeKind.SCHOOL,
                key=far.pk,
                place=personas.place.pk,
                at=timezone.now(),
            )
    page = signed_in(people[Role.HUB_LEAD].user).get("/places/testshire/").content.decode()
    assert "/places/testshire/corrections/" in page
    assert 'href="/places/testshire/people/"' in page
