"""What the log says of sign-ins, what it never says, and whose address it says."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.home.services.watching import mark_of
from smeaton.apps.outbox.models import Letter
from smeaton.ui.callers import caller
from tests.apps.home.test_signing_in import ask, code_for
from tests.apps.home.test_your_sign_in import by_code, join_an_app, later, moved
from tests.factories.personas import Personas
from tests.factories.signing_in import shown_by_app

HUB, LEAD, STRANGER = "hub.lead@example.org", "subject.lead@example.org", "nobody@example.org"
PASSWORD = "open sesame 42"


class Log:
    """The lines of one logger, with those that were read already left out."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def lines(self) -> list[str]:
        """What is new."""
        found = [each for each in self._caplog.records if each.name == "smeaton.sign-in"]
        words = [f"{each.levelname} {each.getMessage()}" for each in found]
        self._caplog.clear()
        return words


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Log]:
    with caplog.at_level(logging.INFO, logger="smeaton.sign-in"):
        yield Log(caplog)


def test_every_way_in_and_out_is_a_line_with_who_how_and_from_where(personas: Personas, log: Log) -> None:
    lead = f"login:{personas.subject_lead.user_id}"
    client = Client(REMOTE_ADDR="192.0.2.5")
    ask(client, LEAD)
    assert log.lines() == [f"INFO code asked for: {lead} from 192.0.2.5"]
    client.post("/sign-in/code/", {"code": "BBBB-BBBB"})
    assert log.lines() == [f"WARNING wrong code: {lead} from 192.0.2.5"]
    client.post("/sign-in/code/", {"code": code_for(LEAD)})
    assert log.lines() == [
        f"INFO shown who it is: {lead} by code from 192.0.2.5",
        f"INFO signed in: {lead} by code from 192.0.2.5",
    ]
    client.post("/sign-out/")
    assert log.lines() == [f"INFO signed out: {lead} from 192.0.2.5"]
    sent = {"login": LEAD, "password": PASSWORD}
    client.post("/sign-in/password/", sent | {"password": "wrong"})
    assert log.lines() == [f"WARNING wrong password: {lead} from 192.0.2.5"]
    client.post("/sign-in/password/", sent)
    assert log.lines()[-1] == f"INFO signed in: {lead} by password from 192.0.2.5"


def test_a_second_factor_that_is_set_up_shown_and_wrong_is_told(personas: Personas, log: Log) -> None:
    hub = f"login:{personas.hub_lead.user_id} from 127.0.0.1"
    key = join_an_app(by_code(HUB))
    assert {f"INFO added totp: {hub}", f"INFO added recovery_codes: {hub}"} <= set(log.lines())
    client = by_code(HUB)
    client.post("/sign-in/second-factor/", {"code": "000000"})
    assert log.lines()[-1] == f"WARNING wrong second factor: {hub.replace(' from', ' by totp from')}"
    again = by_code(HUB)
    again.post("/sign-in/second-factor/", {"code": shown_by_app(key, later(30))})
    assert log.lines()[-1] == f"INFO signed in: {hub.replace(' from', ' by code, totp from')}"
    Client().post("/sign-in/passkey/", {"credential": "none"})
    assert log.lines() == ["WARNING wrong passkey: nobody from 127.0.0.1"]


def test_a_new_password_and_an_ended_session_are_told(personas: Personas, log: Log) -> None:
    lead = f"login:{personas.subject_lead.user_id}"
    client = by_code(LEAD)
    new = "four quiet otters swim"
    client.post("/your-sign-in/password/", {"password1": new, "password2": new})
    assert f"INFO set password: {lead} from 127.0.0.1" in log.lines()
    moved(client, began=timedelta(hours=13))
    client.get("/")
    assert f"INFO session ended: {lead} by age from 127.0.0.1" in log.lines()
    client = by_code(LEAD)
    GrantRecord.objects.filter(person=personas.subject_lead).delete()
    client.get("/")
    assert f"WARNING no role in force: {lead} from 127.0.0.1" in log.lines()


def test_who_is_held_off_by_a_limit_is_told(personas: Personas, log: Log) -> None:
    for _ in range(4):
        ask(Client(), LEAD)
    assert log.lines()[-1] == "WARNING too often: nobody from 127.0.0.1"
    for _ in range(6):
        Client().post("/sign-in/password/", {"login": LEAD, "password": "wrong"})
    assert log.lines()[-1] == "WARNING too often: nobody from 127.0.0.1"


def test_an_address_that_is_not_known_has_a_mark_that_tells_nothing(personas: Personas, log: Log) -> None:
    for typed in (STRANGER, " Nobody@Example.org "):
        client = Client()
        ask(client, typed)
        client.post("/sign-in/code/", {"code": "BBBB-BBBB"})
        client.post("/sign-in/password/", {"login": typed, "password": PASSWORD})
    lines = log.lines()
    marks = set(re.findall(r"address:[0-9a-f]{12}(?= from)", " ".join(lines)))
    assert marks == {mark_of(STRANGER)}
    assert len(lines) == 6
    assert mark_of(LEAD) not in marks


def test_no_line_has_a_secret_a_name_or_an_email_address(
    personas: Personas, log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    ask(client, LEAD)
    code = code_for(LEAD)
    client.post("/sign-in/code/", {"code": code})
    Client().post("/sign-in/password/", {"login": LEAD, "password": PASSWORD})
    Client().post("/sign-in/password/", {"login": f"a\nINFO signed in: {LEAD}", "password": "guess me"})
    text = "\n".join(log.lines())
    assert text
    for secret in (code, code.replace("-", ""), PASSWORD, "guess me", "@", "Subject lead", "example"):
        assert secret not in text
    assert all(
        re.match(r"(INFO|WARNING) [a-z ]+: (login|address|nobody)", line) for line in text.splitlines()
    )


@pytest.mark.parametrize(
    ("proxies", "forwarded", "told"),
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody of ours stands in front: what is said there is the client's
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),  # the first is forged
        (2, "198.51.100.66, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (1, "198.51.100.66, 127.0.0.1, 2001:db8::7", "2001:db8::7"),
        (1, "", "192.0.2.1"),
        (2, "203.0.113.9", "an unknown address"),  # it did not come past both of ours
        (1, "<script>", "an unknown address"),
    ],
)
def test_the_clients_address_is_read_past_our_own_web_servers_and_no_further(
    personas: Personas, log: Log, settings: Any, proxies: int, forwarded: str, told: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert caller(RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", **headers)) == told


def test_limits_are_counted_by_the_true_address(personas: Personas, log: Log, settings: Any) -> None:
    """A client that writes another address into the header each time is held off all the same."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    limits = {"login_failed": "3/10m/ip,5/10m/key"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | limits

    def guess(number: int, true: str) -> str:
        client = Client(REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, {true}")
        sent = {"login": f"n{number}@example.org", "password": "wrong"}
        return client.post("/sign-in/password/", sent).content.decode()

    for number in range(3):
        assert "not right" in guess(number, "203.0.113.9")
    assert "That was too often" in guess(7, "203.0.113.9")
    assert "not right" in guess(8, "203.0.113.10")
    assert log.lines()[-1].endswith("from 203.0.113.10")


def test_the_list_of_ones_sessions_has_the_true_address(personas: Personas, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = by_code(LEAD, REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="198.51.100.66, 203.0.113.9")
    page = client.get("/your-sign-in/sessions/").content.decode()
    assert "203.0.113.9" in page
    assert "198.51.100.66" not in page
    assert not Letter.objects.filter(text__contains="198.51.100.66").exists()
