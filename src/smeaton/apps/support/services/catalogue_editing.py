"""Writes about the catalogue from the desk: one offer, or a workbook of them, looked at before it goes in."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import (
    CatalogueUpload,
    Contribution,
    Facilitator,
    Host,
    Offer,
    Prerequisite,
)
from smeaton.apps.support.queries.catalogue import LABELS, Known, OfferEntry, entries_of, known_of, shown
from smeaton.apps.support.services.catalogue_entries import circles, problems
from smeaton.apps.support.services.catalogue_reading import CatalogueRead, RowError, read_catalogue
from smeaton.engine.sources import Unusable
from smeaton.engine.sources.sheets import FilledSheet, read_sheets_safely
from smeaton.terms import Permission, Reach

MOST_OFFERS = 500
_SIMPLE = [
    field
    for field in OfferEntry.__dataclass_fields__
    if field not in ("venues", "gives", "facilitators", "after")
]


class OfferRefused(ValueError):
    """Nothing was changed. The message is for the hub lead; `field` is the one at fault, or empty."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class WorkbookRefused(ValueError):
    """Nothing was kept. `errors` names each mistake at its sheet, row and column."""

    def __init__(self, message: str, errors: Sequence[RowError] = ()) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


@dataclass(frozen=True)
class Changed:
    """An offer that a workbook changes: (what the field is called, before, after) each."""

    name: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Preview:
    """What would go in. `basis` stands for the catalogue and the workbook as they were looked at."""

    file_name: str
    new: tuple[str, ...]
    changed: tuple[Changed, ...]
    taken_out: tuple[str, ...]
    same: int
    basis: str

    @property
    def changes(self) -> int:
        """How many offers are new, changed or taken out of use."""
        return len(self.new) + len(self.changed) + len(self.taken_out)


@transaction.atomic
def save_offer(*, reach: Reach, programme_id: int, entry: OfferEntry, new: bool) -> Offer:
    """Add an offer, or change the one with the entry's key; `OfferRefused` names the field at fault."""
    programme = _edited(reach, programme_id)
    offers = Offer.objects.select_for_update(no_key=True).filter(programme=programme)
    there = {offer.key: offer for offer in offers}
    if new and entry.key in there:
        raise OfferRefused(f"There is an offer with the key “{entry.key}” already. Give another.", "key")
    if not new and entry.key not in there:
        raise OfferRefused("This offer is not there any more.")
    if len(there) >= MOST_OFFERS and new:
        raise OfferRefused(f"There are {MOST_OFFERS} offers already.")
    known = known_of(programme_id, reach)
    for field, message in problems(entry, known):
        raise OfferRefused(message, field)
    before = {each.key: each for each in entries_of(programme_id, known.hosts)}
    after = {key: [row.key for row in each.after or ()] for key, each in before.items()}
    if entry.key in circles(after | {entry.key: [row.key for row in entry.after or ()]}):
        raise OfferRefused("Over others, this offer would come after itself.", "after")
    position = (
        there[entry.key].position if not new else max((o.position for o in there.values()), default=0) + 1
    )
    offer = _write(programme, entry, position, reach)
    _order(programme, [entry])
    record(
        reach=reach,
        action="added" if new else "changed",
        subject="offer",
        subject_id=offer.pk,
        place=programme.place_id,
        changes={"key": entry.key} if new else _told(before[entry.key], entry, known),
    )
    return offer


@transaction.atomic
def set_in_use(*, reach: Reach, programme_id: int, key: str, in_use: bool) -> Offer:
    """Take an offer out of use, so that no plan chooses it, or bring it back; it is never deleted."""
    programme = _edited(reach, programme_id)
    offer = Offer.objects.select_for_update(no_key=True).get(programme=programme, key=key)
    if offer.in_use != in_use:
        offer.in_use = in_use
        offer.save(update_fields=["in_use"])
        record(
            reach=reach,
            action="brought back" if in_use else "taken out of use",
            subject="offer",
            subject_id=offer.pk,
            place=programme.place_id,
            changes={"key": key},
        )
    return offer


def read_workbook(content: bytes) -> list[FilledSheet]:
    """The sheets of an upload, read in a limited process. Call it outside of a transaction."""
    try:
        return read_sheets_safely(content)
    except Unusable as refused:
        raise WorkbookRefused(str(refused)) from None


@transaction.atomic
def keep_workbook(
    *, reach: Reach, programme_id: int, sheets: Sequence[FilledSheet], file_name: str, at: datetime
) -> CatalogueUpload:
    """Keep what a workbook holds until it is looked at; it takes the place of one that waits.

    `WorkbookRefused` with every mistake in it, and then nothing is kept.
    """
    programme = _edited(reach, programme_id)
    found: CatalogueRead = read_catalogue(sheets, known_of(programme_id, reach))
    if len(found.entries) > MOST_OFFERS:
        raise WorkbookRefused(f"The workbook holds more than {MOST_OFFERS} offers. Leave some out.")
    if found.errors:
        raise WorkbookRefused("Nothing was taken in: the workbook has mistakes.", found.errors)
    upload, _ = CatalogueUpload.objects.update_or_create(
        programme=programme,
        defaults={
            "file_name": file_name[:200],
            "content": [entry.to_json() for entry in found.entries],
            "uploaded_by": reach.actor,
            "uploaded_at": at,
        },
    )
    return upload


def preview(*, reach: Reach, programme_id: int) -> Preview | None:
    """What the workbook that waits would change; None where none waits."""
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.EDIT_CATALOGUE, programme.where)
    upload = CatalogueUpload.objects.filter(programme=programme).first()
    if upload is None:
        return None
    known = known_of(programme_id, reach)
    return _preview(upload, entries_of(programme_id, known.hosts), known)


@transaction.atomic
def import_workbook(*, reach: Reach, programme_id: int, basis: str) -> Preview:
    """Take in what was previewed under `basis`, all of it or nothing.

    Offers that the workbook lacks are taken out of use. `WorkbookRefused` where nothing waits, or where the
    catalogue or the workbook has changed since it was looked at.
    """
    programme = _edited(reach, programme_id)
    list(Offer.objects.select_for_update(no_key=True).filter(programme=programme))
    upload = CatalogueUpload.objects.select_for_update(no_key=True).filter(programme=programme).first()
    if upload is None:
        raise WorkbookRefused("No workbook waits to be taken in. Upload it again.")
    known = known_of(programme_id, reach)
    looked_at = _preview(upload, entries_of(programme_id, known.hosts), known)
    if looked_at.basis != basis:
        raise WorkbookRefused("The catalogue or the workbook has changed since you looked. Look again.")
    entries = _entries(upload, known)
    for position, entry in enumerate(entries, start=1):
        _write(programme, entry, position, reach)
    _order(programme, entries)
    gone = Offer.objects.filter(programme=programme).exclude(key__in=[entry.key for entry in entries])
    gone.update(in_use=False)
    upload.delete()
    record(
        reach=reach,
        action="imported",
        subject="catalogue",
        subject_id=programme.pk,
        place=programme.place_id,
        changes={
            "new": list(looked_at.new),
            "changed": {each.name: [list(row) for row in each.fields] for each in looked_at.changed},
            "taken out of use": list(looked_at.taken_out),
        },
    )
    return looked_at


@transaction.atomic
def discard_workbook(*, reach: Reach, programme_id: int) -> None:
    """Forget a workbook that waits."""
    programme = _edited(reach, programme_id)
    CatalogueUpload.objects.filter(programme=programme).delete()


def _preview(upload: CatalogueUpload, there: Sequence[OfferEntry], known: Known) -> Preview:
    before = {entry.key: entry for entry in there}
    entries = _entries(upload, known)
    names = dict(known.offers) | {entry.key: entry.name for entry in entries}
    known = replace(known, offers=names)
    changed = []
    for entry in entries:
        old = before.get(entry.key)
        told = _told(old, entry, known) if old is not None else {}
        if told:
            rows = tuple((field, was, now) for field, (was, now) in told.items())
            changed.append(Changed(entry.name, rows))
    new = tuple(entry.name for entry in entries if entry.key not in before)
    kept = {entry.key for entry in entries}
    state = json.dumps([[each.to_json() for each in there], upload.content], sort_keys=True, default=str)
    return Preview(
        file_name=upload.file_name,
        new=new,
        changed=tuple(changed),
        taken_out=tuple(each.name for each in there if each.in_use and each.key not in kept),
        same=len(entries) - len(new) - len(changed),
        basis=hashlib.sha256(state.encode()).hexdigest()[:32],
    )


def _entries(upload: CatalogueUpload, known: Known) -> list[OfferEntry]:
    """What was uploaded, without venues that share themselves no more."""
    entries = [OfferEntry.from_json(kept) for kept in upload.content]
    return [replace(each, venues=tuple(urn for urn in each.venues if urn in known.hosts)) for each in entries]


def _told(before: OfferEntry, after: OfferEntry, known: Known) -> dict[str, tuple[str, str]]:
    """What the field is called → (before, after), for each field that is different."""
    told = {}
    for field, label in LABELS.items():
        value = getattr(after, field)
        if field in ("facilitators", "after") and value is None:
            continue
        if value != getattr(before, field):
            told[label] = (shown(before, field, known), shown(after, field, known))
    return told


def _write(programme: Programme, entry: OfferEntry, position: int, reach: Reach) -> Offer:
    """The offer itself, what it gives, where it can be held and who leads it; not what comes before it.

    Venues that the reach does not see stay as they are.
    """
    offer = Offer.objects.filter(programme=programme, key=entry.key).first() or Offer(programme=programme)
    for field in _SIMPLE:
        value = getattr(entry, field)
        setattr(offer, field, list(value) if isinstance(value, tuple) else value)
    offer.position = position
    offer.full_clean(exclude=["programme"], validate_unique=False, validate_constraints=False)
    offer.save()
    seen = Department.objects.filter(programme=programme).visible_to(reach, Permission.VIEW_PLAN)
    hidden = offer.venues.exclude(department__in=seen.order_by())
    named = Host.objects.filter(programme=programme, department__school__in=entry.venues)
    offer.venues.set([*named, *hidden])
    offer.contributions.all().delete()
    Contribution.objects.bulk_create(
        Contribution(offer=offer, strand=strand, part=part, depth=depth)
        for strand, (part, depth) in entry.gives.items()
    )
    if entry.facilitators is not None:
        offer.facilitators.all().delete()
        Facilitator.objects.bulk_create(
            Facilitator(offer=offer, position=at, role=row.role, provider=row.provider, days=row.days)
            for at, row in enumerate(entry.facilitators, start=1)
        )
    return offer


def _order(programme: Programme, entries: Sequence[OfferEntry]) -> None:
    """What comes before each entry; every offer is there by now."""
    keys = dict(Offer.objects.filter(programme=programme).values_list("key", "pk"))
    for entry in entries:
        if entry.after is None:
            continue
        Prerequisite.objects.filter(offer=keys[entry.key]).delete()
        Prerequisite.objects.bulk_create(
            Prerequisite(offer_id=keys[entry.key], first_id=keys[row.key], days=row.days)
            for row in entry.after
        )


def _edited(reach: Reach, programme_id: int) -> Programme:
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.EDIT_CATALOGUE, programme.where)
    return programme
