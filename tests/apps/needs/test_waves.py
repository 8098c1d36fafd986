"""Planning, opening, closing and analysing an audit of a place."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import ProfileRun, Wave, WaveForm
from smeaton.apps.needs.queries.waves import WaveState, instrument_choices, state_of, wave_card, waves_of
from smeaton.apps.needs.services import open_wave, record_response
from smeaton.apps.needs.services.responses import ResponseGiven
from smeaton.apps.needs.services.waves import (
    WavePlan,
    WaveRefused,
    abandoned_analyses,
    ask_analysis,
    change_wave,
    close_due,
    close_wave,
    plan_wave,
    reopen_wave,
    work_out,
)
from smeaton.terms import Permission, Refused
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)
PLAN = WavePlan("Autumn 2026", "secondary-science@2", TODAY + timedelta(7), TODAY + timedelta(28))


def planned(personas: Personas, plan: WavePlan = PLAN) -> Wave:
    return plan_wave(reach=personas.reach("hub_lead"), programme_id=personas.programme.pk, at=AT, plan=plan)


def on(days: int) -> datetime:
    return AT + timedelta(days)


def test_a_hub_lead_plans_an_audit_and_it_opens_and_closes_by_its_days(personas: Personas) -> None:
    wave = planned(personas)
    assert [state_of(wave, TODAY + timedelta(d)) for d in (6, 7, 28, 29)] == [
        WaveState.PLANNED,
        WaveState.OPEN,
        WaveState.OPEN,
        WaveState.CLOSED,
    ]
    assert str(wave.instrument) == "Secondary science audit, version 2"
    assert [event.action for event in Event.objects.about("wave", wave.pk)] == ["planned"]
    card = waves_of(personas.programme.pk, personas.reach("accountability_lead"), TODAY)[0]
    assert (card.name, card.asked, card.answered, card.instrument_value) == (PLAN.name, 0, 0, PLAN.instrument)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": " "}, "name", "Enter a name"),
        ({"instrument": "primary-magic@1"}, "instrument", "published questionnaires"),
        ({"instrument": "secondary-science@99999999"}, "instrument", "published questionnaires"),
        ({"opens": TODAY - timedelta(1)}, "opens", "has passed"),
        ({"closes": PLAN.opens}, "closes", "after the opening day"),
        ({"closes": PLAN.opens + timedelta(400)}, "closes", "a year at most"),
        ({"form": "quick"}, "form", "forms listed"),
        ({"form": WaveForm.SAMPLED}, "items_each", "how many statements"),
        ({"form": WaveForm.CALIBRATED, "items_each": 12}, "form", "not known well enough"),
        ({"reminders": 9}, "reminders", "up to 5"),
        ({"remind_every": 1}, "remind_every", "from 2 to 30 days"),
    ],
)
def test_a_plan_that_cannot_be_names_its_field_and_what_to_do(
    personas: Personas, change: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(WaveRefused, match=words) as refused:
        planned(personas, replace(PLAN, **change))
    assert refused.value.field == field
    assert not Wave.objects.exists()


def test_one_audit_at_a_time_and_every_name_once(personas: Personas) -> None:
    planned(personas)
    with pytest.raises(WaveRefused, match="one audit at a time"):
        planned(personas, replace(PLAN, name="Another", opens=PLAN.closes, closes=PLAN.closes + timedelta(9)))
    with pytest.raises(WaveRefused, match="already"):
        planned(personas, replace(PLAN, name="autumn 2026"))


def test_an_open_audit_changes_only_its_end_and_its_reminders(personas: Personas) -> None:
    wave, reach = planned(personas), personas.reach("hub_lead")
    later = replace(PLAN, closes=PLAN.closes + timedelta(7), reminders=3)
    changed = change_wave(reach=reach, wave_id=wave.pk, at=on(8), plan=later)
    assert (changed.closes, changed.reminders) == (later.closes, 3)
    with pytest.raises(WaveRefused, match="only its closing day and reminders"):
        change_wave(reach=reach, wave_id=wave.pk, at=on(8), plan=replace(later, name="Other"))
    event = Event.objects.about("wave", wave.pk).last()
    assert event is not None
    assert set(event.changes) == {"closes", "reminders"}


def test_an_audit_closes_by_hand_or_by_its_day_and_is_then_analysed(personas: Personas) -> None:
    wave, reach = planned(personas), personas.reach("hub_lead")
    with pytest.raises(WaveRefused, match="not opened yet"):
        close_wave(reach=reach, wave_id=wave.pk, at=AT)
    assert close_due(reach=SYSTEM, at=on(28)) == []
    assert close_due(reach=SYSTEM, at=on(29)) == [wave.pk]
    assert close_due(reach=SYSTEM, at=on(29)) == []
    assert not work_out(reach=SYSTEM, wave_id=wave.pk, at=on(29))
    wave.refresh_from_db()
    assert "nothing to analyse" in wave.analysis_message
    given = ResponseGiven(personas.department.pk, "lead", "a", {"recall-1": 2, "models-1": 3})
    record_response(reach=SYSTEM, wave_id=wave.pk, response=given)
    ask_analysis(reach=reach, wave_id=wave.pk, at=on(30))
    assert abandoned_analyses(at=on(30)) == []
    assert abandoned_analyses(at=on(31)) == [wave.pk]
    assert work_out(reach=SYSTEM, wave_id=wave.pk, at=on(31))
    assert not work_out(reach=SYSTEM, wave_id=wave.pk, at=on(31))
    assert ProfileRun.objects.get().current
    card = wave_card("testshire", wave.pk, reach, TODAY, Permission.RUN_AUDIT)
    assert (card.working, card.message, card.elsewhere) == (False, "", 1)


def test_a_closed_audit_opens_again_for_those_who_missed_it(personas: Personas) -> None:
    wave, reach = planned(personas), personas.reach("hub_lead")
    close_wave(reach=reach, wave_id=wave.pk, at=on(8))
    with pytest.raises(WaveRefused, match="after today"):
        reopen_wave(reach=reach, wave_id=wave.pk, at=on(9), closes=TODAY + timedelta(9))
    again = reopen_wave(reach=reach, wave_id=wave.pk, at=on(9), closes=TODAY + timedelta(20))
    assert state_of(again, TODAY + timedelta(9)) is WaveState.OPEN


@pytest.mark.parametrize("who", ["accountability_lead", "subject_lead", "head", "trust_lead", "stranger"])
def test_nobody_else_runs_audits(personas: Personas, who: str) -> None:
    wave, reach = planned(personas), personas.reach(who)
    for attempt in (
        lambda: plan_wave(reach=reach, programme_id=personas.programme.pk, at=AT, plan=PLAN),
        lambda: change_wave(reach=reach, wave_id=wave.pk, at=AT, plan=PLAN),
        lambda: close_wave(reach=reach, wave_id=wave.pk, at=on(8)),
        lambda: ask_analysis(reach=reach, wave_id=wave.pk, at=AT),
        lambda: close_due(reach=reach, at=AT),
    ):
        with pytest.raises(Refused):
            attempt()


def test_the_latest_version_of_each_shipped_audit_may_be_asked(personas: Personas) -> None:
    choices = {choice.value: choice for choice in instrument_choices(personas.place.pk)}
    choice = choices["secondary-science@2"]
    assert choice.teacher_items > choice.teacher_strands > 5
    assert "not known well enough" in choice.why_not


def test_a_wave_without_closing_day_stays_open(personas: Personas) -> None:
    wave = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="x", opens=TODAY)
    assert state_of(wave, date(2030, 1, 1)) is WaveState.OPEN
