"""Published results beside the answers: of a whole department, where they may be compared, as a prompt."""

from collections.abc import Mapping
from datetime import UTC, datetime
from statistics import fmean
from typing import Any

import pytest
from django.urls import reverse

from smeaton.apps.needs.inputs import published_results
from smeaton.apps.needs.models import ProfileCell, ProfileRun, Wave
from smeaton.apps.needs.queries import department_profile
from smeaton.apps.needs.services import analyse
from smeaton.apps.needs.services.outcomes import outcomes_to_keep
from smeaton.apps.places.models import Department
from smeaton.apps.register.models import Outcome, SchoolLink
from smeaton.engine.needs.result import Diagnostics
from smeaton.terms import Reported, Status
from tests.factories.needs import make_wave, more_departments
from tests.factories.personas import SYSTEM, Personas
from tests.factories.results import publish, rate_vignettes

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def places(personas: Personas) -> list[Department]:
    """Ten departments."""
    return [personas.department, personas.neighbour, *more_departments(personas.programme, 8)]


def anew(wave: Wave) -> ProfileRun:
    """The first analysis of the wave, as if there had been none."""
    ProfileRun.objects.filter(wave=wave).delete()
    return analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)


def overall(run: ProfileRun) -> dict[int, float]:
    """Department → the mean of its strands' levels as pages show them."""
    levels: dict[int, list[float]] = {}
    for cell in run.cells.all():
        levels.setdefault(cell.department_id, []).append(round(cell.estimate, 1))
    return {key: fmean(found) for key, found in levels.items()}


def publish_usual(places: list[Department], levels: Mapping[int, float], odd: Department) -> None:
    """Figures that follow the levels, but for one department; the last one's is suppressed."""
    for n, each in enumerate(places[:-1]):
        usual = 30 + 8 * levels[each.pk] + (0.4, -0.4, 0.1)[n % 3]
        publish(each.school_id, round(usual - 15 * (each == odd), 1))
    publish(places[-1].school_id, None)


@pytest.fixture
def compared(personas: Personas, places: list[Department]) -> ProfileRun:
    """An analysis with vignettes, in which the personas' school has far lower results than is usual."""
    wave = make_wave(personas.programme, places)
    rate_vignettes(wave)
    publish_usual(places, overall(anew(wave)), personas.department)
    return anew(wave)


def test_results_far_from_what_is_usual_are_a_prompt_about_the_whole_department(
    personas: Personas, compared: ProfileRun, django_assert_max_num_queries: Any
) -> None:
    reach = personas.reach("subject_lead")
    with django_assert_max_num_queries(6):
        found = department_profile(personas.department.pk, reach).results
    kept = compared.diagnostics["outcomes"]["departments"][str(personas.department.pk)]
    assert found is not None
    assert found.flagged
    assert found.sentence.startswith(
        f"Published results (Attainment 8, all subjects, all pupils, 2019): {kept['figure']:.1f}, well below "
        f"the {kept['expected']} or so that is usual at this department's overall level "
        "(compared with 8 other departments here"
    )
    assert "A prompt, not a verdict" in found.sentence
    assert kept["expected"] - kept["figure"] > 10
    for cell in compared.cells.all():
        assert {view["source"] for view in cell.sources} <= {"lead", "teachers", "technicians"}


def test_usual_results_are_shown_as_such_and_suppressed_ones_left_out_and_said(
    personas: Personas, places: list[Department], compared: ProfileRun
) -> None:
    usual = department_profile(personas.neighbour.pk, SYSTEM).results
    assert usual is not None
    assert not usual.flagged
    assert "or so that is usual at this department's overall level (compared with 8 other" in usual.sentence
    assert "no further from it than results here often are. A prompt, not a verdict" in usual.sentence
    hidden = department_profile(places[-1].pk, SYSTEM).results
    assert hidden is not None
    assert hidden.sentence.endswith("suppressed for this school, which is left out of any comparison.")


def test_the_page_says_it_to_the_department_and_to_nobody_else(
    personas: Personas, compared: ProfileRun, django_assert_max_num_queries: Any
) -> None:
    page = reverse("home:department", args=["testshire", personas.department.school_id])
    for who in ("subject_lead", "hub_lead"):
        client = personas.client(who)
        with django_assert_max_num_queries(20):
            text = client.get(page).content.decode()
        assert text.index("Worth a conversation") < text.index("A prompt, not a verdict")
    assert personas.client("stranger").get(page).status_code == 403


def test_without_vignettes_results_are_shown_and_not_compared(
    personas: Personas, places: list[Department]
) -> None:
    wave = make_wave(personas.programme, places)
    publish_usual(places, overall(anew(wave)), personas.department)
    kept = anew(wave).diagnostics["outcomes"]
    assert all(each["expected"] is None and not each["flagged"] for each in kept["departments"].values())
    found = department_profile(personas.department.pk, SYSTEM).results
    assert found is not None
    assert "not compared with the answers: how departments compare also depends" in found.sentence


def test_too_few_schools_with_both_are_not_compared(personas: Personas, places: list[Department]) -> None:
    wave = make_wave(personas.programme, places)
    rate_vignettes(wave)
    for n, each in enumerate(places[:4]):
        publish(each.school_id, 40.0 + n)
    anew(wave)
    found = department_profile(places[0].pk, SYSTEM).results
    assert found is not None
    assert found.sentence.endswith("40.0, not compared with the answers: too few schools have both.")
    missing = department_profile(places[5].pk, SYSTEM).results
    assert missing is not None
    assert "none in the register for this school" in missing.sentence


def test_nothing_is_said_where_nothing_is_published(personas: Personas, places: list[Department]) -> None:
    run = anew(make_wave(personas.programme, places))
    assert run.diagnostics["outcomes"] == {}
    assert department_profile(personas.department.pk, SYSTEM).results is None


def test_what_is_usual_follows_from_figures_that_pages_show(compared: ProfileRun) -> None:
    """Whatever stands behind the tenth that is shown changes nothing."""
    cells = list(ProfileCell.objects.filter(run=compared))
    known = {key: compared.diagnostics[key] for key in Diagnostics.__annotations__}
    about = Diagnostics(**known)
    kept = outcomes_to_keep(cells, about)
    assert kept == compared.diagnostics["outcomes"]
    for cell in cells:
        cell.estimate = round(cell.estimate, 1)
    assert outcomes_to_keep(cells, about) == kept
    for cell in cells:
        cell.estimate += 0.5 if cell.department_id == cells[0].department_id else 0.0
    assert outcomes_to_keep(cells, about) != kept


def test_one_year_is_chosen_that_can_be_compared(
    places: list[Department], django_assert_num_queries: Any
) -> None:
    urns = [each.school_id for each in places]
    assert published_results(urns) is None
    for urn in urns[:5]:
        publish(urn, 45.0, year=2019)
        publish(urn, 50.0, year=2021)
    publish(urns[5], None, year=2019)
    publish(urns[0], 47.0, year=2023)
    with django_assert_num_queries(2):
        found = published_results(urns)
    assert found is not None
    assert found.year == 2019
    assert found.by_school[urns[0]] == Reported.of(45.0)
    assert found.by_school[urns[5]] == Reported(Status.SUPPRESSED)
    assert found.by_school[urns[6]] == Reported(Status.MISSING)


def test_a_school_keeps_the_results_of_its_earlier_number(places: list[Department]) -> None:
    before, now = places[5].school_id, places[6].school_id
    SchoolLink.objects.create(predecessor_id=before, successor_id=now, kind="successor")
    publish(before, 41.0)
    found = published_results([now])
    assert found is not None
    assert found.by_school[now] == Reported.of(41.0)
    publish(now, 44.0)
    found = published_results([now])
    assert found is not None
    assert found.by_school[now] == Reported.of(44.0)
    Outcome.objects.filter(school=now).update(status="suppressed", value=None)
    assert published_results([now]) is None
