"""Creating a place and its programme, and saying how schools stand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.places.models import Department, Place, Standing
from smeaton.apps.places.services import create_place, create_programme, set_staffing, set_standing
from smeaton.terms import Grant, Reach, Refused, Role, ScopeKind
from tests.factories.places import STARTS, authority, department, programme, school, trust

pytestmark = pytest.mark.django_db

SYSTEM = Reach.of_system("tests")


def hub_lead(place_id: int) -> Reach:
    """The reach of a hub lead of that place."""
    return Reach("hub lead", frozenset({Grant(Role.HUB_LEAD, ScopeKind.PLACE, place_id)}))


def urns(place: Place) -> list[int]:
    """The URNs of a place's schools."""
    return list(place.schools.order_by("pk").values_list("pk", flat=True))


def test_an_authority_brings_its_open_state_funded_mainstream_secondaries() -> None:
    here, there = authority(), authority(992, "Elsewhere")
    wanted = [
        school(900_101, local_authority=here),
        school(900_102, local_authority=here, type="community school"),
        school(900_103, local_authority=here, type="University technical college"),
        school(900_104, local_authority=here, phase="all-through", type="Free schools"),
    ]
    for urn, facts in enumerate(
        [
            {"phase": "primary"},
            {"status": "closed"},
            {"type": "Other independent school"},
            {"type": "Community special school"},
            {"type": "Academy alternative provision converter"},
            {"identity_only": True},
        ],
        start=900_110,
    ):
        school(urn, local_authority=here, **facts)
    school(900_120, local_authority=there)
    place = create_place(reach=SYSTEM, name="Sampleshire", local_authority=here.pk)
    assert urns(place) == [row.pk for row in wanted]
    assert (place.slug, place.local_authority) == ("sampleshire", here)


def test_a_list_of_urns_brings_the_schools_it_names_and_no_others() -> None:
    here = authority()
    school(900_101, local_authority=here)
    school(900_102, type="Community special school")
    place = create_place(reach=SYSTEM, name="Two rivers", urns=[900_102], local_authority=here.pk)
    assert urns(place) == [900_102]
    assert place.slug == "two-rivers"


def test_trusts_bring_their_secondaries() -> None:
    alder, birch = trust("Alder"), trust("Birch")
    school(900_101, trust=alder)
    school(900_102, trust=alder, phase="primary")
    school(900_103, trust=birch)
    school(900_104)
    place = create_place(reach=SYSTEM, name="Alder and Birch", trusts=[alder.pk, birch.pk], urns=[900_104])
    assert urns(place) == [900_101, 900_103, 900_104]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ({"urns": [900_199]}, "no school with the URN 900199"),
        ({"trusts": [77]}, "no trust with the key 77"),
        ({"local_authority": 993}, "no local authority with the code 993"),
        ({"local_authority": 991}, "No school comes together"),
        ({}, "No school comes together"),
    ],
)
def test_what_the_register_does_not_know_is_said(source: dict[str, Any], says: str) -> None:
    authority()
    with pytest.raises(ValueError, match=says):
        create_place(reach=SYSTEM, name="Nowhere", **source)
    assert not Place.objects.exists()
    assert not Event.objects.exists()


def test_only_the_installation_creates_places() -> None:
    school(900_101)
    with pytest.raises(Refused):
        create_place(reach=hub_lead(1), name="Mine", urns=[900_101])


def test_every_school_of_the_place_gets_a_department() -> None:
    for urn in (900_101, 900_102, 900_103):
        school(urn)
    place = create_place(reach=SYSTEM, name="Three", urns=[900_101, 900_102, 900_103])
    made = create_programme(
        reach=hub_lead(place.pk), place_id=place.pk, name="Science · Three", subject="science", starts=STARTS
    )
    rows = Department.objects.filter(programme=made)
    assert {row.school_id for row in rows} == {900_101, 900_102, 900_103}
    assert {row.standing for row in rows} == {Standing.NOT_APPROACHED}
    event = Event.objects.about("programme", made.pk).get()
    assert event.place == place.pk
    assert event.changes["departments"] == [900_101, 900_102, 900_103]


def test_a_stranger_creates_no_programme() -> None:
    school(900_101)
    place = create_place(reach=SYSTEM, name="One", urns=[900_101])
    with pytest.raises(Refused):
        create_programme(
            reach=hub_lead(place.pk + 1), place_id=place.pk, name="Mine", subject="science", starts=STARTS
        )


def test_a_standing_is_recorded_with_its_reason() -> None:
    row = department(programme(), school(900_101))
    on = date(2026, 10, 5)
    set_standing(
        reach=hub_lead(row.programme.place_id),
        department_id=row.pk,
        standing=Standing.LEFT,
        on=on,
        reason=" no cover to be found ",
    )
    row.refresh_from_db()
    assert (row.standing, row.standing_reason, row.standing_since) == ("left", "no cover to be found", on)
    event = Event.objects.about("department", row.pk).get()
    assert event.changes["standing"] == ["taking part", "left"]
    assert (event.place, event.school) == (row.programme.place_id, 900_101)


def test_declining_without_a_reason_changes_nothing() -> None:
    row = department(programme(), school(900_101))
    with pytest.raises(ValueError, match="Say why the school has declined"):
        set_standing(reach=SYSTEM, department_id=row.pk, standing=Standing.DECLINED, on=STARTS, reason="  ")
    row.refresh_from_db()
    assert row.standing == "taking part"
    assert not Event.objects.exists()


@pytest.mark.parametrize("role", [Role.ACCOUNTABILITY_LEAD, Role.SUBJECT_LEAD])
def test_who_only_views_sets_no_standing(role: Role) -> None:
    row = department(programme(), school(900_101))
    scope, key = (
        (ScopeKind.SCHOOL, row.school_id)
        if role is Role.SUBJECT_LEAD
        else (ScopeKind.PLACE, row.programme.place_id)
    )
    reach = Reach("somebody", frozenset({Grant(role, scope, key)}))
    with pytest.raises(Refused):
        set_standing(reach=reach, department_id=row.pk, standing=Standing.INVITED, on=STARTS)
    with pytest.raises(Refused):
        set_staffing(reach=reach, department_id=row.pk, teachers=9, technicians=1, release_days=Decimal(9))


def test_staffing_is_kept_and_recorded() -> None:
    row = department(programme(), school(900_101))
    set_staffing(
        reach=SYSTEM, department_id=row.pk, teachers=9, technicians=None, release_days=Decimal("7.5")
    )
    row.refresh_from_db()
    assert (row.teachers, row.technicians, row.release_days) == (9, None, Decimal("7.5"))
    assert Event.objects.about("department", row.pk).get().changes["release_days"] == 7.5
