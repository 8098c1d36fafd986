"""Facts entered from tables of our own, and the real file afterwards."""

from datetime import date

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.register.models import School
from smeaton.apps.register.services import record_facts
from smeaton.engine.sources import Fact, OutcomeFact, SchoolFact, TrustFact, TrustNamed
from smeaton.terms import Reach, Refused, Reported
from tests.factories.register import AT, SYSTEM, series_row, table, take

pytestmark = pytest.mark.django_db

FACTS: list[Fact] = [
    SchoolFact(136557, "Hele's", status="open", states_trust=True, trust=TrustNamed("Westcountry Trust")),
    TrustFact("Second Trust", uid=22, members=(136558,)),
    OutcomeFact(879, 2019, "KS4", "attainment8", "disadvantaged", Reported.of(31.4), "lait", "unstated"),
]


def test_facts_are_entered_once_and_the_file_they_come_from_says_unchanged() -> None:
    first = record_facts(
        reach=SYSTEM, facts=FACTS, source="demonstration", observed_on=date(2025, 4, 1), at=AT
    )
    assert (first.facts, first.created, first.updated, first.unchanged) == (3, 3, 0, 0)
    again = record_facts(
        reach=SYSTEM, facts=FACTS, source="demonstration", observed_on=date(2025, 4, 1), at=AT
    )
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert Event.objects.count() == 1
    school = School.objects.select_related("trust").get(pk=136557)
    assert (school.identity_only, str(school.trust)) == (False, "Westcountry Trust")
    report = take(table([series_row()]), "lait.csv")
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)


def test_only_the_installation_enters_facts() -> None:
    with pytest.raises(Refused):
        record_facts(reach=Reach.nobody(), facts=FACTS, source="x", observed_on=date(2025, 4, 1), at=AT)
