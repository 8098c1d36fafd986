"""What the strands of a programme are called: the words of its latest instrument."""

import functools
from collections.abc import Mapping

from smeaton.apps.needs.models import Wave
from smeaton.engine.needs.instrument import read_instrument


class Titles(dict[str, str]):
    """Strand id → title, in the instrument's order; a strand that it does not know is called by its id."""

    def __missing__(self, strand: str) -> str:
        return strand.replace("-", " ").capitalize()


def strand_titles(programme_id: int) -> Titles:
    """The strands of the programme's latest wave; empty where there has been none yet."""
    wave = (
        Wave.objects.filter(programme=programme_id)
        .select_related("instrument")
        .order_by("opens", "id")
        .last()
    )
    return Titles(_titles(wave.instrument.source) if wave else {})


@functools.lru_cache(maxsize=16)
def _titles(source: str) -> Mapping[str, str]:
    return read_instrument(source).titles
