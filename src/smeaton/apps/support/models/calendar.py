"""When schools can send staff and hosts can hold sessions: terms, closures, examinations, days."""

from django.db import models
from django.db.models import F, Q


class CalendarWhat(models.TextChoices):
    """What a calendar entry says; the words are those of the engine's `What`."""

    TERM = "term", "term"
    CLOSED = "closed", "closed"
    INSET = "INSET", "INSET day"
    EXAMS = "exams", "examinations"
    DAYS = "days", "days and kinds of session"


class CalendarEntry(models.Model):
    """One row of a programme's calendar: for `department` (empty: all), or for sessions held at its site."""

    programme = models.ForeignKey(
        "places.Programme", on_delete=models.CASCADE, related_name="calendar_entries"
    )
    position = models.PositiveSmallIntegerField()
    department = models.ForeignKey(
        "places.Department", null=True, on_delete=models.CASCADE, related_name="calendar_entries"
    )
    at_host = models.BooleanField(
        default=False, help_text="holds for sessions at this site, not for its staff"
    )
    what = models.CharField(max_length=10, choices=CalendarWhat.choices)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    weekdays = models.JSONField(default=list, help_text="Monday 0 to Friday 4; for days")
    kinds = models.JSONField(default=list, help_text="morning, afternoon, day, twilight; for days")
    note = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name_plural = "calendar entries"
        ordering = ["programme_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "position"], name="support_calendar_position_once"),
            models.CheckConstraint(
                condition=Q(what__in=CalendarWhat.values), name="support_calendar_what_known"
            ),
            models.CheckConstraint(
                condition=Q(what=CalendarWhat.DAYS)
                | Q(first__isnull=False, last__isnull=False, last__gte=F("first")),
                name="support_calendar_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department or 'all schools'}: {self.what} {self.first or ''}"
