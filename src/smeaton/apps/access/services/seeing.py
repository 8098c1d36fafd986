"""Beginning and ending to see pages as somebody else does: both are recorded."""

from datetime import date

from django.db import transaction

from smeaton.apps.access.queries.seeing import seen_as
from smeaton.apps.history.services import record
from smeaton.apps.people.models import Person
from smeaton.terms import Reach, Refused


@transaction.atomic
def begin_seeing(*, reach: Reach, person: int, place: int, today: date) -> Person:
    """Begin to see pages as `person` of the place does; `Refused` where `seen_as` has nothing."""
    found = seen_as(reach, person, place, today)
    if found is None:
        raise Refused(f"{reach.actor} may not see pages as that person does")
    record(reach=reach, action="began to see as", subject="person", subject_id=person, place=place)
    return found[0]


@transaction.atomic
def end_seeing(*, reach: Reach, person: int, place: int, why: str) -> None:
    """Stop it. `why`: “stopped”, “signed out”, “too long” or “not allowed any more”."""
    record(
        reach=reach,
        action="stopped seeing as",
        subject="person",
        subject_id=person,
        place=place,
        changes={"why": why},
    )
