"""Legal holds as pages show them: those on people of a place, and what can be held."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from smeaton.apps.home.queries.records.standing import people_in, require_over_all_of
from smeaton.apps.people.models import ERASED, LegalHold, Person
from smeaton.apps.places.queries import PlaceCard
from smeaton.terms import Permission, Reach

LONG = timedelta(days=365)
"""A hold without a last day that is older than this is to be looked at."""


@dataclass(frozen=True)
class HoldCard:
    """One hold: on whom, on what, why, from when to when and by whom."""

    id: int
    person: int
    name: str
    what: str
    reason: str
    since: date
    until: date | None
    placed_by: str
    in_force: bool
    to_review: bool
    """Whether it has no last day and is more than a year old."""


@dataclass(frozen=True)
class HoldsPage:
    """The holds of a place, those in force first, the oldest before."""

    in_force: tuple[HoldCard, ...]
    over: tuple[HoldCard, ...]

    @property
    def to_review(self) -> int:
        """How many have run for more than a year and have no last day."""
        return sum(each.to_review for each in self.in_force)


def holds_page(place: PlaceCard, reach: Reach, today: date) -> HoldsPage:
    """Holds on people who stand in the place: two queries. `Refused` without ERASE_PERSON over it."""
    reach.require(Permission.ERASE_PERSON, place.where)
    rows = LegalHold.objects.filter(person__in=people_in(place.pk)).select_related("person")
    cards = _cards(list(rows.order_by("since", "pk")), today)
    return HoldsPage(
        tuple(card for card in cards if card.in_force),
        tuple(card for card in reversed(cards) if not card.in_force),
    )


def hold_card(person_id: int, hold_id: int, reach: Reach, today: date) -> HoldCard:
    """One hold on somebody: `LegalHold.DoesNotExist` where it is another's.

    `Refused` without ERASE_PERSON wherever the person stands.
    """
    require_over_all_of(person_id, reach, Permission.ERASE_PERSON)
    row = LegalHold.objects.select_related("person").get(pk=hold_id, person=person_id)
    return _cards([row], today)[0]


def what_can_be_held() -> list[tuple[str, str]]:
    """Everything, or one class of record: the value and its words."""
    return [("", "Everything"), *((kind, kind.capitalize()) for kind in settings.RETENTION)]


def _cards(rows: list[LegalHold], today: date) -> list[HoldCard]:
    keys = {int(row.placed_by[7:]) for row in rows if row.placed_by.startswith("person:")}
    names = dict(Person.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}
    return [
        HoldCard(
            id=row.pk,
            person=row.person_id,
            name=row.person.name,
            what=row.covers or "everything",
            reason=row.reason,
            since=row.since,
            until=row.until,
            placed_by=_by(row.placed_by, names),
            in_force=row.since <= today and (row.until is None or row.until >= today),
            to_review=row.until is None and row.since <= today - LONG,
        )
        for row in rows
    ]


def _by(actor: str, names: dict[int, str]) -> str:
    kind, _, key = actor.partition(":")
    return names.get(int(key), ERASED) if kind == "person" else "the installation"
