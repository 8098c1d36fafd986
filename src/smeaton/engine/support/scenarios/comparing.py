"""What two plans may be said to differ by, when neither is proved to be the best of its problem."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Proved:
    """What a plan covers and what no plan of its problem can cover more than, both in the same unit."""

    covered: float
    bound: float

    @property
    def gap(self) -> float:
        """The distance to the bound as a share of it."""
        return (self.bound - self.covered) / self.bound if self.bound > 0 else 0.0


class Verdict(StrEnum):
    """What is certain about the best plans of two problems."""

    MORE = "more"
    LESS = "less"
    SAME = "cannot be told apart"


def compare(before: Proved, after: Proved) -> Verdict:
    """Whether the second problem's best plan covers more or less than the first's.

    Certain only where one plan covers more than the other's bound; else the search might simply have been
    luckier once, and nothing is claimed.
    """
    if after.covered > before.bound:
        return Verdict.MORE
    if after.bound < before.covered:
        return Verdict.LESS
    return Verdict.SAME


def noise(before: Proved, after: Proved, least: float = 0.01) -> float:
    """The difference, in shares of need, from which one department's is shown: the larger gap.

    Two plans that are equally good within their gaps may serve a department differently by about so much.
    """
    return max(before.gap, after.gap, least)
