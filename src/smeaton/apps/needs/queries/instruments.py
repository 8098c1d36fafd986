"""The instruments that Smeaton ships: every key with all of its versions, as files of the engine."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from smeaton.engine.needs.instrument import Instrument, read_instrument

DEFAULT_KEY = "secondary-science"


@dataclass(frozen=True)
class ShippedInstrument:
    """One version of an instrument that comes with Smeaton: its text, and what the text says."""

    source: str
    instrument: Instrument


@functools.cache
def shipped_instruments() -> Mapping[str, tuple[ShippedInstrument, ...]]:
    """Key → its shipped versions, the oldest first. They are no secret: no reach is asked for."""
    found: dict[str, list[ShippedInstrument]] = {}
    for file in resources.files("smeaton.engine.needs.instruments").iterdir():
        if file.name.endswith(".yaml"):
            source = file.read_text(encoding="utf-8")
            one = ShippedInstrument(source, read_source(source))
            found.setdefault(one.instrument.key, []).append(one)
    return {
        key: tuple(sorted(found[key], key=lambda one: one.instrument.version))
        for key in sorted(found, key=lambda key: (key != DEFAULT_KEY, key))
    }


def shipped(key: str = DEFAULT_KEY) -> tuple[ShippedInstrument, ...]:
    """The shipped versions of one key, the oldest first; KeyError for a key that is not shipped."""
    return shipped_instruments()[key]


def shipped_source(key: str = DEFAULT_KEY) -> str:
    """The YAML text of the latest version of a shipped audit, by default secondary science."""
    return shipped(key)[-1].source


@functools.lru_cache(maxsize=64)
def read_source(source: str) -> Instrument:
    """An instrument from its text; the texts read lately are remembered, as drafts change often."""
    return read_instrument(source)


def shipped_instrument(key: str = DEFAULT_KEY) -> Instrument:
    """The latest version of a shipped audit, by default secondary science."""
    return shipped(key)[-1].instrument


def strand_titles() -> Mapping[str, str]:
    """Strand id → title of the secondary science audit, in its order."""
    return shipped_instrument().titles
