"""The facts in the register: entered once, and found unchanged by the published files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.register.models import Outcome, School, Trust
from smeaton.apps.register.queries import gap_series, school_card, successor_of
from smeaton.apps.register.services import import_file
from smeaton.demo import facts
from smeaton.demo.register import enter_facts
from smeaton.terms import Reach, Status

pytestmark = pytest.mark.django_db

SYSTEM = Reach.of_system("tests")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def outcomes() -> list[tuple[object, ...]]:
    """Every outcome of the place's schools, its authority and England that the demonstration entered."""
    rows = Outcome.objects.filter(measure__in=["attainment8", "progress8", "ebacc_aps"], stage="KS4")
    urns = [fact.urn for fact in facts.outcomes()]
    rows = rows.filter(about__in=[0, facts.AUTHORITY, *urns]).order_by(
        "about", "year", "measure", "group", "source"
    )
    return list(rows.values_list("about", "year", "measure", "group", "source", "version", "status", "value"))


def test_a_second_time_nothing_changes() -> None:
    first = enter_facts(reach=SYSTEM, at=NOW)
    events = Event.objects.count()
    second = enter_facts(reach=SYSTEM, at=NOW)
    assert first.created > 0
    assert (second.created, second.updated, second.unchanged) == (0, 0, second.facts)
    assert Event.objects.count() == events


def test_every_school_is_described_and_unknown_trusts_stay_unknown() -> None:
    enter_facts(reach=SYSTEM, at=NOW)
    for fact in facts.schools():
        card = school_card(fact.urn)
        assert (card.name, card.trust_name, card.pupils) == (fact.name, fact.trust, fact.pupils)
    assert School.objects.get(pk=137_206).trust is None
    assert Trust.objects.get(uid=3547).companies_house == "07398467"


def test_the_gap_series_has_ten_years_with_its_flags() -> None:
    enter_facts(reach=SYSTEM, at=NOW)
    years = {row.year: row for row in gap_series(facts.AUTHORITY).years}
    assert sorted(years) == list(range(2016, 2026))
    assert [years[year].gap for year in (2016, 2019, 2024)] == pytest.approx([14.0, 17.3, 15.8])
    assert any(flag.startswith("check:") for flag in years[2018].flags)
    assert all("teacher-assessed grades" in years[year].flags for year in (2020, 2021))


def test_earlier_numbers_lead_to_the_present_ones() -> None:
    enter_facts(reach=SYSTEM, at=NOW)
    for link in facts.links():
        assert successor_of(link.predecessor) == link.successor
    missing = Outcome.objects.get(school=146_560, year=2019, measure="attainment8")
    assert (missing.status, missing.value) == (Status.MISSING, None)


@pytest.mark.parametrize(
    "file",
    [
        "performance/england_2018-19_ks4_extract.csv",
        "local_authority/lait_2016-2025_attainment_long.csv",
        "register/gias_links_2025-04.csv",
    ],
)
def test_the_published_files_find_the_facts_unchanged(shared_data: Path, file: str) -> None:
    enter_facts(reach=SYSTEM, at=NOW)
    before, names = outcomes(), list(School.objects.filter(identity_only=False).values_list("urn", "name"))
    with (shared_data / file).open("rb") as stream:
        report = import_file(reach=SYSTEM, stream=stream, name=Path(file).name, at=NOW)
    assert (report.refused, report.rejected) == ("", [])
    assert set(before) <= set(outcomes())
    assert list(School.objects.filter(identity_only=False).values_list("urn", "name")) == names
    for link in facts.links():
        assert successor_of(link.predecessor) == link.successor
