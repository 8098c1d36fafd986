"""Pages of history: of a department, of a person, of oneself. Names are as known now.


Whoever reads of a whole place reads nothing of schools that do not share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Q, QuerySet

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.parts import stands
from smeaton.apps.history.models import Event
from smeaton.apps.home.queries.hidden import Hidden, hidden_from
from smeaton.apps.home.queries.history import words
from smeaton.apps.home.queries.history.naming import Names, names_of
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import DepartmentCard
from smeaton.terms import Permission, Reach, Refused

ROWS = 30
COUNTED = 1000
"""Events that are counted and asked what they are about; of more the page says that there are more."""


@dataclass(frozen=True)
class Deed:
    """One event as a page shows it."""

    at: datetime
    who: str
    role: str
    what: str
    details: tuple[str, ...]
    origin: str
    agreement: int | None


@dataclass(frozen=True)
class From:
    """Which page is asked for: what came before one event, or after one; by default the latest.

    `about` narrows it to one kind of thing.
    """

    before: int | None = None
    after: int | None = None
    about: str = ""


LATEST = From()


@dataclass(frozen=True)
class HistoryPage:
    """One page of events, the latest first. `subjects` are those that can be asked for.

    `total` counts among the latest `COUNTED`; `whole` says that there are no more. `earlier` and `later` are
    the numbers of the events before and after which the neighbouring pages begin; None where there is none.
    """

    deeds: tuple[Deed, ...]
    total: int
    whole: bool
    earlier: int | None
    later: int | None
    subjects: tuple[str, ...]
    about: str

    @property
    def counted(self) -> str:
        """How many there are, in words: “40 things”, “Over 1,000 things”, “12 of the latest 1,000”."""
        if not self.whole:
            return f"{self.total} of the latest {COUNTED:,}" if self.about else f"Over {COUNTED:,} things"
        return "1 thing" if self.total == 1 else f"{self.total} things"


def department_history(card: DepartmentCard, reach: Reach, wanted: From = LATEST) -> HistoryPage:
    """What was done about a department; `Refused` without `VIEW_HISTORY` over it."""
    reach.require(Permission.VIEW_HISTORY, card.where)
    here = Q(school=card.urn, place=card.place.pk)
    return _page([here, Q(subject="department", subject_id=str(card.id))], reach, wanted)


def person_history(person_id: int, reach: Reach, wanted: From = LATEST) -> HistoryPage:
    """What somebody did and what was done about them, as far as the reader's own departments and places go.

    `Refused` unless `VIEW_HISTORY` is held somewhere that the person stands.
    """
    if not reach.everywhere and not any(
        reach.can(Permission.VIEW_HISTORY, where) for where in stands(person_id)
    ):
        raise Refused(f"{reach.actor} may not read the history of person {person_id}")
    themselves = Q(subject="person", subject_id=str(person_id), place__isnull=True, school__isnull=True)
    return _page(_of_person(person_id), reach, wanted, _seen_by(reach) | themselves)


def own_history(reach: Reach, wanted: From = LATEST) -> HistoryPage:
    """What one did oneself, and what was done about one, wherever that was."""
    if reach.person is None:
        raise Refused(f"{reach.actor} is no person")
    return _page(_of_person(reach.person), reach, wanted)


def _of_person(person_id: int) -> list[Q]:
    grants = [str(key) for key in GrantRecord.objects.filter(person=person_id).values_list("pk", flat=True)]
    return [
        Q(actor=f"person:{person_id}"),
        Q(subject="person", subject_id=str(person_id)),
        Q(subject="grant", subject_id__in=grants),
    ]


def _seen_by(reach: Reach) -> Q:
    """Events of whole places that the reader looks after, and of departments whose history they may read."""
    over = reach.scopes(Permission.VIEW_HISTORY)
    if over.everywhere:
        return Q()
    departments = Department.objects.visible_to(reach, Permission.VIEW_HISTORY)
    pairs = list(departments.values_list("school", "programme__place"))
    schools, places = {school for school, _ in pairs}, {place for _, place in pairs}
    return (
        Q(school__isnull=True, place__in=over.places)
        | Q(school__in=schools, place__in=places)
        | Q(school__in=schools, place__isnull=True)
    )


def _page(kinds: Sequence[Q], reach: Reach, wanted: From, within: Q | None = None) -> HistoryPage:
    """The page of all events of one of these kinds.

    Each kind is read by itself, down its own index, and no further than the page needs: one query that asked
    for any of them would read all that match and sort them.
    """
    events = [Event.objects.filter(within or Q(), kind).order_by("-number") for kind in kinds]
    told = {
        key: what for rows in events for key, what in rows.values_list("number", "subject")[: COUNTED + 1]
    }
    latest = [told[key] for key in sorted(told, reverse=True)[:COUNTED]]
    subjects = tuple(sorted({*latest}))
    about = wanted.about if wanted.about in subjects else ""
    if about:
        events = [rows.filter(subject=about) for rows in events]
    shown, earlier, later = _shown(events, wanted)
    names, hidden = names_of(shown), hidden_from(reach)
    return HistoryPage(
        deeds=tuple(_deed(event, names, hidden) for event in shown),
        total=latest.count(about) if about else len(latest),
        whole=len(told) <= COUNTED,
        earlier=shown[-1].number if earlier else None,
        later=shown[0].number if later else None,
        subjects=subjects,
        about=about,
    )


def _shown(events: Sequence[QuerySet[Event]], wanted: From) -> tuple[list[Event], bool, bool]:
    """The events of the page, the latest first, and whether there are earlier and later ones."""
    if wanted.after is not None:
        rising = [rows.filter(number__gt=wanted.after).order_by("number") for rows in events]
        found = _merged(rising)
        if len(found) > ROWS:
            return found[ROWS - 1 :: -1], True, True
        return _shown(events, LATEST)
    if wanted.before is not None:
        events = [rows.filter(number__lt=wanted.before) for rows in events]
    found = _merged(events)[::-1]
    return found[:ROWS], len(found) > ROWS, wanted.before is not None and bool(found)


def _merged(events: Sequence[QuerySet[Event]]) -> list[Event]:
    """The first of them together, by rising number; one more than a page where there are more."""
    found = {event.number: event for rows in events for event in rows[: ROWS + 1]}
    return [found[number] for number in sorted(found)]


def _deed(event: Event, names: Names, hidden: Hidden) -> Deed:
    return Deed(
        at=event.at,
        who=names.who(event.actor),
        role=event.role,
        what=words.sentence(event.action, event.subject),
        details=words.details(cast("Mapping[str, object]", hidden.without(names.told(event.changes)))),
        origin=words.came_from(event.origin),
        agreement=event.agreement,
    )
