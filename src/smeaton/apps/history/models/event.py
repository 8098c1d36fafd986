"""One recorded change."""

from typing import Any, NoReturn

from django.db import models


class EventQuerySet(models.QuerySet["Event"]):
    """Events can be added and read, never changed or removed."""

    def update(self, **_: Any) -> NoReturn:
        """History is append-only."""
        raise TypeError("history is append-only: an event is never changed")

    def delete(self) -> NoReturn:
        """History is append-only."""
        raise TypeError("history is append-only: an event is never removed")

    def about(self, subject: str, subject_id: str | int) -> "EventQuerySet":
        """Everything that happened to one thing."""
        return self.filter(subject=subject, subject_id=str(subject_id))


class Event(models.Model):
    """Who did what to which thing, when, and what changed. Actors are values, never foreign keys."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    role = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    place = models.BigIntegerField(null=True)
    school = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="history_event_subject"),
            models.Index(fields=["place", "at"], name="history_event_place"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.action} {self.subject} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new event; TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("history is append-only: an event is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """History is append-only."""
        raise TypeError("history is append-only: an event is never removed")
