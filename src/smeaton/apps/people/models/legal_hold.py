"""Why somebody's record must be kept although they asked for it to go, or its time is over."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from smeaton.apps.people.models.person import Person


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    """Holds by day."""

    def in_force(self, today: date) -> "LegalHoldQuerySet":
        """Holds that have begun and not ended by `today`; the last day counts."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)


class LegalHold(models.Model):
    """A hold on the record of one person: neither erasure nor the clock touches what it covers.

    `covers` is a class of record (`settings.RETENTION`), empty for all of them. `known_as` keeps the name
    and the addresses, one a line, where the rest was erased: by them what is held is found when it ends.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="legal_holds")
    covers = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=400)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    placed_by = models.CharField(max_length=80)
    known_as = models.TextField(blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["person_id", "since", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="people_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="people_hold_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}: {self.covers or 'everything'}"
