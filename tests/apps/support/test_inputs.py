"""From rows to a problem: one table of strengths, and every assumption said."""

import math

import pytest

from smeaton.apps.support.inputs import NothingToPlan, planning_inputs, rules_of, strength_table
from smeaton.apps.support.models import Offer
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import STRANDS, asked, furnish

pytestmark = pytest.mark.django_db


def test_strengths_are_sourced_and_in_order() -> None:
    table = strength_table()
    assert "our own judgement" in table.source
    assert table.tried_at == (0.7, 1.0, 1.3)
    for kind in (table.seat, table.mentoring_hour):
        for part in ("main", "also"):
            assert 0 < kind[part]["light"] < kind[part]["solid"] < kind[part]["deep"]
        assert all(kind["also"][depth] < kind["main"][depth] for depth in ("light", "solid", "deep"))


def test_problem_holds_needs_offers_mentors_and_rules(personas: Personas) -> None:
    furnish(personas)
    problem = planning_inputs(asked(personas), SYSTEM).problem
    assert [strand.id for strand in problem.strands] == list(STRANDS)
    mine = next(d for d in problem.departments if d.id == str(personas.department.school_id))
    recall = STRANDS.index("recall")
    assert mine.need[recall] == pytest.approx((4 - 1.4) / 3)
    assert mine.need_se[recall] == pytest.approx(0.2 / 3)
    assert (mine.staff, mine.release_days) == (10, 12)
    offer = next(o for o in problem.offers if o.id == "recall-day")
    assert offer.contribution[recall] == strength_table().seat["main"]["solid"]
    assert offer.contribution[STRANDS.index("feedback")] == strength_table().seat["also"]["solid"]
    assert offer.contribution[STRANDS.index("language")] == 0
    assert problem.mentors[0].department == str(personas.neighbour.school_id)
    assert problem.hosts[0].department == mine.id
    assert math.dist(problem.departments[0].at_km, problem.departments[1].at_km) == pytest.approx(
        math.hypot(0.9, 0.7)
    )
    assert (problem.rules.objective, problem.rules.floor, problem.rules.budget) == ("expected", "max", 3000)


@pytest.mark.parametrize("strength", [0.7, 1.3])
def test_strength_scales_every_contribution(personas: Personas, strength: float) -> None:
    furnish(personas)
    run = asked(personas)
    usual = planning_inputs(run, SYSTEM).problem
    run.strength = strength
    tried = planning_inputs(run, SYSTEM).problem
    for before, after in zip(usual.offers, tried.offers, strict=True):
        assert after.contribution == pytest.approx([strength * dose for dose in before.contribution])
    for before_m, after_m in zip(usual.mentors, tried.mentors, strict=True):
        assert after_m.contribution_per_hour == pytest.approx(
            [strength * dose for dose in before_m.contribution_per_hour]
        )


def test_what_is_not_known_is_assumed_and_said(personas: Personas) -> None:
    furnish(personas)
    school = personas.neighbour.school
    personas.neighbour.teachers = personas.neighbour.release_days = None
    personas.neighbour.save()
    school.easting = school.northing = None
    school.save()
    inputs = planning_inputs(asked(personas), SYSTEM)
    other = next(d for d in inputs.problem.departments if d.id == str(personas.neighbour.school_id))
    assert (other.staff, other.release_days) == (10, 12)
    assert [note.split(" without ")[1].split(":")[0] for note in inputs.notes] == [
        "a number of teachers",
        "release days",
        "coordinates",
    ]


def test_an_empty_catalogue_is_told(personas: Personas) -> None:
    furnish(personas)
    Offer.objects.update(in_use=False)
    with pytest.raises(NothingToPlan, match="catalogue is empty"):
        planning_inputs(asked(personas), SYSTEM)


def test_rules_of_the_programme_go_before_the_usual_ones() -> None:
    rules = rules_of({"travel_limit_km": 9, "mentor": {"pair_hours_max": 8}}, 100)
    assert (rules.travel_limit_km, rules.mentor.pair_hours_max, rules.budget) == (9, 8, 100)
    with pytest.raises(ValueError, match="does not know"):
        rules_of({"travel": 9}, 100)
