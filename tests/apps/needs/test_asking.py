"""Who is asked, and how the response board shows where they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.queries.board import asked_people, board, quiet_invitations
from smeaton.apps.needs.queries.links import LinkRefused, invitation_of, token_of
from smeaton.apps.needs.queries.rates import open_audit, open_audit_here
from smeaton.apps.needs.queries.waves import WaveCard, wave_card
from smeaton.apps.needs.services import open_wave, record_response
from smeaton.apps.needs.services.asking import (
    Asked,
    PeopleRefused,
    ask_people,
    ask_the_same_people,
    correct_address,
    withdraw,
)
from smeaton.apps.needs.services.responses import ResponseGiven
from smeaton.engine.sources.addresses import Listed, read_people
from smeaton.terms import Permission, Refused, Where
from tests.factories.personas import STARTS, SYSTEM, Personas

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LIST = """ann@school.example
Bob <bob@school.example>
Cat, cat@school.example, technician
lead@school.example, lead"""


@pytest.fixture
def wave(personas: Personas) -> Wave:
    return open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Autumn", opens=STARTS)


def ask(personas: Personas, wave: Wave, text: str = LIST, who: str = "subject_lead") -> Asked:
    people, mistakes = read_people(text)
    assert not mistakes
    return ask_people(
        reach=personas.reach(who),
        wave_id=wave.pk,
        people=people,
        role="teacher",
        at=AT,
        department_id=personas.department.pk,
    )


def card(wave: Wave) -> WaveCard:
    return wave_card("testshire", wave.pk, SYSTEM, AT.date(), Permission.RUN_AUDIT)


def test_a_lead_asks_colleagues_once_whatever_the_capitals(personas: Personas, wave: Wave) -> None:
    assert len(ask(personas, wave).added) == 4
    assert ask(personas, wave, "ANN@school.example\ndan@school.example") == Asked(
        (Invitation.objects.get(email="dan@school.example").pk,), 1
    )
    kept = Invitation.objects.values_list("email", "role", "name")
    assert ("cat@school.example", "technician", "Cat") in kept
    assert ("lead@school.example", "lead", "") in kept
    events = Event.objects.about("wave", wave.pk)
    assert "@" not in "".join(str(event.changes) for event in events)


def test_a_whole_place_goes_in_by_urn_or_not_at_all(personas: Personas, wave: Wave) -> None:
    here, there = personas.department.school_id, personas.neighbour.school_id
    text = f"urn,email,role\n{here},a@x.example,lead\n{there},b@x.example,teacher"
    people, _ = read_people(text)
    asked = {"wave_id": wave.pk, "role": "teacher", "at": AT}
    with pytest.raises(PeopleRefused, match="Line 3: no school 900002 in this programme that you may ask in"):
        ask_people(reach=personas.reach("subject_lead"), people=people, **asked)
    assert not Invitation.objects.exists()
    assert len(ask_people(reach=personas.reach("hub_lead"), people=people, **asked).added) == 2
    with pytest.raises(PeopleRefused, match="give its URN"):
        ask_people(reach=personas.reach("hub_lead"), people=[Listed(1, "c@x.example")], **asked)


def test_who_is_asked_in_one_role_is_not_asked_in_another(personas: Personas, wave: Wave) -> None:
    ask(personas, wave)
    with pytest.raises(PeopleRefused, match="is asked as teacher already"):
        ask(personas, wave, "ann@school.example, technician")


def test_taking_somebody_out_ends_the_link_and_they_can_be_asked_again(
    personas: Personas, wave: Wave
) -> None:
    ask(personas, wave)
    ann = Invitation.objects.get(email="ann@school.example")
    old = token_of(ann)
    withdraw(reach=personas.reach("subject_lead"), invitation_id=ann.pk, at=AT)
    with pytest.raises(LinkRefused, match="no longer asked"):
        invitation_of(old, AT)
    ask(personas, wave, "ann@school.example, technician")
    ann.refresh_from_db()
    assert (ann.role, ann.withdrawn_at) == ("technician", None)
    with pytest.raises(LinkRefused, match="newer link"):
        invitation_of(old, AT)


def test_a_corrected_address_gets_a_link_of_its_own(personas: Personas, wave: Wave) -> None:
    ask(personas, wave)
    ann = Invitation.objects.get(email="ann@school.example")
    old = token_of(ann)
    reach = personas.reach("hub_lead")
    with pytest.raises(PeopleRefused, match="already"):
        correct_address(reach=reach, invitation_id=ann.pk, listed=Listed(1, "BOB@school.example"), at=AT)
    moved = correct_address(reach=reach, invitation_id=ann.pk, listed=Listed(1, "anne@school.example"), at=AT)
    assert moved.invited_at is None
    with pytest.raises(LinkRefused, match="newer link"):
        invitation_of(old, AT)


def test_the_next_audit_asks_the_same_people(personas: Personas, wave: Wave) -> None:
    ask(personas, wave)
    withdraw(reach=SYSTEM, invitation_id=Invitation.objects.get(email="bob@school.example").pk, at=AT)
    second = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Spring", opens=STARTS)
    reach = personas.reach("hub_lead")
    once = ask_the_same_people(reach=reach, wave_id=second.pk, earlier_wave_id=wave.pk, at=AT)
    again = ask_the_same_people(reach=reach, wave_id=second.pk, earlier_wave_id=wave.pk, at=AT)
    assert (len(once.added), len(again.added)) == (3, 0)


@pytest.mark.parametrize("who", ["accountability_lead", "head", "trust_lead", "stranger"])
def test_others_ask_nobody(personas: Personas, wave: Wave, who: str) -> None:
    ask(personas, wave)
    with pytest.raises(Refused):
        ask(personas, wave, "new@school.example", who)
    with pytest.raises(Refused):
        withdraw(reach=personas.reach(who), invitation_id=Invitation.objects.first().pk, at=AT)  # type: ignore[union-attr]


def test_nobody_is_asked_in_an_audit_that_has_closed(personas: Personas, wave: Wave) -> None:
    Wave.objects.update(closed_at=AT)
    with pytest.raises(PeopleRefused, match="has closed"):
        ask(personas, wave)


def test_the_board_counts_people_by_school_and_role_and_finds_the_quiet(
    personas: Personas, wave: Wave, django_assert_max_num_queries: Any
) -> None:
    ask(personas, wave)
    Invitation.objects.update(invited_at=AT - timedelta(days=10))
    people = {row.email.split("@")[0]: row for row in Invitation.objects.all()}
    Invitation.objects.filter(pk=people["ann"].pk).update(begun_at=AT - timedelta(days=9), finished_at=AT)
    Invitation.objects.filter(pk=people["bob"].pk).update(begun_at=AT - timedelta(days=4))
    Invitation.objects.filter(pk=people["cat"].pk).update(bounced_at=AT)
    given = ResponseGiven(personas.department.pk, "teacher", "p1", {"recall-1": 2}, origin="paper")
    record_response(reach=SYSTEM, wave_id=wave.pk, response=given)
    shown = card(wave)
    with django_assert_max_num_queries(6):
        found = board(shown, personas.reach("hub_lead"), AT)
    row = found.rows[0]
    rates = {rate.role: (rate.answered, rate.of, rate.begun) for rate in row.rates}
    assert rates == {"lead": (0, 1, 0), "teacher": (2, 3, 2), "technician": (0, 1, 0)}
    assert (row.quiet, row.remindable, row.returned) == (2, 2, 1)
    assert (found.answered, found.asked) == (2, 5)
    assert len(found.rows) == 2
    hub, lead = personas.reach("hub_lead"), personas.reach("subject_lead")
    assert sorted(quiet_invitations(shown, hub, AT)) == sorted([people["bob"].pk, people["lead"].pk])
    assert quiet_invitations(shown, personas.reach("head"), AT) == []
    assert [row.department_id for row in board(shown, lead, AT).rows] == [personas.department.pk]
    assert board(shown, personas.reach("stranger"), AT).rows == ()


def test_a_lead_sees_who_is_asked_but_not_who_has_answered(personas: Personas, wave: Wave) -> None:
    ask(personas, wave)
    Invitation.objects.filter(email="ann@school.example").update(begun_at=AT, finished_at=AT)
    shown = card(wave)
    hub = asked_people(shown, personas.department.pk, personas.reach("hub_lead"))
    assert {person.email.split("@")[0]: person.state for person in hub}["ann"] == "finished"
    assert hub[0].role == "lead"
    lead = asked_people(shown, personas.department.pk, personas.reach("subject_lead"))
    assert {person.state for person in lead} == {""}
    with pytest.raises(Refused):
        asked_people(shown, personas.department.pk, personas.reach("head"))


def test_other_pages_say_in_a_line_where_the_open_audit_stands(
    personas: Personas, wave: Wave, django_assert_max_num_queries: Any
) -> None:
    ask(personas, wave)
    Invitation.objects.update(invited_at=AT - timedelta(days=10))
    Invitation.objects.filter(email="ann@school.example").update(begun_at=AT, finished_at=AT)
    hub, lead = personas.reach("hub_lead"), personas.reach("subject_lead")
    own, programme = personas.department, personas.programme.pk
    with django_assert_max_num_queries(3):
        over_all = open_audit(programme, Where(place=personas.place.pk), hub, AT)
    assert over_all is not None
    assert (over_all.answered, over_all.asked, over_all.quiet) == (1, 4, 1)
    here = open_audit_here(programme, own.pk, own.where, lead, AT)
    assert here is not None
    assert here.sentence == "0 of 1 lead, 1 of 2 teachers and 0 of 1 technician have answered “Autumn”."
    assert open_audit(programme, Where(place=personas.place.pk), lead, AT) is None
    Wave.objects.update(closed_at=AT)
    assert open_audit(programme, Where(place=personas.place.pk), hub, AT) is None


def test_whoever_has_finished_stays_in_the_counts_when_asked_no_longer(
    personas: Personas, wave: Wave
) -> None:
    ask(personas, wave)
    for name in ("ann", "bob"):  # bob is asked no longer before he answers, and leaves the counts
        row = Invitation.objects.get(email=f"{name}@school.example")
        if name == "ann":
            row.invited_at = row.begun_at = row.finished_at = AT
            row.save()
        withdraw(reach=personas.reach("subject_lead"), invitation_id=row.pk, at=AT)
    found = board(card(wave), SYSTEM, AT + timedelta(days=9), department_id=personas.department.pk)
    teachers = next(rate for rate in found.totals if rate.role == "teacher")
    assert (teachers.asked, teachers.finished) == (1, 1)
    assert (card(wave).asked, card(wave).finished) == (3, 1)
    assert found.rows[0].quiet == found.rows[0].remindable == 0
