"""Writes about needs: who may, what is refused whole, what is recorded."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Answer, Instrument, ProfileCell, ProfileRun, Response
from smeaton.apps.needs.queries import shipped_source
from smeaton.apps.needs.services import (
    AnswersRefused,
    NothingToAnalyse,
    ResponseGiven,
    add_instrument,
    analyse,
    open_wave,
    record_response,
    record_responses,
)
from smeaton.terms import Refused
from tests.factories.needs import make_wave, more_departments
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)


def test_an_instrument_is_kept_once_and_never_changed() -> None:
    first = add_instrument(reach=SYSTEM, at=AT)
    assert add_instrument(reach=SYSTEM, at=AT) == first
    assert Event.objects.about("instrument", first.pk).count() == 1
    with pytest.raises(ValueError, match="new version"):
        add_instrument(reach=SYSTEM, at=AT, source=shipped_source() + "\n# changed\n")
    assert Instrument.objects.count() == 1


def test_nobody_of_a_place_adds_instruments(personas: Personas) -> None:
    with pytest.raises(Refused):
        add_instrument(reach=personas.reach("hub_lead"), at=AT)


@pytest.mark.parametrize("who", ["accountability_lead", "subject_lead", "head", "trust_lead", "stranger"])
def test_only_the_hub_lead_opens_takes_in_and_analyses(personas: Personas, who: str) -> None:
    wave = make_wave(personas.programme, [personas.department])
    reach = personas.reach(who)
    with pytest.raises(Refused):
        open_wave(reach=reach, programme_id=personas.programme.pk, name="x", opens=date(2026, 10, 1))
    with pytest.raises(Refused):
        record_responses(reach=reach, wave_id=wave.pk, responses=[])
    with pytest.raises(Refused):
        analyse(reach=reach, wave_id=wave.pk, at=AT)


def test_a_hub_lead_does_all_three_and_it_is_recorded(personas: Personas) -> None:
    reach = personas.reach("hub_lead")
    wave = open_wave(reach=reach, programme_id=personas.programme.pk, name="x", opens=date(2026, 10, 1))
    given = ResponseGiven(
        personas.department.pk, "lead", "a", {"recall-1": 2, "recall-2": "dont_know", "models-1": 3}
    )
    assert record_response(reach=reach, wave_id=wave.pk, response=given) == 1
    run = analyse(reach=reach, wave_id=wave.pk, at=AT)
    actions = list(Event.objects.about("wave", wave.pk).values_list("action", "actor"))
    assert [action for action, _ in actions] == ["opened", "took in responses", "analysed"]
    assert {actor for _, actor in actions} == {reach.actor}
    assert run.diagnostics["dont_know"] == 1
    assert Answer.objects.get(item="recall-2").level is None


GOOD = ResponseGiven(0, "teacher", "new", {"recall-1": 2})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"respondent": ""}, "no respondent"),
        ({"department_id": -1}, "not in the programme"),
        ({"role": "governor"}, "which is none"),
        ({"answers": {"recall-9": 2}}, "does not ask"),
        ({"answers": {"recall-1": 5}}, "which is not an answer"),
        ({"answers": {"recall-1": "maybe"}}, "which is not an answer"),
        ({"respondent": "other"}, "is given twice"),
        ({"readiness": {"recall": "yes"}}, "is not asked whether"),
    ],
)
def test_responses_are_taken_whole_or_not_at_all(
    personas: Personas, change: dict[str, object], sentence: str
) -> None:
    wave = make_wave(personas.programme, [personas.department])
    before = Response.objects.count()
    good = replace(GOOD, department_id=personas.department.pk)
    wrong = replace(good, **change)
    with pytest.raises(AnswersRefused, match=sentence):
        record_responses(reach=SYSTEM, wave_id=wave.pk, responses=[replace(good, respondent="other"), wrong])
    assert Response.objects.count() == before


def test_who_answers_anew_replaces_their_answers_and_nobody_moves(personas: Personas) -> None:
    wave = make_wave(personas.programme, [personas.department])
    code = f"{personas.department.pk}-0"
    given = ResponseGiven(personas.department.pk, "lead", code, {"recall-1": 4})
    record_response(reach=SYSTEM, wave_id=wave.pk, response=given)
    kept = Answer.objects.filter(response__respondent=code).values_list("item", "level")
    assert list(kept) == [("recall-1", 4)]
    with pytest.raises(AnswersRefused, match="another department"):
        record_response(
            reach=SYSTEM, wave_id=wave.pk, response=replace(given, department_id=personas.neighbour.pk)
        )


def test_an_analysis_is_current_and_the_earlier_one_is_kept(personas: Personas) -> None:
    everybody = [personas.department, personas.neighbour, *more_departments(personas.programme, 4)]
    wave = make_wave(personas.programme, everybody)
    first = analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    second = analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    first.refresh_from_db()
    assert (first.current, second.current) == (False, True)
    assert ProfileCell.objects.filter(run=second).count() == 6 * 12
    cells = ProfileCell.objects.order_by("department_id", "strand")
    same = [
        list(cells.filter(run=run).values_list("strand", "estimate", "p_weakest3")) for run in (first, second)
    ]
    assert same[0] == same[1]
    said = cells.filter(run=second, strand="recall").first()
    assert said is not None
    assert said.by_role["teacher"]["n"] == 8
    assert said.answers == 8 * 3 + 4


def test_a_wave_without_a_level_is_not_analysed(personas: Personas) -> None:
    wave = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="x", opens=date(2026, 10, 1))
    with pytest.raises(NothingToAnalyse):
        analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    assert not ProfileRun.objects.exists()
