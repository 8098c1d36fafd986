"""What identifies a school, and which phase it teaches."""

from enum import StrEnum
from typing import NewType

Urn = NewType("Urn", int)
"""Unique reference number of an establishment; a school gets a new one when it converts to an academy."""

SMALLEST_URN, LARGEST_URN = 100_000, 999_999


def urn(value: int | str) -> Urn:
    """The URN in `value`; raises ValueError with a sentence where it is not a six-figure number."""
    try:
        number = int(value)
    except ValueError:
        raise ValueError(f"“{value}” is not a URN: a URN is a six-figure number") from None
    if not SMALLEST_URN <= number <= LARGEST_URN:
        raise ValueError(f"“{value}” is not a URN: a URN is a six-figure number")
    return Urn(number)


class Phase(StrEnum):
    """Phase of education, in the register's words."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    MIDDLE_PRIMARY = "middle deemed primary"
    SECONDARY = "secondary"
    MIDDLE_SECONDARY = "middle deemed secondary"
    SIXTEEN_PLUS = "16 plus"
    ALL_THROUGH = "all-through"
    NOT_APPLICABLE = "not applicable"
    NOT_KNOWN = "not known"
