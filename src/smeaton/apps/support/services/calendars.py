"""Writing a programme's calendar: all of its rows at once, or none where one has a mistake."""

from collections.abc import Sequence

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import CalendarEntry
from smeaton.engine.support.calendar.table import Mistake, What, read
from smeaton.terms import Permission, Reach

SHOWN = 20


class CalendarRefused(ValueError):
    """Nothing was changed. `mistakes` says row by row what is wrong and what to do."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Keep the mistakes; the text has the first ones."""
        self.mistakes = tuple(mistakes)
        super().__init__(" ".join(map(str, self.mistakes[:SHOWN])))


@transaction.atomic
def set_calendar(*, reach: Reach, programme_id: int, text: str) -> int:
    """Replace the calendar by the rows of `text` (`engine.support.calendar.table`); returns how many.

    Rows of schools that do not share themselves with the reach cannot be seen, and stay.
    `CalendarRefused` where a row cannot be read, `Refused` without MANAGE_PLACE over the place.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.MANAGE_PLACE, programme.where)
    seen = Department.objects.filter(programme=programme).visible_to(reach, Permission.VIEW_DEPARTMENT)
    keys = {str(urn): pk for urn, pk in seen.order_by().values_list("school_id", "pk")}
    entries, mistakes = read(text, frozenset(keys))
    if mistakes:
        raise CalendarRefused(mistakes)
    rows = CalendarEntry.objects.filter(programme=programme)
    hidden = list(rows.filter(department__isnull=False).exclude(department__in=keys.values()))
    before = rows.count() - len(hidden)
    rows.delete()
    CalendarEntry.objects.bulk_create(
        CalendarEntry(
            programme=programme,
            position=position,
            department_id=keys[entry.school] if entry.school else None,
            at_host=entry.at_host,
            what=str(entry.what),
            first=entry.first,
            last=entry.last,
            weekdays=sorted(entry.weekdays) if entry.what == What.DAYS else [],
            kinds=sorted(map(str, entry.kinds)) if entry.what == What.DAYS else [],
            note=entry.note,
        )
        for position, entry in enumerate(entries, start=1)
    )
    for position, row in enumerate(hidden, start=len(entries) + 1):
        row.pk, row.position = None, position
    CalendarEntry.objects.bulk_create(hidden)
    record(
        reach=reach,
        action="changed",
        subject="calendar",
        subject_id=programme.pk,
        place=programme.place_id,
        changes={"rows before": before, "rows": len(entries)},
    )
    return len(entries)
