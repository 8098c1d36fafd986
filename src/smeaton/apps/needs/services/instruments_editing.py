"""Writes about the instruments of a place: drafts are copied or imported, changed, published, discarded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import Instrument as Row
from smeaton.apps.needs.queries.instruments_kept import free_key, kept_instrument, next_version
from smeaton.apps.needs.services.instruments import add_instrument
from smeaton.engine.needs import instrument_editing as editing
from smeaton.engine.needs.instrument import (
    Instrument,
    InstrumentError,
    Mistake,
    read_instrument,
    write_instrument,
)
from smeaton.engine.needs.instrument_checking import Finding, before_publishing
from smeaton.engine.needs.instrument_editing import EditRefused, StrandText
from smeaton.terms import Permission, Reach, Where

_CHANGED = (
    "Somebody else has changed this draft since you opened it, and your change was not saved. "
    "Open the page again, look at what it says now, then make your change."
)


@transaction.atomic
def copy_instrument(
    *,
    reach: Reach,
    at: datetime,
    place_id: int,
    key: str,
    version: int,
    title: str = "",
    own: bool = False,
) -> Row:
    """Copy a published instrument, shipped or the place's, into a draft of the place.

    The copy is the next free version of the same audit, or with `own` the first of a new one, under a key
    made of its title. `Refused` without `EDIT_INSTRUMENT` over the place; `Instrument.DoesNotExist` where
    there is no such instrument; `EditRefused` for a draft.
    """
    reach.require(Permission.EDIT_INSTRUMENT, Where(place=place_id))
    kept = kept_instrument(place_id, key, version, reach)
    if kept.draft:
        raise EditRefused("This is a draft. Publish it before you copy it.")
    origin = kept.pk
    if origin is None:
        system = Reach.of_system("copy instrument")
        origin = add_instrument(reach=system, at=at, source=kept.source).pk
    name = " ".join(title.split()) or kept.title
    new_key = free_key(name) if own else key
    instrument = replace(kept.instrument, key=new_key, version=next_version(new_key), title=name)
    row = _new(place_id, instrument, write_instrument(instrument), origin)
    record(
        reach=reach,
        action="copied",
        subject="instrument",
        subject_id=row.pk,
        place=place_id,
        changes={"from": kept.choice, "key": row.key, "version": row.version},
    )
    return row


@transaction.atomic
def import_instrument(*, reach: Reach, place_id: int, content: bytes) -> Row:
    """Take a YAML text in as a draft of the place, word for word.

    `Refused` without `EDIT_INSTRUMENT` over the place; `InstrumentError` with every mistake, also where the
    version is taken.
    """
    reach.require(Permission.EDIT_INSTRUMENT, Where(place=place_id))
    instrument = read_instrument(content)
    text = content.decode("utf-8-sig")
    free = next_version(instrument.key)
    if instrument.version < free:
        raise InstrumentError([_taken(text, instrument, free)])
    row = _new(place_id, instrument, text, None)
    record(
        reach=reach,
        action="imported",
        subject="instrument",
        subject_id=row.pk,
        place=place_id,
        changes={"key": row.key, "version": row.version},
    )
    return row


@transaction.atomic
def save_start(
    *,
    reach: Reach,
    instrument_id: int,
    edits: int,
    title: str,
    levels: tuple[str, ...],
    readiness: str,
    minutes: Mapping[str, float],
    introductions: Mapping[str, str],
) -> Row:
    """Change a draft's title, names of levels, minutes, introductions and readiness. See `save_strand`."""
    row, instrument = _draft(reach, instrument_id, edits)
    after = editing.with_start(
        instrument,
        title=title,
        levels=levels,
        readiness=readiness,
        minutes=minutes,
        introductions=introductions,
    )
    return _save(reach, row, after, "start")


@transaction.atomic
def save_vignettes(
    *, reach: Reach, instrument_id: int, edits: int, vignettes: Sequence[tuple[str, str]]
) -> Row:
    """Give a draft three described colleagues (title, text), or none; see `save_strand`."""
    row, instrument = _draft(reach, instrument_id, edits)
    return _save(reach, row, editing.with_vignettes(instrument, vignettes), "vignettes")


@transaction.atomic
def save_strand(
    *, reach: Reach, instrument_id: int, edits: int, strand: str, content: StrandText, position: int
) -> Row:
    """Rewrite one strand of a draft: wording, items added, taken away and put in order, its own position.

    `edits` is the count that was shown with the form. `EditRefused` where somebody else has changed the
    draft since, where it is published, or where the text is none; `Refused` without `EDIT_INSTRUMENT`.
    """
    row, instrument = _draft(reach, instrument_id, edits)
    return _save(reach, row, editing.with_strand(instrument, strand, content, position), strand)


@transaction.atomic
def add_strand(*, reach: Reach, instrument_id: int, edits: int, content: StrandText) -> tuple[Row, str]:
    """Add a strand at the end of a draft; the id it was given. See `save_strand`."""
    row, instrument = _draft(reach, instrument_id, edits)
    after, strand = editing.with_new_strand(instrument, content)
    return _save(reach, row, after, strand), strand


@transaction.atomic
def remove_strand(*, reach: Reach, instrument_id: int, edits: int, strand: str) -> Row:
    """Take a strand with its items out of a draft. See `save_strand`."""
    row, instrument = _draft(reach, instrument_id, edits)
    return _save(reach, row, editing.without_strand(instrument, strand), strand)


def validate_draft(*, reach: Reach, instrument_id: int) -> tuple[Finding, ...]:
    """What stops a draft from being published, and what to think about; `Refused` without `VIEW_PLACE`."""
    row = Row.objects.get(pk=instrument_id)
    reach.require(Permission.VIEW_PLACE, Where(place=row.place_id))
    return before_publishing(read_instrument(row.source))


@transaction.atomic
def publish(*, reach: Reach, at: datetime, instrument_id: int, edits: int) -> Row:
    """Freeze a draft, so that waves can ask it. `EditRefused` while anything stops it. See `save_strand`."""
    row, instrument = _draft(reach, instrument_id, edits)
    stops = [finding.text for finding in before_publishing(instrument) if finding.stops]
    if stops:
        raise EditRefused(" ".join(stops))
    row.published_at = at
    row.save()
    _record(reach, row, "published", {"version": row.version})
    return row


@transaction.atomic
def discard_draft(*, reach: Reach, instrument_id: int, edits: int) -> None:
    """Throw a draft away. See `save_strand`."""
    row, _ = _draft(reach, instrument_id, edits)
    _record(reach, row, "discarded", {"key": row.key, "version": row.version})
    row.delete()


def _draft(reach: Reach, instrument_id: int, edits: int) -> tuple[Row, Instrument]:
    row = Row.objects.select_for_update(no_key=True).filter(pk=instrument_id).first()
    if row is None:
        raise EditRefused("This draft has been thrown away.")
    reach.require(Permission.EDIT_INSTRUMENT, Where(place=row.place_id))
    if row.published_at is not None:
        raise EditRefused(f"{row} is published and frozen. Copy it and change the copy.")
    if row.edits != edits:
        raise EditRefused(_CHANGED)
    return row, read_instrument(row.source)


def _save(reach: Reach, row: Row, after: Instrument, part: str) -> Row:
    text = write_instrument(after)
    try:
        read_instrument(text)
    except InstrumentError as error:
        sentences = [mistake.text[:1].upper() + mistake.text[1:] for mistake in error.mistakes]
        raise EditRefused(" ".join(sentences)) from None
    if read_instrument(row.source) == after:
        return row
    row.source, row.title, row.edits = text, after.title, row.edits + 1
    row.save()
    _record(reach, row, "changed", {"part": part, "edits": row.edits})
    return row


def _new(place_id: int, instrument: Instrument, source: str, origin: int | None) -> Row:
    try:
        with transaction.atomic():
            return Row.objects.create(
                key=instrument.key,
                version=instrument.version,
                title=instrument.title,
                source=source,
                place_id=place_id,
                copied_from_id=origin,
            )
    except IntegrityError:
        raise EditRefused("Somebody has just taken this version. Try again.") from None


def _taken(text: str, instrument: Instrument, free: int) -> Mistake:
    lines = text.splitlines()
    line = next((k for k, each in enumerate(lines, start=1) if re.match(r"[\"']?version", each)), 1)
    what = f"version {instrument.version} of “{instrument.key}” is kept already. Give yours version {free}."
    return Mistake(line, what)


def _record(reach: Reach, row: Row, action: str, changes: dict[str, object]) -> None:
    record(
        reach=reach,
        action=action,
        subject="instrument",
        subject_id=row.pk,
        place=row.place_id,
        changes=changes,
    )
