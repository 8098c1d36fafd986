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
    """Who did what to which thing, when, from where, and what changed. Actors are values, never foreign keys.

    `number` counts the events of the installation without a gap, and `digest` chains each to the one before
    (`queries.chain`): what is altered, taken out or put in shows. `origin` is a page's route, a command or a
    task; `agreement` the id of the data-sharing agreement under which it was done, where there is one.
    Indexes end with the number: pages read from the latest down, and stop when they are full.
    """

    number = models.PositiveBigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    role = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    place = models.BigIntegerField(null=True)
    school = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict)
    agreement = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=200, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "subject_id", "number"], name="history_event_of_subject"),
            models.Index(fields=["school", "place", "number"], name="history_event_of_school"),
            models.Index(fields=["actor", "number"], name="history_event_of_actor"),
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
