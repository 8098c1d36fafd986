"""Do an authority's published averages fit together? A check that a data officer would make."""

from collections.abc import Mapping
from statistics import median

TEACHER_ASSESSED = frozenset({2020, 2021})
"""Years (their ends) whose grades were assessed by teachers: not comparable with others."""

FURTHEST_SHARE = 8.0
"""Percentage points that an implied share may lie from the median of the other years."""

SMALLEST_SPLIT = 2.0
"""Points between the groups below which rounding alone moves the implied share too far to be read."""


def implied_share(everyone: float, disadvantaged: float, other: float) -> float | None:
    """The share of disadvantaged pupils, in per cent, at which the two averages make up that of all pupils.

    None where the two groups lie too close together for the share to be read from rounded averages.
    """
    split = other - disadvantaged
    if abs(split) < SMALLEST_SPLIT:
        return None
    return (other - everyone) / split * 100


def suspect_years(shares: Mapping[int, float]) -> dict[int, str]:
    """Years whose implied share lies more than 8 points from the median of the other years, with a sentence.

    `shares`: year → implied share in per cent. Fewer than three other years tell nothing.
    """
    flags = {}
    for year, share in shares.items():
        others = [value for other, value in shares.items() if other != year]
        if len(others) >= 3 and abs(share - median(others)) > FURTHEST_SHARE:
            flags[year] = (
                f"check: the published averages imply that {share:.0f}% of pupils were disadvantaged, "
                f"against {min(others):.0f}–{max(others):.0f}% in the other years"
            )
    return flags
