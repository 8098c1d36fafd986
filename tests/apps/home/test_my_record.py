"""What somebody sees of their own record, takes away and puts right; and who answers for them."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from smeaton.apps.access.queries import reach_of
from smeaton.apps.history.models import Event
from smeaton.apps.home.queries.records.finding import subject_of
from smeaton.apps.home.queries.records.held import held_about
from smeaton.apps.home.services.correcting import answer_correction, ask_correction, correct_name
from smeaton.apps.people.models import CorrectionRequest, LegalHold, Person
from smeaton.apps.people.services import add_person
from smeaton.terms import Refused, Role, ScopeKind
from tests.factories.personas import SYSTEM, TODAY, Personas
from tests.factories.records import ADDRESS, AT, NAME, Seeded, seed
from tests.factories.signing_in import signed_in
from tests.factories.support import told

ME = "/me/"
HERE = "/places/testshire/corrections/"
MOST_QUERIES, LARGEST = 20, 100_000


@pytest.fixture
def seeded(personas: Personas) -> Seeded:
    told(personas)
    return seed(personas)


def test_a_person_sees_at_a_glance_what_is_held(seeded: Seeded, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = seeded.client.get(ME)
    page = answer.content.decode()
    assert len(answer.content) < LARGEST
    for words in (
        "Smeaton holds your name, an email address, a post, a role, an audit that you were asked in and a",
        ADDRESS, "Science lead, Alderwood School", "Subject lead", "nothing that Smeaton keeps joins a name",
        "Support package of Alderwood School", "must be kept for a legal reason",
    ):  # fmt: skip
        assert words in page, words
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(ME).headers["Location"].startswith("/sign-in/")


def test_what_is_taken_away_is_everything_and_holds_no_secret_and_no_live_formula(seeded: Seeded) -> None:
    CorrectionRequest.objects.update(wrong="=HYPERLINK(0)")
    taken = json.loads(seeded.client.get("/me/record.json").content)
    titles = {table["title"] for table in taken["tables"]}
    assert titles >= {
        "Your name",
        "Your login",
        "Your posts",
        "Letters to you",
        "What you replied to packages",
    }
    assert all(table["held_because"] and table["kept"] and table["rows"] for table in taken["tables"])
    text = json.dumps(taken)
    assert "password" not in text
    assert "session_data" not in text
    with ZipFile(BytesIO(seeded.client.get("/me/record.xlsx").content)) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert b"=HYPERLINK(0)" in book.read("xl/sharedStrings.xml")
    assert len(sheets) == len(titles) + 1
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"hyperlink" in sheet]


def test_the_workbook_reads_as_its_owner_would_say_it(seeded: Seeded) -> None:
    content = seeded.client.get("/me/record.xlsx").content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    contents = sheets["Contents"]
    assert contents[2] == [
        "Sheet", "What is held", "How many", "Why it is held", "How long", "If you ask for erasure"
    ]  # fmt: skip
    assert [row[0] for row in contents[3:-1]] == book.sheet_names[1:]
    rows = {name.partition(" ")[2]: rows[2:] for name, rows in sheets.items() if name != "Contents"}
    assert rows["Your posts"] == [
        ["Title", "School", "Starts"],
        ["Science lead", "Alderwood School", "1 September 2026"],
    ]  # no column stands empty
    assert "In use" in rows["Your login"][0]
    assert "yes" in rows["Your login"][1]
    signed = dict(zip(*rows["Packages that you signed"], strict=True))
    assert (signed["Signed by"], signed["Signed"]) == ("you", "23 November 2026, 09:00")
    headings, *deeds = next(found for name, found in rows.items() if name.startswith("What you did"))
    history = [dict(zip(headings, row, strict=True)) for row in deeds]
    first = {
        "Who": "the installation (tests)",
        "What was done": "Added a person",
        "Details": "title: Science lead",
    }
    assert first.items() <= history[0].items()
    assert {"you", "Asked for a correction of their record"} <= set(history[1].values())
    said = " ".join(str(cell) for table in sheets.values() for row in table for cell in row)
    for raw in ("person:", "system:", "None", "true", "T09:00", "{", "_at", "<slug"):
        assert raw not in said, raw


def test_nobody_reads_the_record_of_another(personas: Personas, seeded: Seeded) -> None:
    subject = subject_of(seeded.person)
    assert held_about(subject, SYSTEM)
    for name in ("hub_lead", "head", "trust_lead", "stranger"):
        with pytest.raises(Refused):
            held_about(subject, personas.reach(name))
    mine = json.loads(personas.client("head").get("/me/record.json").content)
    assert NAME not in json.dumps(mine["tables"][0])


def test_a_name_is_corrected_by_oneself_and_history_has_neither_name(seeded: Seeded) -> None:
    assert seeded.client.post("/me/name/", {"name": " "}).status_code == 422
    assert seeded.client.post("/me/name/", {"name": " Ottoline  Q. "}).status_code == 302
    assert Person.objects.get(pk=seeded.person.pk).name == "Ottoline Q."
    event = Event.objects.about("person", seeded.person.pk).latest("number")
    assert (event.action, event.changes) == ("corrected the name", {})


def test_what_else_is_wrong_is_answered_by_whoever_looks_after_the_people(
    personas: Personas, seeded: Seeded, django_assert_max_num_queries: Any
) -> None:
    assert seeded.client.post("/me/corrections/", {"wrong": ""}).status_code == 422
    assert seeded.client.post("/me/corrections/", {"wrong": "I am head of science"}).status_code == 302
    hub, row = personas.client("hub_lead"), CorrectionRequest.objects.latest("pk")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = hub.get(HERE).content.decode()
    assert "2 requests wait for an answer" in page
    assert "I am head of science" in page
    assert hub.post(f"{HERE}{row.pk}/", {"answer": ""}).status_code == 422
    assert hub.post(f"{HERE}{row.pk}/", {"answer": "Your post now says so."}).status_code == 302
    assert hub.post(f"{HERE}{row.pk}/", {"answer": "Again."}).status_code == 422
    assert "Your post now says so." in seeded.client.get(ME).content.decode()
    for name in ("subject_lead", "stranger", "accountability_lead"):
        assert personas.client(name).get(HERE).status_code == 403
        assert personas.client(name).post(f"{HERE}{row.pk}/", {"answer": "No."}).status_code == 403


def test_the_services_refuse_whoever_it_is_not_about(personas: Personas, seeded: Seeded) -> None:
    key, row = seeded.person.pk, CorrectionRequest.objects.get()
    for name in ("hub_lead", "head"):
        with pytest.raises(Refused):
            correct_name(reach=personas.reach(name), person_id=key, name="X Y")
        with pytest.raises(Refused):
            ask_correction(reach=personas.reach(name), person_id=key, wrong="x", at=AT)
    with pytest.raises(Refused):
        answer_correction(reach=personas.reach("stranger"), request_id=row.pk, answer="x", at=AT)


def test_an_administrator_erases_on_a_page_and_nobody_else_does(personas: Personas, seeded: Seeded) -> None:
    from smeaton.apps.access.services import grant

    admin = add_person(reach=SYSTEM, name="Ada Admin", email="ada@example.org")
    grant(
        reach=SYSTEM, person=admin.pk, role=Role.ADMINISTRATOR, scope=ScopeKind.PLACE, key=personas.place.pk,
        starts=TODAY.replace(year=2000),
    )  # fmt: skip
    client, page = signed_in(admin.user), f"/places/testshire/people/{seeded.person.pk}/erase/"
    for name in ("hub_lead", "head", "stranger"):
        assert personas.client(name).get(page).status_code == 403
        assert personas.client(name).post(page, {"sure": "on"}).status_code == 403
    hold = LegalHold.objects.create(
        person=seeded.person, reason="a claim", since=timezone.localdate(), placed_by="system:tests"
    )
    assert "Nothing can be erased" in client.get(page).content.decode()
    assert client.post(page, {"sure": "on"}).status_code == 200
    hold.delete()
    assert "Your posts" in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 422
    assert Person.objects.filter(name=NAME).exists()
    assert client.post(page, {"sure": "on"}).status_code == 302
    assert not Person.objects.filter(name=NAME).exists()
    assert reach_of(seeded.person, TODAY).grants == frozenset()
