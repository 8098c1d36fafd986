"""An instrument: the strands and statements of an audit, read from its YAML text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

FORMAT = "smeaton-instrument/1"
LEVELS = 4
ROLES = ("lead", "teacher", "technician")
"""The kinds of people who answer, in the order in which pages name them."""

WORDS_PER_MINUTE = 240
"""Silent reading of plain English by adults (about 238: Brysbaert 2019, doi 10.1016/j.jml.2019.104047)."""
SECONDS_TO_CHOOSE = 4
"""Our own allowance for choosing a level, beyond reading it."""


class InstrumentError(ValueError):
    """The text is not an instrument. The message is a sentence for the person who wrote it."""


@dataclass(frozen=True)
class Item:
    """One statement with its four described levels, asked of the roles in `audience`."""

    id: str
    strand: str
    topic: str
    text: str
    levels: tuple[str, ...]
    audience: tuple[str, ...]

    @property
    def words(self) -> int:
        """How many words somebody reads before they choose."""
        return sum(len(text.split()) for text in (self.text, *self.levels))


@dataclass(frozen=True)
class Strand:
    """One strand of practice, with its statements."""

    id: str
    title: str
    about: str
    items: tuple[Item, ...]

    @property
    def audience(self) -> tuple[str, ...]:
        """The roles that are asked about it at all."""
        return tuple(role for role in ROLES if any(role in item.audience for item in self.items))


@dataclass(frozen=True)
class Vignette:
    """A described colleague that everybody rates on the same levels: it shows how generous they are."""

    id: str
    title: str
    text: str

    @property
    def words(self) -> int:
        """How many words somebody reads before they choose."""
        return len(self.title.split()) + len(self.text.split())


@dataclass(frozen=True)
class Instrument:
    """A versioned audit. Two versions may be compared only on the items that they have in common."""

    key: str
    version: int
    title: str
    subject: str
    levels: tuple[str, ...]
    minutes: Mapping[str, float]
    introductions: Mapping[str, str]
    strands: tuple[Strand, ...]
    vignettes: tuple[Vignette, ...] = ()
    readiness: str = ""
    """What leads are asked of every strand: whether they could start on it soon. Empty where they are not."""

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its id, in the order of the instrument."""
        return {item.id: item for strand in self.strands for item in strand.items}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Strand id → title, in the order of the instrument."""
        return {strand.id: strand.title for strand in self.strands}

    def for_role(self, role: str) -> tuple[Item, ...]:
        """The items that one role is asked."""
        return tuple(item for item in self.items.values() if role in item.audience)

    def minutes_needed(self, role: str) -> float:
        """How long the audit takes a role to read and answer, in minutes.

        Counts the role's items, the vignettes, which everybody rates, and for leads the question of
        readiness, which stands beside every strand that they are asked about.
        """
        asked = self.for_role(role)
        words = [item.words for item in asked] + [vignette.words for vignette in self.vignettes]
        if role == "lead" and self.readiness:
            words += [len(self.readiness.split())] * len({item.strand for item in asked})
        return sum(count / WORDS_PER_MINUTE + SECONDS_TO_CHOOSE / 60 for count in words)


def read_instrument(text: str) -> Instrument:
    """Read an instrument from YAML text; `InstrumentError` with a sentence where it is not one.

    The format is described in docs/reference/needs-profile.md.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = yaml.load(text, Loader=loader)  # noqa: S506 - the C form of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark else ""
        raise InstrumentError(f"The instrument is not readable YAML{where}.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InstrumentError(f"The instrument must begin with “format: {FORMAT}”.")
    levels = _words(found, "levels", "the instrument")
    if len(levels) != LEVELS:
        raise InstrumentError(f"The instrument names {len(levels)} levels; it must name {LEVELS}.")
    strands = tuple(_strand(each) for each in _list(found, "strands", "the instrument"))
    for kind, ids in (
        ("strand", [strand.id for strand in strands]),
        ("item", [item.id for strand in strands for item in strand.items]),
    ):
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise InstrumentError(f"The {kind} “{twice[0]}” stands in the instrument twice.")
    return Instrument(
        key=_word(found, "key", "the instrument"),
        version=_version(found),
        title=_word(found, "title", "the instrument"),
        subject=str(found.get("subject", "")),
        levels=levels,
        minutes={str(role): float(limit) for role, limit in (found.get("minutes") or {}).items()},
        introductions={str(role): str(words) for role, words in (found.get("introductions") or {}).items()},
        strands=strands,
        vignettes=tuple(_vignette(each) for each in found.get("vignettes") or ()),
        readiness=str(found.get("readiness", "")).strip(),
    )


def _vignette(found: Any) -> Vignette:
    if not isinstance(found, dict):
        raise InstrumentError("Every vignette needs an id, a title and a text.")
    id = _word(found, "id", "a vignette")
    where = f"the vignette “{id}”"
    return Vignette(id, _word(found, "title", where), _word(found, "text", where))


def _strand(found: Any) -> Strand:
    if not isinstance(found, dict):
        raise InstrumentError("Every strand needs an id, a title and items.")
    id = _word(found, "id", "a strand")
    where = f"the strand “{id}”"
    items = tuple(_item(each, id) for each in _list(found, "items", where))
    return Strand(id, _word(found, "title", where), str(found.get("about", "")), items)


def _item(found: Any, strand: str) -> Item:
    if not isinstance(found, dict):
        raise InstrumentError(f"Every item of the strand “{strand}” needs an id, a text and levels.")
    id = _word(found, "id", f"an item of the strand “{strand}”")
    where = f"the item “{id}”"
    levels, audience = _words(found, "levels", where), _words(found, "for", where)
    if len(levels) != LEVELS:
        raise InstrumentError(f"The item “{id}” describes {len(levels)} levels; it must describe {LEVELS}.")
    strangers = [role for role in audience if role not in ROLES]
    if strangers:
        raise InstrumentError(f"The item “{id}” is for “{strangers[0]}”; it can be for {', '.join(ROLES)}.")
    return Item(id, strand, str(found.get("topic", "")), _word(found, "text", where), levels, audience)


def _version(found: Mapping[str, Any]) -> int:
    version = found.get("version")
    if not isinstance(version, int) or version < 1:
        raise InstrumentError("The instrument needs a version, a whole number from 1.")
    return version


def _word(found: Mapping[str, Any], name: str, where: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InstrumentError(f"In {where}, “{name}” is missing.")
    return value.strip()


def _list(found: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = found.get(name)
    if not isinstance(value, list) or not value:
        raise InstrumentError(f"In {where}, “{name}” must be a list with something in it.")
    return value


def _words(found: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    return tuple(str(value).strip() for value in _list(found, name, where))
