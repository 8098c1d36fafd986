"""What a match says: who works with whom on what, why, and what is left unmet."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

FORMAT = "smeaton-mentoring-match/1"

Reason = Literal[
    "below_block",
    "no_expertise",
    "too_far",
    "own_school",
    "never",
    "not_worth_it",
    "below_pair",
    "enough_mentors",
    "no_room",
]


@dataclass(frozen=True, slots=True)
class Second:
    """The next best mentor for a pair's hours: what they would be worth, and whether that mentor had room."""

    mentor: str
    worth: float
    free: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor with a department: hours by strand (those above zero), distance, worth, and the second best.

    `worth` is of all the pair's hours, before load. `second` is for what is not frozen; None: nobody else
    could give any of it.
    """

    mentor: str
    department: str
    hours: tuple[tuple[str, float], ...]
    km: float
    same_trust: bool
    known: bool
    frozen: bool
    worth: float
    second: Second | None = None

    @property
    def total(self) -> float:
        """All its hours."""
        return sum(hours for _, hours in self.hours)


@dataclass(frozen=True, slots=True)
class Unmet:
    """Hours that a department wants on a strand and does not get, and why, as a word and as a sentence."""

    department: str
    strand: str
    hours: float
    wanted: float
    reason: Reason
    why: str


@dataclass(frozen=True, slots=True)
class Load:
    """Hours that a mentor gives, of those there are, and with how many departments."""

    mentor: str
    hours: float
    of: float
    departments: int


@dataclass(frozen=True, slots=True)
class Match:
    """Who mentors whom.

    `worth` counts all pairs less load, frozen ones included; no match is worth more than `bound` (proven),
    and `gap` = (bound − worth) / bound. `ended` are known pairs (mentor, department) that are no more.
    """

    pairs: tuple[Pair, ...]
    unmet: tuple[Unmet, ...]
    loads: tuple[Load, ...]
    ended: tuple[tuple[str, str], ...]
    wanted_hours: float
    met_hours: float
    worth: float
    bound: float
    gap: float

    def to_dict(self) -> dict[str, object]:
        """The match as plain lists and dictionaries, ready for `json.dump`."""
        return {"format": FORMAT} | {part.name: _plain(getattr(self, part.name)) for part in fields(self)}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return value
