"""Analysing a wave: its answers as they stand → the profile that pages show."""

from dataclasses import asdict
from datetime import datetime

import numpy as np
from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.needs.inputs import answers_of
from smeaton.apps.needs.models import ProfileCell, ProfileRun, Wave
from smeaton.engine.needs.instrument import read_instrument
from smeaton.engine.needs.profile import Params, profile
from smeaton.engine.needs.result import Cell, Profile
from smeaton.terms import Permission, Reach, Where

DEFAULT_SEED = 1
_BATCH = 2_000


@transaction.atomic
def analyse(*, reach: Reach, wave_id: int, at: datetime, seed: int = DEFAULT_SEED) -> ProfileRun:
    """Analyse a wave as its answers stand; the new analysis is the current one, earlier ones are kept.

    `Refused` without `ANALYSE_NEEDS` over the place; `NothingToAnalyse` where no answer chooses a level.
    """
    wave = (
        Wave.objects.select_for_update(of=("self",)).select_related("programme", "instrument").get(pk=wave_id)
    )
    reach.require(Permission.ANALYSE_NEEDS, Where(place=wave.programme.place_id))
    instrument = read_instrument(wave.instrument.source)
    params = Params(strands=tuple(instrument.titles))
    found = profile(answers_of(wave, instrument), params, np.random.default_rng(seed))
    ProfileRun.objects.filter(wave=wave, current=True).update(current=False)
    run = ProfileRun.objects.create(
        wave=wave,
        made_at=at,
        params={"seed": seed, "draws": params.draws},
        variance=dict(found.variance),
        diagnostics=found.diagnostics.to_dict() | {"warnings": list(found.warnings)},
        current=True,
    )
    ProfileCell.objects.bulk_create([_cell(run, cell) for cell in found.cells], batch_size=_BATCH)
    record(
        reach=reach,
        action="analysed",
        subject="wave",
        subject_id=wave.pk,
        place=wave.programme.place_id,
        changes=_summary(run, found),
    )
    return run


def _cell(run: ProfileRun, cell: Cell) -> ProfileCell:
    return ProfileCell(
        run=run,
        department_id=int(cell.department),
        strand=cell.strand,
        estimate=cell.estimate,
        se=cell.se,
        lower=cell.lower,
        upper=cell.upper,
        reliability=cell.reliability,
        p_weakest3=cell.p_weakest3,
        answers=cell.answers,
        respondents=cell.respondents,
        by_role={role: asdict(said) for role, said in cell.by_role.items()},
        note=cell.note,
        lead_gap=cell.lead_gap,
        lead_disagrees=cell.lead_disagrees,
    )


def _summary(run: ProfileRun, found: Profile) -> dict[str, object]:
    about = found.diagnostics
    return {
        "run": run.pk,
        "departments": about.departments,
        "respondents": about.respondents,
        "answers": about.answers,
    }
