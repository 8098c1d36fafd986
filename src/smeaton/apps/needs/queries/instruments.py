"""The instrument that Smeaton ships."""

import functools
from collections.abc import Mapping
from importlib import resources

from smeaton.engine.needs.instrument import Instrument, read_instrument


@functools.cache
def shipped_source() -> str:
    """The YAML text of the secondary science audit. It is no secret: no reach is asked for."""
    folder = resources.files("smeaton.engine.needs.instruments")
    return folder.joinpath("secondary-science.yaml").read_text(encoding="utf-8")


@functools.cache
def read_source(source: str) -> Instrument:
    """An instrument from its text, read once."""
    return read_instrument(source)


def shipped_instrument() -> Instrument:
    """The secondary science audit."""
    return read_source(shipped_source())


def strand_titles() -> Mapping[str, str]:
    """Strand id → title of the secondary science audit, in its order."""
    return shipped_instrument().titles
