"""Analysing a wave: its answers as they stand → the profile that pages show."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from smeaton.apps.access.queries import unshared, within_agreements
from smeaton.apps.history.services import record
from smeaton.apps.needs.inputs import answers_of
from smeaton.apps.needs.models import ProfileCell, ProfileRun, Wave, WaveForm
from smeaton.apps.needs.services.item_bank import known_from_others, update_bank
from smeaton.apps.needs.services.outcomes import outcomes_to_keep
from smeaton.apps.needs.services.pooling import Pool, pools
from smeaton.apps.needs.services.releasing import cell_to_keep, changes_to_keep, shown_before, teachers_in
from smeaton.apps.places.models import Department
from smeaton.engine.needs.answers import VIGNETTE, Answer
from smeaton.engine.needs.change import changes
from smeaton.engine.needs.instrument import Instrument, read_instrument
from smeaton.engine.needs.profile import Params, profile
from smeaton.engine.needs.result import Profile
from smeaton.engine.needs.table import Table, summaries, tabulate
from smeaton.engine.needs.vignette import calibrate, corrected
from smeaton.terms import Permission, Reach

DEFAULT_SEED = 1
_BATCH = 2_000


@transaction.atomic
def analyse(*, reach: Reach, wave_id: int, at: datetime, seed: int = DEFAULT_SEED) -> ProfileRun:
    """Analyse a wave as its answers stand; the new analysis is the current one, earlier ones are kept.

    Answers of departments whose trusts share nothing on that day are in nobody else's figures (`pooling`).
    What may not be shown is not kept (`releasing`); the item bank learns from the analysis; published results
    are set beside it (`outcomes`). `Refused` without
    `ANALYSE_NEEDS` over the place; `NothingToAnalyse` where no answer chooses a level.
    """
    wave = (
        Wave.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme", "instrument")
        .get(pk=wave_id)
    )
    reach.require(Permission.ANALYSE_NEEDS, wave.programme.where)
    instrument = read_instrument(wave.instrument.source)
    known = known_from_others(wave, instrument) if wave.form == WaveForm.CALIBRATED else {}
    params = Params(strands=tuple(instrument.titles), known=known)
    apart = unshared(wave.programme_id, timezone.localdate(at))
    pooled = list(pools(answers_of(wave, instrument), apart))
    profiles = [profile(pool.answers, params, np.random.default_rng(seed)) for pool in pooled]
    found = profiles[0]
    earlier = ProfileRun.objects.filter(wave=wave, current=True).prefetch_related("cells").first()
    shown = shown_before(earlier)
    moved = [_changes(wave, instrument, pool, each) for pool, each in zip(pooled, profiles, strict=True)]
    ProfileRun.objects.filter(wave=wave, current=True).update(current=False)
    run = ProfileRun.objects.create(
        wave=wave,
        made_at=at,
        params={"seed": seed, "draws": params.draws},
        variance=dict(found.variance),
        diagnostics=found.diagnostics.to_dict()
        | {"warnings": [*found.warnings, *_left_out(pooled)], "change": moved[0][1]}
        | {"items": {item: astuple(mean) for item, mean in found.items.items()}},
        current=True,
    )
    cells = ProfileCell.objects.bulk_create(
        [
            cell_to_keep(
                run,
                cell,
                shown.get((int(cell.department), cell.strand)),
                changed.get((cell.department, cell.strand), {}),
            )
            for pool, each, (changed, _) in zip(pooled, profiles, moved, strict=True)
            for cell in each.cells
            if cell.department in pool.kept
        ],
        batch_size=_BATCH,
    )
    compared = Department.objects.filter(programme=wave.programme_id).visible_to(
        within_agreements(reach, wave.programme_id), Permission.VIEW_PLACE_NEEDS
    )
    together = set(compared.order_by().values_list("pk", flat=True))
    run.diagnostics["outcomes"] = outcomes_to_keep(cells, found.diagnostics, together)
    run.save(update_fields=["diagnostics"])
    update_bank(instrument, at)
    record(
        reach=reach,
        action="analysed",
        subject="wave",
        subject_id=wave.pk,
        place=wave.programme.place_id,
        changes=_summary(run, found),
    )
    return run


def _left_out(pooled: Sequence[Pool]) -> list[str]:
    """How many departments answered and are in nobody else's figures, since their trusts share nothing."""
    count = sum(len(pool.kept) for pool in pooled[1:])
    if not count:
        return []
    who = (
        "1 department whose trust shares nothing is"
        if count == 1
        else f"{count} departments whose trusts share nothing are"
    )
    return [f"The answers of {who} in nobody else’s figures."]


def _changes(
    wave: Wave, instrument: Instrument, pool: Pool, found: Profile
) -> tuple[dict[Any, Any], dict[str, Any]]:
    """What has changed since the wave before, by department and strand, and how the place moved.

    Both are empty for the first wave, or where nobody of the pool answered the one before. Waves are compared
    on the items that both asked in the same words.
    """
    before = (
        Wave.objects.filter(programme=wave.programme_id, profile_runs__current=True, opens__lt=wave.opens)
        .select_related("instrument")
        .order_by("-opens", "-id")
        .first()
    )
    if before is None:
        return {}, {}
    asked_before = read_instrument(before.instrument.source)
    said_before, answers = pool.before(answers_of(before, asked_before)), pool.answers
    if not any(answer.level is not None and answer.role != VIGNETTE for answer in said_before):
        return {}, {}
    common = frozenset(
        item for item, asked in instrument.items.items() if asked_before.items.get(item) == asked
    )
    compared = changes(_corrected(said_before, asked_before), _corrected(answers, instrument), common)
    counted = {
        cell: roles["teacher"].n for cell, roles in summaries(said_before).items() if "teacher" in roles
    }
    teachers = {
        (cell.department, cell.strand): (
            counted.get((cell.department, cell.strand), 0),
            teachers_in(cell),
        )
        for cell in found.cells
    }
    notes = {
        "since": before.name,
        "items": compared.items,
        "place": {strand: list(moved) for strand, moved in compared.place.items()},
        "warnings": list(compared.warnings),
    }
    return changes_to_keep(compared, teachers), notes


def _corrected(answers: Sequence[Answer], instrument: Instrument) -> Table:
    """Answers as a table, with the generosity that vignettes show taken off."""
    table = tabulate(answers, tuple(instrument.titles))
    return corrected(table, calibrate(answers, table))


def _summary(run: ProfileRun, found: Profile) -> dict[str, object]:
    about = found.diagnostics
    return {
        "run": run.pk,
        "departments": about.departments,
        "respondents": about.respondents,
        "answers": about.answers,
    }
