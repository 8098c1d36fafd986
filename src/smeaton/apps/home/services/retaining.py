"""The clock: every class of record goes when its period is over (`settings.RETENTION`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Min, Model, Q
from django.utils import timezone

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.history.models import Event
from smeaton.apps.history.services import record as record_event
from smeaton.apps.home.queries.records import Fate, Record, Subject
from smeaton.apps.home.queries.records.finding import Rows, installed, rows_of, subject_of
from smeaton.apps.home.queries.records.holds import Hold, holds_in_force, known_as
from smeaton.apps.home.queries.records.periods import begun_by
from smeaton.apps.home.services.erasing import empty, erase_found
from smeaton.apps.people.models import ERASED, LegalHold, Person, Post
from smeaton.terms import Reach, Refused

DAY = "day of records"
"""The subject of the event that says that a day has been looked after."""


@dataclass(frozen=True)
class Due:
    """Rows of one model whose period is over, and what becomes of them."""

    label: str
    title: str
    kind: str
    rows: int
    fate: Fate


@dataclass(frozen=True)
class Retained:
    """What was due on a day, and the holds that kept something of it from going."""

    day: date
    due: tuple[Due, ...]
    held: tuple[Hold, ...]
    dry_run: bool


@transaction.atomic
def retain(*, reach: Reach, today: date, dry_run: bool = False) -> Retained:
    """Let go what is due by `today`; with `dry_run` only say what that would be.

    People whose last post, grant and sign-in are over for long are erased whole. Only the installation itself
    does this, by the worker once a day or by `smeaton people retain`. What a legal hold covers stays.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not let records go")
    at = datetime.combine(today, time(12), timezone.get_current_timezone())
    holds = holds_in_force(today)
    due = [*_people(reach, today, at, holds, dry_run=dry_run)]
    if not dry_run:
        _end_holds(reach, today, at)
    for record, model in installed():
        rows = _due_rows(record, model, today, holds)
        count = rows.count() if rows is not None else 0
        if rows is not None and count:
            fate = record.due or record.fate
            due.append(Due(record.label, record.title, record.kind, count, fate))
            if not dry_run:
                _let_go(record, model, rows, fate, at)
    if not dry_run:
        record_event(
            reach=reach,
            action="looked after",
            subject=DAY,
            subject_id=today.isoformat(),
            changes={each.label: each.rows for each in due},
        )
    return Retained(today, tuple(due), tuple(holds), dry_run)


def retain_once(*, reach: Reach, today: date) -> Retained | None:
    """`retain`, unless it was done on this day; one small query then."""
    if Event.objects.about(DAY, today.isoformat()).exists():
        return None
    return retain(reach=reach, today=today)


def _due_rows(record: Record, model: type[Model], today: date, holds: Iterable[Hold]) -> Rows | None:
    latest = begun_by(record.kind, today) if record.ends else None
    if latest is None:
        return None
    rows = model._default_manager.filter(**_ended_by(model, record.ends, latest))
    for name, text in record.emptied.items():
        done = text.rpartition("{pk}")[2]
        rows = rows.exclude(**{f"{name}__endswith": done}) if done else rows
    for hold in holds:
        if hold.holds(record.kind) and record.personal:
            rows = rows.exclude(pk__in=rows_of(record, model, hold.subject).values("pk"))
    return rows


def _ended_by(model: type[Model], path: str, latest: date) -> dict[str, object]:
    """The period began on that day or before, by the clock of the place."""
    owner, *rest = path.split("__")
    field = model._meta.get_field(owner)
    for name in rest:
        field = field.related_model._meta.get_field(name)  # type: ignore[union-attr]
    if isinstance(field, DateTimeField):
        midnight = datetime.combine(latest + timedelta(days=1), time(), timezone.get_current_timezone())
        return {f"{path}__lt": midnight}
    return {f"{path}__lte": latest}


def _let_go(record: Record, model: type[Model], rows: Rows, fate: Fate, at: datetime) -> None:
    if fate is Fate.EMPTY:
        empty(record, model, rows, at)
    else:
        model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()


def _people(
    reach: Reach, today: date, at: datetime, holds: Iterable[Hold], *, dry_run: bool
) -> Iterable[Due]:
    kept = {hold.person for hold in holds if hold.holds("people")}
    gone = [person for person in people_due(today) if person.pk not in kept]
    if gone and not dry_run:
        for person in gone:
            erase_found(reach=reach, subject=subject_of(person), at=at)
    return [Due("people.Person", "People", "people", len(gone), Fate.EMPTY)] if gone else []


def people_due(today: date) -> list[Person]:
    """People whose last post, grant and sign-in ended so long ago that nobody needs their name.

    Somebody who never had any counts from the day on which they were added.
    """
    latest = begun_by("people", today)
    if latest is None:
        return []
    busy = Q(ends__isnull=True) | Q(ends__gt=latest)
    people = (
        Person.objects.exclude(name=ERASED)
        .exclude(pk__in=Post.objects.filter(busy).values("person_id"))
        .exclude(pk__in=GrantRecord.objects.filter(busy).values("person_id"))
        .select_related("user")
    )
    quiet = [
        person
        for person in people
        if not (
            person.user and person.user.last_login and timezone.localdate(person.user.last_login) > latest
        )
    ]
    added = _added([person.pk for person in quiet])
    return [person for person in quiet if person.pk not in added or added[person.pk] <= latest]


def _added(people: list[int]) -> dict[int, date]:
    """The day on which each of these was added, where history knows it."""
    days: dict[int, date] = {}
    for start in range(0, len(people), 500):
        keys = [str(key) for key in people[start : start + 500]]
        rows = Event.objects.filter(subject="person", subject_id__in=keys).order_by().values("subject_id")
        for row in rows.annotate(first=Min("at")):
            days[int(row["subject_id"])] = timezone.localdate(row["first"])
    return days


def _end_holds(reach: Reach, today: date, at: datetime) -> None:
    """Erase what ended holds had kept of people who are erased, and forget by what it was found."""
    for row in LegalHold.objects.filter(until__lt=today).exclude(known_as=""):
        names, addresses = known_as(row)
        erase_found(reach=reach, subject=Subject(row.person_id, None, names, addresses), at=at)
        LegalHold.objects.filter(pk=row.pk).update(known_as="")
