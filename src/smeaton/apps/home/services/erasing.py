"""Erasing somebody: everything by the registry, but what a legal hold keeps."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from smeaton.apps.history.services import record as record_event
from smeaton.apps.home.queries.records import Fate, Record, Subject
from smeaton.apps.home.queries.records.finding import Rows, found_for, installed, with_names_asked
from smeaton.apps.home.queries.records.holds import Hold, holds_in_force, holds_on
from smeaton.apps.home.queries.records.standing import require_over_all_of
from smeaton.apps.home.services.scrubbing import scrub, words_of
from smeaton.apps.needs.models import Invitation
from smeaton.apps.people.models import LegalHold
from smeaton.terms import Permission, Reach, Refused


@dataclass(frozen=True)
class ErasedLine:
    """What was done with the rows of one model."""

    label: str
    title: str
    rows: int
    fate: Fate


@dataclass(frozen=True)
class Erased:
    """What erasure did; `held` are the holds that kept something, `texts` counts the rows that named them."""

    lines: tuple[ErasedLine, ...]
    texts: int
    held: tuple[Hold, ...]

    @property
    def wholly_held(self) -> bool:
        """Whether a hold covers everything, so that nothing was erased."""
        return any(not hold.covers for hold in self.held)


@transaction.atomic
def erase(*, reach: Reach, subject: Subject, at: datetime) -> Erased:
    """Erase somebody by the registry (`queries.records`); their number stays, and is nobody's any more.

    Whatever a legal hold covers is left and listed. `Refused` unless the reach holds `ERASE_PERSON` wherever
    the person stands; of an address that is no person's, only the installation itself disposes.
    """
    if subject.person is None:
        if not reach.everywhere:
            raise Refused(f"{reach.actor} may not erase an address")
    else:
        require_over_all_of(subject.person, reach, Permission.ERASE_PERSON)
    return erase_found(reach=reach, subject=subject, at=at)


@transaction.atomic
def erase_found(*, reach: Reach, subject: Subject, at: datetime) -> Erased:
    """`erase`, for a caller that has checked the reach: the clock goes by periods, not by who asks."""
    holds = holds_on(subject, holds_in_force(timezone.localdate(at)))
    if any(not hold.covers for hold in holds):
        return Erased((), 0, tuple(holds))
    held = {hold.covers for hold in holds}
    subject = with_names_asked(subject)
    if holds:
        _remember(holds, subject)
    lines = []
    for record, model, rows in list(found_for(subject)):
        count = rows.count()
        if record.kind not in held and count:
            _dispose(record, model, rows, at)
        if count and record.label != "people.LegalHold":
            fate = Fate.KEEP if record.kind in held else record.fate
            lines.append(ErasedLine(record.label, record.title, count, fate))
    texts = _scrub_all(subject, held)
    record_event(
        reach=reach,
        action="erased",
        subject="person",
        subject_id=subject.person if subject.person is not None else "asked only",
        changes={"rows": {line.label: line.rows for line in lines}, "texts": texts, "held": sorted(held)},
        at=at,
    )
    return Erased(tuple(lines), texts, tuple(holds))


def _dispose(record: Record, model: type[Model], rows: Rows, at: datetime) -> None:
    if record.fate is Fate.DELETE:
        rows.delete()
    elif record.fate is Fate.EMPTY:
        empty(record, model, rows, at)


def empty(record: Record, model: type[Model], rows: Rows, at: datetime) -> int:
    """Take out of each row what names a person; returns how many. The caller has checked the reach."""
    keys = list(rows.values_list("pk", flat=True))
    if model is Invitation:
        _let_go(keys, at)
    for key in keys:
        values = {name: text.replace("{pk}", str(key)) for name, text in record.emptied.items()}
        model._base_manager.filter(pk=key).update(**values)
    return len(keys)


def _let_go(keys: list[int], at: datetime) -> None:
    """End the links of people who were asked, and ask them no more; who has answered stays counted."""
    asked = Invitation.objects.filter(pk__in=keys)
    asked.update(link_version=F("link_version") + 1)
    asked.filter(no_reminders_at__isnull=True).update(no_reminders_at=at)
    waiting = asked.filter(finished_at__isnull=True, wave__closed_at__isnull=True, withdrawn_at__isnull=True)
    waiting.update(withdrawn_at=at)


def _remember(holds: list[Hold], subject: Subject) -> None:
    """Keep with a hold by what is found what it covers; it goes when the hold ends."""
    words = "\n".join(sorted(subject.names | subject.addresses))
    LegalHold.objects.filter(pk__in=[hold.id for hold in holds], known_as="").update(known_as=words)


def _scrub_all(subject: Subject, held: set[str]) -> int:
    words = words_of(subject)
    if words is None:
        return 0
    return sum(
        scrub(record, model, words)
        for record, model in installed()
        if record.texts and record.kind not in held
    )
