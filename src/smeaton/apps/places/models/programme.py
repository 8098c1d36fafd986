"""A programme: a funded whole, in one subject, at one place."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.places.models.place import Place
from smeaton.terms import Phase, Where


class Programme(models.Model):
    """What is commissioned for a place in one subject, by whom, and who delivers and coordinates it.

    `synthetic` says that its staff numbers, standings, answers and plans were made up for demonstration:
    whatever shows them must say so in the element itself.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=60)
    phase = models.CharField(
        max_length=40, choices=[(phase.value, phase.value) for phase in Phase], default=Phase.SECONDARY.value
    )
    commissioner = models.CharField(max_length=200, blank=True)
    delivery_partner = models.CharField(max_length=200, blank=True)
    coordinator = models.CharField(max_length=200, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "starts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="places_programme_name_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="places_programme_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=[phase.value for phase in Phase]), name="places_programme_phase_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        """Where a permission over the whole programme is asked for."""
        return Where(place=self.place_id, programme=self.pk)
