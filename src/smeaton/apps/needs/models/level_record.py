"""What the hub and a department hold a strand's level to be, beside what the answers say."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from smeaton.apps.needs.models.wave import Wave
from smeaton.apps.places.models import Department


class LevelKind(models.TextChoices):
    """Self-assessed levels are the profile's; these two stand beside it."""

    MODERATED = "moderated", "moderated by the hub"
    AGREED = "agreed", "agreed with the department"


class LevelRecordQuerySet(models.QuerySet["LevelRecord"]):
    """Records can be added and read, never changed or removed."""

    def update(self, **_: Any) -> NoReturn:
        """A record is never changed."""
        raise TypeError("a level that was recorded is never changed: record another")

    def delete(self) -> NoReturn:
        """A record is never removed."""
        raise TypeError("a level that was recorded is never removed: record another")


class LevelRecord(models.Model):
    """A moderated or an agreed level of one strand, with its evidence. Rows are added, never changed.

    The newest of a kind holds. `recorded_by` is the actor of the reach, as history has it.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="level_records")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="level_records")
    strand = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=LevelKind.choices)
    level = models.DecimalField(max_digits=2, decimal_places=1, help_text="1 to 4, by halves")
    evidence = models.CharField(max_length=1000)
    visited_on = models.DateField(null=True, blank=True)
    recorded_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    objects = LevelRecordQuerySet.as_manager()

    class Meta:
        ordering = ["wave_id", "department_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="needs_record_on_levels"),
            models.CheckConstraint(condition=Q(kind__in=LevelKind.values), name="needs_record_kind_known"),
            models.CheckConstraint(condition=~Q(evidence=""), name="needs_record_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.strand} {self.kind}: {self.level}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new record; TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("a level that was recorded is never changed: record another")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """A record is never removed."""
        raise TypeError("a level that was recorded is never removed: record another")
