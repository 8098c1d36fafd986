"""Legal holds on pages: listed, placed and lifted by an administrator, and by nobody else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from smeaton.apps.access.services import grant
from smeaton.apps.history.models import Event
from smeaton.apps.home.services.holding import place_hold
from smeaton.apps.people.models import LegalHold, Person
from smeaton.apps.people.services import add_person
from smeaton.terms import Role, ScopeKind
from tests.factories.personas import GRANTED, SYSTEM, Personas
from tests.factories.signing_in import signed_in

HOLDS, PEOPLE = "/places/testshire/holds/", "/places/testshire/people/"


@pytest.fixture
def admin(personas: Personas) -> Client:
    """An administrator of the place."""
    person = add_person(reach=SYSTEM, name="Ada Admin", email="ada@example.org")
    grant(
        reach=SYSTEM,
        person=person.pk,
        role=Role.ADMINISTRATOR,
        scope=ScopeKind.PLACE,
        key=personas.place.pk,
        starts=GRANTED,
    )
    assert person.user is not None
    return signed_in(person.user)


def of(person: Person, what: str) -> str:
    """The address of a page about somebody."""
    return f"{PEOPLE}{person.pk}/{what}/"


def test_an_administrator_finds_somebody_holds_their_letters_and_lifts_it_again(
    personas: Personas, admin: Client, django_assert_max_num_queries: Any
) -> None:
    lead, today = personas.subject_lead, timezone.localdate()
    assert "No record is held for a legal reason" in admin.get(HOLDS).content.decode()
    found = admin.get(PEOPLE, {"q": "subject lead"}).content.decode()
    assert f'href="{of(lead, "hold")}"' in found
    assert f'href="{of(lead, "erase")}"' in found
    form = of(lead, "hold")
    assert "Hold the record of Subject lead" in admin.get(form).content.decode()
    said = {"reason": "Claim 4711", "covers": "letters", "until": ""}
    for wrong in ({"reason": " "}, {"covers": "socks"}, {"until": "2020-01-01"}, {"until": "soon"}):
        assert admin.post(form, said | wrong).status_code == 422, wrong
    assert not LegalHold.objects.exists()
    with django_assert_max_num_queries(40):  # the write, and the page that follows
        page = admin.post(form, said, follow=True).content.decode()
    assert "Held from today on" in page
    for words in ("Subject lead", "Claim 4711", "letters", "no last day", "Ada Admin"):
        assert words in page, words
    row = LegalHold.objects.get()
    assert (row.covers, row.since, row.until, row.placed_by) == (
        "letters",
        today,
        None,
        f"person:{Person.objects.get(name='Ada Admin').pk}",
    )
    assert "kept: a hold covers it" not in admin.get(of(lead, "erase")).content.decode()  # no letter yet
    lift = of(lead, f"holds/{row.pk}/lift")
    assert "Claim 4711" in admin.get(lift).content.decode()
    row.refresh_from_db()
    assert row.until is None  # looking lifts nothing
    assert "today is its last day" in admin.post(lift, follow=True).content.decode()
    row.refresh_from_db()
    assert row.until == today
    actions = Event.objects.about("person", lead.pk).order_by("number").values_list("action", flat=True)
    assert list(actions)[-2:] == ["held", "ended a hold"]
    assert not [event for event in Event.objects.all() if "4711" in str(event.changes)]


def test_what_is_held_and_why_is_for_nobody_but_an_administrator_of_everywhere_they_stand(
    personas: Personas, admin: Client
) -> None:
    lead, today = personas.subject_lead, timezone.localdate()
    row = place_hold(reach=SYSTEM, person_id=lead.pk, reason="Claim 4711", since=today)
    pages = (HOLDS, of(lead, "hold"), of(lead, f"holds/{row.pk}/lift"))
    for name in ("hub_lead", "accountability_lead", "head", "subject_lead", "stranger"):
        client = personas.client(name)
        assert [client.get(page).status_code for page in pages] == [403] * 3, name
        assert [client.post(page, {"reason": "x"}).status_code for page in pages[1:]] == [403] * 2, name
    assert all(Client().get(page).headers["Location"].startswith("/sign-in/") for page in pages)
    assert admin.get(of(personas.stranger, "hold")).status_code == 403  # who stands elsewhere
    for other in (of(lead, "holds/999999/lift"), of(personas.head, f"holds/{row.pk}/lift")):
        assert admin.get(other).status_code == 404
        assert admin.post(other).status_code == 404
    assert "is_held" not in personas.client("head").get("/me/").content.decode()
    mine = personas.client("subject_lead").get("/me/").content.decode()
    assert "must be kept for a legal reason" in mine
    assert LegalHold.objects.get().until is None


def test_a_hold_that_nobody_has_looked_at_for_a_year_says_so_and_one_that_is_over_is_folded(
    personas: Personas, admin: Client, django_assert_max_num_queries: Any
) -> None:
    today = timezone.localdate()
    LegalHold.objects.bulk_create(
        LegalHold(
            person=personas.head,
            reason=f"Claim {n}",
            since=today - timedelta(days=400 if n == 0 else 10),
            placed_by="system:tests",
        )
        for n in range(100)
    )
    ended = LegalHold.objects.create(
        person=personas.head,
        reason="Old",
        since=date(2020, 1, 1),
        until=date(2021, 1, 1),
        placed_by="system:x",
    )
    with django_assert_max_num_queries(20):
        answer = admin.get(HOLDS)
    page = answer.content.decode()
    assert len(answer.content) < 100_000
    assert "100 holds in force" in page
    assert "1 without a last day has run for more than a year" in page
    assert page.count("still needed?") == 1
    assert "Holds 1 to 30 of 100" in page
    assert "1 not in force" in page
    assert admin.get(of(personas.head, f"holds/{ended.pk}/lift")).status_code == 404
