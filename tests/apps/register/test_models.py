"""What the database itself refuses, and how things call themselves."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError

from smeaton.apps.register.models import (
    Eligibility,
    ImportRun,
    LocalAuthority,
    Outcome,
    School,
    SchoolLink,
    SchoolObservation,
    Trust,
    TrustMembership,
    TrustName,
)
from tests.factories.register import AT

pytestmark = pytest.mark.django_db

FIGURE = {
    "year": 2019,
    "stage": "KS4",
    "measure": "attainment8",
    "group": "all",
    "status": "value",
    "value": 44.0,
    "source": "lait",
    "version": "unstated",
}


@pytest.fixture
def school() -> School:
    return School.objects.create(urn=136557)


def refused(row: Model) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_numbers_that_no_school_or_authority_can_have() -> None:
    refused(School(urn=12))
    refused(School(urn=1_000_000))
    refused(LocalAuthority(code=1000))
    refused(School(urn=136558, identity_only=False, name=""))


def test_an_outcome_is_about_one_thing_and_has_a_value_only_where_published(school: School) -> None:
    authority = LocalAuthority.objects.create(code=879, name="Plymouth")
    Outcome.objects.create(about=136557, school=school, **FIGURE)
    Outcome.objects.create(about=879, authority=authority, **FIGURE)
    Outcome.objects.create(about=0, england=True, **FIGURE)
    refused(Outcome(about=0, england=True, **FIGURE))
    refused(Outcome(about=0, **FIGURE | {"year": 2018}))
    refused(Outcome(about=136557, school=school, england=True, **FIGURE | {"year": 2018}))
    refused(Outcome(about=879, school=school, **FIGURE | {"year": 2018}))
    refused(Outcome(about=0, england=True, **FIGURE | {"year": 2018, "status": "suppressed"}))
    refused(Outcome(about=0, england=True, **FIGURE | {"year": 2018, "value": None}))
    refused(Outcome(about=0, england=True, **FIGURE | {"group": "girls"}))
    refused(Outcome(about=0, england=True, **FIGURE | {"year": 19}))


def test_what_is_referred_to_is_not_deleted(school: School) -> None:
    Eligibility.objects.create(school=school, list="RISE", year=2026)
    with pytest.raises(ProtectedError):
        school.delete()


def test_links_join_two_schools_once(school: School) -> None:
    other = School.objects.create(urn=136558)
    link = SchoolLink.objects.create(predecessor=school, successor=other, kind="successor")
    assert str(link) == "136557 → 136558 (successor)"
    refused(SchoolLink(predecessor=school, successor=other, kind="successor"))
    refused(SchoolLink(predecessor=school, successor=school, kind="successor"))


def test_trusts_and_memberships(school: School) -> None:
    trust = Trust.objects.create(name="A trust", name_key="a trust")
    refused(Trust(name="A TRUST", name_key="a trust"))
    Trust.objects.create(uid=11, name="A trust", name_key="a trust")
    refused(Trust(uid=11, name="B", name_key="b"))
    refused(Trust(uid=12, name="", name_key=""))
    days = {"first_seen": date(2020, 1, 1), "last_seen": date(2021, 1, 1)}
    refused(TrustMembership(school=school, trust=trust, ends=date(2020, 6, 1), **days))
    membership = TrustMembership.objects.create(school=school, trust=trust, ends=date(2021, 6, 1), **days)
    assert str(membership) == "136557 in A trust"
    assert str(TrustName.objects.create(trust=trust, name_key="a trust")) == "a trust"


def test_how_things_call_themselves(school: School) -> None:
    assert str(school) == "School 136557"
    school.name, school.establishment_number = "Hele's", 4154
    assert (str(school), school.laestab) == ("Hele's", None)
    school.local_authority = LocalAuthority(code=879)
    assert (school.laestab, str(school.local_authority)) == (8_794_154, "Local authority 879")
    observation = SchoolObservation(school=school, source="gias", as_of=date(2022, 4, 1))
    assert str(observation) == "136557 in gias as at 2022-04-01"
    assert str(Outcome(about=0, **FIGURE)) == "attainment8 (all) of England in 2019"
    assert str(Eligibility(school=school, list="RISE", year=2026)) == "136557 on RISE in 2026"
    assert str(ImportRun(file="gias.csv", at=AT)) == "gias.csv at 2026-09-01 12:00"
