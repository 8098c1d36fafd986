"""What a mentor's dropping out would mean, as the hub reads it before confirming."""

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
"""{mentor, department, strand, hours}: mentoring after the handover, in the ids of the planning problem."""


@dataclass(frozen=True)
class TakenOver:
    """Hours of a department that somebody takes over: who, on what, how far away, who is next best."""

    urn: int
    school: str
    role: str
    of_school: str
    hours: float
    strands: tuple[tuple[str, float], ...]
    km: float
    same_trust: bool
    already: bool
    second: str
    second_free: bool


@dataclass(frozen=True)
class Lost:
    """Hours of a department on a strand that nobody can take over, and why."""

    urn: int
    school: str
    strand: str
    hours: float
    why: str


@dataclass(frozen=True)
class Handover:
    """What a mentor's dropping out would mean. `token` stands for exactly this: who confirms sends it back.

    `dearer` is what mentoring then costs more, in pounds (less where negative). `rows` is all mentoring of
    the place afterwards.
    """

    mentor_id: int
    role: str
    of_school: str
    active: bool
    hours: float
    taken: tuple[TakenOver, ...]
    lost: tuple[Lost, ...]
    dearer: float
    rows: tuple[Row, ...]
    token: str

    @property
    def hours_lost(self) -> float:
        """Hours that nobody can take over."""
        return sum(row.hours for row in self.lost)

    @property
    def saved(self) -> float:
        """What mentoring then costs less, in pounds."""
        return -self.dearer
