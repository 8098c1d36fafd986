"""Writes of the hub about a department's levels and about what the place weighs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import LevelKind, LevelRecord, Leverage
from smeaton.apps.needs.queries.runs import current_run
from smeaton.apps.places.models import Department, Programme
from smeaton.terms import Permission, Reach, Refused

USUAL = Decimal(1)


class LevelRefused(ValueError):
    """A level or a weight that cannot be recorded; nothing is stored. The message is a sentence."""


@transaction.atomic
def record_level(
    *,
    reach: Reach,
    department_id: int,
    strand: str,
    kind: str,
    level: Decimal,
    evidence: str,
    visited_on: date,
    at: datetime,
) -> LevelRecord:
    """Add a moderated or an agreed level of one strand; earlier ones stay.

    `Refused` without `MODERATE_NEEDS` over the department; `LevelRefused` where the department has not been
    analysed, the strand is none of the audit's, the level is not a half step from 1 to 4, nothing is said as
    evidence, or the visit lies in the future.
    """
    department = Department.objects.select_related("programme", "school").get(pk=department_id)
    reach.require(Permission.MODERATE_NEEDS, department.where)
    run = current_run(department.programme_id)
    if run is None:
        raise LevelRefused("Nothing has been analysed yet that a level could stand beside.")
    if strand not in run.instrument.titles:
        raise LevelRefused("Choose one of the audit’s strands.")
    if kind not in LevelKind.values:
        raise LevelRefused("Choose whether the level is moderated or agreed.")
    if not 1 <= level <= 4 or level * 2 % 1:
        raise LevelRefused("Choose a level from 1 to 4, by halves.")
    if not evidence.strip():
        raise LevelRefused("Say what the level rests on.")
    if visited_on > at.date():
        raise LevelRefused("The visit or call cannot be in the future.")
    row = LevelRecord.objects.create(
        wave_id=run.wave_id,
        department=department,
        strand=strand,
        kind=kind,
        level=level,
        evidence=evidence.strip(),
        visited_on=visited_on,
        recorded_by=reach.actor,
        at=at,
    )
    record(
        reach=reach,
        action=f"recorded {kind} level",
        subject="department",
        subject_id=department.pk,
        place=department.programme.place_id,
        school=department.school_id,
        changes={"strand": strand, "level": str(level), "visited": visited_on.isoformat(), "record": row.pk},
        at=at,
        agreement=reach.under(department.where),
    )
    return row


@transaction.atomic
def set_leverage(*, reach: Reach, programme_id: int, weights: Mapping[str, tuple[Decimal, str]]) -> int:
    """Set what strands weigh in a programme (strand → weight and reason); returns how many changed.

    `Refused` unless the reach runs audits or moderates needs in the place; `LevelRefused` where a weight lies
    outside a quarter to 4, or one other than 1 has no reason.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme_id)
    where = programme.where
    if not (reach.can(Permission.RUN_AUDIT, where) or reach.can(Permission.MODERATE_NEEDS, where)):
        raise Refused(f"{reach.actor} may not weigh strands there")
    for weight, reason in weights.values():
        if not Decimal("0.25") <= weight <= 4:
            raise LevelRefused("A weight is from a quarter to 4.")
        if weight != USUAL and not reason.strip():
            raise LevelRefused("Give a reason where a strand weighs more or less than usual.")
    kept = {row.strand: (row.weight, row.reason) for row in Leverage.objects.filter(programme=programme)}
    changes: dict[str, object] = {}
    for strand, (weight, reason) in weights.items():
        before = kept.get(strand, (USUAL, ""))
        after = (weight, reason.strip())
        if after == before:
            continue
        Leverage.objects.update_or_create(
            programme=programme, strand=strand, defaults={"weight": weight, "reason": reason.strip()}
        )
        changes[strand] = {"from": str(before[0]), "to": str(weight)}
    if changes:
        record(
            reach=reach,
            action="weighed strands",
            subject="programme",
            subject_id=programme.pk,
            place=programme.place_id,
            changes=changes,
        )
    return len(changes)
