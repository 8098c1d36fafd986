"""Reads for importing answers from another survey tool: where it stands, and what would go in."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet

from smeaton.apps.access.queries import NotShared, not_shared
from smeaton.apps.needs.models import (
    ChoiceState,
    ImportState,
    PriorityChoice,
    ProfileRun,
    Response,
    ResponseOrigin,
    SurveyImport,
    SurveyMapping,
    Wave,
)
from smeaton.apps.needs.queries.instruments import read_source
from smeaton.apps.places.models import Department
from smeaton.engine.sources.survey_exports import (
    ColumnMapping,
    DepartmentNamed,
    ItemWording,
    LeftOut,
    Proposal,
    SurveyTable,
    VignetteWording,
    Wordings,
    propose,
    take,
)
from smeaton.engine.sources.survey_exports.table import TITLES
from smeaton.terms import Permission, Reach
from smeaton.terms.keyed import keyed

_CODE = "smeaton.needs.survey"
_LOOKED_AT = 500


@dataclass(frozen=True)
class ImportCard:
    """One import of a wave: what it was and what became of it."""

    id: int
    tool: str
    file_name: str
    uploaded_at: datetime
    state: str
    ended_at: datetime | None
    taken: int

    @property
    def waiting(self) -> bool:
        """Whether somebody still has to say what its columns hold, or import it."""
        return self.state == ImportState.UPLOADED


@dataclass(frozen=True)
class ImportPage:
    """What the page for uploading says of a wave. `closed_reason` is said where nothing more goes in."""

    wave_id: int
    wave_name: str
    instrument_title: str
    closed_reason: str
    over: bool
    """The audit has ended, but may still take in answers."""
    has_results: bool
    waiting: tuple[ImportCard, ...]
    imported: tuple[ImportCard, ...]
    by_link: int
    """People who have answered by their own link, and cannot be told from those in a file."""
    not_shared: NotShared
    """Schools of which nothing goes in."""


@dataclass(frozen=True)
class OpenImport:
    """An upload that waits, with its table and what is known of its columns."""

    id: int
    wave_id: int
    wave_name: str
    file_name: str
    table: SurveyTable
    mapping: ColumnMapping
    asked: Wordings
    remembered: bool

    @cached_property
    def proposals(self) -> Mapping[str, Proposal]:
        """Column's letters → what it is proposed to hold."""
        return propose(self.table, self.asked)

    def settled(self, place: int) -> bool:
        """Whether nobody has to look at the column in this place: what it holds is clear, or it is dull."""
        column = self.table.columns[place]
        target, proposal = self.mapping.target(column), self.proposals[column.letter]
        if target == "ignore":
            return self.remembered or column.about != "" or not self.table.values(place)
        return self.remembered or (proposal.sure and proposal.target == target)


@dataclass(frozen=True)
class SchoolCount:
    """How many people of a school go in, by role, in the order lead, teacher, technician."""

    name: str
    counts: tuple[int, int, int]

    @property
    def total(self) -> int:
        """People of all roles."""
        return sum(self.counts)


@dataclass(frozen=True)
class ImportPreview:
    """What would go in, and what would not. `basis` changes when any of it does."""

    people: int
    replaced: int
    schools: tuple[SchoolCount, ...]
    answers: tuple[tuple[str, int], ...]
    notes: int
    left_out: tuple[LeftOut, ...]
    missing: tuple[str, ...]
    """Statements of the audit that no column holds."""
    basis: str


def wave_in(place: str, wave_id: int, reach: Reach) -> Wave:
    """The wave of that place; `Wave.DoesNotExist` where there is none, `Refused` without `RUN_AUDIT`."""
    wave = Wave.objects.select_related("programme__place", "instrument").get(
        pk=wave_id, programme__place__slug=place
    )
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    return wave


def import_page(wave: Wave, reach: Reach, today: date) -> ImportPage:
    """What has been imported into a wave and what waits: six queries. `Refused` without `RUN_AUDIT`."""
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    columns = ("id", "kind", "file_name", "uploaded_at", "state", "ended_at", "taken")
    rows = SurveyImport.objects.filter(wave=wave).exclude(state=ImportState.DISCARDED)
    cards = [
        ImportCard(key, TITLES.get(kind, kind), name, at, state, ended, taken)
        for key, kind, name, at, state, ended, taken in rows.values_list(*columns)[:50]
    ]
    return ImportPage(
        wave_id=wave.pk,
        wave_name=wave.name,
        instrument_title=wave.instrument.title,
        closed_reason=why_closed(wave, today),
        over=is_over(wave, today),
        has_results=has_results(wave),
        waiting=tuple(card for card in cards if card.waiting),
        imported=tuple(card for card in cards if not card.waiting),
        by_link=Response.objects.filter(
            wave=wave,
            origin=ResponseOrigin.LINK,
            department__in=Department.objects.visible_to(reach, Permission.RUN_AUDIT).order_by(),
        ).count(),
        not_shared=not_shared(wave.programme_id, reach, Permission.RUN_AUDIT),
    )


def is_over(wave: Wave, today: date) -> bool:
    """Whether the days of the wave are over."""
    return wave.closed_at is not None or (wave.closes is not None and today > wave.closes)


def why_closed(wave: Wave, today: date) -> str:
    """Why no more answers go into a wave, as a sentence; empty where they do.

    Exports often come after the last day, so an ended audit takes them, and its results are worked out anew,
    until somebody has agreed priorities on those results.
    """
    held = (ChoiceState.AGREED, ChoiceState.CONFIRMED)
    if is_over(wave, today) and PriorityChoice.objects.filter(run__wave=wave, state__in=held).exists():
        return (
            f"“{wave.name}” has closed, and priorities have been agreed on its results, so its answers "
            "stay as they are. Plan another audit for answers that came later."
        )
    return ""


def has_results(wave: Wave) -> bool:
    """Whether the wave has been analysed."""
    return ProfileRun.objects.filter(wave=wave).exists()


def wordings_of(wave: Wave, reach: Reach) -> Wordings:
    """What a wave asks, and whom: the instrument and the departments whose trusts share them, in one query.

    Rows of another school are left out, as those of a school that nobody knows.
    """
    instrument = read_source(wave.instrument.source)
    departments = Department.objects.filter(programme=wave.programme_id)
    departments = departments.visible_to(reach, Permission.RUN_AUDIT).order_by("school__name", "id")
    named = departments.values_list("id", "school_id", "school__name")
    return Wordings(
        levels=instrument.levels,
        items=tuple(
            ItemWording(item.id, item.text, item.strand, item.topic, item.levels)
            for item in instrument.items.values()
        ),
        vignettes=tuple(VignetteWording(each.id, each.title, each.text) for each in instrument.vignettes),
        strands=instrument.titles,
        departments=tuple(DepartmentNamed(*each) for each in named),
    )


def open_import(wave: Wave, import_id: int, reach: Reach) -> OpenImport:
    """A waiting import of the wave; `SurveyImport.DoesNotExist` where it is imported, discarded or unknown.

    `Refused` without `RUN_AUDIT`.
    """
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    row = SurveyImport.objects.get(pk=import_id, wave=wave, state=ImportState.UPLOADED)
    return opened(row, wave, reach)


def opened(row: SurveyImport, wave: Wave, reach: Reach) -> OpenImport:
    """A waiting import with its table."""
    return OpenImport(
        id=row.pk,
        wave_id=wave.pk,
        wave_name=wave.name,
        file_name=row.file_name,
        table=SurveyTable.from_json(row.table),
        mapping=ColumnMapping.from_json(row.mapping),
        asked=wordings_of(wave, reach),
        remembered=bool(row.mapping.get("remembered")),
    )


def ended_import(wave: Wave, import_id: int, reach: Reach) -> tuple[ImportCard, list[dict[str, str]]]:
    """An import that has ended, and the list of what did not go in. `SurveyImport.DoesNotExist` else.

    `Refused` without `RUN_AUDIT`.
    """
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    row = SurveyImport.objects.exclude(state=ImportState.UPLOADED).get(pk=import_id, wave=wave)
    card = ImportCard(
        row.pk,
        TITLES.get(row.kind, row.kind),
        row.file_name,
        row.uploaded_at,
        row.state,
        row.ended_at,
        row.taken,
    )
    return card, list(row.left_out)


def remembered_mapping(wave: Wave, fingerprint: str) -> Mapping[str, object] | None:
    """How the place has mapped an export with these headings before."""
    found = SurveyMapping.objects.filter(
        place=wave.programme.place_id, instrument_key=wave.instrument.key, columns=fingerprint
    )
    return found.values_list("mapping", flat=True).first()


def respondent_codes(wave_id: int, identities: Iterable[str]) -> list[str]:
    """The codes under which people of a file answer in a wave: the same for the same person in a later file.

    Names and addresses cannot be had back from them without the installation's secret key.
    """
    return ["s" + keyed(_CODE, settings.SECRET_KEY, f"{wave_id}:{identity}") for identity in identities]


def responses_before(wave_id: int, identities: Sequence[str]) -> Iterator[QuerySet[Response]]:
    """The responses that these people of a file have in a wave already, some at a time, by any key."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    codes = ["s" + keyed(_CODE, key, f"{wave_id}:{identity}") for key in keys for identity in identities]
    for at in range(0, len(codes), _LOOKED_AT):
        yield Response.objects.filter(wave=wave_id, respondent__in=codes[at : at + _LOOKED_AT])


def preview(found: OpenImport) -> ImportPreview:
    """What would go in if the file were imported now: one query for every 500 people."""
    taken = take(found.table, found.mapping, found.asked)
    identities = [person.identity for person in taken.people]
    codes = respondent_codes(found.wave_id, identities)
    replaced = sum(rows.count() for rows in responses_before(found.wave_id, identities))
    by_school: dict[int, Counter[str]] = {}
    answers: Counter[str] = Counter()
    for person in taken.people:
        by_school.setdefault(person.department, Counter())[person.role] += 1
        answers.update(map(str, person.answers.values()))
    held = {found.mapping.target(column) for column in found.table.columns}
    words = [*(f"{n} {name}" for n, name in enumerate(found.asked.levels, 1)), "Don’t know", "Not applicable"]
    keys = ["1", "2", "3", "4", "dont_know", "not_applicable"]
    return ImportPreview(
        people=len(taken.people),
        replaced=replaced,
        schools=tuple(
            SchoolCount(each.name, (counts["lead"], counts["teacher"], counts["technician"]))
            for each in found.asked.departments
            if (counts := by_school.get(each.id))
        ),
        answers=tuple(zip(words, [answers[key] for key in keys], strict=True)),
        notes=sum(len(person.notes) for person in taken.people),
        left_out=taken.left_out,
        missing=tuple(item.text for item in found.asked.items if f"item:{item.id}" not in held),
        basis=basis_of(
            codes, taken.left_out, [(p.department, p.role, *p.answers.items()) for p in taken.people]
        ),
    )


def basis_of(*parts: object) -> str:
    """A short hash of what was previewed, so that only that is imported."""
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]
