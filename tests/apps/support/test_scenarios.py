"""Scenarios: made, planned beside the plan, compared, chosen; what is certain and what is kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.support import services
from smeaton.apps.support.models import (
    Mentor,
    PackageItem,
    PackageVersion,
    PlanRun,
    PlanStatus,
    RunKind,
    Scenario,
    SignOff,
)
from smeaton.apps.support.queries.comparison import comparison
from smeaton.apps.support.queries.scenarios import scenarios_page
from smeaton.apps.support.services.chosen import explain_chosen
from smeaton.apps.support.tasks import carry_out_plan
from smeaton.engine.support.scenarios import Change, ChangeKind
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import MADE_AT, asked, furnish, planned

pytestmark = pytest.mark.django_db

SCENARIOS = "/places/testshire/scenarios/"
LESS = Change(ChangeKind.MONEY, -50)
FORM = {"money": "-10", "mentors": "0", "release": "0", "seconds": "15"}


def make(personas: Personas, name: str, *changes: Change) -> Scenario:
    """A scenario, as the hub lead makes it."""
    return services.make_scenario(
        reach=personas.reach("hub_lead"),
        programme_id=personas.programme.pk,
        name=name,
        changes=changes,
        at=MADE_AT,
    )


def carried_out(personas: Personas, name: str, *changes: Change) -> tuple[Scenario, PlanRun]:
    """A scenario with its plan, made by the real planner in a second."""
    scenario = make(personas, name, *changes)
    run = services.plan_scenario(reach=personas.reach("hub_lead"), scenario_id=scenario.pk, at=MADE_AT)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    run.refresh_from_db()
    return scenario, run


def choose(personas: Personas, scenario: Scenario) -> PlanRun:
    """Choose it as the hub lead."""
    return services.choose_scenario(
        reach=personas.reach("hub_lead"), scenario_id=scenario.pk, at=MADE_AT + timedelta(hours=1)
    )


def test_a_scenario_is_planned_beside_the_plan_and_chosen(personas: Personas) -> None:
    plan = planned(personas)
    scenario, run = carried_out(personas, "Half the money", LESS)
    plan.refresh_from_db()
    assert plan.current
    assert (run.status, run.kind, run.current) == (PlanStatus.COMPLETE, RunKind.SCENARIO, False)
    assert run.budget == plan.budget / 2
    assert run.cost is not None
    assert run.cost <= run.budget
    PlanRun.objects.update(bound=F("covered"))  # as if both were proved, which takes longer than a second
    (card,) = scenarios_page(personas.programme.pk, personas.reach("hub_lead")).cards
    assert card.changes == ("50% less money",)
    assert card.verdict == "less"
    PlanRun.objects.update(bound=2 * F("covered"))
    (card,) = scenarios_page(personas.programme.pk, personas.reach("hub_lead")).cards
    assert card.verdict == "cannot be told apart"
    chosen = choose(personas, scenario)
    plan.refresh_from_db()
    assert (chosen.pk, chosen.current, plan.current) == (run.pk, True, False)
    assert list(Event.objects.about("scenario", scenario.pk).values_list("action", flat=True)) == [
        "made",
        "chosen",
    ]
    assert not chosen.curve
    assert explain_chosen(reach=SYSTEM, plan_run_id=chosen.pk)  # what the worker does then
    chosen.refresh_from_db()
    assert chosen.curve["points"]
    items = PackageItem.objects.filter(package__plan=chosen)
    assert all(item.firmness is not None for item in items)
    assert not explain_chosen(reach=SYSTEM, plan_run_id=chosen.pk)
    text = personas.client("hub_lead").get("/places/testshire/plan/").content.decode()
    assert "This is the plan of the scenario “Half the money”." in text


def test_every_kind_of_change_at_once(personas: Personas) -> None:
    planned(personas)
    neighbour = str(personas.neighbour.school_id)
    changes = (
        Change(ChangeKind.RELEASE, -20),
        Change(ChangeKind.NO_MODE, what="online"),
        Change(ChangeKind.NO_OFFER, what="leading"),
        Change(ChangeKind.DEPARTMENT_LESS, what=neighbour),
        Change(ChangeKind.NO_FLOOR),
    )
    scenario, run = carried_out(personas, "Several", *changes)
    assert run.status == PlanStatus.COMPLETE
    assert set(run.seats.values_list("offer__key", flat=True)) <= {"recall-day"}
    assert list(run.packages.values_list("department", flat=True)) == [personas.department.pk]
    assert run.rules["floor"] == "none"
    assert run.floor == {}
    view = comparison(personas.programme.pk, scenario.pk, personas.reach("hub_lead"))
    assert view is not None
    assert view.after.against(view.before) is None  # other departments, other needs
    lost = next(row for row in view.moved if row.after is None)
    assert lost.name == "Birchfield School"


def test_further_mentors_are_planned_with_and_cannot_be_chosen(personas: Personas) -> None:
    planned(personas)
    Mentor.objects.update(hours=4)
    services.carry_out(reach=SYSTEM, plan_run_id=asked(personas).pk, now=timezone.now)
    changes = (
        Change(ChangeKind.MENTORS, 2),
        Change(ChangeKind.NO_OFFER, what="recall-day"),
        Change(ChangeKind.NO_MODE, what="online"),
    )
    scenario, run = carried_out(personas, "Two more mentors, and little else", *changes)
    assert run.status == PlanStatus.COMPLETE
    assert sum(row.hours for row in run.mentoring.all()) > 4
    with pytest.raises(services.ScenarioRefused, match="not there yet"):
        choose(personas, scenario)
    assert PlanRun.objects.get(current=True).kind == RunKind.PLAN


def test_a_department_more_is_planned_with_usual_needs(personas: Personas) -> None:
    furnish(personas)
    personas.neighbour.standing, personas.neighbour.standing_reason = "declined", "no time"
    personas.neighbour.save()
    services.carry_out(reach=SYSTEM, plan_run_id=asked(personas).pk, now=timezone.now)
    urn = str(personas.neighbour.school_id)
    _, run = carried_out(personas, "With Birchfield", Change(ChangeKind.DEPARTMENT_MORE, what=urn))
    assert run.packages.filter(department=personas.neighbour).exists()
    (card,) = scenarios_page(personas.programme.pk, SYSTEM).cards
    assert card.changes == ("with Birchfield School as well",)
    assert card.only_thought_of


def test_at_most_one_live_run_and_a_scenario_waits_for_its_turn(
    personas: Personas, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]
) -> None:
    planned(personas)
    work = asked(personas)
    scenario = make(personas, "Half", LESS)
    with pytest.raises(services.PlanBusy):
        services.plan_scenario(reach=personas.reach("hub_lead"), scenario_id=scenario.pk, at=MADE_AT)
    assert not scenario.plan_runs.exists()
    page = personas.client("hub_lead").get(SCENARIOS).content.decode()
    assert "waits until the plan at work is complete" in page
    with django_capture_on_commit_callbacks():
        carry_out_plan.func(work.pk)  # what the worker does
    run = PlanRun.objects.get(scenario=scenario)
    assert run.status == PlanStatus.QUEUED
    assert PlanRun.objects.live().count() == 1
    assert services.plan_next(reach=SYSTEM, after_run=work.pk, at=MADE_AT) is None


def test_what_is_signed_or_agreed_is_kept(personas: Personas) -> None:
    plan = planned(personas)
    same, _ = carried_out(personas, "As it is")
    nothing, _ = carried_out(personas, "No money", Change(ChangeKind.MONEY, -100))
    package = plan.packages.get(department=personas.department)
    version = PackageVersion.objects.create(
        department=personas.department, number=1, plan=plan, package=package, made_by="hub", made_at=MADE_AT
    )
    SignOff.objects.create(version=version, party="lead", signed_by="lead", signed_at=MADE_AT)
    with pytest.raises(services.ScenarioRefused, match="signed, agreed or booked at Alderwood School"):
        choose(personas, nothing)
    plan.refresh_from_db()
    assert plan.current
    PackageItem.objects.filter(package=package).update(
        standing="booked", sessions=[{"starts": "2027-01-11T09:00", "ends": "2027-01-11T15:00"}]
    )
    chosen = choose(personas, same)  # nothing is different there, so it may be chosen
    items = PackageItem.objects.filter(package__plan=chosen, package__department=personas.department)
    assert {item.standing for item in items} == {"booked"}
    assert all(item.sessions for item in items)


def test_choosing_is_refused_with_a_reason(personas: Personas) -> None:
    planned(personas)
    scenario = make(personas, "Half", LESS)
    with pytest.raises(services.ScenarioRefused, match="no plan yet"):
        choose(personas, scenario)
    run = services.plan_scenario(reach=personas.reach("hub_lead"), scenario_id=scenario.pk, at=MADE_AT)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    work = asked(personas)
    with pytest.raises(services.ScenarioRefused, match="being made"):
        choose(personas, scenario)
    services.cancel(reach=SYSTEM, plan_run_id=work.pk, at=MADE_AT)
    choose(personas, scenario)
    with pytest.raises(services.ScenarioRefused, match="current plan already"):
        choose(personas, scenario)
    with pytest.raises(services.ScenarioRefused, match="was chosen"):
        services.remove_scenario(reach=SYSTEM, scenario_id=scenario.pk, at=MADE_AT)


def test_scenarios_that_cannot_be_made(personas: Personas) -> None:
    furnish(personas)
    with pytest.raises(services.ScenarioRefused, match="Make a plan first"):
        make(personas, "Half", LESS)
    services.carry_out(reach=SYSTEM, plan_run_id=asked(personas).pk, now=timezone.now)
    make(personas, "Half", LESS)
    with pytest.raises(services.ScenarioRefused, match="called “half” already"):
        make(personas, " half ", LESS)
    with pytest.raises(services.ScenarioRefused, match="that the programme has"):
        make(personas, "Elsewhere", Change(ChangeKind.DEPARTMENT_LESS, what="123456"))
    with pytest.raises(Refused):
        services.make_scenario(
            reach=personas.reach("accountability_lead"),
            programme_id=personas.programme.pk,
            name="Mine",
            changes=(),
            at=MADE_AT,
        )
    assert Scenario.objects.count() == 1


def test_pages_for_owner_sharer_and_stranger(personas: Personas) -> None:
    planned(personas)
    scenario, _ = carried_out(personas, "Half the money", LESS)
    other, _ = carried_out(personas, "Much more", Change(ChangeKind.MONEY, 100))
    one = f"{SCENARIOS}{scenario.pk}/"
    for url in (SCENARIOS, one, f"{one}?with={other.pk}"):
        for name in ("hub_lead", "accountability_lead"):
            client = personas.client(name)
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url)
            assert response.status_code == 200
            assert len(queries) <= 20, (url, len(queries), [q["sql"][:150] for q in queries])
            assert len(response.content) < 100_000
            assert b"synthetic" in response.content
            assert (b"<button" in response.content.split(b"<main")[1]) == (name == "hub_lead")
        for name in ("stranger", "subject_lead"):
            assert personas.client(name).get(url).status_code == 403
        assert Client().get(url).status_code == 302
    for name in ("stranger", "subject_lead", "accountability_lead"):
        client = personas.client(name)
        for step in ("run", "cancel", "choose", "remove"):
            assert client.post(f"{one}{step}/").status_code == 403
        assert client.post(SCENARIOS, FORM).status_code == 403
    assert personas.client("hub_lead").get(f"{SCENARIOS}999/").status_code == 404
    assert personas.client("hub_lead").get(f"{one}?with=999").status_code == 404
    unknown = personas.client("hub_lead").get(f"{one}?with=%00")
    assert unknown.status_code == 200


def test_who_may_not_see_names_sees_none(personas: Personas) -> None:
    planned(personas)
    scenario, _ = carried_out(personas, "Half the money", LESS)
    one = f"{SCENARIOS}{scenario.pk}/"
    named = personas.client("hub_lead").get(one).content.decode()
    bare = personas.client("accountability_lead").get(one).content.decode().split("<main")[1]
    assert "Alderwood" in named
    assert "Alderwood" not in bare
    assert "Birchfield" not in bare
    assert "School 1" in bare


def test_a_scenario_from_the_form_with_progress(personas: Personas) -> None:
    planned(personas)
    client = personas.client("hub_lead")
    response = client.post(SCENARIOS, FORM | {"without_modes": ["online"], "no_floor": "on"})
    assert response.status_code == 302
    scenario = Scenario.objects.get()
    assert scenario.name == "10% less money, no online course, no protection of the least served"
    run = scenario.plan_runs.get()
    assert run.budget == Decimal("2700.00")
    page = client.get(SCENARIOS).content.decode()
    assert "every 500ms" in page
    assert "is being planned" in page
    assert "is being planned" in client.get("/places/testshire/plan/").content.decode()
    progress = f"{SCENARIOS}{scenario.pk}/progress/"
    assert client.get(progress).status_code == 302  # without HTMX: the whole page
    assert b"hx-get" in client.get(progress, headers={"HX-Request": "true"}).content
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    done = client.get(progress, headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    assert client.post(f"{SCENARIOS}{scenario.pk}/choose/").status_code == 302
    assert PlanRun.objects.get(current=True) == run


def test_cancel_plan_again_and_take_away(personas: Personas) -> None:
    planned(personas)
    client = personas.client("hub_lead")
    client.post(SCENARIOS, FORM | {"name": "Less"})
    scenario = Scenario.objects.get()
    client.post(f"{SCENARIOS}{scenario.pk}/cancel/")
    assert scenario.plan_runs.get().status == PlanStatus.CANCELLED
    assert "Plan it now" in client.get(SCENARIOS).content.decode()
    assert client.get(f"{SCENARIOS}{scenario.pk}/").status_code == 302  # nothing to compare yet
    client.post(f"{SCENARIOS}{scenario.pk}/run/")
    assert scenario.plan_runs.live().count() == 1
    assert (
        "Cancel that first" in client.post(f"{SCENARIOS}{scenario.pk}/remove/", follow=True).content.decode()
    )
    client.post(f"{SCENARIOS}{scenario.pk}/cancel/")
    client.post(f"{SCENARIOS}{scenario.pk}/remove/")
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("money", "-7", "Money: choose from what is listed"),
        ("mentors", "99999999", "Mentors: choose from what is listed"),
        ("without_offer", "magic", "Without the offer: choose from what is listed"),
        ("name", "x" * 81, "at most 80 characters"),
        ("seconds", "", "Choose how long to look"),
    ],
)
def test_mistakes_in_the_form_are_told(personas: Personas, field: str, value: str, said: str) -> None:
    planned(personas)
    response = personas.client("hub_lead").post(SCENARIOS, FORM | {field: value})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Scenario.objects.exists()
