"""A programme's calendar: its rows, and who may change them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import CalendarEntry, Host, PlanSettings
from smeaton.engine.support.calendar.days import EVERY_DAY, EVERY_KIND, SlotKind
from smeaton.engine.support.calendar.table import Entry, What
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class SchoolRow:
    """A school of the programme: how many terms, closures and weeks of examinations it has of its own."""

    urn: int
    name: str
    host: bool
    terms: int
    closed: int
    exams: int
    days: str


@dataclass(frozen=True)
class CalendarPage:
    """The rows as they stand, the schools that share themselves, and the season (None without settings)."""

    entries: tuple[Entry, ...]
    schools: tuple[SchoolRow, ...]
    starts: date | None
    ends: date | None

    @property
    def terms(self) -> int:
        """Rows of term dates that hold for all schools."""
        return sum(entry.what == What.TERM and not entry.school for entry in self.entries)


def calendar_page(programme_id: int, reach: Reach) -> CalendarPage:
    """The calendar of a programme; `Refused` without MANAGE_PLACE over its place."""
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.MANAGE_PLACE, programme.where)
    settings = PlanSettings.objects.filter(programme=programme).first()
    seen = Department.objects.filter(programme=programme).visible_to(reach, Permission.VIEW_DEPARTMENT)
    rows = list(seen.select_related("school").order_by("school__name"))
    ours = {"", *(str(row.school_id) for row in rows)}
    entries = tuple(entry for entry in entries_of(programme_id) if entry.school in ours)
    hosts = set(Host.objects.filter(programme=programme).values_list("department_id", flat=True))
    schools = []
    for row in rows:
        own = [e for e in entries if e.school == str(row.school_id)]
        days = [e.row() for e in own if e.what == What.DAYS and not e.at_host]
        schools.append(
            SchoolRow(
                urn=row.school_id,
                name=row.school.name,
                host=row.pk in hosts,
                terms=sum(e.what == What.TERM for e in own),
                closed=sum(e.what in (What.CLOSED, What.INSET) for e in own),
                exams=sum(e.what == What.EXAMS for e in own),
                days=" ".join(days[-1][2:4]).strip() if days else "",
            )
        )
    return CalendarPage(
        entries,
        tuple(schools),
        settings.starts if settings else None,
        settings.ends if settings else None,
    )


def entries_of(programme_id: int) -> tuple[Entry, ...]:
    """The rows as the engine reads them; one query."""
    rows = CalendarEntry.objects.filter(programme=programme_id).select_related("department")
    return tuple(_entry(row) for row in rows)


def own_entries(entries: Iterable[Entry], school: str, *, at_host: bool) -> tuple[Entry, ...]:
    """The rows that hold for one school (or at one host): those of all, then its own."""
    some = [e for e in entries if e.at_host == at_host and e.school in ("", school)]
    return tuple(sorted(some, key=lambda e: e.school != ""))


def _entry(row: CalendarEntry) -> Entry:
    return Entry(
        school=str(row.department.school_id) if row.department else "",
        at_host=row.at_host,
        what=What(row.what),
        first=row.first,
        last=row.last,
        weekdays=frozenset(row.weekdays) or EVERY_DAY,
        kinds=frozenset(SlotKind(kind) for kind in row.kinds) or EVERY_KIND,
        note=row.note,
    )
