"""Instruments as pages show them: those shipped with Smeaton, a place's own, and its drafts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from smeaton.apps.needs.models import Instrument as Row
from smeaton.apps.needs.queries.instruments import read_source, shipped_instruments
from smeaton.engine.needs.instrument import Instrument
from smeaton.terms import Permission, Reach, Where


@dataclass(frozen=True)
class KeptInstrument:
    """One version of an instrument, with where it stands. `pk` is None for one not yet used in a wave."""

    pk: int | None
    place: int | None
    """The place whose own it is; None for one that is everybody's."""
    instrument: Instrument
    source: str
    published_at: datetime | None
    edits: int
    copied_from: tuple[str, int] | None
    """Key and version that it was copied from."""

    @property
    def key(self) -> str:
        """Its key, which versions of one audit share."""
        return self.instrument.key

    @property
    def version(self) -> int:
        """Its version, from 1."""
        return self.instrument.version

    @property
    def title(self) -> str:
        """Its title."""
        return self.instrument.title

    @property
    def draft(self) -> bool:
        """Whether it may still be changed."""
        return self.place is not None and self.published_at is None

    @property
    def choice(self) -> str:
        """How an address names it: “secondary-science:2”."""
        return f"{self.key}:{self.version}"


@dataclass(frozen=True)
class InstrumentList:
    """What a place can ask, and what it is working on."""

    shared: tuple[KeptInstrument, ...]
    """Everybody's; the latest version of each key, with earlier ones after it."""
    ours: tuple[KeptInstrument, ...]
    drafts: tuple[KeptInstrument, ...]
    may_edit: bool

    @property
    def all(self) -> tuple[KeptInstrument, ...]:
        """All of them, drafts last."""
        return self.shared + self.ours + self.drafts


def instruments_of(place: int, reach: Reach) -> InstrumentList:
    """The instruments of a place: `Refused` without `VIEW_PLACE`."""
    reach.require(Permission.VIEW_PLACE, Where(place=place))
    rows = [_kept(row) for row in Row.objects.filter(place=place).select_related("copied_from")]
    return InstrumentList(
        shared=_shared(),
        ours=tuple(each for each in rows if not each.draft),
        drafts=tuple(each for each in rows if each.draft),
        may_edit=reach.can(Permission.EDIT_INSTRUMENT, Where(place=place)),
    )


def kept_instrument(place: int, key: str, version: int, reach: Reach) -> KeptInstrument:
    """One version as that place sees it; `Instrument.DoesNotExist` where there is none.

    One that is everybody's is shown to all who are signed in; `Refused` without `VIEW_PLACE` for others.
    """
    for each in _shared(key):
        if each.version == version:
            return each
    reach.require(Permission.VIEW_PLACE, Where(place=place))
    row = Row.objects.select_related("copied_from").get(place=place, key=key, version=version)
    return _kept(row)


def next_version(key: str) -> int:
    """The next free version of a key, over all places."""
    taken = [each.instrument.version for each in shipped_instruments().get(key, ())]
    taken += Row.objects.filter(key=key).values_list("version", flat=True)
    return max(taken, default=0) + 1


def free_key(stem: str) -> str:
    """A key that no instrument has, after a title: “Our science audit” → “our-science-audit”."""
    base = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:50].strip("-") or "audit"
    taken = set(shipped_instruments()) | set(
        Row.objects.filter(key__startswith=base).values_list("key", flat=True)
    )
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def _shared(key: str | None = None) -> tuple[KeptInstrument, ...]:
    rows = Row.objects.filter(place=None)
    if key is not None:
        rows = rows.filter(key=key)
    known = {(row.key, row.version): row for row in rows.select_related("copied_from")}
    found = []
    for name, versions in shipped_instruments().items():
        for each in reversed(versions if key in (None, name) else ()):
            row = known.pop((name, each.instrument.version), None)
            found.append(
                _kept(row) if row else KeptInstrument(None, None, each.instrument, each.source, None, 0, None)
            )
    return tuple(found) + tuple(_all(known.values()))


def _all(rows: Iterable[Row]) -> list[KeptInstrument]:
    return [_kept(row) for row in rows]


def _kept(row: Row) -> KeptInstrument:
    origin = row.copied_from
    return KeptInstrument(
        pk=row.pk,
        place=row.place_id,
        instrument=read_source(row.source),
        source=row.source,
        published_at=row.published_at,
        edits=row.edits,
        copied_from=(origin.key, origin.version) if origin else None,
    )
