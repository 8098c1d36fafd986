"""Writes about needs: instruments, waves, answers, analyses. All are checked and recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.needs.inputs import answers_of
from smeaton.apps.needs.models import (
    Answer,
    AnswerKind,
    Instrument,
    ProfileCell,
    ProfileRun,
    RespondentRole,
    Response,
    Wave,
)
from smeaton.apps.needs.queries import shipped_source
from smeaton.apps.places.models import Department, Programme
from smeaton.engine.needs.instrument import read_instrument
from smeaton.engine.needs.profile import Params, profile
from smeaton.engine.needs.result import Cell, Profile
from smeaton.engine.needs.table import NothingToAnalyse
from smeaton.terms import Permission, Reach, Where

DEFAULT_SEED = 1
_BATCH = 2_000

Given = int | str
"""An answer as it is handed in: a level from 1 to 4, “dont_know” or “not_applicable”."""


class AnswersRefused(ValueError):
    """Answers that cannot be taken; nothing of them is stored. The message is a sentence."""


@dataclass(frozen=True)
class ResponseGiven:
    """One person's answers to hand in: item id → level, “dont_know” or “not_applicable”."""

    department_id: int
    role: str
    respondent: str
    answers: Mapping[str, Given]


@transaction.atomic
def add_instrument(*, reach: Reach, source: str | None = None) -> Instrument:
    """Keep an instrument's text, the shipped audit's by default; one that is kept already is returned.

    `Refused` unless the reach manages everything; `InstrumentError` where the text is none; ValueError where
    the same version is kept with another text.
    """
    text = shipped_source() if source is None else source
    found = read_instrument(text)
    kept = Instrument.objects.filter(key=found.key, version=found.version).first()
    if kept is not None:
        if kept.source != text:
            raise ValueError(f"{kept} is kept with another text: give the changed audit a new version.")
        return kept
    reach.require(Permission.MANAGE_PLACE, Where())
    row = Instrument.objects.create(key=found.key, version=found.version, title=found.title, source=text)
    record(
        reach=reach,
        action="added",
        subject="instrument",
        subject_id=row.pk,
        changes={"key": row.key, "version": row.version},
    )
    return row


@transaction.atomic
def open_wave(
    *,
    reach: Reach,
    programme_id: int,
    name: str,
    opens: date,
    closes: date | None = None,
    instrument_id: int | None = None,
) -> Wave:
    """Open a wave of the audit in a programme, with the shipped instrument unless another is given.

    `Refused` without `ANALYSE_NEEDS` over the place.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.ANALYSE_NEEDS, Where(place=programme.place_id))
    if instrument_id is None:
        instrument_id = add_instrument(reach=Reach.of_system("open wave")).pk
    wave = Wave.objects.create(
        programme=programme, instrument_id=instrument_id, name=name, opens=opens, closes=closes
    )
    record(
        reach=reach,
        action="opened",
        subject="wave",
        subject_id=wave.pk,
        place=programme.place_id,
        changes={"name": name, "opens": opens.isoformat(), "closes": closes.isoformat() if closes else None},
    )
    return wave


@transaction.atomic
def record_responses(*, reach: Reach, wave_id: int, responses: Iterable[ResponseGiven]) -> int:
    """Take in the answers of several people; a person who answered before is answered anew. Returns how many.

    All or nothing: `AnswersRefused` names the first thing that is wrong (a department of another programme, a
    role or an item that the instrument does not have, an answer that is none, a code used twice or in another
    department). `Refused` without `ANALYSE_NEEDS` over the place.
    """
    wave = Wave.objects.select_related("programme", "instrument").get(pk=wave_id)
    reach.require(Permission.ANALYSE_NEEDS, Where(place=wave.programme.place_id))
    given = list(responses)
    _check(wave, given)
    codes = [each.respondent for each in given]
    before = Response.objects.filter(wave=wave, respondent__in=codes)
    replaced = before.count()
    before.delete()
    rows = Response.objects.bulk_create(
        [
            Response(wave=wave, department_id=each.department_id, role=each.role, respondent=each.respondent)
            for each in given
        ],
        batch_size=_BATCH,
    )
    Answer.objects.bulk_create(
        [
            _answer(row, item, value)
            for row, each in zip(rows, given, strict=True)
            for item, value in each.answers.items()
        ],
        batch_size=_BATCH,
    )
    record(
        reach=reach,
        action="took in responses",
        subject="wave",
        subject_id=wave.pk,
        place=wave.programme.place_id,
        changes={"responses": len(given), "replaced": replaced},
    )
    return len(given)


def record_response(*, reach: Reach, wave_id: int, response: ResponseGiven) -> int:
    """Take in one person's answers: `record_responses` for one."""
    return record_responses(reach=reach, wave_id=wave_id, responses=[response])


def _check(wave: Wave, given: list[ResponseGiven]) -> None:
    items = read_instrument(wave.instrument.source).items
    ours = set(Department.objects.filter(programme=wave.programme_id).values_list("pk", flat=True))
    home = dict(Response.objects.filter(wave=wave).values_list("respondent", "department_id"))
    seen: set[str] = set()
    for each in given:
        who = f"The respondent {each.respondent}"
        if not each.respondent:
            raise AnswersRefused("A response has no respondent's code.")
        if each.respondent in seen:
            raise AnswersRefused(f"{who} is given twice.")
        seen.add(each.respondent)
        if each.department_id not in ours:
            raise AnswersRefused(f"{who} is in a department that is not in the programme.")
        if home.get(each.respondent, each.department_id) != each.department_id:
            raise AnswersRefused(f"{who} has answered in another department.")
        if each.role not in RespondentRole.values:
            raise AnswersRefused(f"{who} has the role “{each.role}”, which is none.")
        for item, value in each.answers.items():
            if item not in items:
                raise AnswersRefused(f"{who} answers “{item}”, which the instrument does not ask.")
            if value not in (1, 2, 3, 4, AnswerKind.DONT_KNOW, AnswerKind.NOT_APPLICABLE):
                raise AnswersRefused(f"{who} answers {item} with “{value}”, which is not an answer.")


def _answer(response: Response, item: str, value: Given) -> Answer:
    if isinstance(value, int):
        return Answer(response=response, item=item, level=value, kind=AnswerKind.ANSWERED)
    return Answer(response=response, item=item, level=None, kind=value)


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


__all__ = [
    "AnswersRefused",
    "NothingToAnalyse",
    "ResponseGiven",
    "add_instrument",
    "analyse",
    "open_wave",
    "record_response",
    "record_responses",
]
