"""From grants to reach: what was given, from its first day to its last, and nothing else."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import end_grant, grant
from smeaton.apps.history.models import Event
from smeaton.apps.places.models import Place
from smeaton.terms import Permission, Refused, Role, ScopeKind, Where
from tests.factories.personas import GRANTED, SYSTEM, TODAY, Personas


def test_a_hub_lead_reaches_the_place_and_a_stranger_does_not(personas: Personas) -> None:
    here = Where(place=personas.place.pk)
    assert personas.reach("hub_lead").can(Permission.RUN_PLAN, here)
    assert not personas.reach("accountability_lead").can(Permission.RUN_PLAN, here)
    assert not personas.reach("stranger").can(Permission.VIEW_PLACE, here)


def test_a_grant_holds_from_its_first_day_to_its_last(personas: Personas) -> None:
    row = GrantRecord.objects.get(person=personas.hub_lead)
    here = Where(place=personas.place.pk)
    end_grant(reach=SYSTEM, grant_id=row.pk, on=TODAY)
    for day, held in (
        (GRANTED - timedelta(days=1), False),
        (GRANTED, True),
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
    ):
        assert reach_of(personas.hub_lead, day).can(Permission.VIEW_PLACE, here) is held


def test_a_hub_lead_lets_nobody_into_another_place(personas: Personas) -> None:
    here, elsewhere = personas.reach("hub_lead"), personas.reach("stranger")
    over = {"scope": ScopeKind.SCHOOL, "key": personas.department.school_id, "starts": TODAY}
    head = GrantRecord.objects.get(person=personas.head)
    for place in (None, personas.place.pk, Place.objects.get(slug="elsewhere").pk):
        with pytest.raises(Refused):
            grant(reach=elsewhere, person=personas.head.pk, role=Role.TEACHER, place=place, **over)
        with pytest.raises(Refused):
            end_grant(reach=elsewhere, grant_id=head.pk, on=TODAY, place=place)
    given = grant(reach=here, person=personas.head.pk, role=Role.TEACHER, place=personas.place.pk, **over)
    assert given.given_by == personas.hub_lead
    end_grant(reach=here, grant_id=head.pk, on=TODAY, place=personas.place.pk)
    assert Role.HEAD not in reach_of(personas.head, TODAY + timedelta(days=1)).roles()


def test_nobody_gives_themselves_a_role(personas: Personas) -> None:
    with pytest.raises(Refused, match="themselves"):
        grant(
            reach=personas.reach("hub_lead"),
            person=personas.hub_lead.pk,
            role=Role.HEAD,
            scope=ScopeKind.SCHOOL,
            key=personas.department.school_id,
            starts=TODAY,
            place=personas.place.pk,
        )


def test_a_role_is_held_only_over_what_it_is_meant_for(personas: Personas) -> None:
    with pytest.raises(ValueError, match="not held over a school"):
        grant(
            reach=SYSTEM,
            person=personas.stranger.pk,
            role=Role.HUB_LEAD,
            scope=ScopeKind.SCHOOL,
            key=personas.department.school_id,
            starts=TODAY,
        )


def test_the_database_refuses_a_grant_over_two_things_or_none(personas: Personas) -> None:
    for over in ({}, {"place": personas.place, "school": personas.department.school}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GrantRecord.objects.create(person=personas.head, role=Role.HEAD, starts=date(2026, 9, 1), **over)


def test_every_grant_is_in_history(personas: Personas) -> None:
    row = GrantRecord.objects.get(person=personas.trust_lead)
    event = Event.objects.about("grant", row.pk).get()
    assert event.changes["role"] == "trust lead"
    assert event.actor == "system:tests"
    lead = GrantRecord.objects.get(person=personas.hub_lead)
    end_grant(reach=SYSTEM, grant_id=lead.pk, on=TODAY)
    ended = Event.objects.about("grant", lead.pk).get(action="ended")
    assert (ended.place, ended.changes) == (personas.place.pk, {"ends": TODAY.isoformat()})
