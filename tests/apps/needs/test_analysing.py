"""What is kept of an analysis: sources, change, the item bank, and nothing that may not be shown."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from smeaton.apps.needs.models import (
    Answer,
    CalibratedItem,
    Instrument,
    ProfileCell,
    ProfileRun,
    Response,
    Wave,
    WaveForm,
)
from smeaton.apps.needs.queries.waves import bank_of
from smeaton.apps.needs.services import ResponseGiven, analyse, open_wave, record_responses
from smeaton.apps.places.models import Department
from smeaton.engine.needs.instrument import read_instrument, wording, write_instrument
from tests.factories.needs import levels_for, make_wave, more_departments
from tests.factories.personas import SYSTEM, Personas
from tests.factories.places import department, programme, school

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)


def teachers_join(wave: Wave, department: Department, count: int, first: int = 100) -> None:
    """So many further teachers of the department answer."""
    rng = random.Random(first)  # noqa: S311
    given = [
        ResponseGiven(
            department.pk, "teacher", f"{department.pk}-{first + k}", dict(levels_for("teacher", rng))
        )
        for k in range(count)
    ]
    record_responses(reach=SYSTEM, wave_id=wave.pk, responses=given)


def cell(run: ProfileRun, department: Department, strand: str = "recall") -> ProfileCell:
    return ProfileCell.objects.get(run=run, department=department, strand=strand)


@pytest.fixture
def places(personas: Personas) -> list[Department]:
    """Seven departments."""
    return [personas.department, personas.neighbour, *more_departments(personas.programme, 5)]


def test_each_source_is_kept_with_what_it_is_compared_with(
    personas: Personas, places: list[Department]
) -> None:
    run = analyse(reach=SYSTEM, wave_id=make_wave(personas.programme, places).pk, at=AT)
    found = {view["source"]: view for view in cell(run, personas.department, "practical").sources}
    assert set(found) == {"lead", "teachers", "technicians"}
    assert found["lead"]["against"] == "teachers"
    assert found["lead"]["n"] == 1
    assert found["lead"]["se"] > found["teachers"]["se"]


def test_what_four_teachers_said_is_not_kept_and_their_estimates_are_coarse(
    personas: Personas, places: list[Department]
) -> None:
    run = analyse(reach=SYSTEM, wave_id=make_wave(personas.programme, places, teachers=4).pk, at=AT)
    for kept in run.cells.all():
        if "teacher" in kept.by_role:
            assert kept.by_role["teacher"] == {"n": 4, "withheld": True}
            assert (kept.estimate * 4) % 1 == 0
            assert {view["source"] for view in kept.sources} <= {"lead", "technicians"}
            assert kept.lead_gap is None


def test_a_breakdown_that_was_shown_stays_until_five_more_have_answered(
    personas: Personas, places: list[Department]
) -> None:
    wave = make_wave(personas.programme, places, teachers=6)
    first = cell(analyse(reach=SYSTEM, wave_id=wave.pk, at=AT), personas.department)
    teachers_join(wave, personas.department, 1)
    second = cell(analyse(reach=SYSTEM, wave_id=wave.pk, at=AT), personas.department)
    assert second.by_role["teacher"] == first.by_role["teacher"]
    assert second.sources == first.sources
    assert (second.lead_gap, second.lead_disagrees) == (first.lead_gap, first.lead_disagrees)
    teachers_join(wave, personas.department, 4, first=200)
    third = cell(analyse(reach=SYSTEM, wave_id=wave.pk, at=AT), personas.department)
    assert third.by_role["teacher"]["n"] == 11


def test_the_bank_learns_once_from_a_wave_and_again_from_the_next(
    personas: Personas, places: list[Department]
) -> None:
    wave = make_wave(personas.programme, places)
    analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    once = list(CalibratedItem.objects.values_list("item", "mean", "se", "answers", "waves"))
    assert {item for item, *_ in once} >= {"recall-1", "practical-1"}
    assert all(waves == 1 and 0 < se < 0.5 for _, _, se, _, waves in once)
    analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    assert list(CalibratedItem.objects.values_list("item", "mean", "se", "answers", "waves")) == once
    again = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Again", opens=date(2027, 6, 1))
    copied(wave, again)
    analyse(reach=SYSTEM, wave_id=again.pk, at=AT)
    both = {row.item: row for row in CalibratedItem.objects.all()}
    for item, mean, se, answers, _ in once:
        assert both[item].mean == pytest.approx(mean, abs=1e-3)
        assert both[item].se == pytest.approx(se / 2**0.5, abs=1e-3)
        assert (both[item].answers, both[item].waves) == (2 * answers, 2)


def copied(wave: Wave, to: Wave) -> None:
    """Everybody answers the other wave as they answered this one."""
    rows = Response.objects.filter(wave=wave).prefetch_related("answers")
    given = [
        ResponseGiven(
            row.department_id,
            row.role,
            row.respondent,
            {a.item: a.level if a.level is not None else a.kind for a in row.answers.all()},
        )
        for row in rows
    ]
    record_responses(reach=SYSTEM, wave_id=to.pk, responses=given)


def test_a_reworded_item_is_not_calibrated_and_the_others_are_whichever_version_or_place_asks(
    personas: Personas, places: list[Department]
) -> None:
    wave = make_wave(personas.programme, places)
    analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    asked = read_instrument(wave.instrument.source)
    known = bank_of(wave.instrument.source)
    assert {"recall-1", "recall-2"} <= set(known)
    strand = next(each for each in asked.strands if each.id == "recall")
    said = replace(strand.items[0], text="Said in other words.")
    strands = tuple(
        replace(each, items=(said, *each.items[1:])) if each is strand else each for each in asked.strands
    )
    source = write_instrument(replace(asked, version=99, strands=strands))
    assert said.id == "recall-1"
    assert wording(said) != wording(asked.items["recall-1"])
    assert set(bank_of(source)) == set(known) - {"recall-1"}
    later = Instrument.objects.create(
        key=asked.key, version=99, title=asked.title, source=source, published_at=AT
    )
    other = programme("another-place")
    elsewhere = make_wave(other, [department(other, school(910_000 + k)) for k in range(6)])
    Wave.objects.filter(pk=elsewhere.pk).update(instrument=later)
    analyse(reach=SYSTEM, wave_id=elsewhere.pk, at=AT)
    new, old = bank_of(source), bank_of(wave.instrument.source)
    assert (new["recall-1"].waves, old["recall-1"].waves) == (1, 1)
    assert new["recall-2"] == old["recall-2"]
    assert new["recall-2"].waves == 2


def test_a_calibrated_wave_takes_what_it_did_not_ask_from_other_waves_and_never_from_itself(
    personas: Personas, places: list[Department]
) -> None:
    wave = make_wave(personas.programme, places)
    full = cell(analyse(reach=SYSTEM, wave_id=wave.pk, at=AT), personas.department)
    again = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Again", opens=date(2027, 6, 1))
    copied(wave, again)
    Answer.objects.filter(response__wave=again, item__startswith="recall-").exclude(item="recall-1").delete()
    alone = cell(analyse(reach=SYSTEM, wave_id=again.pk, at=AT), personas.department)
    Wave.objects.filter(pk=again.pk).update(form=WaveForm.CALIBRATED)
    known = cell(analyse(reach=SYSTEM, wave_id=again.pk, at=AT), personas.department)
    twice = cell(analyse(reach=SYSTEM, wave_id=again.pk, at=AT), personas.department)
    assert known.estimate != alone.estimate
    assert known.estimate == pytest.approx(full.estimate, abs=0.3)
    assert (twice.estimate, twice.se) == (known.estimate, known.se)


def test_a_wave_of_few_departments_teaches_the_bank_nothing(personas: Personas) -> None:
    wave = make_wave(personas.programme, [personas.department, personas.neighbour])
    analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    assert not CalibratedItem.objects.exists()


def test_change_is_kept_from_the_second_wave_on_where_enough_teachers_answered_both(
    personas: Personas, places: list[Department]
) -> None:
    wave = make_wave(personas.programme, places)
    first = analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    assert all(kept.change == {} for kept in first.cells.all())
    again = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Again", opens=date(2027, 6, 1))
    copied(wave, again)
    few = Response.objects.filter(wave=again, department=personas.neighbour, role="teacher")
    Response.objects.filter(pk__in=list(few.values_list("pk", flat=True)[:5])).delete()
    run = analyse(reach=SYSTEM, wave_id=again.pk, at=AT)
    kept = cell(run, personas.department).change
    assert kept["chance_low"] < kept["unchanged"] < kept["chance_high"]
    assert kept["after"] == pytest.approx(kept["before"], abs=0.15)
    assert not kept["beyond_chance"]
    assert cell(run, personas.neighbour).change == {}
    assert cell(run, personas.neighbour, "curriculum").change != {}
    assert run.diagnostics["change"]["since"] == "First"
