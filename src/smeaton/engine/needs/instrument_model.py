"""What an instrument is: the strands and statements of an audit, its vignettes and its promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

FORMAT = "smeaton-instrument/1"
LEVELS = 4
ROLES = ("lead", "teacher", "technician")
"""The kinds of people who answer, in the order in which pages name them."""

WORDS_PER_MINUTE = 240
"""Silent reading of plain English by adults (about 238: Brysbaert 2019, doi 10.1016/j.jml.2019.104047)."""
SECONDS_TO_CHOOSE = 4
"""Our own allowance for choosing a level, beyond reading it."""


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong with a text: its line, from 1, and what is wrong and what to do."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


class InstrumentError(ValueError):
    """The text is not an instrument. `mistakes` are all that were found, in the order of their lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


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

    @property
    def topics(self) -> tuple[str, ...]:
        """The sub-topics that its items stand for, each once."""
        return tuple(dict.fromkeys(item.topic for item in self.items))


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
    phase: str = ""

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
