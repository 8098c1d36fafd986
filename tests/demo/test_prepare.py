"""The whole preparation, with a planner that looks for two seconds: analysed, planned, and made only once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Answer
from smeaton.apps.needs.queries import clearest_needs, place_profile
from smeaton.apps.places.models import Programme
from smeaton.apps.support.models import PlanRun
from smeaton.apps.support.queries import packages_at_a_glance, plan_summary
from smeaton.apps.support.queries.money import money_page
from smeaton.apps.support.queries.scenarios import scenarios_page
from smeaton.demo import facts
from smeaton.demo.generator import SEED
from smeaton.demo.prepare import NotADemonstration, prepare
from smeaton.terms import Reach
from tests.factories import places as make

pytestmark = pytest.mark.django_db

SYSTEM = Reach.of_system("tests")


def now() -> datetime:
    """A fixed moment."""
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_place_is_analysed_and_planned_and_a_second_call_changes_nothing(
    settings: Any, tmp_path: Path
) -> None:
    charts = settings.CACHES["charts"] | {"LOCATION": tmp_path / "charts"}
    settings.CACHES = settings.CACHES | {"charts": charts}
    said: list[str] = []
    summary = prepare(now=now, seed=SEED, seconds=2, say=said.append)
    assert any("Planning support" in words for words in said)

    assert (summary.schools, summary.taking_part, summary.invited) == (facts.SCHOOLS, 17, 2)
    assert (summary.profiled, summary.planned) == (17, 17)
    assert summary.respondents > 100
    assert summary.answers > 4_000
    assert 0 < summary.cost <= summary.budget
    assert 0 < summary.covered <= summary.bound <= summary.need
    assert summary.share == pytest.approx(summary.covered / summary.need)
    assert 0 < summary.least_served <= summary.share
    lines = " ".join(summary.lines())
    assert "17 of 19 departments" in lines
    assert "synthetic" in lines

    programme = Programme.objects.get()
    dating = PlanRun.objects.get(current=True).dating
    assert dating["state"] == "dated", dating
    assert dating["covered"] >= 0.9 * dating["undated"]
    profile = place_profile(programme, SYSTEM)
    assert profile.synthetic
    assert len(clearest_needs(programme.pk, SYSTEM)) <= facts.SCHOOLS
    assert plan_summary(programme.pk, SYSTEM).synthetic
    assert len(packages_at_a_glance(programme.pk, SYSTEM)) in {17, facts.SCHOOLS}

    assert money_page(programme.pk, SYSTEM).total == summary.budget
    cards = scenarios_page(programme.pk, SYSTEM).cards
    assert [card.name for card in cards] == ["10% less money", "Two more mentors"]
    assert all(card.figures and not card.current for card in cards)

    before = (Event.objects.count(), Answer.objects.count(), PlanRun.objects.count())
    said.clear()
    assert prepare(now=now, seed=SEED, seconds=2, say=said.append) == summary
    assert not any("Planning support" in words for words in said)
    assert (Event.objects.count(), Answer.objects.count(), PlanRun.objects.count()) == before


def test_nothing_synthetic_is_put_beside_a_real_programme() -> None:
    make.programme(synthetic=False)
    with pytest.raises(NotADemonstration, match="holds a programme that is no demonstration"):
        prepare(now=now, seed=SEED, seconds=2)
    assert Programme.objects.count() == 1
