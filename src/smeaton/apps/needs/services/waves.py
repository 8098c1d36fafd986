"""Writes about waves of the audit."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import Wave
from smeaton.apps.needs.services.instruments import add_instrument
from smeaton.apps.places.models import Programme
from smeaton.terms import Permission, Reach, Where


@transaction.atomic
def open_wave(
    *,
    reach: Reach,
    programme_id: int,
    name: str,
    opens: date,
    at: datetime | None = None,
    closes: date | None = None,
    instrument_id: int | None = None,
) -> Wave:
    """Open a wave of the audit in a programme, with the shipped instrument unless another is given.

    `Refused` without `ANALYSE_NEEDS` over the place.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.ANALYSE_NEEDS, Where(place=programme.place_id))
    if instrument_id is None:
        instrument_id = add_instrument(reach=Reach.of_system("open wave"), at=at or timezone.now()).pk
    wave = Wave.objects.create(
        programme=programme, instrument_id=instrument_id, name=name, opens=opens, closes=closes
    )
    record(
        reach=reach,
        action="opened",
        subject="wave",
        subject_id=wave.pk,
        place=programme.place_id,
        changes={"name": name, "opens": opens.isoformat(), "closes": closes.isoformat() if closes else None},
    )
    return wave
