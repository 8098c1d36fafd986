"""Writes about answers from another survey tool: uploaded, mapped, imported all at once, or discarded."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import (
    ImportState,
    Response,
    ResponseOrigin,
    StrandNote,
    SurveyImport,
    SurveyMapping,
    Wave,
)
from smeaton.apps.needs.queries import importing as reads
from smeaton.apps.needs.services.responses import ResponseGiven, record_responses
from smeaton.engine.sources import Unusable
from smeaton.engine.sources.survey_exports import (
    ROLES,
    VALUES,
    ColumnMapping,
    PersonRead,
    SurveyTable,
    clashes,
    propose,
    propose_values,
    read_safely,
    take,
)
from smeaton.terms import Permission, Reach, Where

KEPT_FOR = timedelta(days=7)
"""How long an upload waits to be imported; after that it is discarded, for it may name people."""
MOST_LISTED = 2_000
"""Of what did not go in, so many lines are kept."""
_LONGEST_REMEMBERED = 80


class ImportRefused(ValueError):
    """Nothing was changed. The message is a sentence for the person who asked."""


def read_upload(content: bytes) -> SurveyTable:
    """The table in an upload, read in a limited process. `ImportRefused` where there is none.

    Call it outside of a transaction: it may take two seconds.
    """
    try:
        return read_safely(content)
    except Unusable as refused:
        raise ImportRefused(str(refused)) from None


@transaction.atomic
def keep_upload(
    *, reach: Reach, wave_id: int, table: SurveyTable, file_name: str, at: datetime
) -> SurveyImport:
    """Keep the table of an upload until it is imported or discarded, with what its columns may hold.

    Where the place has mapped the same headings before, that mapping is proposed. `Refused` without
    `RUN_AUDIT`; `ImportRefused` where the wave takes no more answers.
    """
    wave = _wave(wave_id, reach, at)
    asked = reads.wordings_of(wave, reach)
    before = reads.remembered_mapping(wave, table.fingerprint())
    if before is not None:
        mapping = _still_valid(ColumnMapping.from_json(before), table, asked.targets)
    else:
        columns = {letters: each.target for letters, each in propose(table, asked).items()}
        mapping = ColumnMapping(columns=columns)
    row = SurveyImport.objects.create(
        wave=wave,
        kind=table.kind,
        file_name=file_name[:200],
        uploaded_at=at,
        uploaded_by=reach.actor,
        table=table.to_json(),
        mapping=mapping.to_json() | {"remembered": before is not None},
    )
    _propose_values(row, table, mapping, wave, reach)
    row.save()
    record(
        reach=reach,
        action="uploaded",
        subject="survey import",
        subject_id=row.pk,
        place=wave.programme.place_id,
        changes={"tool": table.kind, "rows": len(table.rows), "columns": len(table.columns)},
    )
    return row


def _still_valid(before: ColumnMapping, table: SurveyTable, targets: frozenset[str]) -> ColumnMapping:
    """A remembered mapping without what the instrument no longer asks."""
    columns = {c.letter: before.target(c) if before.target(c) in targets else "ignore" for c in table.columns}
    return ColumnMapping(columns, before.values, before.schools, before.roles, role=before.role)


def _propose_values(
    row: SurveyImport, table: SurveyTable, mapping: ColumnMapping, wave: Wave, reach: Reach
) -> None:
    """Add to a mapping what answers, schools and roles clearly mean, without touching what was decided."""
    values, schools, roles = propose_values(table, mapping, reads.wordings_of(wave, reach))
    ours = {each.id for each in reads.wordings_of(wave, reach).departments}
    kept = {text: key for text, key in mapping.schools.items() if key in ours}
    row.mapping = row.mapping | {
        "values": values | dict(mapping.values),
        "schools": schools | kept,
        "roles": roles | dict(mapping.roles),
    }


@transaction.atomic
def set_columns(
    *, reach: Reach, wave_id: int, import_id: int, columns: Mapping[str, str], at: datetime
) -> None:
    """Say what some columns hold (letters → target); the others stay. What values mean is proposed anew.

    `ImportRefused` for a column or target that there is not, or two columns that would hold the same.
    """
    wave, row = _locked(reach, wave_id, import_id, at)
    table, asked = SurveyTable.from_json(row.table), reads.wordings_of(wave, reach)
    known = {column.letter for column in table.columns}
    for letters, target in columns.items():
        if letters not in known or target not in asked.targets:
            raise ImportRefused("Choose one of the meanings that are listed for each column.")
    before = ColumnMapping.from_json(row.mapping)
    mapping = ColumnMapping(
        {**before.columns, **columns},
        before.values,
        before.schools,
        before.roles,
        before.department,
        before.role,
    )
    wrong = clashes(mapping, table)
    if wrong:
        raise ImportRefused(wrong[0])
    row.mapping = mapping.to_json() | {"remembered": row.mapping.get("remembered", False)}
    _propose_values(row, table, mapping, wave, reach)
    row.save(update_fields=["mapping"])


@transaction.atomic
def set_meanings(
    *,
    reach: Reach,
    wave_id: int,
    import_id: int,
    at: datetime,
    values: Mapping[str, str],
    schools: Mapping[str, int | None],
    roles: Mapping[str, str],
    department: int | None,
    role: str,
) -> None:
    """Say what answers, schools and roles mean; an empty meaning takes one back. Others stay.

    `department` and `role` hold for rows that name none. `ImportRefused` for a meaning that there is not.
    """
    wave, row = _locked(reach, wave_id, import_id, at)
    ours = {each.id for each in reads.wordings_of(wave, reach).departments}
    before = ColumnMapping.from_json(row.mapping)
    good = (
        all(value in ("", *VALUES) for value in values.values())
        and all(key is None or key in ours for key in (*schools.values(), department))
        and all(each in ("", *ROLES) for each in (*roles.values(), role))
    )
    if not good:
        raise ImportRefused("Choose one of the meanings that are listed.")
    mapping = ColumnMapping(
        columns=before.columns,
        values={text: v for text, v in ({**before.values, **values}).items() if v},
        schools={text: key for text, key in ({**before.schools, **schools}).items() if key is not None},
        roles={text: each for text, each in ({**before.roles, **roles}).items() if each},
        department=department,
        role=role,
    )
    row.mapping = mapping.to_json() | {"remembered": row.mapping.get("remembered", False)}
    row.save(update_fields=["mapping"])


@transaction.atomic
def import_survey(*, reach: Reach, wave_id: int, import_id: int, basis: str, at: datetime) -> int:
    """Take in what was previewed under `basis`, all of it or nothing. Returns how many people went in.

    The same people of an earlier import are answered anew, whichever department they were put in then. The
    table is emptied, the mapping remembered for the place. `ImportRefused` where the import has ended, the
    wave takes no more answers, or anything has changed since the preview.
    """
    wave, row = _locked(reach, wave_id, import_id, at)
    found = reads.opened(row, wave, reach)
    shown = reads.preview(found)
    if shown.basis != basis:
        raise ImportRefused(
            "What goes in has changed since you looked, perhaps because somebody else changed it. Look again."
        )
    taken = take(found.table, found.mapping, found.asked)
    if not taken.people:
        raise ImportRefused("Nobody's answers would go in: nothing was imported.")
    identities = [person.identity for person in taken.people]
    people = list(zip(reads.respondent_codes(wave.pk, identities), taken.people, strict=True))
    for rows in reads.responses_before(wave.pk, identities):
        rows.filter(origin=ResponseOrigin.SURVEY).delete()
    record_responses(
        reach=reach, wave_id=wave.pk, responses=[_given(code, person) for code, person in people]
    )
    _keep_notes(wave, people)
    _remember(wave, found, at)
    # Values may name people where a column was mapped wrongly: only places and reasons are kept.
    row.left_out = [
        {"row": out.row, "column": out.column, "reason": out.reason} for out in taken.left_out[:MOST_LISTED]
    ]
    _end(row, ImportState.IMPORTED, at, taken=len(people))
    record(
        reach=reach,
        action="imported",
        subject="survey import",
        subject_id=row.pk,
        place=wave.programme.place_id,
        changes={
            "tool": row.kind,
            "responses": len(people),
            "replaced": shown.replaced,
            "left out": len(taken.left_out),
        },
    )
    return len(people)


def _given(code: str, person: PersonRead) -> ResponseGiven:
    return ResponseGiven(person.department, person.role, code, person.answers, ResponseOrigin.SURVEY)


def _keep_notes(wave: Wave, people: list[tuple[str, PersonRead]]) -> None:
    keys = dict(
        Response.objects.filter(wave=wave, origin=ResponseOrigin.SURVEY).values_list("respondent", "pk")
    )
    StrandNote.objects.bulk_create(
        [
            StrandNote(response_id=keys[code], strand=strand, text=text)
            for code, person in people
            for strand, text in person.notes.items()
        ],
        batch_size=2_000,
    )


def _remember(wave: Wave, found: reads.OpenImport, at: datetime) -> None:
    """Keep the mapping for the place, without texts that look like people's own."""

    def fit(texts: Mapping[str, Any]) -> dict[str, Any]:
        return {t: v for t, v in texts.items() if len(t) <= _LONGEST_REMEMBERED and "@" not in t}

    mapping = found.mapping.to_json()
    mapping |= {name: fit(mapping[name]) for name in ("values", "schools", "roles")}
    SurveyMapping.objects.update_or_create(
        place=wave.programme.place,
        instrument_key=wave.instrument.key,
        columns=found.table.fingerprint(),
        defaults={"mapping": mapping | {"department": None}, "used_at": at},
    )


@transaction.atomic
def discard_import(*, reach: Reach, wave_id: int, import_id: int, at: datetime) -> None:
    """Throw an upload away; its table is emptied. `ImportRefused` where it has ended."""
    wave = Wave.objects.select_related("programme").get(pk=wave_id)
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    row = SurveyImport.objects.select_for_update(no_key=True, of=("self",)).get(pk=import_id, wave=wave)
    if row.state != ImportState.UPLOADED:
        raise ImportRefused(f"This upload is already {row.get_state_display()}.")
    _discard(reach, row, wave.programme.place_id, at)


def discard_stale(*, reach: Reach, at: datetime) -> int:
    """Discard every upload that has waited longer than `KEPT_FOR`. Returns how many.

    Made for the worker's schedule: one small query where there is nothing to do. `Refused` unless the reach
    manages everything.
    """
    reach.require(Permission.MANAGE_PLACE, Where())
    stale = SurveyImport.objects.filter(state=ImportState.UPLOADED, uploaded_at__lt=at - KEPT_FOR)
    if not stale.exists():
        return 0
    with transaction.atomic():
        rows = stale.select_for_update(no_key=True, of=("self",), skip_locked=True).select_related(
            "wave__programme"
        )
        found = list(rows.order_by("pk"))
        for row in found:
            _discard(reach, row, row.wave.programme.place_id, at)
    return len(found)


def _discard(reach: Reach, row: SurveyImport, place: int, at: datetime) -> None:
    _end(row, ImportState.DISCARDED, at, taken=0)
    record(
        reach=reach,
        action="discarded",
        subject="survey import",
        subject_id=row.pk,
        place=place,
        changes={"tool": row.kind},
    )


def _end(row: SurveyImport, state: ImportState, at: datetime, *, taken: int) -> None:
    row.state, row.ended_at, row.taken, row.table, row.mapping = state, at, taken, {}, {}
    row.save()


def _wave(wave_id: int, reach: Reach, at: datetime) -> Wave:
    """The wave, locked, so that two imports into it follow one another."""
    waves = Wave.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "programme__place", "instrument"
    )
    wave = waves.get(pk=wave_id)
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    if reason := reads.why_closed(wave, timezone.localdate(at)):
        raise ImportRefused(reason)
    return wave


def _locked(reach: Reach, wave_id: int, import_id: int, at: datetime) -> tuple[Wave, SurveyImport]:
    wave = _wave(wave_id, reach, at)
    row = SurveyImport.objects.select_for_update(no_key=True, of=("self",)).get(pk=import_id, wave=wave)
    if row.state != ImportState.UPLOADED:
        raise ImportRefused(f"This upload is already {row.get_state_display()}: nothing was changed.")
    return wave, row
