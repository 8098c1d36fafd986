"""Writes about responses: several at once, or one, all or nothing."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import (
    Answer,
    AnswerKind,
    Readiness,
    RespondentRole,
    Response,
    ResponseOrigin,
    StrandReadiness,
    Wave,
)
from smeaton.apps.places.models import Department
from smeaton.engine.needs.instrument import Instrument, read_instrument
from smeaton.terms import Permission, Reach

_BATCH = 2_000

Given = int | str
"""An answer as it is handed in: a level from 1 to 4, “dont_know” or “not_applicable”."""


class AnswersRefused(ValueError):
    """Answers that cannot be taken; nothing of them is stored. The message is a sentence."""


@dataclass(frozen=True)
class ResponseGiven:
    """One person's answers to hand in: id of an item or a vignette → level, “dont_know” or “not_applicable”.

    `readiness` is what a lead answered about starting soon: strand → “yes”, “with_help” or “not_yet”.
    """

    department_id: int
    role: str
    respondent: str
    answers: Mapping[str, Given]
    origin: str = ResponseOrigin.FILE
    readiness: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def record_responses(*, reach: Reach, wave_id: int, responses: Iterable[ResponseGiven]) -> int:
    """Take in the answers of several people; a person who answered before is answered anew. Returns how many.

    All or nothing: `AnswersRefused` names the first thing that is wrong (a department of another programme or
    of a trust that shares nothing by name, a role or an item that the instrument does not have, an answer
    that is none, a code used twice or in another department). `Refused` without `ANALYSE_NEEDS` over the
    place.
    """
    wave = Wave.objects.select_related("programme", "instrument").get(pk=wave_id)
    reach.require(Permission.ANALYSE_NEEDS, wave.programme.where)
    given = list(responses)
    ours = Department.objects.filter(programme=wave.programme_id).visible_to(reach, Permission.ANALYSE_NEEDS)
    _check(wave, given, set(ours.order_by().values_list("pk", flat=True)))
    codes = [each.respondent for each in given]
    before = Response.objects.filter(wave=wave, respondent__in=codes)
    replaced = before.count()
    before.delete()
    rows = Response.objects.bulk_create(
        [
            Response(
                wave=wave,
                department_id=each.department_id,
                role=each.role,
                respondent=each.respondent,
                origin=each.origin,
            )
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
    StrandReadiness.objects.bulk_create(
        [
            StrandReadiness(response=row, strand=strand, answer=answer)
            for row, each in zip(rows, given, strict=True)
            for strand, answer in each.readiness.items()
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


def _check(wave: Wave, given: list[ResponseGiven], ours: Set[int]) -> None:
    instrument = read_instrument(wave.instrument.source)
    asked = {*instrument.items, *(vignette.id for vignette in instrument.vignettes)}
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
            raise AnswersRefused(
                f"{who} is in a department that is not in the programme, or not shared with it."
            )
        if home.get(each.respondent, each.department_id) != each.department_id:
            raise AnswersRefused(f"{who} has answered in another department.")
        if each.role not in RespondentRole.values:
            raise AnswersRefused(f"{who} has the role “{each.role}”, which is none.")
        _check_answers(who, each, asked, instrument)


def _check_answers(who: str, given: ResponseGiven, asked: Set[str], instrument: Instrument) -> None:
    for item, value in given.answers.items():
        if item not in asked:
            raise AnswersRefused(f"{who} answers “{item}”, which the instrument does not ask.")
        if value not in (1, 2, 3, 4, AnswerKind.DONT_KNOW, AnswerKind.NOT_APPLICABLE):
            raise AnswersRefused(f"{who} answers {item} with “{value}”, which is not an answer.")
    for strand, answer in given.readiness.items():
        if given.role != RespondentRole.LEAD or not instrument.readiness:
            raise AnswersRefused(f"{who} is not asked whether the department could start.")
        if strand not in instrument.titles or answer not in Readiness.values:
            raise AnswersRefused(f"{who} answers “{answer}” about starting on “{strand}”: that is no answer.")


def _answer(response: Response, item: str, value: Given) -> Answer:
    if isinstance(value, int):
        return Answer(response=response, item=item, level=value, kind=AnswerKind.ANSWERED)
    return Answer(response=response, item=item, level=None, kind=value)
