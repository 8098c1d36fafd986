"""Too many requests: told in plain words, counted by person and by link, and for all processes together."""

import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from smeaton.apps.needs.queries.links import token_of
from smeaton.project.limits import BOOKS, Tally
from smeaton.project.policy import RULES
from smeaton.project.policy.costly import FILES, WORK
from smeaton.project.settings.limits import Limit
from tests.factories.invitations import invite, open_wave
from tests.factories.personas import Personas
from tests.matrix.guarded import faults

LONG = 3_600
FIFTY = Limit(most=50, seconds=60)


class Shared:
    """What processes share: a name can be had once."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.asked = 0

    def claim(self, name: str, _seconds: int) -> bool:
        self.asked += 1
        free = name not in self.names
        self.names.add(name)
        return free


def let_through(tally: Tally, times: int, now: float = 0, who: str = "user-1") -> int:
    return sum(tally.wait(who, "pages", FIFTY, now)[0] == 0 for _ in range(times))


def test_ordinary_use_asks_nothing_of_what_processes_share() -> None:
    shared = Shared()
    tally = Tally(shared.claim)
    assert let_through(tally, FIFTY["most"] // BOOKS) == FIFTY["most"] // BOOKS
    assert let_through(tally, 1, who="user-2") == 1
    assert shared.asked == 0


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_all_processes_together_let_through_the_limit_and_a_tenth_for_each(processes: int) -> None:
    shared = Shared()
    tallies = [Tally(shared.claim) for _ in range(processes)]
    done = sum(let_through(tallies[number % processes], 1) for number in range(400))
    assert done == 50 + processes * 5
    assert shared.asked <= processes * BOOKS
    assert let_through(tallies[0], 1, who="user-2") == 1
    assert let_through(tallies[0], 1, now=60) == 1


def test_who_waits_is_told_how_long_and_the_log_once() -> None:
    tally = Tally(Shared().claim)
    assert let_through(tally, 100, now=61) == 55
    waits = [tally.wait("user-1", "pages", FIFTY, 70) for _ in range(3)]
    assert [seconds for seconds, _ in waits] == [51, 51, 51]
    fresh = Tally(Shared().claim)
    told = [fresh.wait("user-1", "pages", FIFTY, 0)[1] for _ in range(100)]
    assert told.count(True) == 1


@pytest.mark.django_db
def test_the_cache_that_processes_share_gives_each_part_to_one_of_them() -> None:
    now = time.time()
    tallies = [Tally(lambda name, seconds: bool(cache.add(name, 1, seconds))) for _ in range(2)]
    assert sum(let_through(tallies[number % 2], 1, now) for number in range(150)) == 60


@pytest.fixture
def few(settings: Any) -> Iterator[Any]:
    """Limits that a test reaches, in windows that outlast it."""
    before = time.time()
    settings.REQUEST_LIMITS = {
        "pages": Limit(most=20, seconds=LONG),
        "forms": Limit(most=10, seconds=LONG),
        "costly": Limit(most=10, seconds=LONG),
        "network": Limit(most=100, seconds=LONG),
    }
    yield settings
    if time.time() // LONG != before // LONG:
        pytest.skip("the clock struck the hour in the middle of this test")


def until_refused(client: Client, address: str, at_most: int = 40) -> tuple[int, Any]:
    """How many requests were answered before one was held off, and that answer."""
    for number in range(at_most):
        answer = client.get(address)
        if answer.status_code == 429:
            return number, answer
    raise AssertionError(f"{at_most} requests were answered")


@pytest.mark.django_db
def test_a_person_is_held_off_in_plain_words_and_nobody_else_of_their_school(
    personas: Personas, few: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="smeaton.refused"):
        number, answer = until_refused(personas.client("hub_lead"), "/me/history/")
    page = answer.content.decode()
    assert number == 20 + 2
    assert "Please wait a moment" in page
    assert "Wait" in page
    assert 0 < int(answer["Retry-After"]) <= LONG + 1
    assert not list(faults("", answer))
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"too many requests (pages): user-{personas.hub_lead.user_id} GET /")
    assert "@" not in line
    assert personas.client("head").get("/me/history/").status_code == 200  # at the same address
    assert Client().get("/sign-in/").status_code == 200


@pytest.mark.django_db
def test_another_browser_of_the_same_person_counts_too(personas: Personas, few: Any) -> None:
    until_refused(personas.client("hub_lead"), "/me/history/")
    again, _ = until_refused(personas.client("hub_lead"), "/me/history/")
    assert again <= 2  # the free part of another process; each test client is one


@pytest.mark.django_db
def test_files_are_given_less_often_than_pages(personas: Personas, few: Any) -> None:
    client = personas.client("hub_lead")
    number, _ = until_refused(client, reverse("home:my-record-json"))
    assert number == 10 + 1
    assert client.get("/me/history/").status_code == 200


@pytest.mark.django_db
def test_a_link_is_counted_by_itself_and_the_form_says_so_in_a_sentence(personas: Personas, few: Any) -> None:
    wave = open_wave(personas.programme)
    one, other = invite(wave, personas.department), invite(wave, personas.department)
    client = Client()
    assert client.post(reverse("needs:answer", args=[token_of(one)])).status_code == 302
    page = reverse("needs:answer-part", args=["recall"])
    answers = [client.post(page, {"a-recall-1": "2"}, headers={"X-Smeaton-Autosave": "1"}) for _ in range(15)]
    assert [answer.status_code for answer in answers] == [200] * 11 + [429] * 4
    assert answers[-1].json() == {"sentence": "Too much was sent at once."}
    beside = Client()
    assert beside.post(reverse("needs:answer", args=[token_of(other)])).status_code == 302
    assert beside.post(page, {"a-recall-1": "2"}).status_code == 302
    unopened, _ = until_refused(Client(), reverse("needs:answer", args=[token_of(one)]))
    assert unopened == 22


@pytest.mark.django_db
def test_a_network_is_held_off_only_far_above_what_a_school_does(few: Any) -> None:
    client = Client()
    done = [client.get("/sign-in/").status_code for _ in range(115)]
    assert done == [200] * 110 + [429] * 5
    assert Client(REMOTE_ADDR="192.0.2.7").get("/sign-in/").status_code == 200


def test_a_classroom_at_one_address_is_far_from_every_limit() -> None:
    """Thirty people who answer by their links at once, a choice a second each, letters opened first."""
    limits = site.REQUEST_LIMITS
    assert limits["network"]["most"] / limits["network"]["seconds"] >= 30 * 3
    assert limits["forms"]["most"] / limits["forms"]["seconds"] >= 3
    assert limits["pages"]["most"] / limits["pages"]["seconds"] >= 6


def test_what_is_costly_is_in_the_policy_with_that_method() -> None:
    methods = {(rule.address, method) for rule in RULES for method in rule.methods}
    assert {(name, "GET") for name in FILES} <= methods
    assert {(name, "POST") for name in WORK} <= methods
