"""Pages where an audit is planned, people are asked, answers awaited: who may, and what they say."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.services import open_wave
from smeaton.apps.outbox.models import Letter
from tests.factories.needs import more_departments
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db
PLACE = {"place": "testshire"}


@pytest.fixture
def wave(personas: Personas) -> Wave:
    """A wave that opened ten days ago."""
    opened = timezone.localdate() - timedelta(days=10)
    return open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Autumn", opens=opened)


def url(name: str, wave: Wave | None = None, **more: int) -> str:
    return reverse(f"needs:{name}", kwargs=PLACE | ({"wave": wave.pk} if wave else {}) | more)


def asked(wave: Wave, personas: Personas, count: int = 3) -> None:
    at = timezone.now() - timedelta(days=9)
    Invitation.objects.bulk_create(
        Invitation(
            wave=wave,
            department=personas.department,
            role="teacher",
            email=f"t{n}@school.example",
            added_at=at,
            invited_at=at,
        )
        for n in range(count)
    )


def test_an_audit_is_planned_people_are_asked_and_written_to(personas: Personas) -> None:
    client = personas.client("hub_lead")
    form = client.get(url("plan-wave")).content.decode()
    assert "secondary-science@2" in form
    opens = timezone.localdate()
    plan = {
        "name": "Autumn 2026",
        "instrument": "secondary-science@2",
        "opens": opens.isoformat(),
        "closes": (opens + timedelta(21)).strftime("%d/%m/%Y"),
        "form": "full",
        "reminders": "2",
        "remind_every": "7",
    }
    wrong = client.post(url("plan-wave"), plan | {"closes": opens.isoformat(), "reminders": "x"})
    assert wrong.status_code == 422
    assert "from 0 to 5" in wrong.content.decode()
    answer = client.post(url("plan-wave"), plan)
    wave = Wave.objects.get()
    assert answer["Location"] == url("people", wave)
    urn = personas.department.school_id
    mine = url("department-people", wave, urn=urn)
    bad = client.post(mine, {"people": "ann@school.example\nbob", "role": "teacher"})
    assert bad.status_code == 422
    assert "Line 2: “bob” is not an email address" in bad.content.decode()
    client.post(mine, {"people": "ann@school.example\nBob <bob@school.example>", "role": "teacher"})
    upload = SimpleUploadedFile("people.csv", f"urn,email,role\n{urn},lead@school.example,lead\n".encode())
    client.post(url("people", wave), {"file": upload})
    assert Invitation.objects.count() == 3
    board = client.get(url("board", wave)).content.decode()
    assert "Send the invitations" in board
    assert "sends no mail yet" in board
    client.post(url("send", wave))
    assert Letter.objects.count() == 3
    client.post(mine, {"people": "late@school.example", "role": "teacher"})
    assert Letter.objects.count() == 4
    everybody = client.get(url("waves")).content.decode()
    assert "0 of 4" in everybody


def test_a_file_that_is_no_list_is_refused_whole(personas: Personas, wave: Wave) -> None:
    client = personas.client("hub_lead")
    for content, words in (
        (b"PK\x03\x04", "This is no CSV file"),
        (b"urn,email\n900001,a@b.example\n900999,c@d.example", "Line 3: no school 900999"),
        (b"urn,email\n", "names nobody"),
        (b"\xff\xfea\x00", "This is no CSV file"),
    ):
        answer = client.post(url("people", wave), {"file": SimpleUploadedFile("p.csv", content)})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_quiet_people_are_reminded_with_one_click_and_once_a_day(personas: Personas, wave: Wave) -> None:
    asked(wave, personas)
    client = personas.client("hub_lead")
    page = client.get(url("board", wave)).content.decode()
    assert "1 of 2 departments have people who have gone quiet" in page
    assert "3 gone quiet" in page
    client.post(url("remind", wave))
    assert Letter.objects.filter(purpose="audit reminder").count() == 3
    again = client.post(url("remind", wave), follow=True).content.decode()
    assert "0 people are being reminded. Nobody is reminded twice within a day." in again


def test_a_lead_sees_counts_and_reminds_without_names(personas: Personas, wave: Wave) -> None:
    asked(wave, personas)
    Invitation.objects.filter(email="t0@school.example").update(
        begun_at=timezone.now(), finished_at=timezone.now()
    )
    own = reverse("needs:own-board", kwargs=PLACE | {"urn": personas.department.school_id})
    client = personas.client("subject_lead")
    page = client.get(own).content.decode()
    assert "1 of 3 teachers have answered." in page
    assert "t0@school.example" not in page
    people = client.get(url("department-people", wave, urn=personas.department.school_id)).content.decode()
    assert "t0@school.example" in people
    assert "finished" not in people
    reminded = reverse("needs:remind-own", kwargs=PLACE | {"urn": personas.department.school_id})
    client.post(reminded)
    assert Letter.objects.count() == 2
    head = personas.client("head")
    assert "1 of 3 teachers have answered." in head.get(own).content.decode()
    assert head.post(reminded).status_code == 403
    assert personas.client("stranger").get(own).status_code == 403


def test_a_person_is_taken_out_corrected_and_sent_a_new_link(personas: Personas, wave: Wave) -> None:
    asked(wave, personas)
    urn = personas.department.school_id
    keys = list(Invitation.objects.order_by("email").values_list("pk", flat=True))
    client = personas.client("subject_lead")

    def change(key: int, **posted: str) -> str:
        address = url("change-person", wave, urn=urn, invitation=key)
        return client.post(address, posted, follow=True).content.decode()

    assert "asked no longer" in change(keys[0], what="withdraw")
    assert "A new link is on its way" in change(keys[1], what="again")
    assert "is corrected" in change(keys[2], what="correct", address="new@school.example")
    assert "is not an email address" in change(keys[2], what="correct", address="nobody")
    assert Invitation.objects.get(pk=keys[2]).email == "new@school.example"
    assert "nothing more is written" in change(keys[1], what="returned")
    assert Invitation.objects.get(pk=keys[1]).bounced_at is not None
    other = url("change-person", wave, urn=personas.neighbour.school_id, invitation=keys[1])
    assert client.post(other, {"what": "withdraw"}).status_code == 403
    assert personas.client("hub_lead").post(other, {"what": "withdraw"}).status_code == 404


def test_closing_has_the_profile_worked_out_and_it_can_be_opened_again(
    personas: Personas, wave: Wave
) -> None:
    client = personas.client("hub_lead")
    client.post(url("close-wave", wave))
    wave.refresh_from_db()
    assert wave.closed_at is not None
    assert wave.analysis_asked_at is not None
    page = client.get(url("board", wave)).content.decode()
    assert "being worked out" in page
    until = timezone.localdate() + timedelta(days=5)
    client.post(url("reopen-wave", wave), {"closes": until.isoformat()})
    wave.refresh_from_db()
    assert (wave.closed_at, wave.closes) == (None, until)
    assert (
        "Enter the last day"
        in client.post(url("reopen-wave", wave), {"closes": "soon"}, follow=True).content.decode()
    )


def test_an_open_audit_changes_its_end_on_the_page(personas: Personas, wave: Wave) -> None:
    client = personas.client("hub_lead")
    until = timezone.localdate() + timedelta(days=9)
    page = client.get(url("change-wave", wave)).content.decode()
    assert 'name="instrument"' not in page
    posted = {"closes": until.isoformat(), "reminders": "1", "remind_every": "5"}
    assert client.post(url("change-wave", wave), posted).status_code == 302
    wave.refresh_from_db()
    assert (wave.closes, wave.reminders, wave.remind_every) == (until, 1, 5)


PAGES = ("waves", "plan-wave", "board", "change-wave", "people", "board-export")
POSTS = ("close-wave", "reopen-wave", "analyse", "send", "remind", "send-uncertain")


@pytest.mark.parametrize("who", ["subject_lead", "head", "trust_lead", "stranger"])
def test_who_does_not_run_the_audit_is_refused(personas: Personas, wave: Wave, who: str) -> None:
    client = personas.client(who)
    for name in PAGES:
        given = None if name in {"waves", "plan-wave"} else wave
        assert client.get(url(name, given)).status_code == 403, name
    for name in POSTS:
        assert client.post(url(name, wave)).status_code == 403, name
    if who != "subject_lead":
        people = url("department-people", wave, urn=personas.department.school_id)
        assert client.get(people).status_code == 403


def test_the_accountability_lead_reads_counts_and_changes_nothing(personas: Personas, wave: Wave) -> None:
    asked(wave, personas)
    client = personas.client("accountability_lead")
    page = client.get(url("board", wave)).content.decode()
    assert "0 of 3" in page
    assert "Remind" not in page
    assert "@school.example" not in page
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(url("board-export", wave)).content))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["Alderwood School", 900001.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 3.0, 0.0] in rows
    for name in (*POSTS, "plan-wave", "change-wave", "people"):
        given = None if name == "plan-wave" else wave
        assert client.post(url(name, given)).status_code == 403, name


def test_boards_stay_light_with_a_hundred_and_fifty_schools(
    personas: Personas, wave: Wave, django_assert_max_num_queries: Any
) -> None:
    departments = more_departments(personas.programme, 150)
    at = timezone.now() - timedelta(days=9)
    Invitation.objects.bulk_create(
        Invitation(
            wave=wave,
            department=own,
            role="teacher",
            email=f"t{n}@s{own.pk}.example",
            added_at=at,
            invited_at=at,
        )
        for own in departments
        for n in range(15)
    )
    client = personas.client("hub_lead")
    for name in ("board", "people"):
        with django_assert_max_num_queries(19):
            page = client.get(url(name, wave))
        assert len(page.content) < 100_000


def test_the_board_asks_again_by_itself_while_the_audit_is_open(personas: Personas, wave: Wave) -> None:
    client = personas.client("hub_lead")
    part = client.get(url("board", wave), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="rates" hx-get=')
    Wave.objects.update(closed_at=timezone.now())
    closed = client.get(url("board", wave), headers={"HX-Request": "true"})
    assert closed["HX-Refresh"] == "true"
    assert "hx-get" not in closed.content.decode()


def test_unknown_audits_are_not_found(personas: Personas) -> None:
    client = personas.client("hub_lead")
    for name in ("board", "change-wave", "people"):
        address = reverse(f"needs:{name}", kwargs=PLACE | {"wave": 999})
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("urn", [900_999, 1, 10**30])
def test_a_school_that_is_not_there_is_not_found(personas: Personas, wave: Wave, urn: int) -> None:
    client = personas.client("hub_lead")
    assert client.post(url("remind", wave), {"urn": str(urn)}).status_code == 404
    sheets = reverse("needs:sheets", kwargs=PLACE | {"wave": wave.pk, "urn": urn, "role": "teacher"})
    for address in (sheets, reverse("needs:own-board", kwargs=PLACE | {"urn": urn})):
        assert client.get(address).status_code == 404
