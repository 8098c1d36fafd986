"""Second factors before everything else, changing one's ways in, sessions that end, and whose they are."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client, TestCase
from django.utils import timezone

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.services import end_grant
from smeaton.apps.history.models import Event
from smeaton.apps.home.queries.signing_in import BEGAN, SEEN, device_of
from smeaton.apps.home.services.signing_in import end_sessions, forget_second_factors
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import User
from smeaton.terms import ROLES, Refused
from tests.apps.home.test_signing_in import ask, code_for
from tests.factories.personas import SYSTEM, Personas
from tests.factories.signing_in import shown_by_app, signed_in

HUB = "hub.lead@example.org"
LEAD = "subject.lead@example.org"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def by_code(address: str, **headers: str) -> Client:
    """Somebody who has signed in by a code, and by that alone."""
    client = Client(**headers)
    ask(client, address)
    client.post("/sign-in/code/", {"code": code_for(address)})
    return client


def join_an_app(client: Client) -> str:
    """Join an authenticator app; gives its key."""
    page = client.get("/your-sign-in/app/").content.decode()
    found = re.search(r'smeaton-secret">([A-Z2-7]+)<', page)
    assert found, page
    assert "<svg" in page
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post("/your-sign-in/app/", {"code": shown_by_app(found[1])})
    assert answer.headers["Location"] == "/your-sign-in/recovery-codes/"
    return found[1]


def moved(client: Client, **by: timedelta) -> None:
    """Have the session's marks lie so far back."""
    session = client.session
    for mark, back in by.items():
        session[{"began": BEGAN, "seen": SEEN}[mark]] -= back.total_seconds()
    session.save()


def test_a_hub_lead_sets_up_an_app_before_any_page_and_shows_it_ever_after(personas: Personas) -> None:
    client = by_code(HUB)
    for path in ("/", "/places/testshire/", "/components/", "/places/testshire/offers/"):
        assert client.get(path).headers["Location"] == "/your-sign-in/second-factor/"
    assert "Your role needs a second factor" in client.get("/your-sign-in/second-factor/").content.decode()
    key = join_an_app(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/your-sign-in/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get("/your-sign-in/recovery-codes/").content.decode()  # shown once
    assert client.get("/places/testshire/").status_code == 200
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert key not in stored
    assert codes[0] not in stored
    assert "authenticator app was added" in Letter.objects.filter(to=HUB).latest("id").text
    assert Event.objects.filter(action="added authenticator app", subject="sign-in").count() == 1

    again = by_code(HUB)
    assert again.get("/places/testshire/").headers["Location"].startswith("/sign-in/")
    page = again.get("/sign-in/second-factor/").content.decode()
    assert "Your second factor" in page
    assert "Use a passkey" not in page
    answer = again.post("/sign-in/second-factor/", {"code": "000000"})
    assert "That is not right" in answer.content.decode()
    again.post("/sign-in/second-factor/", {"code": codes[0]})
    assert again.get("/places/testshire/").status_code == 200
    third = by_code(HUB)
    third.post("/sign-in/second-factor/", {"code": codes[0]})  # used
    assert "_auth_user_id" not in third.session


def test_which_roles_need_a_second_factor_is_said_with_the_roles(personas: Personas) -> None:
    for name in ("hub_lead", "accountability_lead", "trust_lead", "subject_lead", "head"):
        needed = any(ROLES[role].second_factor for role in personas.reach(name).roles())
        client = signed_in(getattr(personas, name).user, second_factor=False)
        asked = client.get("/", follow=True).redirect_chain[-1][0] == "/your-sign-in/second-factor/"
        assert asked is needed
        assert needed is (name not in {"subject_lead", "head"})


def test_an_old_session_shows_the_factor_that_another_has_set_up(personas: Personas) -> None:
    early = by_code(HUB)
    key = join_an_app(by_code(HUB))
    page = early.get("/", follow=True).content.decode()
    assert "have not shown it since" in page
    assert (
        early.get("/your-sign-in/app/remove/")
        .headers["Location"]
        .startswith("/your-sign-in/confirm/second-factor/")
    )
    early.post("/your-sign-in/confirm/second-factor/?next=/", {"code": shown_by_app(key, later(30))})
    assert early.get("/places/testshire/").status_code == 200


def later(seconds: float) -> float:
    """A moment in the next half minute: each code of an app works once."""
    return timezone.now().timestamp() + seconds


def test_changes_need_a_fresh_sign_in_or_a_code_again(personas: Personas) -> None:
    client = by_code(LEAD)
    User.objects.filter(email=LEAD).update(password="!")  # nobody's password
    client = by_code(LEAD)
    moved(client, began=timedelta(minutes=11))
    asked = client.get("/your-sign-in/app/").headers["Location"]
    assert asked == "/your-sign-in/confirm/by-code/?next=%2Fyour-sign-in%2Fapp%2F"
    page = client.get(asked).content.decode()
    assert f'name="recipient" value="{LEAD}"' in page
    client.post(asked, {"recipient": LEAD})
    confirm = "/your-sign-in/confirm/code/?next=/your-sign-in/app/"
    assert "to show that it is you" in Letter.objects.filter(to=LEAD).latest("id").text
    assert client.post(confirm, {"code": code_for(LEAD)}).headers["Location"] == "/your-sign-in/app/"
    join_an_app(client)


def test_a_first_password_is_set_and_changed_and_other_sessions_end(personas: Personas) -> None:
    other = by_code(LEAD)
    User.objects.filter(email=LEAD).update(password="!")
    client, third = by_code(LEAD), by_code(LEAD)
    new = "four quiet otters swim"
    page = client.post("/your-sign-in/password/", {"password1": "short", "password2": "other"})
    assert "There is a problem" in page.content.decode()
    sent = {"password1": new, "password2": new}
    assert client.post("/your-sign-in/password/", sent).headers["Location"] == "/your-sign-in/"
    assert client.get("/your-sign-in/").status_code == 200
    for gone in (other, third):
        assert gone.get("/").headers["Location"].startswith("/sign-in/")
    assert User.objects.get(email=LEAD).check_password(new)
    moved(client, began=timedelta(minutes=11))
    asked = client.get("/your-sign-in/password/").headers["Location"]
    assert asked.startswith("/your-sign-in/confirm/?next=")  # the password; or a code, where it is forgotten
    assert "/your-sign-in/confirm/by-code/" in client.get(asked).content.decode()
    assert client.post(asked, {"password": new}).headers["Location"] == "/your-sign-in/password/"


def test_sessions_are_listed_with_device_and_each_can_be_ended(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    here, there = by_code(LEAD), by_code(LEAD, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.5")
    stranger = by_code("head@example.org")
    with django_assert_max_num_queries(12):
        page = here.get("/your-sign-in/sessions/").content.decode()
    assert "Firefox on Linux" in page
    assert "192.0.2.5" in page
    theirs = UserSession.objects.get(session_key=there.session.session_key)
    assert stranger.post(f"/your-sign-in/sessions/{theirs.pk}/end/").status_code == 404
    assert there.get("/", follow=True).status_code == 200
    here.post(f"/your-sign-in/sessions/{theirs.pk}/end/")
    assert there.get("/").headers["Location"].startswith("/sign-in/")
    third = by_code(LEAD)
    here.post("/your-sign-in/sessions/")
    assert third.get("/").headers["Location"].startswith("/sign-in/")
    assert here.get("/", follow=True).status_code == 200
    assert Event.objects.filter(action="ended sessions").count() == 2


def test_nobody_ends_anothers_sessions_or_takes_their_factors(personas: Personas) -> None:
    assert personas.subject_lead.user
    for reach in (personas.reach("hub_lead"), personas.reach("stranger")):
        with pytest.raises(Refused):
            end_sessions(reach=reach, user=personas.subject_lead.user, ids=[1], at=timezone.now())
        with pytest.raises(Refused):
            forget_second_factors(reach=reach, user=personas.subject_lead.user)


def test_new_recovery_codes_replace_the_old_ones(personas: Personas) -> None:
    """Also where the database locks rows (PostgreSQL): the user is locked without their person."""
    client = by_code(HUB)
    join_an_app(client)
    first = re.findall(r"<code>(\d{8})</code>", client.get("/your-sign-in/recovery-codes/").content.decode())
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/your-sign-in/recovery-codes/new/")
    assert "New recovery codes" in Letter.objects.filter(to=HUB).latest("id").text
    second = re.findall(r"<code>(\d{8})</code>", client.get("/your-sign-in/recovery-codes/").content.decode())
    assert len(second) == 10
    assert not set(first) & set(second)
    assert "10 left" in client.get("/your-sign-in/").content.decode()


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({"seen": timedelta(minutes=61)}, "nothing was done for an hour"),
        ({"began": timedelta(hours=12, minutes=1)}, "you signed in more than 12 hours ago"),
    ],
)
def test_a_session_ends_when_idle_and_when_old(
    personas: Personas, marks: dict[str, timedelta], words: str
) -> None:
    client = personas.client("subject_lead")
    moved(client, **marks)
    answer = client.get("/places/testshire/departments/900001/?a=1", follow=True)
    assert answer.redirect_chain[-1][0].endswith(
        "?next=%2Fplaces%2Ftestshire%2Fdepartments%2F900001%2F%3Fa%3D1"
    )
    assert words in answer.content.decode()


def test_a_session_that_is_used_does_not_idle(personas: Personas) -> None:
    client = personas.client("subject_lead")
    for _ in range(3):
        moved(client, seen=timedelta(minutes=50))
        assert client.get("/", follow=True).status_code == 200


def test_a_session_ends_with_the_last_grant_on_its_last_day_and_not_before(
    personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = GrantRecord.objects.get(person=personas.head)
    today = timezone.localdate()
    end_grant(reach=SYSTEM, grant_id=row.pk, on=today)
    client = personas.client("head")
    assert client.get("/", follow=True).status_code == 200  # its last day
    GrantRecord.objects.filter(pk=row.pk).update(ends=today - timedelta(days=1))
    answer = client.get("/", headers={"hx-request": "true"})  # a part of a page that stands open
    assert answer.headers["HX-Redirect"] == "/sign-in/"
    assert "you have no role here at present" in client.get("/sign-in/").content.decode()
    back = by_code("head@example.org")
    assert back.get("/").status_code == 403


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0 Safari/537.36", "Chrome on Mac"),
        ("<script>", "A device"),
    ],
)
def test_a_device_is_named_as_far_as_it_says(agent: str, device: str) -> None:
    assert device_of(agent) == device
