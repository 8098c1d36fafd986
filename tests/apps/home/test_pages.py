"""The place, a department and the visit briefs: owner, sharer, refused stranger; few queries, small pages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from smeaton.apps.home.queries.brief import brief_of, pack_of, to_visit
from smeaton.apps.home.queries.department import department_view
from smeaton.apps.home.queries.place import place_view, tasks_of
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import department, place
from smeaton.apps.register.models import Outcome, School
from smeaton.apps.support.services import carry_out
from smeaton.terms import Refused
from tests.factories.personas import STARTS, SYSTEM, Personas
from tests.factories.support import asked, furnish, planned

PLACE = "/places/testshire/"
OWN, OTHER = "/places/testshire/departments/900001/", "/places/testshire/departments/900002/"
MOST_QUERIES, LARGEST = 20, 100_000
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def ready(personas: Personas) -> Personas:
    """The personas' place with needs and a plan."""
    planned(personas)
    return personas


@pytest.mark.parametrize("path", [PLACE, PLACE + "briefs/", OWN, OWN + "brief/", OTHER])
@pytest.mark.parametrize("name", ["hub_lead", "accountability_lead"])
def test_those_responsible_for_the_place_see_every_page(ready: Personas, name: str, path: str) -> None:
    assert ready.client(name).get(path).status_code == 200


@pytest.mark.parametrize("name", ["subject_lead", "head", "trust_lead"])
def test_a_school_sees_its_own_department_and_nothing_else(ready: Personas, name: str) -> None:
    client = ready.client(name)
    seen = {
        path: client.get(path).status_code for path in (OWN, OWN + "brief/", OTHER, PLACE, PLACE + "briefs/")
    }
    assert seen == {OWN: 200, OWN + "brief/": 200, OTHER: 403, PLACE: 403, PLACE + "briefs/": 403}


@pytest.mark.parametrize("path", [PLACE, PLACE + "briefs/", OWN, OWN + "brief/"])
def test_a_stranger_is_refused_and_somebody_not_signed_in_is_asked_to(ready: Personas, path: str) -> None:
    refused = ready.client("stranger").get(path)
    assert refused.status_code == 403
    assert "ask the hub lead" in refused.content.decode()
    assert Client().get(path).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize(
    "path", ["/places/nowhere/", "/places/nowhere/briefs/", PLACE + "departments/900009/"]
)
def test_what_is_not_there_is_not_found(ready: Personas, path: str) -> None:
    assert ready.client("hub_lead").get(path).status_code == 404


def test_the_queries_refuse_too(ready: Personas) -> None:
    stranger = ready.reach("stranger")
    with pytest.raises(Refused):
        place("testshire", stranger)
    with pytest.raises(Refused):
        department("testshire", 900_001, stranger)


@pytest.mark.parametrize("path", [PLACE, PLACE + "briefs/", OWN, OWN + "brief/"])
def test_pages_are_small_and_ask_the_database_little(
    ready: Personas, path: str, django_assert_max_num_queries: Any
) -> None:
    client = ready.client("hub_lead")
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(path)
    assert len(answer.content) < LARGEST


def test_every_school_of_the_place_is_in_the_denominator(ready: Personas) -> None:
    Department.objects.filter(pk=ready.neighbour.pk).update(standing="left", standing_reason="closing")
    reach = ready.reach("hub_lead")
    view = place_view(place("testshire", reach), reach, AT)
    assert len(view.all_rows) == 2
    assert view.taking_part == 1
    assert "1 taking part" in ready.client("hub_lead").get(PLACE).content.decode()


def test_the_schools_can_be_narrowed_by_trust_and_standing_in_the_address(ready: Personas) -> None:
    reach = ready.reach("hub_lead")
    card = place("testshire", reach)
    assert [row.trust for row in place_view(card, reach, AT, trust="Birch Trust").rows] == ["Birch Trust"]
    assert place_view(card, reach, AT, standing="invited").rows == ()
    page = ready.client("hub_lead").get(PLACE + "?standing=invited").content.decode()
    assert "No school of Testshire has this trust and standing" in page


def test_a_large_authority_is_read_page_by_page(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    schools = School.objects.bulk_create(
        School(
            urn=910_000 + i,
            name=f"School {i}",
            phase="secondary",
            status="open",
            identity_only=False,
            trust=personas.neighbour.school.trust,
        )
        for i in range(150)
    )
    Department.objects.bulk_create(
        Department(programme=personas.programme, school=school, standing="invited", standing_since=STARTS)
        for school in schools
    )
    client = personas.client("hub_lead")
    with django_assert_max_num_queries(MOST_QUERIES):
        first = client.get(PLACE)
    assert len(first.content) < LARGEST
    page = first.content.decode()
    assert "152 of 152 schools" in page
    assert "Too many schools to read on one map" in page
    assert "Page 1 of 6" in page
    last = client.get(PLACE, {"standing": "invited", "page": "99"}).content.decode()
    assert "150 of 152 schools" in last
    assert "Page 5 of 5" in last
    assert "standing=invited&amp;page=4#schools" in last


def test_schools_that_wait_for_the_hub_lead_come_first(ready: Personas) -> None:
    reach = ready.reach("hub_lead")

    def order() -> list[int]:
        return [row.department.urn for row in place_view(place("testshire", reach), reach, AT).rows]

    assert order() == [900_001, 900_002]
    Department.objects.filter(pk=ready.neighbour.pk).update(standing="invited")
    assert order() == [900_002, 900_001]
    Department.objects.filter(pk=ready.neighbour.pk).update(standing="left", standing_reason="closing")
    assert order() == [900_001, 900_002]


def test_what_needs_the_hub_lead_follows_the_work(personas: Personas) -> None:
    reach = personas.reach("hub_lead")
    card = place("testshire", reach)

    def first() -> str:
        return tasks_of(place_view(card, reach, AT))[0].text

    assert first() == "Ask 2 schools for answers to the audit"
    furnish(personas)
    assert first() == "Plan the support packages"
    run = asked(personas)
    carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    assert first() == "Visit 2 departments to agree their packages"


def outcome(ready: Personas, year: int, measure: str, status: str, value: float | None = None) -> None:
    Outcome.objects.create(
        about=900_001,
        school_id=900_001,
        year=year,
        stage="KS4",
        measure=measure,
        group="all",
        status=status,
        value=value,
        source="ks4-tables",
        version="final",
    )


def test_the_four_kinds_of_figure_stay_apart_on_the_page(ready: Personas) -> None:
    outcome(ready, 2016, "attainment8", "value", 0.0)
    outcome(ready, 2017, "attainment8", "suppressed")
    outcome(ready, 2018, "attainment8", "not applicable")
    outcome(ready, 2019, "attainment8", "missing")
    reach = ready.reach("subject_lead")
    view = department_view(department("testshire", 900_001, reach), reach)
    assert [cell.text for cell in view.outcomes[0].cells] == [
        "0.0",
        "suppressed",
        "not applicable",
        "missing",
    ]
    page = ready.client("subject_lead").get(OWN).content.decode()
    assert all(f">{word}<" in page for word in ("0.0", "suppressed", "not applicable", "missing"))
    assert "all subjects" in page


def test_a_brief_says_what_staff_said_and_asks_three_questions(ready: Personas) -> None:
    outcome(ready, 2019, "science_value_added", "value", -0.12)
    reach = ready.reach("subject_lead")
    brief = brief_of(department_view(department("testshire", 900_001, reach), reach))
    assert brief.strongest[0].strand == "recall"
    assert len(brief.questions) == 3
    assert 1 <= len(brief.package_lines) <= 5
    assert brief.figures == ("Science value added: −0.12 in 2018/19 (science; national average 0)",)


def test_the_pack_has_a_brief_for_each_department_that_takes_part(ready: Personas) -> None:
    reach = ready.reach("hub_lead")
    card = place("testshire", reach)

    def pack() -> list[int]:
        return [brief.view.department.urn for brief in pack_of(to_visit(card, reach), reach)]

    assert pack() == [900_001, 900_002]
    Department.objects.filter(pk=ready.neighbour.pk).update(standing="invited")
    assert pack() == [900_001]
    Department.objects.filter(pk=ready.department.pk).update(standing="invited")
    assert pack() == []


def test_a_department_without_answers_says_so(personas: Personas) -> None:
    page = personas.client("subject_lead").get(OWN).content.decode()
    assert "No answers to the audit yet" in page
    brief = personas.client("subject_lead").get(OWN + "brief/").content.decode()
    assert "Nobody has answered the audit yet" in brief


@pytest.mark.parametrize("path", [PLACE, PLACE + "briefs/", OWN, OWN + "brief/"])
def test_synthetic_figures_are_marked_in_the_element_itself(ready: Personas, path: str) -> None:
    page = ready.client("hub_lead").get(path).content.decode()
    captions = [part.split("</caption>")[0] for part in page.split("<caption")[1:]]
    assert "synthetic" in page
    for caption in captions:
        if "measures, by year" not in caption and "Attainment gap" not in caption:
            assert "synthetic" in caption, caption
    if path == OWN:
        finding = page.split('class="smeaton-finding"')[1].split("</p>")[0]
        assert "synthetic" in finding
