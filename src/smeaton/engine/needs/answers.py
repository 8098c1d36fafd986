"""Answers to an audit, as the engine takes them."""

from dataclasses import dataclass
from typing import Literal

VIGNETTE = "vignette"
"""The role of ratings of described colleagues: they show how generous a respondent is, and are no answers."""

Kind = Literal["answered", "dont_know", "not_applicable"]


@dataclass(frozen=True)
class Answer:
    """One answer of one respondent to one item; `level` is 1 to 4 where it was answered, else None.

    A rating of a vignette has the role `VIGNETTE`, the vignette's id as its item, no strand, and the same
    department and respondent as that person's other answers.
    """

    department: str
    respondent: str
    role: str
    item: str
    strand: str
    level: int | None
    kind: Kind = "answered"

    def __post_init__(self) -> None:
        if (self.kind == "answered") != (self.level is not None):
            raise ValueError(f"an answer that is {self.kind} cannot have the level {self.level}")
        if self.level is not None and not 1 <= self.level <= 4:
            raise ValueError(f"a level is 1, 2, 3 or 4, not {self.level}")

    @property
    def of_vignette(self) -> bool:
        """Whether it rates a described colleague."""
        return self.role == VIGNETTE
