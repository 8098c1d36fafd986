"""Instruments: what they are, how they are read and written, and what two versions have in common."""

from smeaton.engine.needs.instrument_comparing import (
    Comparison,
    ItemChange,
    common_items,
    compare,
    wording,
)
from smeaton.engine.needs.instrument_model import (
    FORMAT,
    LEVELS,
    ROLES,
    SECONDS_TO_CHOOSE,
    WORDS_PER_MINUTE,
    Instrument,
    InstrumentError,
    Item,
    Mistake,
    Strand,
    Vignette,
)
from smeaton.engine.needs.instrument_reading import read_instrument
from smeaton.engine.needs.instrument_writing import write_instrument

__all__ = [
    "FORMAT",
    "LEVELS",
    "ROLES",
    "SECONDS_TO_CHOOSE",
    "WORDS_PER_MINUTE",
    "Comparison",
    "Instrument",
    "InstrumentError",
    "Item",
    "ItemChange",
    "Mistake",
    "Strand",
    "Vignette",
    "common_items",
    "compare",
    "read_instrument",
    "wording",
    "write_instrument",
]
