"""Somebody guesses at a colleague's sign-in code, or types an address that only looks like theirs."""

import re

import pytest
from django.test import Client

from smeaton.apps.outbox.models import Letter
from tests.factories.personas import Personas, make_personas

LEAD = "subject.lead@example.org"
THEIRS = "/places/testshire/departments/900001/"


@pytest.fixture
def personas(db: None) -> Personas:
    return make_personas()


def code_in_the_letter() -> str:
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", Letter.objects.filter(to=LEAD).latest("id").text, re.MULTILINE)
    assert found
    return found[0]


def let_in(thief: Client, address: str, code: str) -> bool:
    """Whether a browser that asked for a code to that address gets in with this one."""
    thief.post("/sign-in/", {"email": address})
    thief.post("/sign-in/code/", {"code": code})
    return bool(thief.get(THEIRS).status_code == 200)


def test_guesses_at_a_code_lock_it_and_a_new_browser_does_not_unlock_it(personas: Personas) -> None:
    thief = Client()
    thief.post("/sign-in/", {"email": LEAD})
    right = code_in_the_letter()
    for guess in ("BBBB-BBBB", "CCCC-CCCC", "DDDD-DDDD"):
        thief.post("/sign-in/code/", {"code": guess})
    thief.post("/sign-in/code/", {"code": right})
    assert thief.get(THEIRS)["Location"].startswith("/sign-in/")
    assert not let_in(Client(), LEAD, right)  # which has been sent another
    owner = Client()
    assert not let_in(owner, LEAD, "EEEE-EEEE")
    owner.post("/sign-in/code/", {"code": code_in_the_letter()})
    assert owner.get(THEIRS).status_code == 200  # whoever reads the letters is not locked out with the thief


@pytest.mark.parametrize(
    "twin",
    [
        "subject.lead@еxample.org",
        "ſubject.lead@example.org",
        "subject.lead@example.org\u200b",
    ],
)
def test_an_address_that_looks_like_theirs_is_no_way_into_their_account(
    personas: Personas, twin: str
) -> None:
    thief = Client()
    assert not let_in(thief, twin, "BBBB-BBBB")
    assert not Letter.objects.filter(to=LEAD).exists()
    for letter in Letter.objects.all():  # nor does the thief's own letter hold a code
        assert not re.search(r"[A-Z]{4}-[A-Z]{4}", letter.text)
    thief.post("/sign-in/password/", {"login": twin, "password": "open sesame 42"})
    assert thief.get(THEIRS)["Location"].startswith("/sign-in/")
    thief.post("/sign-in/password/", {"login": LEAD, "password": "open sesame 42"})
    assert thief.get(THEIRS).status_code == 200  # the password itself was right
