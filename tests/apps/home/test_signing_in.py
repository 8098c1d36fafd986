"""Signing in, out, and where a person starts."""

from typing import Any

import pytest
from django.test import Client

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.places.models import Programme
from tests.factories.personas import Personas


def test_somebody_signs_in_with_address_and_password_and_starts_at_their_place(personas: Personas) -> None:
    client = Client()
    answer = client.post(
        "/sign-in/", {"username": "hub.lead@example.org", "password": "open sesame 42"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/places/testshire/"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"username": "", "password": ""}, ["Enter your email address", "Enter your password"]),
        ({"username": "hub", "password": "x"}, ["Enter an email address, like name@school.org"]),
        ({"username": "hub.lead@example.org", "password": "wrong"}, ["or the password is not right"]),
        ({"username": "nobody@example.org", "password": "wrong"}, ["or the password is not right"]),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_words_of_our_own(
    personas: Personas, sent: dict[str, str], words: list[str]
) -> None:
    page = Client().post("/sign-in/", sent).content.decode()
    summary = page[page.index("There is a problem") : page.index("<h1")]
    for sentence in words:
        assert sentence in summary
    assert "This field is required" not in page


def test_the_demonstrations_parts_can_be_taken_only_in_a_demonstration(
    personas: Personas, settings: Any
) -> None:
    address = f"/sign-in/as/{personas.hub_lead.pk}/"
    client = Client()
    settings.DEMO = False
    assert client.post(address).status_code == 404
    assert "Hub lead" not in client.get("/sign-in/").content.decode()
    settings.DEMO = True
    assert client.get(address).status_code == 405
    page = client.get("/sign-in/").content.decode()
    assert page.index("Hub lead") < page.index("Trust lead")
    assert client.post(address, follow=True).redirect_chain[-1][0] == "/places/testshire/"


def test_beside_a_real_programme_nobody_takes_anybodys_part(personas: Personas, settings: Any) -> None:
    settings.DEMO = True
    Programme.objects.filter(pk=personas.programme.pk).update(synthetic=False)
    client = Client()
    assert client.post(f"/sign-in/as/{personas.hub_lead.pk}/").status_code == 404
    assert "Hub lead" not in client.get("/sign-in/").content.decode()


def test_signing_in_never_leads_to_another_site(personas: Personas) -> None:
    sent = {"username": "hub.lead@example.org", "password": "open sesame 42"}
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        assert Client().post("/sign-in/", sent | {"next": elsewhere}).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("hub_lead", "/places/testshire/"),
        ("accountability_lead", "/places/testshire/"),
        ("subject_lead", "/places/testshire/departments/900001/"),
        ("head", "/places/testshire/departments/900001/"),
        ("trust_lead", "/places/testshire/departments/900001/"),
        ("stranger", "/places/elsewhere/"),
    ],
)
def test_everybody_starts_at_the_one_page_that_is_theirs(personas: Personas, name: str, address: str) -> None:
    assert personas.client(name).get("/").headers["Location"] == address


def test_somebody_whose_grant_has_ended_is_told_whom_to_ask(personas: Personas) -> None:
    client = personas.client("head")
    GrantRecord.objects.filter(person=personas.head).delete()
    assert "Ask the hub lead" in client.get("/").content.decode()


def test_signing_out_ends_the_session(personas: Personas) -> None:
    client = personas.client("hub_lead")
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/").headers["Location"].startswith("/sign-in/")
