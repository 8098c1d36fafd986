"""Requests for correction of the people of a place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from smeaton.apps.access.queries.parts import stands_of
from smeaton.apps.access.queries.standing import people_of
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
    """Requests of people who stand in the place, those who wait first, the longest before.

    `Refused` without `MANAGE_PEOPLE` over the place or one of its programmes. Whoever stands only where the
    reader's own reach does not go is left out.
    """
    reach.require(Permission.MANAGE_PEOPLE, people_of(place.pk))
    rows = asked_in(place, reach).select_related("person").order_by("asked_at", "pk")
    found = [
        Correction(
            row.pk, row.person_id, row.person.name, row.wrong, row.asked_at, row.answer, row.answered_at
        )
        for row in rows
    ]
    waiting = [each for each in found if each.answered_at is None]
    return waiting + [each for each in reversed(found) if each.answered_at is not None]


def asked_in(place: PlaceCard, reach: Reach) -> QuerySet[CorrectionRequest]:
    """The requests of people who stand in the place where the reader manages people.

    Over the whole place that is everybody; over one programme those are looked at one by one.
    """
    rows = CorrectionRequest.objects.filter(person__in=people_in(place.pk))
    if reach.can(Permission.MANAGE_PEOPLE, place.where):
        return rows
    stand = stands_of(set(rows.values_list("person", flat=True)))
    theirs = [
        person
        for person, places in stand.items()
        if any(each.place == place.pk and reach.can(Permission.MANAGE_PEOPLE, each) for each in places)
    ]
    return rows.filter(person__in=theirs)
