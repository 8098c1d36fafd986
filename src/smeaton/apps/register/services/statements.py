"""What is stated, by whom, as at which day: the small values that the writers of the register share."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import date
from enum import IntEnum

from smeaton.engine.sources import SchoolFact

_NOT_DESCRIBED = frozenset({"urn", "states_trust", "trust", "last_changed", "registered", "authority_name"})

_DESCRIBED = [field.name for field in fields(SchoolFact) if field.name not in _NOT_DESCRIBED]


class Change(IntEnum):
    """What a line changed. A line that changed something and added something counts as updated."""

    UNCHANGED = 0
    CREATED = 1
    UPDATED = 2


@dataclass(frozen=True)
class Statement:
    """Who states the facts of a file, and as at which day.

    `as_of` is None where neither the file nor the person who imports it says; `day` is then the earliest day,
    so that a dated statement stands before an undated one.
    """

    source: str
    as_of: date | None
    observed_on: date
    """The day for which observations of schools hold."""

    @property
    def day(self) -> str:
        """The day as text that sorts, the empty text where it is not known."""
        return self.as_of.isoformat() if self.as_of else ""


@dataclass
class Tally:
    """What became of the facts of one import so far; `contradicted` counts those at odds with another."""

    changes: dict[int, Change] = field(default_factory=dict)
    contradicted: int = 0
    new_links: set[tuple[int, int, str]] = field(default_factory=set)
    trust_schools: set[int] = field(default_factory=set)
    """Schools whose memberships are to be derived anew."""
    trust_keys: set[str] = field(default_factory=set)
    """Names of numbered trusts that were not known before."""

    def note(self, line: int, change: Change) -> None:
        """Note a change made by the fact of a line; the strongest change of a line stands."""
        self.changes[line] = max(change, self.changes.get(line, Change.UNCHANGED))


def described(fact: SchoolFact) -> dict[str, object]:
    """The described fields of a school as they are kept with the observation (JSON)."""
    values = ((name, getattr(fact, name)) for name in _DESCRIBED)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values
        if value is not None and value != ""
    }


def standing_of(fact: SchoolFact, statement: Statement, facts: dict[str, object]) -> str:
    """Text by which two observations of a school are put in order; the greater one describes the school.

    Registers before other sources, then the later day, then the later change, then a digest of the content:
    an order that does not depend on which file came first (docs/adr/0004).
    """
    rank = 2 if fact.registered else 1
    changed = fact.last_changed.isoformat() if fact.last_changed else ""
    return f"{rank}|{statement.observed_on.isoformat()}|{changed}|{digest_of([facts, _trust(fact)])}"


def digest_of(content: object) -> str:
    """Sixteen hexadecimal figures that stand for the content."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _trust(fact: SchoolFact) -> list[object] | None:
    if not fact.states_trust:
        return None
    return [fact.trust.name, fact.trust.uid] if fact.trust else []
