"""What the next plan keeps to: a hub lead changes it, nobody else sees it, and the planner hears of it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smeaton.apps.history.models import Event
from smeaton.apps.support.inputs import planning_inputs
from smeaton.apps.support.models import PlanSettings
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import asked, furnish

pytestmark = pytest.mark.django_db

RULES = "/places/testshire/plan/rules/"
SAID = {
    "budget": "2400",
    "starts": "2026-09-01",
    "ends": "2027-07-16",
    "travel": "18",
    "evenings": "3",
    "floor": "4",
    "trust": "60",
    "strand": "",
    "mentors": "0.5",
}


def test_what_is_said_is_what_the_next_plan_keeps_to(personas: Personas) -> None:
    furnish(personas)
    hub = personas.client("hub_lead")
    assert hub.post(RULES, SAID).status_code == 302
    rules = planning_inputs(asked(personas), SYSTEM).problem.rules
    assert (rules.budget, rules.travel_limit_km, rules.evenings_per_staff_max) == (2400, 18, 3)
    assert (rules.floor, rules.floor_cost) == ("max", pytest.approx(0.04))
    assert (rules.trust_share_max, rules.strand_share_max) == (pytest.approx(0.6), None)
    assert rules.mentor.own_trust_worth == 0.5
    text = hub.get(RULES).content.decode()
    assert 'value="2400"' in text
    assert 'value="60"' in text
    assert (
        Event.objects.filter(subject="plan settings").latest("id").changes["rules"]["trust_share_max"] == 0.6
    )


def test_other_rules_of_the_programme_stay(personas: Personas) -> None:
    furnish(personas)
    PlanSettings.objects.update(rules={"spread": 4.0, "mentor": {"visits": 6}})
    personas.client("hub_lead").post(RULES, SAID | {"floor": "0"})
    kept = PlanSettings.objects.get().rules
    assert kept["spread"] == 4.0
    assert kept["mentor"] == {"visits": 6, "own_trust_worth": 0.5}
    assert kept["floor"] == "none"


def test_only_who_runs_the_place_sees_it(personas: Personas) -> None:
    furnish(personas)
    for name in ("accountability_lead", "subject_lead", "head", "stranger"):
        assert personas.client(name).get(RULES).status_code == 403
        assert personas.client(name).post(RULES, SAID).status_code == 403
    assert PlanSettings.objects.get().budget != Decimal(2400)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("budget", "-1", "enter 0 or more"),
        ("travel", "far", "Enter how far people may travel, like 25"),
        ("trust", "130", "enter at most 100"),
        ("ends", "2026-01-01", "not before the first day"),
        ("starts", "soon", "Enter the first day on which support may happen, like 4/12/2026"),
        ("mentors", "7", "Choose one of what is listed"),
        ("floor", "", "Enter a percentage, like 2"),
    ],
)
def test_mistakes_are_told_and_nothing_is_kept(
    personas: Personas, field: str, value: str, words: str
) -> None:
    furnish(personas)
    before = PlanSettings.objects.values().get()
    response = personas.client("hub_lead").post(RULES, SAID | {field: value})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert PlanSettings.objects.values().get() == before


def test_before_any_settings_and_with_few_queries(personas: Personas) -> None:
    PlanSettings.objects.all().delete()
    hub = personas.client("hub_lead")
    with CaptureQueriesContext(connection) as queries:
        assert hub.get(RULES).status_code == 200
    assert len(queries) < 20
    assert hub.post(RULES, SAID).status_code == 302
    assert PlanSettings.objects.get().budget == Decimal(2400)
