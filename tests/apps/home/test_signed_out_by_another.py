"""A device is lost: whoever looks after somebody's roles signs them out, and nobody else does."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from smeaton.apps.access.services import grant
from smeaton.apps.history.models import Event
from smeaton.apps.home.services.signing_in import sign_everybody_out, sign_out_everywhere
from smeaton.apps.people.services import add_person
from smeaton.cli import main
from smeaton.terms import Refused, Role, ScopeKind
from tests.apps.home.test_your_sign_in import by_code
from tests.factories.personas import GRANTED, SYSTEM, Personas
from tests.factories.signing_in import signed_in

LEAD, HEAD = "subject.lead@example.org", "head@example.org"


def is_in(client: Client) -> bool:
    """Whether the next click still finds them signed in."""
    return not client.get("/").headers.get("Location", "").startswith("/sign-in/")


def administrator(personas: Personas) -> Client:
    """Somebody who keeps the installation for the place."""
    person = add_person(reach=SYSTEM, name="Keeper", email="keeper@example.org")
    grant(
        reach=SYSTEM,
        person=person.pk,
        role=Role.ADMINISTRATOR,
        scope=ScopeKind.PLACE,
        key=personas.place.pk,
        starts=GRANTED,
    )
    assert person.user
    return signed_in(person.user)


def test_an_administrator_signs_somebody_out_everywhere(personas: Personas) -> None:
    phone, desk, other = by_code(LEAD), by_code(LEAD), by_code(HEAD)
    keeper = administrator(personas)
    address = f"/places/testshire/people/{personas.subject_lead.pk}/sign-out/"
    assert "Sign Subject lead out everywhere" in keeper.get(address).content.decode()
    assert is_in(phone)
    assert is_in(desk)
    page = keeper.post(address, follow=True).content.decode()
    assert "Subject lead is signed out in 2 places." in page
    assert not is_in(phone)
    assert not is_in(desk)
    assert is_in(other)
    assert is_in(keeper)
    event = Event.objects.get(action="ended sessions")
    assert event.subject_id == str(personas.subject_lead.user_id)
    assert event.changes == {"number": 2}
    assert is_in(by_code(LEAD))  # who can sign in again at once
    assert UserSession.objects.filter(user=personas.subject_lead.user).count() == 1


@pytest.mark.parametrize(("name", "answer"), [("hub_lead", 200), ("head", 200), ("stranger", 403)])
def test_whoever_manages_people_where_they_are_may_and_a_stranger_may_not(
    personas: Personas, name: str, answer: int
) -> None:
    lead = by_code(LEAD)
    client = personas.client(name)
    address = f"/places/testshire/people/{personas.subject_lead.pk}/sign-out/"
    assert client.get(address).status_code == answer
    client.post(address)
    assert is_in(lead) is (answer == 403)


def test_the_page_asks_little_of_the_database(personas: Personas, django_assert_max_num_queries: Any) -> None:
    client = personas.client("hub_lead")
    with django_assert_max_num_queries(15):
        client.get(f"/places/testshire/people/{personas.subject_lead.pk}/sign-out/")


def test_the_page_that_ends_a_role_leads_there(personas: Personas) -> None:
    row = personas.subject_lead.grants.get()
    page = personas.client("head").get(f"/places/testshire/people/roles/{row.pk}/end/").content.decode()
    assert f'href="/places/testshire/people/{personas.subject_lead.pk}/sign-out/"' in page


def test_it_leads_there_only_whoever_looks_after_everything_that_they_are(personas: Personas) -> None:
    """Who is a lead here and a teacher at another trust's school is not signed out by this head."""
    row = personas.subject_lead.grants.get()
    grant(
        reach=SYSTEM,
        person=personas.subject_lead.pk,
        role=Role.TEACHER,
        scope=ScopeKind.SCHOOL,
        key=personas.neighbour.school_id,
        starts=GRANTED,
    )
    head, hub = personas.client("head"), personas.client("hub_lead")
    ending = f"/places/testshire/people/roles/{row.pk}/end/"
    address = f"/places/testshire/people/{personas.subject_lead.pk}/sign-out/"
    assert head.get(address).status_code == 403
    assert "Sign them out everywhere" not in head.get(ending).content.decode()
    assert hub.get(address).status_code == 200
    assert f'href="{address}"' in hub.get(ending).content.decode()


def test_the_service_refuses_too(personas: Personas) -> None:
    assert personas.subject_lead.user
    with pytest.raises(Refused):
        sign_out_everywhere(
            reach=personas.reach("stranger"), user=personas.subject_lead.user, at=timezone.now()
        )
    with pytest.raises(Refused):
        sign_everybody_out(reach=personas.reach("hub_lead"), at=timezone.now())


def test_whoever_runs_the_installation_signs_out_one_or_everybody(personas: Personas) -> None:
    run = CliRunner().invoke
    lead, head = by_code(LEAD), by_code(HEAD)
    assert run(main, ["people", "sign-out", LEAD]).output == "1 session ended.\n"
    assert not is_in(lead)
    assert is_in(head)
    lead = by_code(LEAD)
    assert run(main, ["people", "sign-out"]).exit_code == 2
    assert run(main, ["people", "sign-out", LEAD, "--everybody"]).exit_code == 2
    assert run(main, ["people", "sign-out", "--everybody"]).output == "2 sessions ended.\n"
    assert not is_in(lead)
    assert not is_in(head)


def test_the_browser_is_told_to_let_go_of_what_it_kept(personas: Personas) -> None:
    client = by_code(LEAD)
    assert "no-store" in client.get("/your-sign-in/").headers["Cache-Control"]
    answer = client.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
