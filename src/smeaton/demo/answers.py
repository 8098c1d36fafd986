"""Synthetic audit answers into the database, through the services that take in real ones."""

from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from smeaton.apps.needs.models import ProfileRun, Wave
from smeaton.apps.needs.queries import shipped_instrument
from smeaton.apps.needs.services import ResponseGiven, analyse, open_wave, record_responses
from smeaton.apps.places.models import Department, Programme
from smeaton.demo import generator
from smeaton.demo.place import synthetic_departments
from smeaton.engine.needs.instrument import read_instrument
from smeaton.terms import Reach

WAVE = "First audit (synthetic)"
OPEN_FOR = timedelta(days=42)


@transaction.atomic
def enter_answers(*, reach: Reach, programme: Programme, on: date, seed: int) -> Wave:
    """The programme's wave with its synthetic answers: made where it is not there, else as it is."""
    there = Wave.objects.filter(programme=programme, name=WAVE).first()
    if there is not None:
        return there
    wave = open_wave(
        reach=reach, programme_id=programme.pk, name=WAVE, opens=on + timedelta(days=7), closes=on + OPEN_FOR
    )
    keys = dict(Department.objects.filter(programme=programme).values_list("school_id", "pk"))
    instrument = read_instrument(wave.instrument.source)
    staff = synthetic_departments(seed)
    vignettes = [vignette.id for vignette in instrument.vignettes]
    ready = (
        generator.readiness(np.random.default_rng([seed, 3]), staff, list(instrument.titles))
        if instrument.readiness
        else {}
    )
    made: dict[str, ResponseGiven] = {}
    answers: dict[str, dict[str, int | str]] = {}
    for answer in generator.answers(np.random.default_rng([seed, 2]), staff, synthetic_items(), vignettes):
        given = answers.setdefault(answer.respondent, {})
        given[answer.item] = answer.kind if answer.level is None else answer.level
        made.setdefault(
            answer.respondent,
            ResponseGiven(
                keys[answer.urn],
                answer.role,
                answer.respondent,
                given,
                readiness=ready.get(answer.urn, {}) if answer.role == "lead" else {},
            ),
        )
    record_responses(reach=reach, wave_id=wave.pk, responses=made.values())
    return wave


def analyse_answers(*, reach: Reach, wave: Wave, at: datetime) -> ProfileRun:
    """The current analysis of the wave: made where there is none, else as it is."""
    current = ProfileRun.objects.filter(wave=wave, current=True).first()
    return current or analyse(reach=reach, wave_id=wave.pk, at=at)


def synthetic_items() -> list[generator.Item]:
    """The shipped instrument's items, as the generator needs them."""
    return [
        generator.Item(item.id, item.strand, frozenset(item.audience))
        for item in shipped_instrument().items.values()
    ]
