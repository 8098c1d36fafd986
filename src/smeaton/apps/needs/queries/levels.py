"""Levels of a department side by side: what its answers say, what the hub moderated, what was agreed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from smeaton.apps.needs.models import LevelKind, LevelRecord
from smeaton.apps.needs.queries.department import DepartmentProfile, StrandNeed, department_profile
from smeaton.apps.needs.queries.runs import RunCard, current_run
from smeaton.apps.people.models import Person
from smeaton.apps.places.queries import DepartmentCard
from smeaton.engine.needs.priorities import LevelFrom
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class LevelEntry:
    """One recorded level, by halves from 1 to 4, with what it rests on and who recorded it."""

    strand: str
    title: str
    kind: str
    level: float
    evidence: str
    visited_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True)
class StrandLevels:
    """The three values of one strand. None where nothing is recorded, or nobody answered."""

    strand: str
    title: str
    answers: StrandNeed | None
    moderated: LevelEntry | None
    agreed: LevelEntry | None

    @property
    def used(self) -> LevelFrom:
        """Whose value the proposed order rests on: the agreed one, else the moderated, else the answers."""
        return "agreed" if self.agreed else "moderated" if self.moderated else "self"


@dataclass(frozen=True)
class DepartmentLevels:
    """All levels of a department in the current analysis; `trail` holds every record, the newest first.

    `profile` is what the answers say, `run` the analysis; None before the first.
    """

    profile: DepartmentProfile
    run: RunCard | None
    strands: tuple[StrandLevels, ...]
    trail: tuple[LevelEntry, ...]
    finding: str
    may_record: bool

    @property
    def names(self) -> tuple[str, ...]:
        """What the four levels are called, the lowest first."""
        return self.profile.levels

    @property
    def source(self) -> str:
        """What the answers come from."""
        return self.profile.source

    @property
    def recorded(self) -> int:
        """In how many strands something stands beside the answers."""
        return sum(bool(each.moderated or each.agreed) for each in self.strands)


def department_levels(card: DepartmentCard, reach: Reach) -> DepartmentLevels:
    """The levels of one department. `Refused` without `VIEW_DEPARTMENT` over it.

    Moderated and agreed ones only with `VIEW_MODERATED_LEVELS`, which the department's trust must share.
    """
    profile = department_profile(card.id, reach)
    run = current_run(card.programme_id)
    may = reach.can(Permission.MODERATE_NEEDS, card.where)
    if run is None:
        return DepartmentLevels(profile, None, (), (), _finding(0, 0), may_record=False)
    titles = run.instrument.titles
    rows = LevelRecord.objects.filter(wave=run.wave_id, department=card.id).order_by("id")
    if not reach.can(Permission.VIEW_MODERATED_LEVELS, card.where):
        rows = rows.none()
    trail = _entries(rows, titles)
    newest = latest(trail)
    answers = {strand.strand: strand for strand in profile.strands}
    strands = tuple(
        StrandLevels(
            strand,
            title,
            answers.get(strand),
            newest.get((strand, LevelKind.MODERATED)),
            newest.get((strand, LevelKind.AGREED)),
        )
        for strand, title in titles.items()
    )
    count = sum(bool(each.moderated or each.agreed) for each in strands)
    finding = _finding(count, len(strands))
    return DepartmentLevels(profile, run, strands, tuple(reversed(trail)), finding, may_record=may)


def latest(entries: Iterable[LevelEntry]) -> dict[tuple[str, str], LevelEntry]:
    """(strand, kind) → the entry that holds, of entries in the order of their recording."""
    return {(entry.strand, entry.kind): entry for entry in entries}


def _entries(rows: Iterable[LevelRecord], titles: Mapping[str, str]) -> list[LevelEntry]:
    found = list(rows)
    names = names_of(row.recorded_by for row in found)
    return [
        LevelEntry(
            row.strand,
            titles.get(row.strand, row.strand),
            row.kind,
            float(row.level),
            row.evidence,
            row.visited_on,
            names.get(row.recorded_by, "the hub"),
            row.at,
        )
        for row in found
    ]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Actors of history (“person:7”) → their names, as far as they are people who are still known."""
    ids = {int(actor.removeprefix("person:")) for actor in actors if actor.startswith("person:")}
    people = Person.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return {f"person:{key}": name for key, name in people}


def _finding(count: int, total: int) -> str:
    if not total:
        return "Nothing has been analysed yet, so there is nothing to moderate."
    if not count:
        return f"What staff answered stands alone in all {total} strands: nothing is moderated or agreed yet."
    return f"In {count} of {total} strands a moderated or agreed level stands beside what staff answered."
