"""Values of planning documents: what `smeaton.terms.exchange` offers, under the planner's own roof."""

from smeaton.terms.exchange import (
    NUMBER_MOST,
    At,
    Fields,
    ProblemError,
    known,
    number,
    numbers,
    owner,
    shown,
    unique,
    whole,
)

__all__ = [
    "NUMBER_MOST",
    "At",
    "Fields",
    "ProblemError",
    "known",
    "number",
    "numbers",
    "owner",
    "shown",
    "unique",
    "whole",
]
