"""Invited by letter, joined by a link that works once, moved, left; nobody hears which address is known."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from smeaton.apps.access.models import Agreement, GrantRecord, InvitationToJoin
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import (
    InvitationRefused,
    JoiningRefused,
    Named,
    accept_invitation,
    end_grant,
    invite,
    invite_school,
    leave,
    move,
    send_again,
    start_post,
    withdraw_agreement,
    withdraw_invitation,
)
from smeaton.apps.history.models import Event
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import Person, Post, User
from smeaton.terms import Refused, Role, ScopeKind
from tests.factories.personas import SYSTEM, TODAY, Personas

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def ask(personas: Personas, by: str = "head", **said: Any) -> InvitationToJoin:
    """Ann is invited as teacher of Alderwood, by its head unless said otherwise."""
    usual = {
        "reach": personas.reach(by),
        "email": "ann@alderwood.example",
        "name": "Ann Person",
        "role": Role.TEACHER,
        "scope": ScopeKind.SCHOOL,
        "key": personas.department.school_id,
        "place": personas.place.pk,
        "at": AT,
    }
    return invite(**(usual | said))


def secret(row: InvitationToJoin) -> str:
    """The secret in the latest letter, which only the letter has."""
    letter = Letter.objects.filter(purpose="invitation to join", subject_id=row.pk).latest("id")
    found = re.search(r"/join/(\S+)/", letter.text)
    assert found is not None
    assert found[1] in letter.html
    assert found[1] not in str(vars(row))
    return found[1]


def test_a_teacher_is_invited_by_the_head_and_joins_once(personas: Personas) -> None:
    now = timezone.now()
    row = ask(personas, title="Teacher of physics", at=now)
    token = secret(row)
    page = Client().get(f"/join/{token}/")
    assert page.status_code == 200
    assert "Alderwood School" in page.content.decode()
    assert not User.objects.filter(email=row.email).exists()  # reading changes nothing
    joined = accept_invitation(token=token, at=now + timedelta(days=1))
    assert joined.new
    person = Person.objects.get(user__email=row.email)
    assert [(str(post.school), post.title) for post in person.posts.all()] == [
        ("Alderwood School", "Teacher of physics")
    ]
    given = GrantRecord.objects.get(person=person)
    assert (given.role, given.given_by) == ("teacher", personas.head)
    with pytest.raises(JoiningRefused, match="accepted already"):
        accept_invitation(token=token, at=now + timedelta(days=1))
    kept = str(list(Event.objects.values_list("changes", flat=True)))
    assert "ann" not in kept.lower()


@pytest.mark.parametrize("by", ["stranger", "accountability_lead"])
def test_who_gives_no_such_role_there_invites_nobody(personas: Personas, by: str) -> None:
    with pytest.raises(Refused):
        ask(personas, by)
    row = ask(personas)
    for service in (send_again, withdraw_invitation):
        with pytest.raises(Refused):
            service(reach=personas.reach(by), invitation_id=row.pk, at=AT)
    with pytest.raises(Refused):  # a subject lead gives no head's role
        ask(personas, "subject_lead", role=Role.HEAD)


def test_a_newer_letter_a_last_day_and_a_withdrawal_end_a_link(personas: Personas) -> None:
    row = ask(personas)
    first = secret(row)
    send_again(reach=personas.reach("head"), invitation_id=row.pk, at=AT + timedelta(hours=1))
    second = secret(row)
    with pytest.raises(JoiningRefused, match="newer letter"):
        accept_invitation(token=first, at=AT + timedelta(hours=2))
    assert Letter.objects.filter(state="withdrawn", text="").count() == 1
    with pytest.raises(JoiningRefused, match="last day"):
        accept_invitation(token=second, at=AT + timedelta(days=15))
    withdraw_invitation(reach=personas.reach("head"), invitation_id=row.pk, at=AT)
    with pytest.raises(JoiningRefused, match="withdrawn"):
        accept_invitation(token=second, at=AT + timedelta(hours=2))
    assert Client().get(f"/join/{second}/").status_code == 410
    assert Client().get("/join/none/").status_code == 410


def test_who_invited_must_still_be_able_to_give_the_role(personas: Personas) -> None:
    token = secret(ask(personas))
    end_grant(reach=SYSTEM, grant_id=GrantRecord.objects.get(person=personas.head).pk, on=date(2026, 11, 22))
    with pytest.raises(JoiningRefused, match="may not give"):
        accept_invitation(token=token, at=AT)
    assert not User.objects.filter(email="ann@alderwood.example").exists()


def test_a_known_address_gets_the_role_and_nobody_hears_that_it_was_known(personas: Personas) -> None:
    known = ask(personas, "hub_lead", email="STRANGER@example.org", name="Stranger")
    new = ask(personas, "hub_lead")
    one, other = (
        letter.text.replace(row.name, "").replace(secret(row), "")
        for row in (known, new)
        for letter in Letter.objects.filter(subject_id=row.pk)
    )
    assert one == other
    with pytest.raises(JoiningRefused, match="signed in as Head"):
        accept_invitation(token=secret(known), at=AT, signed_in=personas.head)
    joined = accept_invitation(token=secret(known), at=AT)
    assert (joined.person, joined.new) == (personas.stranger, False)
    assert {str(role) for role in reach_of(joined.person, TODAY).roles()} == {"hub lead", "teacher"}


def test_somebody_who_moves_keeps_the_login_and_the_record_that_they_have(personas: Personas) -> None:
    token = secret(ask(personas, email="subject.lead@birchfield.example", name="Subject lead"))
    joined = accept_invitation(token=token, at=AT, signed_in=personas.subject_lead)
    assert joined.person == personas.subject_lead
    assert not User.objects.filter(email="subject.lead@birchfield.example").exists()


@pytest.mark.parametrize(
    ("email", "name", "words"),
    [
        ("аnn@alderwood.example", "Ann", "only looks like a plain one"),  # a Cyrillic а
        ("ann@alderwood.example\u200b", "Ann", "cannot be seen"),
        ("ann＠alderwood.example", "Ann", "only looks like a plain one"),
        ("ann@alderwood", "Ann", "not an email address"),
        ("ann@alderwood.example", "Аnn", "of another alphabet"),
        ("ann@alderwood.example", " ", "Enter their name"),
    ],
)
def test_what_only_looks_like_an_address_or_a_name_is_refused_with_words(
    personas: Personas, email: str, name: str, words: str
) -> None:
    with pytest.raises(InvitationRefused, match=words):
        ask(personas, email=email, name=name)
    assert not InvitationToJoin.objects.exists()


def test_nobody_is_invited_twice_to_the_same_or_into_what_they_hold(personas: Personas) -> None:
    ask(personas)
    with pytest.raises(InvitationRefused, match="invited to this role already"):
        ask(personas, email="ANN@alderwood.example")
    with pytest.raises(InvitationRefused, match="holds this role already"):
        ask(personas, "trust_lead", email="Head@example.org", role=Role.HEAD)
    ask(personas, role=Role.TECHNICIAN)  # another role is another invitation


def test_a_school_is_invited_in_one_go_and_the_trust_signs_as_it_joins(personas: Personas) -> None:
    agreement = Agreement.objects.get(trust=personas.neighbour.school.trust)
    withdraw_agreement(reach=SYSTEM, agreement_id=agreement.pk, at=AT - timedelta(days=1))
    said = {
        "place": personas.place.pk,
        "urn": personas.neighbour.school_id,
        "until": date(2028, 8, 31),
        "at": AT,
    }
    both = {"signs": Named("Bea", "bea@birch.example"), "lead": Named("Lou", "lou@birch.example")}
    for by in ("head", "stranger"):
        with pytest.raises(Refused):
            invite_school(reach=personas.reach(by), **said, **both)
    with pytest.raises(InvitationRefused) as mistyped:
        invite_school(
            reach=personas.reach("hub_lead"), **said, **(both | {"lead": Named("Lou", "lou@birch")})
        )
    assert mistyped.value.field == "lead_email"
    assert not InvitationToJoin.objects.exists()  # nothing is half done
    trust, lead = invite_school(reach=personas.reach("hub_lead"), **said, **both)
    joined = accept_invitation(token=secret(trust), at=AT, signs_as="Chief executive")
    assert joined.signed
    signed = Agreement.objects.in_force(TODAY).get(trust=personas.neighbour.school.trust)
    assert (signed.signed_by, signed.signed_as) == (joined.person, "Chief executive")
    accept_invitation(token=secret(lead), at=AT)
    assert lead.role == Role.SUBJECT_LEAD


def test_leaving_ends_every_role_there_at_once_and_moving_takes_the_record_along(personas: Personas) -> None:
    own, other = personas.department.school, personas.neighbour.school
    other.trust = own.trust
    other.save()
    trust = personas.reach("trust_lead")
    there = {"scope": ScopeKind.SCHOOL, "place": personas.place.pk}
    start_post(
        reach=trust, person=personas.head.pk, title="Head", key=own.pk, starts=date(2020, 9, 1), **there
    )
    yesterday = TODAY - timedelta(days=1)
    for by in ("stranger", "accountability_lead", "subject_lead"):  # a lead cannot let a head go
        with pytest.raises(Refused):
            leave(reach=personas.reach(by), person=personas.head.pk, key=own.pk, on=yesterday, **there)
    move(
        reach=trust,
        person=personas.head.pk,
        school=own.pk,
        to=other.pk,
        on=yesterday,
        starts=TODAY,
        place=personas.place.pk,
    )
    assert {grant.id for grant in personas.reach("head").grants} == {other.pk}
    posts = Post.objects.filter(person=personas.head).order_by("starts")
    assert [(post.school_id, post.ends) for post in posts] == [(own.pk, yesterday), (other.pk, None)]
    assert leave(reach=trust, person=personas.head.pk, key=other.pk, on=yesterday, **there) == 1
    assert not personas.reach("head").grants
    assert personas.client("head").get("/places/testshire/departments/900002/").status_code == 403
