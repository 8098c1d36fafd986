"""Names for the numbers that events hold: people, schools, trusts and places, as they are known now."""

from collections.abc import Collection, Mapping
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
_FIRST = ("person", "role", "over")
_KINDS: Mapping[ScopeKind, type[School] | type[Trust] | type[Place] | type[Programme]] = {
    ScopeKind.SCHOOL: School,
    ScopeKind.TRUST: Trust,
    ScopeKind.PLACE: Place,
    ScopeKind.PROGRAMME: Programme,
}


@dataclass(frozen=True)
class Names:
    """What the people of some events are called, and what they are about."""

    people: Mapping[int, str]
    things: Mapping[tuple[str, int], str]

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
        for field, thing in _things(changes):
            found[field] = self.things.get(thing, found[field])
        if isinstance(found.get("over"), str):
            found.pop("scope", None)
        first = [field for field in _FIRST if field in found]  # PostgreSQL keeps no order
        return {field: found[field] for field in dict.fromkeys([*first, *found])}


def names_of(events: Collection[Event]) -> Names:
    """The names for these events: one query for people, one for each kind of thing that stands in them."""
    actors = (event.actor.partition(":") for event in events)
    people = {int(key) for kind, _, key in actors if kind == "person" and key.isdecimal()}
    people |= {key for e in events if isinstance(key := e.changes.get("person"), int)}
    wanted = {thing for event in events for _, thing in _things(event.changes)}
    things: dict[tuple[str, int], str] = {}
    for kind, model in _KINDS.items():
        if keys := [key for each, key in wanted if each == kind]:
            things |= {(kind.value, row.pk): str(row) for row in model.objects.filter(pk__in=keys)}
    return Names(dict(Person.objects.filter(pk__in=people).values_list("pk", "name")), things)


def _things(changes: Mapping[str, object]) -> list[tuple[str, tuple[str, int]]]:
    """The fields that hold a thing's number, with its kind: what a role is over is of the kind `scope`."""
    fields = [(kind.value, kind.value) for kind in _KINDS] + [("over", str(changes.get("scope")))]
    return [(field, (kind, key)) for field, kind in fields if isinstance(key := changes.get(field), int)]
