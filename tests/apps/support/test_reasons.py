"""Why each item is there: worked out once a plan stands, taken up where it was cut short, said on pages."""

from dataclasses import replace

import pytest
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.support import queries, services
from smeaton.apps.support.documents import sentences
from smeaton.apps.support.documents.reasoning import why_sentences
from smeaton.apps.support.models import PackageItem, PlanRun
from smeaton.apps.support.queries.reasons import Gap, Instead, ItemWhy, Without, reasons_of
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import asked, planned

pytestmark = pytest.mark.django_db


def _explain(run: PlanRun, seconds: float = 60.0) -> bool:
    return services.explain_plan(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now, seconds=seconds)


def test_a_plan_is_explained_item_by_item_and_once(personas: Personas) -> None:
    run = planned(personas)
    assert not run.reasons
    assert _explain(run)
    run.refresh_from_db()
    assert set(run.reasons) == {"per_thousand", "floor", "release_day", "mentor_hour"}
    items = PackageItem.objects.filter(package__plan=run)
    assert items
    for item in items:
        without = item.reasons["without"]
        assert without is not None
        value, error = without["own"]
        assert -1 <= value <= 1
        assert 0 <= error <= 1
    before = dict(items.values_list("pk", "reasons"))
    assert _explain(run)  # nothing is left to do
    assert dict(items.values_list("pk", "reasons")) == before
    actions = list(Event.objects.about("plan", run.pk).values_list("action", flat=True))
    assert actions.count("explained") == 1


def test_work_cut_short_is_taken_up(personas: Personas) -> None:
    run = planned(personas)
    assert not _explain(run, seconds=0.0)
    assert not PackageItem.objects.filter(package__plan=run).exclude(reasons={}).exists()
    assert _explain(run)
    assert not PackageItem.objects.filter(package__plan=run, reasons={}).exists()


def test_people_who_wait_for_a_plan_come_first(personas: Personas) -> None:
    run = planned(personas)
    asked(personas)
    assert not _explain(run)
    assert not PackageItem.objects.filter(package__plan=run).exclude(reasons={}).exists()


def test_only_who_runs_the_place_has_it_explained(personas: Personas) -> None:
    run = planned(personas)
    for name in ("accountability_lead", "subject_lead", "stranger"):
        with pytest.raises(Refused):
            services.explain_plan(reach=personas.reach(name), plan_run_id=run.pk, now=timezone.now)
    with pytest.raises(Refused):
        reasons_of(personas.department.pk, personas.reach("stranger"))


def test_reasons_stand_folded_on_the_package_page(personas: Personas) -> None:
    run = planned(personas)
    page = f"/places/testshire/departments/{personas.department.school_id}/package/"
    client = personas.client("subject_lead")
    assert b"Why this?" not in client.get(page).content
    _explain(run)
    answer = client.get(page)
    assert answer.status_code == 200
    assert (
        answer.content.count(b"Why this?")
        == PackageItem.objects.filter(package__plan=run, package__department=personas.department).count()
    )
    assert b"Without it" in answer.content
    assert personas.client("stranger").get(page).status_code == 403
    assert personas.client("hub_lead").get("/places/testshire/plan/").status_code == 200


def test_what_a_little_more_would_do_is_said_on_the_plan_page(personas: Personas) -> None:
    run = planned(personas)
    run.reasons = {"release_day": [{"who": "Alder High", "gain": 0.0123}], "mentor_hour": []}
    run.save()
    page = personas.client("hub_lead").get("/places/testshire/plan/").content.decode()
    assert "Alder High: one more release day would meet about 1.2% more of its need." in page


GAP, NOISE, NONE = Gap(0.044, 0.006), Gap(0.002, 0.006), Gap(0.0, 0.0)


@pytest.mark.parametrize(
    ("why", "says"),
    [
        (
            ItemWhy(2, 0.0, Without(GAP, Gap(0.0013, 0.0001), ()), None),
            [
                "Without it, 4.4% (give or take 0.6) less of your department’s need would be met, "
                "and 0.13% less of all departments’ together."
            ],
        ),
        (
            ItemWhy(2, 0.0, Without(NOISE, NOISE, ("Recall day",)), None),
            [
                "Without it, with Recall day instead, there would be no difference that we can tell for your "
                "department."
            ],
        ),
        (
            ItemWhy(
                2,
                0.0,
                Without(Gap(-0.021, 0.0), Gap(0.0012, 0.0), ()),
                Instead("Leading", "Models", Gap(-0.031, 0.001), Gap(0.0041, 0.001)),
            ),
            [
                "Without it, 2.1% more of your department’s need would be met, but 0.12% less of all "
                "departments’ together.",
                "The obvious alternative for models is Leading. With that in its place, 3.1% (give or "
                "take 0.1) more of your department’s need would be met, but 0.41% less of all "
                "departments’ together.",
            ],
        ),
        (ItemWhy(3, 0.0, Without(GAP, NONE, ()), None), []),  # three seats then, two now
        (None, []),
    ],
)
def test_differences_in_words(personas: Personas, why: ItemWhy | None, says: list[str]) -> None:
    planned(personas)
    view = queries.package(personas.department.pk, SYSTEM)
    item = replace(view.items[0], seats=2, hours=0.0)
    assert why_sentences(item, why) == says


def test_a_floor_whose_cost_is_noise_says_so(personas: Personas) -> None:
    planned(personas)
    plan = queries.plan_summary(personas.programme.pk, SYSTEM).current
    assert plan is not None
    kept = queries.Floor(without=0.5, kept=0.6, cost=0.012)
    unsure = replace(plan, least_served=0.6, gap=0.02, floor=kept)
    assert "costs less than can be told: the plan itself is only known to within 2.0%." in sentences.floor(
        unsure
    )
