"""Sentences, pictures and the workbook: what they say, and that it is what the reads say."""

from dataclasses import replace
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from smeaton.apps.support import queries
from smeaton.apps.support.documents import (
    budget_picture,
    department_picture,
    package_picture,
    plan_workbook,
    sentences,
    strand_picture,
    workbook_name,
)
from smeaton.apps.support.queries import Floor, Limit, PlanProgress
from smeaton.engine.support.balance import check
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import MADE_AT, furnish, planned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 day"), (2.5, "2.5 days"), (41.0, "41 hours"), (0, "0 hours"), (1200, "1,200 hours")],
)
def test_counts_carry_their_noun(count: float, said: str) -> None:
    assert sentences.counted(count, said.split()[1].removesuffix("s")) == said


def test_balance_names_what_is_missing() -> None:
    assert sentences.balance(check(["A1", "B2", "C3", "D1"])).startswith("Balanced")
    said = sentences.balance(check(["A1", "C1"]))
    assert "building knowledge and developing technique" in said
    assert "nothing for motivating people and embedding practice" in said


def test_package_in_words(personas: Personas) -> None:
    planned(personas)
    view = queries.package(personas.department.pk, SYSTEM)
    finding = sentences.package_finding(view)
    assert sentences.number(len(view.items)).capitalize() in finding
    most = max(view.strands, key=lambda strand: strand.before - strand.after)
    assert f"{view.share:.0%} of your department’s need" in finding
    assert f"; {sentences.within(most.title)} most of all" in finding
    one = replace(view, items=view.items[:1], cover_days=0.0)
    assert "One item" in sentences.package_finding(one)
    assert "no cover needed. It meets" in sentences.package_finding(one)
    assert sentences.when(view) == "dates still to come, between January 2027 and July 2027"
    assert sentences.when(replace(view, starts=None)) == "dates still to come"
    assert "not been worked out" in sentences.firmness(replace(view.items[0], firmness=None))


def test_plan_in_words(personas: Personas) -> None:
    planned(personas)
    plan = queries.plan_summary(personas.programme.pk, SYSTEM).current
    assert plan is not None
    assert sentences.denominator(plan) == "Planned for 2 of 2 departments."
    protected = replace(plan, gap=0.001, least_served=0.6, floor=Floor(without=0.5, kept=0.6, cost=0.012))
    assert "60% of its need met, instead of 50%; that costs 1.2%" in sentences.floor(protected)
    assert "changed nothing" in sentences.floor(replace(protected, least_served=0.5))
    assert "not protected" in sentences.floor(replace(plan, floor=None))
    assert "about 1.0% more need" in sentences.money_buys(replace(plan, per_thousand=plan.need / 100))
    assert "something else limits" in sentences.money_buys(replace(plan, per_thousand=0.0))
    limits = (
        Limit("money", "pounds", 28_480, 28_500),
        Limit("release days", "days", 50, 100, "Alderwood School", 1.0, 0.004),
        Limit("mentors’ hours", "hours", 10, 20, "", 10.0, 0.0),
    )
    said = sentences.limits(replace(plan, limits=limits))
    assert said[0] == "Money: £28,480 of £28,500 used (over 99%), so it limits the plan."
    assert said[1].endswith(
        "scarcest at Alderwood School, where one more day would meet about 0.4% more of its need."
    )
    assert said[2].endswith("more of it would meet hardly any more need.")


def test_progress_says_what_is_proved_and_what_is_not(personas: Personas) -> None:
    furnish(personas)
    run = PlanProgress(
        id=1,
        status="running",
        live=True,
        stage="covering most need above the floor",
        percent=50,
        share=0.64,
        gap=0.36,
        least_served=0.6,
        attempt=1,
        cancel_asked=False,
        message="",
        budget=1.0,
        requested_at=MADE_AT,
    )
    assert "not proved yet" in sentences.progress(run)
    assert sentences.progress(replace(run, gap=0.02)).endswith("within 2.0% of the best possible.")
    assert sentences.progress(replace(run, share=None)) == "Nothing found yet."
    assert sentences.stage(run) == "Found a plan · proving how good it is"


def test_pictures_carry_their_figures_and_their_mark(personas: Personas) -> None:
    planned(personas)
    plan = queries.plan_summary(personas.programme.pk, SYSTEM).current
    assert plan is not None
    charts = [department_picture(plan), strand_picture(plan), budget_picture(plan)]
    charts.append(package_picture(queries.package(personas.department.pk, SYSTEM)))
    assert all(chart.synthetic and chart.rows and chart.finding for chart in charts)
    assert len(charts[0].rows) == 2
    assert len(charts[1].rows) == 12
    assert len(charts[3].rows) == 12


def test_workbook_holds_what_the_pages_show(personas: Personas) -> None:
    planned(personas)
    content = queries.plan_export(personas.programme.pk, SYSTEM)
    book = CalamineWorkbook.from_filelike(BytesIO(plan_workbook(content)))
    assert all(name.endswith(" (synthetic)") for name in book.sheet_names)
    packages = book.get_sheet_by_name("Packages (synthetic)").to_python()
    assert packages[2][:2] == ["School", "URN"]
    assert [row[0] for row in packages[3:]] == [view.school_name for view in content.packages]
    assert [row[4] for row in packages[3:]] == pytest.approx([view.cost for view in content.packages])
    items = book.get_sheet_by_name("Items (synthetic)").to_python()
    assert len(items) - 3 == sum(len(view.items) for view in content.packages)
    assert "synthetic" in workbook_name(content)
    plain = replace(content, synthetic=False)
    assert "synthetic" not in workbook_name(plain)
    assert CalamineWorkbook.from_filelike(BytesIO(plan_workbook(plain))).sheet_names[0] == "Plan"


def test_workbook_of_departments_outside_the_plan_says_so(personas: Personas) -> None:
    planned(personas)
    content = queries.plan_export(personas.programme.pk, SYSTEM)
    outside = replace(content.packages[1], plan_id=None, items=(), why_none="No profile.", share=0.0)
    book = CalamineWorkbook.from_filelike(
        BytesIO(plan_workbook(replace(content, packages=(content.packages[0], outside))))
    )
    row = book.get_sheet_by_name("Packages (synthetic)").to_python()[4]
    assert row[7:] == ["not in the plan", "No profile."]


def test_no_plan_no_workbook(personas: Personas) -> None:
    furnish(personas)
    with pytest.raises(ValueError, match="no plan"):
        plan_workbook(queries.plan_export(personas.programme.pk, SYSTEM))
