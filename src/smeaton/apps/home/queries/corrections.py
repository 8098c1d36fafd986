"""Requests for correction of the people of a place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from smeaton.apps.home.queries.records.standing import people_in
from smeaton.apps.people.models import CorrectionRequest
from smeaton.apps.places.queries import PlaceCard
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class Correction:
    """What somebody says is wrong about them."""

    id: int
    person: int
    name: str
    wrong: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


def corrections(place: PlaceCard, reach: Reach) -> list[Correction]:
    """Requests of people who stand in the place, those who wait first, the longest before: one query.

    `Refused` without `MANAGE_PEOPLE` over the place, which is to hold it wherever somebody stands in it.
    """
    rows = _requests(place, reach).select_related("person").order_by("asked_at", "pk")
    found = [
        Correction(
            row.pk, row.person_id, row.person.name, row.wrong, row.asked_at, row.answer, row.answered_at
        )
        for row in rows
    ]
    waiting = [each for each in found if each.answered_at is None]
    return waiting + [each for each in reversed(found) if each.answered_at is not None]


def corrections_waiting(place: PlaceCard, reach: Reach) -> int:
    """How many wait for an answer: one query. `Refused` as above."""
    return _requests(place, reach).filter(answered_at__isnull=True).count()


def _requests(place: PlaceCard, reach: Reach) -> QuerySet[CorrectionRequest]:
    reach.require(Permission.MANAGE_PEOPLE, place.where)
    return CorrectionRequest.objects.filter(person__in=people_in(place.pk))
