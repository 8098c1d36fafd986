"""What is read of packages and plans, by whom."""

import pytest
from django.test import TestCase

from smeaton.apps.support import queries
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import furnish, planned

pytestmark = pytest.mark.django_db


def test_package_says_what_why_and_how_firmly(personas: Personas) -> None:
    run = planned(personas)
    view = queries.package(personas.department.pk, personas.reach("subject_lead"))
    assert view.items
    assert view.plan_id == run.pk
    assert view.synthetic
    assert sum(item.share for item in view.items) == pytest.approx(view.share, abs=1e-3)
    assert sum(item.cost for item in view.items) == pytest.approx(view.cost, abs=0.05)
    recall = next(s for s in view.strands if s.strand == "recall")
    assert recall.before == pytest.approx((4 - 1.4) / 3)
    assert recall.se == pytest.approx(0.2 / 3)
    assert recall.after < recall.before
    assert [s.before for s in view.strands] == sorted((s.before for s in view.strands), reverse=True)
    assert view.balance is not None


def test_without_a_plan_the_package_says_why(personas: Personas) -> None:
    furnish(personas)
    view = queries.package(personas.department.pk, personas.reach("head"))
    assert view.items == ()
    assert view.why_none == "No plan has been made yet."


@pytest.mark.parametrize("name", ["hub_lead", "accountability_lead", "subject_lead", "head", "trust_lead"])
def test_who_may_see_the_package(personas: Personas, name: str) -> None:
    assert queries.package(personas.department.pk, personas.reach(name)).urn == personas.department.school_id


@pytest.mark.parametrize("name", ["subject_lead", "head", "trust_lead", "stranger"])
def test_who_may_not_see_the_neighbours_package(personas: Personas, name: str) -> None:
    with pytest.raises(Refused):
        queries.package(personas.neighbour.pk, personas.reach(name))


def test_glance_is_narrowed_to_reach_and_keeps_the_denominator(personas: Personas) -> None:
    planned(personas)
    programme = personas.programme.pk
    everything = queries.packages_at_a_glance(programme, personas.reach("hub_lead"))
    assert set(everything) == {personas.department.pk, personas.neighbour.pk}
    assert set(queries.packages_at_a_glance(programme, personas.reach("head"))) == {personas.department.pk}
    assert queries.packages_at_a_glance(programme, personas.reach("stranger")) == {}
    glance = everything[personas.department.pk]
    assert glance.items == len(glance.names) > 0


@pytest.mark.parametrize("name", ["subject_lead", "head", "trust_lead", "stranger"])
def test_plan_offers_and_export_are_for_those_who_answer_for_the_place(personas: Personas, name: str) -> None:
    planned(personas)
    for query in (queries.plan_summary, queries.offers_page, queries.plan_export):
        with pytest.raises(Refused):
            query(personas.programme.pk, personas.reach(name))


def test_plan_summary_adds_up(personas: Personas) -> None:
    planned(personas)
    plan = queries.plan_summary(personas.programme.pk, personas.reach("accountability_lead")).current
    assert plan is not None
    assert plan.planned == len(plan.departments) == 2
    assert sum(d.cost for d in plan.departments) == pytest.approx(plan.cost, abs=0.1)
    assert sum(s.covered for s in plan.strands) == pytest.approx(plan.covered, abs=1e-6)
    assert sum(s.need for s in plan.strands) == pytest.approx(plan.need, abs=1e-6)
    assert min(d.share for d in plan.departments if d.share is not None) == pytest.approx(plan.least_served)
    covered = [at_most for _, at_most in plan.curve]
    assert covered == sorted(covered)
    money = next(limit for limit in plan.limits if limit.what == "money")
    assert money.used == pytest.approx(plan.cost, abs=0.01)
    assert money.available == plan.budget


def test_offers_page_adds_up_with_the_plan(personas: Personas) -> None:
    planned(personas)
    page = queries.offers_page(personas.programme.pk, SYSTEM)
    packages = queries.packages_in_full(personas.programme.pk, SYSTEM)
    assert page.seats == sum(item.seats for view in packages for item in view.items)
    assert sum(mentor.hours_used for mentor in page.mentors) == sum(
        item.hours for view in packages for item in view.items if item.kind == "mentoring"
    )
    assert len(page.catalogue) == 3
    for run in page.runs:
        assert run.seats == sum(visit.amount for visit in run.schools)
        if run.runs:
            assert run.seats >= run.seats_min
            assert run.seats_max is None or run.seats <= run.seats_max


def test_packages_in_full_cost_no_query_per_department(personas: Personas) -> None:
    planned(personas)
    with TestCase().assertNumQueries(5):
        queries.packages_in_full(personas.programme.pk, SYSTEM)
