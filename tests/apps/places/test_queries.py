"""Who sees which places and departments, and at what price."""

from dataclasses import replace
from typing import Any

import pytest

from smeaton.apps.places.models import Department, Place, Standing
from smeaton.apps.places.queries import department, departments, place, programme, programmes
from smeaton.terms import Grant, Permission, Reach, Refused, Role, ScopeKind, Shared, Sharing, Where
from tests.factories import places as make

pytestmark = pytest.mark.django_db


def reach_of(role: Role, scope: ScopeKind, key: int) -> Reach:
    """A reach of one grant."""
    return Reach("somebody", frozenset({Grant(role, scope, key)}))


@pytest.fixture
def owner() -> Reach:
    """The hub lead of a place with three departments of two trusts, one of which has declined."""
    of = make.programme("here", synthetic=True)
    alder, birch = make.trust("Alder"), make.trust("Birch")
    make.department(of, make.school(900_101, name="B", trust=alder), teachers=9, release_days="7.5")
    make.department(of, make.school(900_102, name="A", trust=birch))
    declined = {"standing": Standing.DECLINED, "standing_reason": "own programme"}
    make.department(of, make.school(900_103, name="C"), **declined)
    make.department(make.programme("there"), make.school(900_104, name="D", trust=alder))
    agreed = [Sharing(of.pk, frozenset(Shared), frozenset(Role), trust=t.pk) for t in (alder, birch)]
    agreed.append(Sharing(of.pk, frozenset(Shared), frozenset(Role), school=900_103))
    return replace(reach_of(Role.HUB_LEAD, ScopeKind.PLACE, of.place_id), sharing=frozenset(agreed))


def here() -> Any:
    """The programme of the fixture."""
    return Place.objects.get(slug="here").programmes.get()


def test_the_owner_sees_every_department_whatever_its_standing(
    owner: Reach, django_assert_num_queries: Any
) -> None:
    key = here().pk
    with django_assert_num_queries(1):
        cards = departments(key, owner)
    assert [card.school_name for card in cards] == ["A", "B", "C"]
    assert [card.takes_part for card in cards] == [True, True, False]
    card = cards[1]
    assert (card.teachers, card.technicians, card.release_days) == (9, None, 7.5)
    assert (card.trust_name, cards[2].trust_name) == ("Alder", None)
    assert card.where == Where(card.place.pk, 900_101, card.trust_id, key)
    assert card.synthetic


def test_a_trust_lead_sees_the_trusts_own_schools(owner: Reach) -> None:
    alder = Department.objects.get(school=900_101).school.trust_id
    assert alder is not None
    sharer = reach_of(Role.TRUST_LEAD, ScopeKind.TRUST, alder)
    assert [card.urn for card in departments(here().pk, sharer)] == [900_101]
    assert department("there", 900_104, sharer).school_name == "D"
    with pytest.raises(Refused):
        department("here", 900_102, sharer)
    with pytest.raises(Refused):
        place("here", sharer)


def test_a_stranger_is_refused_or_sees_nothing(owner: Reach) -> None:
    stranger = reach_of(Role.HUB_LEAD, ScopeKind.PLACE, Place.objects.get(slug="there").pk)
    for reach in (stranger, Reach.nobody()):
        assert departments(here().pk, reach) == []
        for ask in (
            lambda reach=reach: place("here", reach),
            lambda reach=reach: programmes(here().place_id, reach),
            lambda reach=reach: programme(here().pk, reach),
            lambda reach=reach: department("here", 900_101, reach),
        ):
            with pytest.raises(Refused):
                ask()


def test_a_permission_other_than_viewing_narrows_too(owner: Reach) -> None:
    lead = reach_of(Role.SUBJECT_LEAD, ScopeKind.SCHOOL, 900_101)
    assert [card.urn for card in departments(here().pk, lead)] == [900_101]
    assert departments(here().pk, lead, Permission.RUN_PLAN) == []
    with pytest.raises(Refused):
        department("here", 900_101, lead, Permission.RUN_PLAN)


def test_place_and_programme_say_who_stands_behind_them(owner: Reach) -> None:
    card = place("here", owner)
    assert (card.slug, card.name, card.local_authority) == ("here", "Here", None)
    (only,) = programmes(card.pk, owner)
    assert only == programme(only.pk, owner)
    assert (only.place, only.subject, only.synthetic) == (card, "science", True)


def test_a_subject_lead_may_know_the_programme(owner: Reach) -> None:
    assert (
        programme(here().pk, reach_of(Role.SUBJECT_LEAD, ScopeKind.SCHOOL, 900_102)).name == "Science · Here"
    )


def test_the_department_of_the_latest_programme_is_shown(owner: Reach) -> None:
    earlier = Department.objects.get(school=900_101)
    later = make.programme(place=here().place, name="Later", starts=make.STARTS.replace(year=2027))
    make.department(later, earlier.school)
    with pytest.raises(Refused):  # what was agreed for one programme is not agreed for the next
        department("here", 900_101, owner)
    lead = reach_of(Role.SUBJECT_LEAD, ScopeKind.SCHOOL, 900_101)
    assert department("here", 900_101, lead).programme_id == later.pk


def test_a_school_without_a_department_is_not_there(owner: Reach) -> None:
    with pytest.raises(Department.DoesNotExist):
        department("here", 900_104, owner)
    with pytest.raises(Place.DoesNotExist):
        place("nowhere", owner)
