"""Published results of schools, and ratings of described colleagues that allow comparing departments."""

import random

from smeaton.apps.needs.models import Answer, Response, Wave
from smeaton.apps.register.models import Outcome
from smeaton.engine.needs.instrument import read_instrument


def publish(urn: int, value: float | None, *, year: int = 2019, status: str = "suppressed") -> Outcome:
    """Attainment 8 of a school in the final tables; without a value, why there is none."""
    return Outcome.objects.create(
        about=urn,
        school_id=urn,
        year=year,
        stage="KS4",
        measure="attainment8",
        group="all",
        status=status if value is None else "value",
        value=value,
        source="ks4-tables",
        version="final",
    )


def rate_vignettes(wave: Wave) -> None:
    """Everybody rates every described colleague: a third strictly, a third generously, with some chance."""
    rng = random.Random(3)  # noqa: S311
    ids = [vignette.id for vignette in read_instrument(wave.instrument.source).vignettes]
    Answer.objects.bulk_create(
        Answer(
            response=response,
            item=item,
            level=_level(2 + 0.4 * number + n % 3 - 1 + rng.gauss(0, 0.4)),
            kind="answered",
        )
        for n, response in enumerate(Response.objects.filter(wave=wave).order_by("id"))
        for number, item in enumerate(ids)
    )


def _level(exact: float) -> int:
    return min(max(round(exact), 1), 4)
