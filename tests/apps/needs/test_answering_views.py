"""The respondents' pages as a browser meets them: by the link alone, saved as they go, kept to oneself."""

import io
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Answer, Invitation, Response, StrandNote
from smeaton.apps.needs.queries.answering import DESCRIBED, answer_sheet
from smeaton.apps.needs.queries.links import token_of
from smeaton.project.log_filter import HideLinks
from tests.factories.invitations import invite, open_wave
from tests.factories.personas import Personas

pytestmark = pytest.mark.django_db
LIST, CHECK, STOP = (reverse(f"needs:answer-{name}") for name in ("list", "check", "stop"))
ALONE = {"X-Smeaton-Autosave": "1"}


def page_of(part: str) -> str:
    """The address of one part of the form."""
    return reverse("needs:answer-part", args=[part])


def link_of(invitation: Invitation) -> str:
    """The address in the letter."""
    return reverse("needs:answer", args=[token_of(invitation)])


def come_in(invitation: Invitation, client: Client | None = None) -> Client:
    """Somebody who has opened their link and pressed the button."""
    client = client or Client()
    answer = client.post(link_of(invitation))
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    return client


@pytest.fixture
def teacher(personas: Personas) -> Invitation:
    return invite(open_wave(personas.programme), personas.department)


@pytest.fixture
def lead(personas: Personas) -> Invitation:
    return invite(open_wave(personas.programme), personas.department, "lead")


def levels() -> dict[str, int | None]:
    """What stands in the database: item → level."""
    return dict(Answer.objects.values_list("item", "level"))


def test_opening_the_link_changes_nothing(teacher: Invitation) -> None:
    client, events = Client(), Event.objects.count()
    for method in (client.get, client.head, client.get):
        answer = method(link_of(teacher))
        assert answer.status_code == 200
        assert "sessionid" not in client.cookies
    teacher.refresh_from_db()
    assert teacher.begun_at is None
    assert not Session.objects.exists()
    assert not Response.objects.exists()
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("role", "promise"),
    [
        ("teacher", "only together with those of at least four other teachers"),
        ("technician", "You cannot be anonymous here"),
        ("lead", "You can be recognised"),
    ],
)
def test_the_first_page_says_who_asks_how_long_and_who_sees_what(
    personas: Personas, role: str, promise: str
) -> None:
    invitation = invite(open_wave(personas.programme), personas.department, role, name="Jo Field")
    page = Client().get(link_of(invitation)).content.decode()
    closes = invitation.wave.closes
    assert closes is not None
    minutes = {"teacher": 6, "technician": 8, "lead": 12}[role]
    for words in (
        promise,
        f"about {minutes} minutes",
        "Alderwood School",
        "Science · Testshire",
        f"{closes:%A} {closes.day} {closes:%B %Y}",
        "Jo Field",
        "Freedom of Information",
    ):
        assert words in page, words


def test_pages_are_private(teacher: Invitation) -> None:
    client = Client()
    answers = [client.get(link_of(teacher)), client.get(link_of(teacher)[:-2] + "/"), client.get(LIST)]
    come_in(teacher, client)
    answers += [client.get(page) for page in (LIST, page_of("recall"), CHECK)]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 200, 200, 200]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "noindex" in answer["X-Robots-Tag"]
        assert token_of(teacher) not in answer.content.decode()


def test_the_button_begins_under_a_new_session_which_ends_with_the_wave(teacher: Invitation) -> None:
    client = come_in(teacher)
    teacher.refresh_from_db()
    assert teacher.begun_at is not None
    first = client.cookies["sessionid"].value
    come_in(teacher, client)
    assert client.cookies["sessionid"].value != first
    session = Session.objects.get()
    end = timezone.localtime(session.expire_date)
    assert (end.hour, end.minute, end.second, end.microsecond) == (0, 0, 0, 0)
    assert end.date() == timezone.localdate() + timedelta(days=2)
    teacher.wave.closes = timezone.localdate()
    teacher.wave.save()
    come_in(teacher, client)
    expires = max(row.expire_date for row in Session.objects.all())
    assert timezone.localtime(expires).date() == timezone.localdate() + timedelta(days=1)


def test_somebody_else_who_is_signed_in_stays_signed_in_and_is_not_shown(
    personas: Personas, teacher: Invitation
) -> None:
    client = come_in(teacher, personas.client("hub_lead"))
    page = client.get(LIST).content.decode()
    assert "Hub lead" not in page
    assert "Sign out" not in page
    assert client.post(STOP)["Location"] == reverse("needs:answer-stopped")
    assert client.get(LIST).status_code == 404
    assert client.get(reverse("needs:place", args=["testshire"])).status_code == 200


def test_this_is_not_me_ends_it(teacher: Invitation) -> None:
    client = come_in(teacher)
    answer = client.post(STOP, follow=True)
    assert "What was answered has been kept" in answer.content.decode()
    assert not Session.objects.exists()
    assert client.get(page_of("recall")).status_code == 404
    assert client.get(STOP).status_code == 405


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"withdrawn_at": timezone.now()}, 410, "no longer asked"),
        ({"link_version": 2}, 410, "newer link"),
        ({"wave__closes": -1}, 410, "has closed"),
        ({"wave__opens": 1}, 404, "opens on"),
    ],
)
def test_a_link_that_is_no_longer_good_is_refused_in_a_sentence(
    teacher: Invitation, change: dict[str, Any], status: int, sentence: str
) -> None:
    link, inside = link_of(teacher), come_in(teacher)
    for name, value in change.items():
        if name.startswith("wave__"):
            day = timezone.localdate() + timedelta(days=value)
            setattr(teacher.wave, name.removeprefix("wave__"), day)
            teacher.wave.save()
        else:
            Invitation.objects.update(**{name: value})
    answers = [Client().get(link), Client().head(link), Client().post(link), inside.get(LIST)]
    answers.append(inside.post(page_of("recall"), {"a-recall-1": "2"}))
    assert [answer.status_code for answer in answers] == [status] * 5
    assert sentence in answers[0].content.decode()
    alone = inside.post(page_of("recall"), {"a-recall-1": "2"}, headers=ALONE)
    assert (alone.status_code, sentence in alone.json()["sentence"]) == (status, True)
    assert levels() == {}


def test_an_altered_link_is_not_found(teacher: Invitation) -> None:
    good = token_of(teacher)
    for token in (good[:-1], "1" + good, good.upper(), "x", "1.1~", good + "%00"):
        answer = Client().get(f"/answer/{token}/")
        assert answer.status_code == 404
        assert "not complete" in answer.content.decode()


def test_one_goes_straight_through_with_the_button(lead: Invitation) -> None:
    client, sheet = come_in(lead), answer_sheet(lead)
    at = page_of(DESCRIBED)
    for part in sheet.parts:
        assert at == page_of(part.id)
        assert client.get(at).status_code == 200
        sent = {f"a-{question.id}": "3" for question in part.questions}
        sent |= {f"was-{name}": "" for name in sent}
        if part.readiness is not None:
            sent["ready"] = "with_help"
        at = client.post(at, sent)["Location"]
    assert at == CHECK
    page = client.get(CHECK).content.decode()
    assert "You have answered everything." in page
    assert client.post(CHECK)["Location"] == reverse("needs:answer-finished")
    thanks = client.get(reverse("needs:answer-finished")).content.decode()
    assert "What happens next" in thanks
    lead.refresh_from_db()
    assert lead.finished_at is not None
    client.post(page_of("recall"), {"a-recall-1": "1"})
    assert levels()["recall-1"] == 1
    assert "You have finished, thank you" in Client().get(link_of(lead)).content.decode()


def test_skipping_goes_on_and_saves_nothing(teacher: Invitation) -> None:
    client = come_in(teacher)
    assert client.post(page_of(DESCRIBED), {})["Location"] == page_of("preconceptions")
    assert not Response.objects.exists()
    refused = client.post(CHECK).content.decode()
    assert "<title>Error: " in refused
    assert "You have not answered anything yet" in refused
    assert client.post(page_of("recall"), {"later": "1"})["Location"] == LIST


def test_what_was_answered_is_there_on_another_device(teacher: Invitation) -> None:
    come_in(teacher).post(page_of("recall"), {"a-recall-1": "2", "note": "Quizzes\r\nweekly"})
    page = come_in(teacher).get(page_of("recall")).content.decode()
    assert 'name="a-recall-1" value="2" checked' in page
    assert page.count(" checked") == 1
    assert "Quizzes\nweekly</textarea>" in page
    assert "In progress: 1 of 3" in come_in(teacher).get(LIST).content.decode()


def test_an_old_page_does_not_undo_what_another_device_has_answered(teacher: Invitation) -> None:
    client = come_in(teacher)
    shown = {"a-recall-1": "2", "was-a-recall-1": "", "a-recall-2": "3", "note": "Old", "was-note": ""}
    client.post(page_of("recall"), shown)
    # this page is now open on two devices; the other one changes an answer and the note
    client.post(page_of("recall"), {"a-recall-1": "4", "note": "New"}, headers=ALONE)
    old = {"a-recall-1": "2", "was-a-recall-1": "2", "a-recall-2": "1", "was-a-recall-2": "3"}
    client.post(page_of("recall"), old | {"note": "Old", "was-note": "Old"})
    assert levels() == {"recall-1": 4, "recall-2": 1}
    assert StrandNote.objects.get().text == "New"


def test_one_change_is_saved_alone_and_says_when(teacher: Invitation) -> None:
    client = come_in(teacher)
    for _ in range(2):
        answer = client.post(page_of("recall"), {"a-recall-1": "3"}, headers=ALONE)
        assert answer.status_code == 200
        assert answer.json()["saved"] == f"{timezone.localtime():%H:%M}"
    client.post(page_of(DESCRIBED), {"a-vignette-1": "1"}, headers=ALONE)
    assert levels() == {"recall-1": 3, "vignette-1": 1}
    client.post(page_of("recall"), {"a-recall-1": ""}, headers=ALONE)
    assert levels() == {"vignette-1": 1}
    wrong = client.post(page_of("recall"), {"a-recall-1": "9"}, headers=ALONE)
    assert (wrong.status_code, wrong.json()["sentence"]) == (400, "Choose one of the answers that are shown")


def test_an_answer_is_cleared_without_javascript(lead: Invitation) -> None:
    client = come_in(lead)
    client.post(page_of("recall"), {"a-recall-1": "2", "a-recall-2": "3", "ready": "yes"})
    sent = {"a-recall-1": "2", "was-a-recall-1": "2", "a-recall-2": "3", "clear": "recall-1"}
    assert client.post(page_of("recall"), sent)["Location"] == page_of("recall") + "#q-recall-1"
    assert levels() == {"recall-2": 3}
    client.post(page_of("recall"), {"ready": "yes", "clear": "ready"})
    assert not Response.objects.get().readiness.exists()
    client.post(page_of("recall"), {"clear": "nonsense\r\nX: y"})
    assert levels() == {"recall-2": 3}


def test_a_note_that_is_too_long_is_given_back_with_its_error(teacher: Invitation) -> None:
    client, text = come_in(teacher), "é" * 501
    page = client.post(page_of("recall"), {"a-recall-1": "3", "note": text}).content.decode()
    assert "<title>Error: " in page
    assert page.count("Shorten your note to 500 characters or fewer") == 2
    assert 'href="#id_note"' in page
    assert text in page
    assert 'name="a-recall-1" value="3" checked' in page
    assert levels() == {}
    for odd in ("nul\x00", "<script>alert(1)</script>", "😀" * 500):
        client.post(page_of("models"), {"note": odd})
    page = client.get(page_of("models")).content.decode()
    assert "<script>alert" not in page
    assert "😀" * 500 in page


def test_a_part_that_is_not_asked_is_not_there(teacher: Invitation) -> None:
    client = come_in(teacher)
    for part in ("nonsense", "technicians", "curriculum"):
        assert client.get(page_of(part)).status_code == 404
        assert client.post(page_of(part), {"a-x": "1"}).status_code == 404


def test_pages_are_light_and_ask_the_database_little(
    lead: Invitation, django_assert_max_num_queries: Any
) -> None:
    client = come_in(lead)
    client.post(page_of("recall"), {"a-recall-1": "2", "note": "x", "ready": "yes"})
    for page in (link_of(lead), LIST, page_of(DESCRIBED), page_of("recall"), CHECK):
        with django_assert_max_num_queries(8):
            answer = client.get(page)
        assert answer.status_code == 200
        assert len(answer.content) < 40_000
    with django_assert_max_num_queries(19):
        client.post(page_of("recall"), {"a-recall-1": "3"}, headers=ALONE)


def test_forged_forms_are_refused(teacher: Invitation) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(link_of(teacher))
    token = client.cookies["csrftoken"].value
    assert client.post(link_of(teacher)).status_code == 403
    assert client.post(link_of(teacher), {"csrfmiddlewaretoken": token}).status_code == 302
    assert client.post(page_of("recall"), {"a-recall-1": "2"}, headers=ALONE).status_code == 403


def test_no_link_is_written_to_the_log(teacher: Invitation, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    handler = next(h for h in logging.getLogger().handlers if any(type(f) is HideLinks for f in h.filters))
    monkeypatch.setattr(handler, "stream", written)
    teacher.wave.opens = timezone.localdate() + timedelta(days=1)
    teacher.wave.save()
    assert Client().get(link_of(teacher)).status_code == 404
    assert Client(enforce_csrf_checks=True).post(link_of(teacher)).status_code == 403
    said = written.getvalue()
    assert said.count("/answer/…") == 2
    assert token_of(teacher) not in said
