"""The demonstration place in the database."""

from datetime import UTC, date, datetime

import pytest

from smeaton.apps.access.queries import reach_of
from smeaton.apps.history.models import Event
from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.places.queries import departments, place
from smeaton.demo import facts
from smeaton.demo.generator import SEED
from smeaton.demo.people import FAVOURED_SCHOOL, add_people, sign_agreements
from smeaton.demo.place import make_place
from smeaton.demo.register import enter_facts
from smeaton.terms import Permission, Reach, Refused

pytestmark = pytest.mark.django_db

SYSTEM = Reach.of_system("tests")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ON = date(2026, 9, 1)


@pytest.fixture
def programme() -> Programme:
    """The demonstration's programme, without answers."""
    enter_facts(reach=SYSTEM, at=NOW)
    return make_place(reach=SYSTEM, on=ON, seed=SEED)


def test_every_school_counts_whether_or_not_it_takes_part(programme: Programme) -> None:
    rows = departments(programme.pk, SYSTEM)
    assert len(rows) == facts.SCHOOLS
    assert sum(row.takes_part for row in rows) == facts.SCHOOLS - 2
    assert programme.place.schools.count() == facts.SCHOOLS


def test_no_real_school_has_declined_or_left(programme: Programme) -> None:
    standings = set(Department.objects.values_list("standing", flat=True))
    assert standings == {"taking part", "invited"}
    changes = Event.objects.filter(action="set standing").values_list("changes", flat=True)
    assert not {"declined", "left"} & {word for change in changes for word in change["standing"]}


def test_what_is_synthetic_says_so(programme: Programme) -> None:
    assert programme.synthetic
    assert all("(demonstration)" in name for name in (programme.commissioner, programme.delivery_partner))


def test_made_twice_it_is_the_same(programme: Programme) -> None:
    before = list(Department.objects.values())
    events = Event.objects.count()
    assert make_place(reach=SYSTEM, on=ON, seed=SEED + 1) == programme
    assert list(Department.objects.values()) == before
    assert Event.objects.count() == events


def test_there_is_somebody_for_every_role_and_nobody_has_a_name(programme: Programme) -> None:
    count = add_people(reach=SYSTEM, programme=programme, on=ON)
    assert add_people(reach=SYSTEM, programme=programme, on=ON) == count == Person.objects.count() == 6
    places = {
        facts.AUTHORITY_NAME,
        *(row.name for row in facts.schools()),
        *(row.name for row in facts.trusts()),
    }
    for person in Person.objects.all():
        _, comma, where = person.name.partition(", ")
        assert where in places if comma else person.name == "Visitor without access"


def test_the_people_reach_what_is_theirs(programme: Programme) -> None:
    add_people(reach=SYSTEM, programme=programme, on=ON)
    sign_agreements(reach=SYSTEM, programme=programme, at=NOW)
    reach = {person.name.split(",")[0]: reach_of(person, NOW.date()) for person in Person.objects.all()}
    assert len(departments(programme.pk, reach["Hub lead"])) == facts.SCHOOLS
    assert len(departments(programme.pk, reach["Accountability lead"])) == facts.SCHOOLS
    assert len(departments(programme.pk, reach["Accountability lead"], Permission.RUN_PLAN)) == 0
    for role in ("Science lead", "Head"):
        assert [card.urn for card in departments(programme.pk, reach[role])] == [FAVOURED_SCHOOL]
    trust = departments(programme.pk, reach["Trust lead"])
    assert len(trust) == 3
    assert len({card.trust_id for card in trust}) == 1
    assert departments(programme.pk, reach["Visitor without access"]) == []
    with pytest.raises(Refused):
        place("plymouth", reach["Visitor without access"])
