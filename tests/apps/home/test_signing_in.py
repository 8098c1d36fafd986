"""Signing in by code and by password, what it gives away, how often one may guess, and the demonstration."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.history.models import Event
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import User
from smeaton.apps.places.models import Programme
from tests.factories.personas import Personas

LEAD = "subject.lead@example.org"
"""Somebody whose role needs no second factor."""
STRANGER = "nobody@example.org"


def ask(client: Client, address: str, **extra: Any) -> Any:
    """Ask for a code on the first page."""
    return client.post("/sign-in/", {"email": address}, **extra)


def code_for(address: str) -> str:
    """The code in the last letter to that address, as its reader sees it."""
    letter = Letter.objects.filter(to=address).latest("id")
    found = re.search(r"^([A-Z]{4}-[A-Z]{4})$", letter.text, flags=re.MULTILINE)
    assert found, letter.text
    assert found[1] in letter.html
    return found[1]


def test_somebody_signs_in_by_a_code_and_starts_at_their_department(personas: Personas) -> None:
    client = Client()
    assert ask(client, "  Subject.Lead@EXAMPLE.org ").headers["Location"] == "/sign-in/code/"
    before = client.cookies["sessionid"].value
    page = client.get("/sign-in/code/").content.decode()
    assert "We have written to <strong>Subject.Lead@EXAMPLE.org</strong>" in page
    answer = client.post("/sign-in/code/", {"code": code_for(LEAD).lower().replace("-", "")}, follow=True)
    assert answer.redirect_chain[-1][0] == "/places/testshire/departments/900001/"
    assert client.cookies["sessionid"].value != before
    event = Event.objects.get(action="signed in")
    assert event.actor == f"person:{personas.subject_lead.pk}"
    assert event.changes == {"by": "code"}


def test_somebody_signs_in_with_a_password_and_goes_where_they_wanted(personas: Personas) -> None:
    client, wanted = Client(), "/places/testshire/departments/900001/package/"
    ask(client, LEAD)
    assert f'value="{LEAD}"' in client.get("/sign-in/password/").content.decode()  # not typed twice
    sent = {"login": LEAD.upper(), "password": "open sesame 42"}
    assert client.post(f"/sign-in/password/?next={wanted}", sent).headers["Location"] == wanted
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        answer = Client().post("/sign-in/password/", sent | {"next": elsewhere})
        assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("/sign-in/", {"email": ""}, ["Enter your email address"]),
        ("/sign-in/", {"email": "hub"}, ["Enter an email address, like name@school.org"]),
        (
            "/sign-in/password/",
            {"login": "", "password": ""},
            ["Enter your email address", "Enter your password"],
        ),
        ("/sign-in/password/", {"login": LEAD, "password": "wrong"}, ["or the password is not right"]),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_words_of_our_own(
    personas: Personas, path: str, sent: dict[str, str], words: list[str]
) -> None:
    page = Client().post(path, sent).content.decode()
    summary = page[page.index("There is a problem") : page.index("<h1")]
    for sentence in words:
        assert sentence in summary
    assert "This field is required" not in page


def conversation(address: str) -> list[tuple[object, ...]]:
    """Everything that a stranger can see or measure when they try an address: answers, work, letters."""
    client, seen = Client(), []

    def step(name: str, path: str, sent: dict[str, str] | None = None) -> None:
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(path, sent) if sent is not None else client.get(path)
        words = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        words = words.replace(address, "ADDRESS")
        work = [
            " ".join(re.findall(r'^\w+|(?<=FROM ")\w+|(?<=INTO ")\w+', query["sql"])) for query in queries
        ]
        seen.append((name, answer.status_code, answer.headers.get("Location"), words, work))

    step("ask", "/sign-in/", {"email": address})
    step("page", "/sign-in/code/")
    for turn in range(3):
        step(f"guess {turn}", "/sign-in/code/", {"code": "BBBB-BBBB"})
    step("locked", "/sign-in/")
    step("password", "/sign-in/password/", {"login": address, "password": "wrong wrong wrong"})
    letters = Letter.objects.filter(to=address).values_list("purpose", "subject_id", "state")
    return [*seen, tuple(letters)]


def test_nothing_says_whether_an_address_is_known(
    personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a word, not a header, not one query more or fewer, not one password hashed more or fewer."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    plain = MD5PasswordHasher.encode

    def encode(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return plain(self, password, salt)

    User.objects.create_user("closed@example.org", "open sesame 42", is_active=False)
    User.objects.create_user("no.password@example.org")
    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    seen, work = [], []
    for address in (LEAD, STRANGER, "closed@example.org", "no.password@example.org"):
        cache.clear()
        hashed.clear()
        seen.append(conversation(address))
        work.append(len(hashed))
    assert work == [1, 1, 1, 1]
    for step in zip(*seen, strict=True):
        assert step[0] == step[1] == step[2] == step[3]


@pytest.mark.parametrize(
    "twin",
    [
        "ſubject.lead@example.org",  # the long s, which upper case makes an S
        "subject.lead@еxample.org",  # a Cyrillic е
        "subject.lead@example。org",
        "subject.lead@exampl\u0065\u0301.org",
        "subject.lead@ｅxample.org",
        "ⓢubject.lead@example.org",
        "subject.lead@example.org\u200b",
    ],
)
def test_an_address_that_only_looks_alike_is_nobodys(personas: Personas, twin: str) -> None:
    ask(Client(), twin)
    assert not Letter.objects.filter(to=LEAD).exists()
    answer = Client().post("/sign-in/password/", {"login": twin, "password": "open sesame 42"})
    assert answer.status_code == 200


def test_kelvins_sign_and_twins_in_composition_are_other_addresses(personas: Personas) -> None:
    """What lower case makes the same (U+212A and k), and one name in two compositions."""
    for address, twin in (
        ("kate@example.org", "\u212aate@example.org"),
        ("kate@\u00e9cole.example", "kate@e\u0301cole.example"),
    ):
        User.objects.create_user(address, "open sesame 42")
        ask(Client(), twin)
        answer = Client().post("/sign-in/password/", {"login": twin, "password": "open sesame 42"})
        assert answer.status_code == 200
        assert not Letter.objects.filter(to=address).exists()


def test_a_code_is_locked_after_three_guesses_and_an_address_after_three_codes(personas: Personas) -> None:
    client = Client()
    ask(client, LEAD)
    right = code_for(LEAD)
    for _ in range(2):
        assert "That code is not right" in client.post("/sign-in/code/", {"code": "X"}).content.decode()
    assert client.post("/sign-in/code/", {"code": "X"}).headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": right}).headers["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session
    for _ in range(2):
        ask(Client(), LEAD)
    assert "That was too often" in ask(Client(), LEAD).content.decode()  # from whichever browser
    assert Letter.objects.filter(to=LEAD).count() == 3
    assert ask(Client(), "head@example.org").status_code == 302


def test_guesses_in_many_browsers_at_once_count_together(personas: Personas) -> None:
    """Each browser may try its own code three times, all of them together an address six times."""
    clients = [Client() for _ in range(3)]
    for client in clients:
        ask(client, LEAD)
    for client in clients:
        for _ in range(2):
            client.post("/sign-in/code/", {"code": "X"})
    page = clients[-1].post("/sign-in/code/", {"code": code_for(LEAD)}, follow=True).content.decode()
    assert "That was too often" in page
    assert "_auth_user_id" not in clients[-1].session


def test_a_password_is_locked_for_an_address_after_five_guesses(personas: Personas) -> None:
    for guess in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{guess}").post(
            "/sign-in/password/", {"login": LEAD, "password": "wrong"}
        )
    sent = {"login": LEAD, "password": "open sesame 42"}
    page = Client(REMOTE_ADDR="192.0.2.99").post("/sign-in/password/", sent)
    assert "That was too often" in page.content.decode()
    with connection.cursor() as cursor:  # where every process finds it
        cursor.execute("SELECT count(*) FROM smeaton_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] > 0


def test_a_client_that_guesses_at_many_addresses_is_stopped(personas: Personas, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "3/10m/ip,5/10m/key"}
    for number in range(3):
        Client().post("/sign-in/password/", {"login": f"n{number}@example.org", "password": "wrong"})
    page = Client().post("/sign-in/password/", {"login": LEAD, "password": "open sesame 42"})
    assert "That was too often" in page.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert (
        elsewhere.post("/sign-in/password/", {"login": LEAD, "password": "open sesame 42"}).status_code == 302
    )


def test_a_code_works_once_in_the_browser_that_asked_and_for_ten_minutes(
    personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, other = Client(), Client()
    ask(client, LEAD)
    code = code_for(LEAD)
    assert other.post("/sign-in/code/", {"code": code}).headers["Location"] == "/sign-in/"
    kept = client.cookies["sessionid"].value
    client.post("/sign-in/code/", {"code": code})
    assert "_auth_user_id" in client.session
    replay = Client()
    replay.cookies["sessionid"] = kept  # the session in which the code was asked for
    assert replay.post("/sign-in/code/", {"code": code}).headers["Location"] == "/sign-in/"
    client.post("/sign-out/")
    assert client.post("/sign-in/code/", {"code": code}).headers["Location"] == "/sign-in/"
    late = Client()
    ask(late, LEAD)
    from allauth.account.internal.flows import code_verification

    now = code_verification.time.time()
    monkeypatch.setattr(code_verification.time, "time", lambda: now + 601)
    assert late.post("/sign-in/code/", {"code": code_for(LEAD)}).headers["Location"] == "/sign-in/"
    assert "_auth_user_id" not in late.session


def test_a_forged_host_never_gets_into_a_letter(personas: Personas, settings: Any) -> None:
    settings.SITE = "https://smeaton.example"
    assert ask(Client(), LEAD, headers={"host": "evil.example"}).status_code == 400
    forged = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-host": "evil.example"}
    ask(Client(), LEAD, headers=forged)
    letter = Letter.objects.get(to=LEAD)
    assert "https://smeaton.example" in letter.text
    assert "evil" not in letter.text + letter.html + letter.title + str(letter.headers)


def test_a_closed_login_opens_nothing_and_an_open_session_ends(personas: Personas) -> None:
    client = personas.client("subject_lead")
    assert client.get("/", follow=True).status_code == 200
    User.objects.filter(email=LEAD).update(is_active=False)
    assert client.get("/").headers["Location"].startswith("/sign-in/")
    ask(client, LEAD)
    assert "Nobody signs in" in Letter.objects.get(to=LEAD).title
    sent = {"login": LEAD, "password": "open sesame 42"}
    assert "not right" in client.post("/sign-in/password/", sent).content.decode()


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
    assert "no second factor is asked for here" in page
    assert client.post(address, follow=True).redirect_chain[-1][0] == "/places/testshire/"
    own = client.get("/your-sign-in/").content.decode()
    assert "taken a part in the demonstration" in own
    assert client.get("/your-sign-in/app/").status_code == 403


def test_beside_a_real_programme_nobody_takes_anybodys_part(personas: Personas, settings: Any) -> None:
    settings.DEMO = True
    Programme.objects.filter(pk=personas.programme.pk).update(synthetic=False)
    client = Client()
    assert client.post(f"/sign-in/as/{personas.hub_lead.pk}/").status_code == 404
    assert "Hub lead" not in client.get("/sign-in/").content.decode()


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


def test_signing_out_ends_the_session(personas: Personas) -> None:
    client = personas.client("hub_lead")
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/").headers["Location"].startswith("/sign-in/")


def test_who_has_no_role_any_more_is_signed_out_and_told_why(personas: Personas) -> None:
    client = personas.client("head")
    GrantRecord.objects.filter(person=personas.head).delete()
    page = client.get("/places/testshire/departments/900001/")
    assert page.status_code == 403
    assert "Ask the hub lead" in page.content.decode()
    assert "Your access has ended" in page.content.decode()
    assert client.get("/").headers["Location"].startswith("/sign-in/")
