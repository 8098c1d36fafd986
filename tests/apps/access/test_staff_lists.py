"""A staff list: looked at with every mistake, brought in whole or not at all."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from smeaton.apps.access.models import GrantRecord, InvitationToJoin, StaffList
from smeaton.apps.access.queries.staff_lists import staff_preview
from smeaton.apps.access.queries.standing import here
from smeaton.apps.access.services import accept_invitation, send_all
from smeaton.apps.access.services.staff_lists import (
    StaffListRefused,
    bring_in,
    discard_stale_lists,
    keep_list,
    read_upload,
)
from smeaton.apps.history.models import Event
from smeaton.apps.people.models import Person, Post, User
from smeaton.apps.register.models import School
from smeaton.engine.sources.staff_files import read_staff_file
from smeaton.engine.sources.staff_lists import read_staff
from smeaton.terms import Refused
from tests.apps.access.test_inviting import secret
from tests.engine.sources.test_staff_files import workbook
from tests.factories.personas import SYSTEM, TODAY, Personas

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
GOOD = """Name;Email;Role;Job title;Starts
Ann Person;ann@alderwood.example;Teacher;Teacher of physics;01/09/2025
Tom Bench;tom@alderwood.example;technician;;
"""
SCHOOLS = {900_001: "Alderwood School", 900_002: "Birchfield School"}


def test_every_mistake_is_named_with_row_column_and_what_to_do() -> None:
    headings = ["Name", "Email", "Role", "School", "Starts"]
    rows = [
        (2, ["Ann Person", "ann@alder.example", "teacher", "900001", "2026-09-01"]),
        (3, ["Ann Person", "ANN@alder.example", "teacher", "Alderwood School", ""]),
        (4, ["Arn Person", "arn@alder.example", "teacher", "900001", ""]),
        (5, ["Am Person", "am@alder.example", "teacher", "900001", ""]),
        (6, ["", "not an address", "wizard", "900009", "soon"]),
        (7, ["Вob", "bоb@alder.example", "technician", "birchfield school", ""]),
    ]
    read = read_staff(headings, rows, SCHOOLS)
    assert [(person.row, person.school, person.starts) for person in read.people] == [
        (2, 900_001, date(2026, 9, 1)),
        (4, 900_001, None),
    ]
    assert [(error.row, error.column) for error in read.errors] == [
        (3, "Email"),
        (5, "Email"),
        *((6, column) for column in ("Name", "Email", "Role", "School", "Starts")),
        (7, "Name"),
        (7, "Email"),
    ]
    words = " ".join(error.words for error in read.errors)
    for part in ("stands in row 2 already", "looks like the address in row 4", "another alphabet", "its URN"):
        assert part in words
    missing = read_staff(["Name", "Role"], [], SCHOOLS).errors
    assert [error.column for error in missing] == ["email"]


def bring(personas: Personas, by: str, text: str = GOOD, **more: Any) -> tuple[int, int]:
    """The list goes in at Alderwood, uploaded and looked at by somebody."""
    reach = personas.reach(by)
    at = here("testshire", reach, urn=personas.department.school_id)
    table = read_upload(text.encode())
    kept = keep_list(reach=reach, here=at, table=table, at=AT)
    found = staff_preview(kept.pk, at, reach, TODAY)
    return bring_in(reach=reach, here=at, list_id=kept.pk, basis=found.basis, at=AT, **more)


def test_a_list_is_brought_in_by_those_who_lead_there_and_by_nobody_else(personas: Personas) -> None:
    for by in ("stranger", "accountability_lead"):
        with pytest.raises(Refused):
            bring(personas, by)
    users = User.objects.count()
    assert bring(personas, "subject_lead") == (2, 0)
    assert User.objects.count() == users  # nobody can sign in before they have accepted
    ann = Person.objects.get(name="Ann Person")
    assert [(post.title, post.starts) for post in ann.posts.all()] == [
        ("Teacher of physics", date(2025, 9, 1))
    ]
    assert GrantRecord.objects.get(person=ann).given_by == personas.subject_lead
    assert StaffList.objects.get().rows == []
    assert "Ann" not in str(list(Event.objects.values_list("changes", flat=True)))
    assert bring(personas, "hub_lead") == (0, 0)  # the same list again brings nobody in twice
    waiting = list(InvitationToJoin.objects.standing().values_list("pk", flat=True))
    assert send_all(reach=personas.reach("subject_lead"), invitations=waiting, at=AT) == 2
    joined = accept_invitation(token=secret(InvitationToJoin.objects.get(person=ann)), at=AT)
    assert (joined.person, joined.new) == (ann, True)
    assert GrantRecord.objects.filter(person=ann).count() == Post.objects.filter(person=ann).count() == 1


def test_somebody_who_only_looks_new_is_pointed_out_and_may_come_in(personas: Personas) -> None:
    bring(personas, "head")
    reach = personas.reach("head")
    at = here("testshire", reach, urn=personas.department.school_id)
    text = (
        "Name,Email,Role\nÁnn Person,arnn@alderwood.example,teacher\nJo New,torn@alderwood.example,teacher\n"
    )
    table = read_upload(text.encode())
    kept = keep_list(reach=reach, here=at, table=table, at=AT)
    found = staff_preview(kept.pk, at, reach, TODAY)
    assert found.same_name == ("Ánn Person",)
    assert found.alike == (("torn@alderwood.example", "tom@alderwood.example"),)
    page = personas.client("head").get(f"/places/testshire/schools/900001/people/list/{kept.pk}/")
    assert "torn@alderwood.example looks like tom@alderwood.example" in page.content.decode()
    assert bring_in(reach=reach, here=at, list_id=kept.pk, basis=found.basis, at=AT) == (2, 0)


def test_somebody_who_is_known_elsewhere_stays_one_person(personas: Personas) -> None:
    User.objects.filter(pk=personas.stranger.user_id).update(email="ann@alderwood.example")
    bring(personas, "head", send=True)
    named = Person.objects.get(name="Ann Person")
    row = InvitationToJoin.objects.get(person=named)
    joined = accept_invitation(token=secret(row), at=AT)
    assert (joined.person, joined.new) == (personas.stranger, False)
    assert not Person.objects.filter(name="Ann Person").exists()
    assert GrantRecord.objects.filter(person=personas.stranger, school=900_001).count() == 1
    assert Post.objects.get(person=personas.stranger).title == "Teacher of physics"


def test_a_list_lets_people_go_and_moves_them_with_their_record(personas: Personas) -> None:
    trust = personas.department.school.trust
    School.objects.filter(pk=personas.neighbour.school_id).update(trust=trust)
    assert bring(personas, "head") == (2, 0)
    ann, tom = (Person.objects.get(name=name) for name in ("Ann Person", "Tom Bench"))
    text = (
        "Name,Email,Role,School,Leaves,Moves to\n"
        "Ann Person,ANN@alderwood.example,teacher,900001,2026-12-18,Birchfield School\n"
        "Tom Bench,tom@alderwood.example,technician,Alderwood School,18/12/2026,\n"
        "Jo New,jo@alderwood.example,teacher,900002,,\n"
    )
    client = personas.client("trust_lead")
    address = f"/places/testshire/trusts/{trust.pk}/people/list/"
    look = client.post(address, {"file": SimpleUploadedFile("list.csv", text.encode())}, follow=True)
    page = look.content.decode()
    assert look.context["preview"].errors == ()
    assert "1 person comes in at Alder Trust. 2 people leave or move." in " ".join(page.split())
    assert "18 December 2026" in page
    assert "Bring in, invite later, let 2 go" in page
    sent = {"basis": look.context["preview"].basis, "do": "keep"}
    done = client.post(look.redirect_chain[-1][0], sent, follow=True).content.decode()
    assert "One person is in. 2 people leave or move." in done
    posts = list(ann.posts.order_by("starts").values_list("school", "title", "starts", "ends"))
    assert posts == [
        (900_001, "Teacher of physics", date(2025, 9, 1), date(2026, 12, 18)),
        (900_002, "Teacher of physics", date(2026, 12, 19), None),
    ]
    grants = GrantRecord.objects.filter(person=ann).order_by("starts").values_list("school", "role", "ends")
    assert list(grants) == [(900_001, "teacher", date(2026, 12, 18)), (900_002, "teacher", None)]
    assert [post.ends for post in tom.posts.all()] == [date(2026, 12, 18)]
    assert Person.objects.filter(name__in=["Ann Person", "Tom Bench"]).count() == 2


def test_a_list_lets_nobody_go_who_is_not_there_or_holds_more_than_the_reader_may_end(
    personas: Personas,
) -> None:
    headings = "Name,Email,Role,Leaves,Moves to\n"
    mistakes = (
        ("Ann,ann@alderwood.example,teacher,2026-12-18,", "Leaves", "Nobody with the address"),
        ("Ann,ann@alderwood.example,teacher,soon,", "Leaves", "is no day"),
        ("Ann,ann@alderwood.example,teacher,2026-12-18,900002", "Moves to", "none of your schools"),
        ("Ann,ann@alderwood.example,teacher,2026-12-18,900001", "Moves to", "that they are at"),
        ("Ann,ann@alderwood.example,teacher,,900001", "Moves to", "that they are at"),
    )
    reach = personas.reach("subject_lead")
    at = here("testshire", reach, urn=personas.department.school_id)
    for row, column, words in mistakes:
        kept = keep_list(reach=reach, here=at, table=read_staff_file((headings + row).encode()), at=AT)
        errors = staff_preview(kept.pk, at, reach, TODAY).errors
        assert [(error.row, error.column) for error in errors] == [(2, column)], row
        assert words in errors[0].words
    head = personas.head.user
    assert head is not None
    grants = GrantRecord.objects.in_force(TODAY).count()
    with pytest.raises(StaffListRefused, match=r"Row 2: Head also holds a role that you may not end"):
        bring(personas, "subject_lead", f"{headings}Head,{head.email},teacher,2026-12-18,\n")
    assert GrantRecord.objects.in_force(TODAY).count() == grants


def test_a_list_with_a_mistake_brings_in_nobody_and_a_stale_one_is_forgotten(personas: Personas) -> None:
    reach = personas.reach("head")
    at = here("testshire", reach, urn=personas.department.school_id)
    table = read_upload(GOOD.replace("tom@", "tom").encode())
    kept = keep_list(reach=reach, here=at, table=table, at=AT)
    found = staff_preview(kept.pk, at, reach, TODAY)
    people = Person.objects.count()
    for basis, words in ((found.basis, "mistakes"), ("other", "uploaded anew")):
        with pytest.raises(StaffListRefused, match=words):
            bring_in(reach=reach, here=at, list_id=kept.pk, basis=basis, at=AT)
    assert Person.objects.count() == people
    with pytest.raises(Refused):
        discard_stale_lists(reach=reach, at=AT)
    assert discard_stale_lists(reach=SYSTEM, at=AT + timedelta(days=6)) == 0
    assert discard_stale_lists(reach=SYSTEM, at=AT + timedelta(days=7)) == 1
    kept.refresh_from_db()
    assert kept.rows == kept.headings == []
    for content in (b"", b"Name,Email,Role\n", b"PK\x03\x04nonsense"):
        with pytest.raises(StaffListRefused):
            read_upload(content)


def test_the_pages_of_a_list_from_choosing_the_file_to_who_came_in(personas: Personas) -> None:
    client = personas.client("head")
    address = "/places/testshire/schools/900001/people/list/"
    file = SimpleUploadedFile("staff.csv", GOOD.encode())
    look = client.post(address, {"file": file}, follow=True)
    page = look.content.decode()
    assert "2 people come in at Alderwood School" in page
    assert "tom@alderwood.example" in page
    where = look.redirect_chain[-1][0]
    assert personas.client("stranger").get(where).status_code == 403
    assert personas.client("hub_lead").get(where.replace("900001", "900002")).status_code == 404
    done = client.post(where, {"basis": look.context["preview"].basis, "do": "invite"}, follow=True)
    assert "2 people are in and invited by letter" in done.content.decode()
    assert client.get(where).status_code == 404
    bad = SimpleUploadedFile("staff.csv", GOOD.replace("Teacher;", "Wizard;").encode())
    wrong = client.post(address, {"file": bad}, follow=True).content.decode()
    assert "1 mistake to correct first" in wrong
    assert "Write teacher or technician" in wrong


def test_a_workbook_goes_the_same_way_and_what_was_passed_over_is_said(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    rows = [
        ["Name", "Email", "Role", "Starts"],
        ["Ann Person", "ann@alderwood.example", "teacher", date(2025, 9, 1)],
    ]
    rows += [[f"Teacher {n}", f"teacher.{n}@alderwood.example", "teacher", ""] for n in range(299)]
    file = SimpleUploadedFile("staff.xlsx", workbook(rows, [["Leavers"]], title="Science staff"))
    client = personas.client("head")
    look = client.post("/places/testshire/schools/900001/people/list/", {"file": file}, follow=True)
    page = look.content.decode()
    assert "300 people come in at Alderwood School" in page
    assert "2 sheets with something in them" in page
    assert "above row 3 was passed over" in page
    assert len(look.content) < 100_000
    where = look.redirect_chain[-1][0]
    with django_assert_max_num_queries(20):
        client.get(where)
    wrong = [*rows[:2], ["Ann Person", "ann@alderwood.example", "wizard", "soon"]]
    file = SimpleUploadedFile("staff.xlsx", workbook(wrong, title="Science staff"))
    page = client.post(where.rpartition("/list/")[0] + "/list/", {"file": file}, follow=True).content.decode()
    assert "3 mistakes to correct first" in page
    assert page.count("Row 5") == 3
    sealed = SimpleUploadedFile("staff.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    refused = client.post(where.rpartition("/list/")[0] + "/list/", {"file": sealed})
    assert (refused.status_code, "one with a password" in refused.content.decode()) == (422, True)
