"""Names for the numbers that events hold: people, and what a role is over, as they are known now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smeaton.apps.history.models import Event
from smeaton.apps.people.models import ERASED, Person
from smeaton.apps.places.models import Place, Programme
from smeaton.apps.register.models import School, Trust
from smeaton.terms import ScopeKind

_OTHERS = {
    "respondent": "Somebody who was asked in an audit",
    "anonymous": "Somebody who was not signed in",
}
_KINDS: Mapping[ScopeKind, type[School] | type[Trust] | type[Place] | type[Programme]] = {
    ScopeKind.SCHOOL: School,
    ScopeKind.TRUST: Trust,
    ScopeKind.PLACE: Place,
    ScopeKind.PROGRAMME: Programme,
}


@dataclass(frozen=True)
class Names:
    """What the people of some events are called, and what roles in them are over."""

    people: Mapping[int, str]
    over: Mapping[tuple[str, int], str]

    def who(self, actor: str) -> str:
        """Who did something: a name, or what they were."""
        kind, _, key = actor.partition(":")
        if kind == "system":
            return "The installation"
        if kind == "person" and key.isdecimal():
            return self.people.get(int(key), ERASED)
        return _OTHERS.get(actor, ERASED)

    def told(self, changes: Mapping[str, object]) -> dict[str, object]:
        """The details with names in the places of numbers; what a role is over has its kind in its name."""
        found = dict(changes)
        if isinstance(person := found.get("person"), int):
            found["person"] = self.people.get(person, ERASED)
        if name := self.over.get(_over(changes)):
            del found["scope"]
            found["over"] = name
        return found


def names_of(events: Iterable[Event]) -> Names:
    """The names for these events: one query for people, one for each kind of thing that a role is over."""
    people = {int(key) for kind, _, key in (e.actor.partition(":") for e in events) if kind == "person"}
    people |= {key for e in events if isinstance(key := e.changes.get("person"), int)}
    wanted = {_over(event.changes) for event in events}
    over: dict[tuple[str, int], str] = {}
    for kind, model in _KINDS.items():
        if keys := [key for each, key in wanted if each == kind]:
            over |= {(str(kind), row.pk): str(row) for row in model.objects.filter(pk__in=keys)}
    return Names(dict(Person.objects.filter(pk__in=people).values_list("pk", "name")), over)


def _over(changes: Mapping[str, object]) -> tuple[str, int]:
    scope, key = changes.get("scope"), changes.get("over")
    return (str(scope), key) if scope and isinstance(key, int) else ("", 0)
