"""Requests for correction of the people of a place."""

from dataclasses import dataclass
from datetime import datetime

from smeaton.apps.access.queries.standing import people_of
from smeaton.apps.home.queries.records.standing import stands_of
from smeaton.apps.people.models import CorrectionRequest
from smeaton.apps.places.queries import PlaceCard
from smeaton.terms import Permission, Reach

MOST = 500
"""Requests of the installation that are looked at, the latest; older ones have been answered."""


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
    """Requests of people who stand in the place, those who wait first, the longest before.

    `Refused` without `MANAGE_PEOPLE` over the place or one of its programmes. Whoever stands only where the
    reader's own reach does not go is left out.
    """
    reach.require(Permission.MANAGE_PEOPLE, people_of(place.pk))
    rows = list(CorrectionRequest.objects.select_related("person").order_by("-asked_at")[:MOST])
    where = stands_of({row.person_id for row in rows})
    found = [
        Correction(
            row.pk, row.person_id, row.person.name, row.wrong, row.asked_at, row.answer, row.answered_at
        )
        for row in rows
        if any(
            each.place == place.pk and reach.can(Permission.MANAGE_PEOPLE, each)
            for each in where[row.person_id]
        )
    ]
    waiting = [each for each in reversed(found) if each.answered_at is None]
    return waiting + [each for each in found if each.answered_at is not None]
