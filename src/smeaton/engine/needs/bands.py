"""How sure we are that a strand is a priority, in a word instead of a rank."""

from typing import Literal

Band = Literal["clearly a priority", "possibly", "unlikely"]

CLEAR: Band = "clearly a priority"
POSSIBLE: Band = "possibly"
UNLIKELY: Band = "unlikely"

CLEARLY_ABOVE, UNLIKELY_BELOW = 0.8, 0.2


def band(p_weakest3: float) -> Band:
    """The word for a probability of being among a department's three weakest strands."""
    if p_weakest3 > CLEARLY_ABOVE:
        return CLEAR
    return UNLIKELY if p_weakest3 < UNLIKELY_BELOW else POSSIBLE


def need(estimate: float, levels: int = 4) -> float:
    """Need on 0 (leading) to 1 (not yet): how far the expected level is from the highest, as a share."""
    return min(max((levels - estimate) / (levels - 1), 0.0), 1.0)
