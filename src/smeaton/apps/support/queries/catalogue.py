"""The catalogue as the desk sees it: every offer with all that can be said of it, in use or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import (
    CatalogueUpload,
    Contribution,
    Host,
    Mode,
    Offer,
    PlannedSeats,
    Prerequisite,
    Reaches,
)
from smeaton.apps.support.queries.shown import shown as what_is_shown
from smeaton.apps.support.queries.strands import Titles, strand_titles
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class LedBy:
    """A facilitator: role, school or provider, and the days of theirs that a run takes."""

    role: str
    provider: str
    days: Decimal


@dataclass(frozen=True)
class ComesAfter:
    """The key of an offer that comes first, and how many days lie between at least."""

    key: str
    days: int


@dataclass(frozen=True)
class OfferEntry:
    """One offer as a form or a workbook gives it. `gives`: strand → (part, depth); `venues`: URNs, none: all.

    `facilitators` and `after` are None where they are not said, and then stay as they are.
    """

    key: str
    name: str
    summary: str
    audience: str
    provider: str
    mode: str
    sessions: int
    hours: Decimal
    release_days: Decimal
    run_cost: Decimal
    seat_cost: Decimal
    seats_min: int
    seats_max: int | None
    per_department_max: int
    reaches: str
    hosted: bool
    evening: bool
    spacing_days: int
    venues: tuple[int, ...]
    mechanisms: tuple[str, ...]
    in_use: bool
    gives: Mapping[str, tuple[str, str]]
    facilitators: tuple[LedBy, ...] | None
    after: tuple[ComesAfter, ...] | None

    def to_json(self) -> dict[str, object]:
        """As plain values; amounts of money and time as text."""
        plain: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Decimal):
                value = str(value)
            elif field.name == "facilitators" and value is not None:
                value = [[row.role, row.provider, str(row.days)] for row in value]
            elif field.name == "after" and value is not None:
                value = [[row.key, row.days] for row in value]
            elif field.name == "gives":
                value = {strand: list(words) for strand, words in value.items()}
            elif isinstance(value, tuple):
                value = list(value)
            plain[field.name] = value
        return plain

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> OfferEntry:
        """From plain values."""
        amounts = {name: Decimal(kept[name]) for name in ("hours", "release_days", "run_cost", "seat_cost")}
        led, after = kept["facilitators"], kept["after"]
        return OfferEntry(
            **(
                dict(kept)
                | amounts
                | {
                    "venues": tuple(kept["venues"]),
                    "mechanisms": tuple(kept["mechanisms"]),
                    "gives": {strand: (words[0], words[1]) for strand, words in kept["gives"].items()},
                    "facilitators": None
                    if led is None
                    else tuple(LedBy(row[0], row[1], Decimal(row[2])) for row in led),
                    "after": None if after is None else tuple(ComesAfter(row[0], row[1]) for row in after),
                }
            )
        )


@dataclass(frozen=True)
class Known:
    """What entries may refer to: strands by id, hosts' schools by URN, offers by key."""

    strands: Titles
    hosts: Mapping[int, str]
    offers: Mapping[str, str]


@dataclass(frozen=True)
class ListedOffer:
    """An offer in the desk's list. `places` are those on it in the current plan."""

    entry: OfferEntry
    gives: tuple[str, ...]
    venues: tuple[str, ...]
    after: tuple[str, ...]
    places: int

    @property
    def led_by(self) -> tuple[LedBy, ...]:
        """Who leads it."""
        return self.entry.facilitators or ()


@dataclass(frozen=True)
class CataloguePage:
    """The desk's list: (what the mode is called, its offers in use) each, and the offers out of use."""

    programme_id: int
    programme_name: str
    place_name: str
    place_slug: str
    modes: tuple[tuple[str, tuple[ListedOffer, ...]], ...]
    out_of_use: tuple[ListedOffer, ...]
    upload: str
    may_edit: bool
    may_export: bool
    synthetic: bool

    @property
    def in_use(self) -> int:
        """How many offers a plan can choose from."""
        return sum(len(offers) for _, offers in self.modes)


def catalogue_page(programme_id: int, reach: Reach) -> CataloguePage:
    """Every offer of the programme, by mode; `Refused` without VIEW_OFFERS in the place."""
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    where = programme.where
    reach.require(Permission.VIEW_OFFERS, where)
    seen = what_is_shown(programme, reach)
    known = known_of(programme_id, reach)
    places: dict[str, int] = {}
    for key, seats in PlannedSeats.objects.filter(plan=seen.plan).values_list("offer__key", "seats"):
        places[key] = places.get(key, 0) + seats
    entries = entries_of(programme_id, known.hosts)
    listed = [_listed(entry, known, places.get(entry.key, 0)) for entry in entries]
    upload = CatalogueUpload.objects.filter(programme=programme).first()
    return CataloguePage(
        programme_id=programme.pk,
        programme_name=programme.name,
        place_name=programme.place.name,
        place_slug=programme.place.slug,
        modes=tuple(
            (mode.label, rows)
            for mode in Mode
            if (rows := tuple(each for each in listed if each.entry.in_use and each.entry.mode == mode.value))
        ),
        out_of_use=tuple(each for each in listed if not each.entry.in_use),
        upload=upload.file_name if upload else "",
        may_edit=reach.can(Permission.EDIT_CATALOGUE, where),
        may_export=reach.can(Permission.EXPORT_PLAN, where),
        synthetic=programme.synthetic,
    )


def _listed(entry: OfferEntry, known: Known, places: int) -> ListedOffer:
    return ListedOffer(
        entry=entry,
        gives=tuple(f"{known.strands[s]} ({part}, {depth})" for s, (part, depth) in entry.gives.items()),
        venues=tuple(known.hosts.get(urn, str(urn)) for urn in entry.venues),
        after=tuple(
            f"{known.offers.get(row.key, row.key)}" + (f" ({row.days} days before)" if row.days else "")
            for row in entry.after or ()
        ),
        places=places,
    )


def known_of(programme_id: int, reach: Reach | None = None) -> Known:
    """What an entry of the programme's catalogue may refer to; with a reach, of hosts those that it sees."""
    hosts = Host.objects.filter(programme=programme_id).order_by("department__school__name")
    if reach is not None:
        seen = Department.objects.filter(programme=programme_id).visible_to(reach, Permission.VIEW_PLAN)
        hosts = hosts.filter(department__in=seen.order_by())
    strands = Titles(strand_titles(programme_id))
    others = Contribution.objects.filter(offer__programme=programme_id).order_by("strand")
    for strand in others.values_list("strand", flat=True).distinct():
        strands.setdefault(strand, strands[strand])  # of another instrument: called by its id
    return Known(
        strands=strands,
        hosts=dict(hosts.values_list("department__school_id", "department__school__name")),
        offers=dict(Offer.objects.filter(programme=programme_id).values_list("key", "name")),
    )


def entries_of(programme_id: int, hosts: Collection[int] | None = None) -> list[OfferEntry]:
    """Every offer of a programme as an entry, in the catalogue's order. For the app's own use.

    With `hosts`, of venues only those of these schools.
    """
    firsts = Prerequisite.objects.select_related("first")
    rows = (
        Offer.objects.filter(programme=programme_id)
        .order_by("position", "key")
        .prefetch_related(
            "contributions",
            "facilitators",
            "venues__department",
            Prefetch("prerequisites", firsts),
        )
    )
    return [_entry(row, hosts) for row in rows]


def _entry(row: Offer, hosts: Collection[int] | None) -> OfferEntry:
    venues = [host.department.school_id for host in row.venues.all()]
    return OfferEntry(
        key=row.key,
        name=row.name,
        summary=row.summary,
        audience=row.audience,
        provider=row.provider,
        mode=row.mode,
        sessions=row.sessions,
        hours=row.hours,
        release_days=row.release_days,
        run_cost=row.run_cost,
        seat_cost=row.seat_cost,
        seats_min=row.seats_min,
        seats_max=row.seats_max,
        per_department_max=row.per_department_max,
        reaches=row.reaches,
        hosted=row.hosted,
        evening=row.evening,
        spacing_days=row.spacing_days,
        venues=tuple(sorted(urn for urn in venues if hosts is None or urn in hosts)),
        mechanisms=tuple(sorted(row.mechanisms)),
        in_use=row.in_use,
        gives={given.strand: (given.part, given.depth) for given in row.contributions.all()},
        facilitators=tuple(LedBy(f.role, f.provider, f.days) for f in row.facilitators.all()),
        after=tuple(sorted((ComesAfter(p.first.key, p.days) for p in row.prerequisites.all()), key=str)),
    )


LABELS = {
    "name": "Offer",
    "summary": "Summary",
    "audience": "Who comes",
    "provider": "Provider",
    "mode": "Kind",
    "sessions": "Sessions",
    "hours": "Hours a person",
    "release_days": "Release days a person",
    "run_cost": "Cost of a run £",
    "seat_cost": "Cost of a place £",
    "seats_min": "Least places",
    "seats_max": "Most places",
    "per_department_max": "Most places a department",
    "reaches": "Reaches",
    "hosted": "Held at a host",
    "evening": "In the evening",
    "spacing_days": "Days between sessions",
    "venues": "Venues (URN)",
    "mechanisms": "Mechanisms",
    "in_use": "In use",
    "gives": "What it gives",
    "facilitators": "Facilitators",
    "after": "Comes after",
}
"""What pages and workbooks call the fields of an entry."""


def shown(entry: OfferEntry, field: str, known: Known) -> str:
    """One field of an entry in words, for a preview."""
    value = getattr(entry, field)
    if field == "mode":
        return Mode(value).label if value in Mode.values else value
    if field == "reaches":
        return Reaches(value).label if value in Reaches.values else value
    if field == "venues":
        return ", ".join(known.hosts.get(urn, str(urn)) for urn in value) or "every host"
    if field == "gives":
        return (
            "; ".join(f"{known.strands[s]}: {part}, {depth}" for s, (part, depth) in value.items())
            or "nothing"
        )
    if field == "facilitators":
        return (
            "; ".join(f"{f.role}, {f.provider}, {f.days.normalize():f} days" for f in value or ()) or "none"
        )
    if field == "after":
        rows = (f"{known.offers.get(a.key, a.key)}, {a.days} days" for a in value or ())
        return "; ".join(rows) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "none"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "no limit" if value is None else str(value)
