"""What the database itself refuses."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from smeaton.apps.needs.models import Answer, ProfileCell, ProfileRun, Response, Wave
from smeaton.apps.needs.services import open_wave
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def wave(personas: Personas) -> Wave:
    return open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="First", opens=date(2026, 10, 1))


@pytest.fixture
def response(personas: Personas, wave: Wave) -> Response:
    return Response.objects.create(wave=wave, department=personas.department, role="teacher", respondent="a")


def test_a_code_answers_once_in_a_wave(personas: Personas, wave: Wave, response: Response) -> None:
    assert str(response) == "teacher a"
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(wave=wave, department=personas.neighbour, role="lead", respondent="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(wave=wave, department=personas.neighbour, role="governor", respondent="b")
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(wave=wave, department=personas.neighbour, role="lead", respondent="")


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        (5, "answered"),
        (0, "answered"),
        (None, "answered"),
        (1, "dont_know"),
        (2, "not_applicable"),
        (None, "x"),
    ],
)
def test_an_answer_is_a_level_or_a_reason(response: Response, level: int | None, kind: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(response=response, item="recall-1", level=level, kind=kind)


def test_an_item_is_answered_once(response: Response) -> None:
    assert str(Answer.objects.create(response=response, item="recall-1", level=3)) == "recall-1: 3"
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(response=response, item="recall-1", level=None, kind="dont_know")


def test_one_analysis_of_a_wave_is_current(wave: Wave) -> None:
    ProfileRun.objects.create(wave=wave, made_at=AT, current=True)
    ProfileRun.objects.create(wave=wave, made_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileRun.objects.create(wave=wave, made_at=AT, current=True)


@pytest.mark.parametrize(
    "wrong",
    [{"lower": 2.6}, {"upper": 2.4}, {"estimate": 0.9, "lower": 0.8}, {"p_weakest3": 1.1}, {"se": -0.1}],
)
def test_a_cell_holds_together(personas: Personas, wave: Wave, wrong: dict[str, float]) -> None:
    run = ProfileRun.objects.create(wave=wave, made_at=AT)
    good = {"estimate": 2.5, "lower": 2.0, "upper": 3.0, "se": 0.3, "p_weakest3": 0.5}
    own = {"run": run, "department": personas.department}
    assert str(ProfileCell.objects.create(strand="recall", **own, **good)) == "recall 2.5"
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileCell.objects.create(strand="models", **own, **(good | wrong))


def test_a_wave_closes_after_it_opens(personas: Personas, wave: Wave) -> None:
    assert str(wave) == "First"
    assert str(wave.instrument) == "Secondary science audit, version 2"
    with pytest.raises(IntegrityError), transaction.atomic():
        open_wave(
            reach=SYSTEM,
            programme_id=personas.programme.pk,
            name="Second",
            opens=date(2026, 10, 1),
            closes=date(2026, 9, 1),
        )
