"""What the registry says about one model. Plain values: the pages of the docs are made from them too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class By(StrEnum):
    """By what of a person a row is found."""

    PERSON = "the person's number"
    LOGIN = "their login"
    ACTOR = "“person:” and their number, as who acted"
    ADDRESS = "their email addresses"
    SESSION = "their login, inside the session"


class Fate(StrEnum):
    """What erasure does with the rows that are found."""

    DELETE = "deleted"
    EMPTY = "emptied of what names the person; the row stays"
    KEEP = "kept"


@dataclass(frozen=True)
class Lookup:
    """One way to a person's rows: the field to compare, with what, and only among rows with these values."""

    path: str
    by: By
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """One model: what of a person it holds, why, how it is found, and what becomes of it.

    `label` is Django's (“people.Person”); `kind` a class of record of `settings.RETENTION`. `holds` are the
    fields with personal data, `shows` what stands beside them in a copy for the person, `secret` fields that
    no copy shows. `lookups` is empty where no row can be found for a person. `texts` are fields in which
    people write freely: erasure takes a name or an address out of them wherever they stand. `emptied` says
    what stands in a field after erasure (`{pk}` is the row's key). `ends` is the path of the day, or moment,
    from which the period counts; `due` is what then happens, where it differs from erasure.
    """

    label: str
    title: str
    kind: str
    holds: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    texts: tuple[str, ...] = ()
    fate: Fate = Fate.KEEP
    why: str = ""
    emptied: Mapping[str, str] = field(default_factory=dict)
    ends: str = ""
    due: Fate | None = None

    @property
    def personal(self) -> bool:
        """Whether rows of it can be found for a person."""
        return bool(self.lookups)


def person(path: str = "person") -> tuple[Lookup, ...]:
    """Found by the person's number."""
    return (Lookup(path, By.PERSON),)


def login(path: str = "user") -> tuple[Lookup, ...]:
    """Found by the person's login."""
    return (Lookup(path, By.LOGIN),)


def actor(*paths: str) -> tuple[Lookup, ...]:
    """Found by who acted."""
    return tuple(Lookup(path, By.ACTOR) for path in paths)


def address(path: str) -> tuple[Lookup, ...]:
    """Found by the person's email addresses."""
    return (Lookup(path, By.ADDRESS),)


def nothing(label: str, title: str, kind: str = "programme", texts: tuple[str, ...] = ()) -> Record:
    """A model that holds nothing about a person, but for a name that somebody wrote into a text."""
    return Record(label, title, kind, texts=texts, why="It is not about people.")
