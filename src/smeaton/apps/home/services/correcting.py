"""Putting right what is wrong about somebody: by themselves where they can, else by asking for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from smeaton.apps.access.queries.parts import stands
from smeaton.apps.history.services import record
from smeaton.apps.people.models import CorrectionRequest, Person
from smeaton.terms import Permission, Reach, Refused

LONGEST = 400


class CorrectionRefused(ValueError):
    """It cannot be put right like that. The message says what to do."""


@transaction.atomic
def correct_name(*, reach: Reach, person_id: int, name: str) -> Person:
    """Put one's own name right; `Refused` for anybody else's. History notes that, not the names."""
    if not (reach.everywhere or reach.person == person_id):
        raise Refused(f"{reach.actor} may not correct the name of person {person_id}")
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > Person._meta.get_field("name").max_length:  # type: ignore[operator]
        raise CorrectionRefused("Enter your name, in at most 200 characters.")
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.name != wanted:
        person.name = wanted
        person.save(update_fields=["name"])
        record(reach=reach, action="corrected the name", subject="person", subject_id=person_id)
    return person


@transaction.atomic
def ask_correction(*, reach: Reach, person_id: int, wrong: str, at: datetime) -> CorrectionRequest:
    """Say what is wrong about oneself; whoever looks after the people of the place sees it.

    `Refused` about anybody else; `CorrectionRefused` without words.
    """
    if not (reach.everywhere or reach.person == person_id):
        raise Refused(f"{reach.actor} may not speak for person {person_id}")
    if not wrong.strip():
        raise CorrectionRefused("Say what is wrong, and how it should read.")
    row = CorrectionRequest.objects.create(person_id=person_id, wrong=wrong.strip()[:LONGEST], asked_at=at)
    record(
        reach=reach,
        action="asked for a correction",
        subject="person",
        subject_id=person_id,
        changes={"request": row.pk},
        at=at,
    )
    return row


@transaction.atomic
def answer_correction(*, reach: Reach, request_id: int, answer: str, at: datetime) -> CorrectionRequest:
    """Say what came of a request. `Refused` without `MANAGE_PEOPLE` anywhere the person stands.

    `CorrectionRefused` without words, or where it was answered before.
    """
    row = _locked().get(pk=request_id)
    if not reach.everywhere and not any(
        reach.can(Permission.MANAGE_PEOPLE, where) for where in stands(row.person_id)
    ):
        raise Refused(f"{reach.actor} may not answer for person {row.person_id}")
    if row.answered_at is not None:
        raise CorrectionRefused("Somebody has answered this already.")
    if not answer.strip():
        raise CorrectionRefused("Say what you changed, or why you did not.")
    row.answer, row.answered_at, row.answered_by = answer.strip()[:LONGEST], at, reach.actor
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    record(
        reach=reach,
        action="answered a request for correction",
        subject="person",
        subject_id=row.person_id,
        changes={"request": row.pk},
        at=at,
    )
    return row


def _locked() -> "QuerySet[CorrectionRequest]":
    return CorrectionRequest.objects.select_for_update(no_key=True)
