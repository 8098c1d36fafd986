"""Pages of history: of a department, of a person, of oneself. Names are as known now.

Whoever reads of a whole place reads nothing of schools that do not share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.history.models import Event
from smeaton.apps.home.queries.hidden import Hidden, hidden_from
from smeaton.apps.home.queries.history import words
from smeaton.apps.home.queries.records.standing import stands
from smeaton.apps.people.models import ERASED, Person
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import DepartmentCard
from smeaton.terms import Permission, Reach, Refused

ROWS = 30
_OTHERS = {
    "respondent": "Somebody who was asked in an audit",
    "anonymous": "Somebody who was not signed in",
}


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
class HistoryPage:
    """One page of events, the latest first. `subjects` are those that can be asked for."""

    deeds: tuple[Deed, ...]
    total: int
    number: int
    pages: int
    subjects: tuple[str, ...]
    about: str


def department_history(
    card: DepartmentCard, reach: Reach, *, about: str = "", page: object = 1
) -> HistoryPage:
    """What was done about a department; `Refused` without `VIEW_HISTORY` over it."""
    reach.require(Permission.VIEW_HISTORY, card.where)
    found = Q(school=card.urn, place=card.place.pk) | Q(subject="department", subject_id=str(card.id))
    return _page(Event.objects.filter(found), reach, about, page)


def person_history(person_id: int, reach: Reach, *, about: str = "", page: object = 1) -> HistoryPage:
    """What somebody did and what was done about them, as far as the reader's own departments and places go.

    `Refused` unless `VIEW_HISTORY` is held somewhere that the person stands.
    """
    if not reach.everywhere and not any(
        reach.can(Permission.VIEW_HISTORY, where) for where in stands(person_id)
    ):
        raise Refused(f"{reach.actor} may not read the history of person {person_id}")
    themselves = Q(subject="person", subject_id=str(person_id), place__isnull=True, school__isnull=True)
    return _page(_of_person(person_id).filter(_seen_by(reach) | themselves), reach, about, page)


def own_history(reach: Reach, *, about: str = "", page: object = 1) -> HistoryPage:
    """What one did oneself, and what was done about one, wherever that was."""
    if reach.person is None:
        raise Refused(f"{reach.actor} is no person")
    return _page(_of_person(reach.person), reach, about, page)


def _of_person(person_id: int) -> QuerySet[Event]:
    grants = [str(key) for key in GrantRecord.objects.filter(person=person_id).values_list("pk", flat=True)]
    return Event.objects.filter(
        Q(actor=f"person:{person_id}")
        | Q(subject="person", subject_id=str(person_id))
        | Q(subject="grant", subject_id__in=grants)
    )


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


def _page(events: QuerySet[Event], reach: Reach, about: str, page: object) -> HistoryPage:
    subjects = tuple(events.order_by("subject").values_list("subject", flat=True).distinct())
    wanted = events.filter(subject=about) if about in subjects else events
    shown = Paginator(wanted.order_by("-number"), ROWS).get_page(page)  # type: ignore[arg-type]
    names, hidden = _names({event.actor for event in shown}), hidden_from(reach)
    return HistoryPage(
        deeds=tuple(_deed(event, names, hidden) for event in shown),
        total=shown.paginator.count,
        number=shown.number,
        pages=shown.paginator.num_pages,
        subjects=subjects,
        about=about if about in subjects else "",
    )


def _names(actors: set[str]) -> dict[str, str]:
    keys = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("person:")]
    return {
        f"person:{key}": name for key, name in Person.objects.filter(pk__in=keys).values_list("pk", "name")
    }


def _deed(event: Event, names: dict[str, str], hidden: Hidden) -> Deed:
    if event.actor.startswith("system:"):
        who = "The installation"
    else:
        who = names.get(event.actor) or _OTHERS.get(event.actor, ERASED)
    return Deed(
        at=event.at,
        who=who,
        role=event.role,
        what=words.sentence(event.action, event.subject),
        details=words.details(cast("Mapping[str, object]", hidden.without(event.changes))),
        origin=words.came_from(event.origin),
        agreement=event.agreement,
    )
