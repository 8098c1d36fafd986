"""The pages about needs: who may open them, what they say, how heavy they are."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from smeaton.apps.needs.models import ProfileRun
from smeaton.apps.needs.queries import place_matrix, strand_profile
from smeaton.apps.needs.views.strands import chart_of
from smeaton.apps.places.models import Department
from smeaton.apps.register.models import School
from tests.factories.needs import analysed, more_departments
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db
PAGES = [reverse("needs:place", args=["testshire"]), reverse("needs:strand", args=["testshire", "recall"])]


@pytest.fixture
def nineteen(personas: Personas) -> list[Department]:
    """A place as large as Plymouth: nineteen departments, two of them silent."""
    more = more_departments(personas.programme, 17)
    everybody = [personas.department, personas.neighbour, *more]
    analysed(personas.programme, everybody[:17])
    return everybody


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_those_responsible_and_are_light(
    personas: Personas, nineteen: list[Department], page: str, django_assert_max_num_queries: Any
) -> None:
    for who in ("hub_lead", "accountability_lead"):
        client = personas.client(who)
        with django_assert_max_num_queries(19):
            answer = client.get(page)
        assert answer.status_code == 200
        assert len(answer.content) < 100_000


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["subject_lead", "head", "trust_lead", "stranger"])
def test_pages_are_refused_to_others(
    personas: Personas, nineteen: list[Department], page: str, who: str
) -> None:
    assert personas.client(who).get(page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_somebody_who_is_not_signed_in_is_asked_to(personas: Personas, page: str) -> None:
    answer = Client().get(page)
    assert answer.status_code == 302
    assert reverse("home:sign-in") in answer["Location"]


def test_the_matrix_says_words_links_on_and_is_marked(personas: Personas, nineteen: list[Department]) -> None:
    page = personas.client("hub_lead").get(PAGES[0]).content.decode()
    assert "17 of 19 departments, 12 strands" in page
    assert page.count('class="smeaton-synthetic"') >= 3
    assert ">clearly</td>" in page
    assert reverse("needs:strand", args=["testshire", "recall"]) in page
    assert reverse("home:department", args=["testshire", personas.department.school_id]) in page
    assert "2 of 19 departments" in page
    assert "School 15" in page


def test_a_strand_shows_its_chart_its_table_and_what_was_asked(
    personas: Personas, nineteen: list[Department]
) -> None:
    page = personas.client("hub_lead").get(PAGES[1]).content.decode()
    assert "Levels of different departments are not set side by side" in page
    assert "90% interval" not in page
    run = ProfileRun.objects.get(current=True)
    run.diagnostics["anchored"] = "vignettes"
    run.save()
    page = personas.client("hub_lead").get(PAGES[1]).content.decode()
    assert "Memory and recall: 17 of 19 departments" in page
    assert "Coming back to earlier topics" in page
    assert "90% interval" in page
    profile = strand_profile(personas.programme, "recall", SYSTEM)
    assert profile is not None
    chart = chart_of(profile)
    assert chart.synthetic
    assert len(chart.rows) == 17
    assert [row[0] for row in chart.rows] == [row.school_name for row in profile.rows]


@pytest.mark.parametrize("anchored", ["no", "vignettes"])
@pytest.mark.parametrize("page", PAGES)
def test_departments_stand_in_an_order_of_need_by_name_only_before_those_who_act_on_it(
    personas: Personas, nineteen: list[Department], page: str, anchored: str
) -> None:
    run = ProfileRun.objects.get(current=True)
    run.diagnostics["anchored"] = anchored
    run.save()
    told = personas.client("accountability_lead").get(page).content.decode()
    named = personas.client("hub_lead").get(page).content.decode()
    start = "matrix-caption" if page == PAGES[0] else "Department by department"
    assert told[told.index(start) :].count(">A department</th>") == 17
    assert "is no league table" in told
    assert "A department" not in named
    assert "is no league table" not in named
    for each in nineteen:
        assert each.school.name not in told
        assert str(each.school_id) not in told
    for each in nineteen[:17]:
        assert f">{each.school.name}</a>" in named


@pytest.mark.parametrize("anchored", ["no", "vignettes"])
def test_the_order_of_unnamed_departments_and_what_is_drawn_tell_no_name(
    personas: Personas, nineteen: list[Department], anchored: str
) -> None:
    run = ProfileRun.objects.get(current=True)
    run.diagnostics["anchored"] = anchored
    run.save()
    reach = personas.reach("accountability_lead")

    def seen() -> list[Any]:
        strand = strand_profile(personas.programme, "recall", reach)
        assert strand is not None
        place = place_matrix(personas.programme, reach)
        assert len(place.rows) == len(strand.rows) == 17
        return [place.rows, place.without, strand.rows, chart_of(strand).rows]

    before = seen()
    for number, each in enumerate(nineteen):
        School.objects.filter(pk=each.school_id).update(name=f"Renamed {99 - number}")
    assert seen() == before
    assert {row.respondents for row in before[2]} == {0}
    assert all(row.by_role == () for row in before[2])


def test_a_large_place_is_read_thirty_departments_at_a_time(personas: Personas) -> None:
    everybody = [personas.department, personas.neighbour, *more_departments(personas.programme, 48)]
    analysed(personas.programme, everybody, teachers=2)
    client = personas.client("hub_lead")
    pages = [client.get(f"{PAGES[0]}?page={number}").content.decode() for number in (1, 2)]
    assert all(len(page.encode()) < 100_000 for page in pages)
    assert "Departments 1 to 30 of 50" in pages[0]
    tables = "".join(page.split('id="conversations"')[0] for page in pages)
    assert all(tables.count(f">{each.school.name}</a>") == 1 for each in everybody)


def test_before_any_analysis_the_page_says_how_to_fill_it(personas: Personas) -> None:
    answer = personas.client("hub_lead").get(PAGES[0])
    assert answer.status_code == 200
    assert "No department has been analysed yet" in answer.content.decode()
    assert personas.client("hub_lead").get(PAGES[1]).status_code == 404


def test_unknown_places_and_strands_are_not_found(personas: Personas, nineteen: list[Department]) -> None:
    client = personas.client("hub_lead")
    assert client.get(reverse("needs:place", args=["nowhere"])).status_code == 404
    assert client.get(reverse("needs:strand", args=["testshire", "nonsense"])).status_code == 404
    assert client.post(PAGES[0]).status_code == 405
