"""Writes about instruments."""

from datetime import datetime

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import Instrument
from smeaton.apps.needs.queries import shipped_source
from smeaton.engine.needs.instrument import read_instrument
from smeaton.terms import Permission, Reach, Where


@transaction.atomic
def add_instrument(*, reach: Reach, at: datetime, source: str | None = None) -> Instrument:
    """Keep an instrument's text, the shipped audit's by default; one that is kept already is returned.

    `Refused` unless the reach manages everything; `InstrumentError` where the text is none; ValueError where
    the same version is kept with another text.
    """
    text = shipped_source() if source is None else source
    found = read_instrument(text)
    kept = Instrument.objects.filter(key=found.key, version=found.version).first()
    if kept is not None:
        if kept.source != text:
            raise ValueError(f"{kept} is kept with another text: give the changed audit a new version.")
        return kept
    reach.require(Permission.MANAGE_PLACE, Where())
    row = Instrument.objects.create(
        key=found.key, version=found.version, title=found.title, source=text, published_at=at
    )
    record(
        reach=reach,
        action="added",
        subject="instrument",
        subject_id=row.pk,
        changes={"key": row.key, "version": row.version},
    )
    return row
