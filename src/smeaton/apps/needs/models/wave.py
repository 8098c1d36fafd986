"""A wave: one time that the departments of a programme answer the audit."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.needs.models.instrument import Instrument
from smeaton.apps.places.models import Programme


class Wave(models.Model):
    """One round of the audit in a programme, with the instrument it asks and the days it is open."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="waves")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="waves")
    name = models.CharField(max_length=80)
    opens = models.DateField()
    closes = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["programme_id", "opens", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="needs_wave_name_once"),
            models.CheckConstraint(
                condition=Q(closes__isnull=True) | Q(closes__gte=F("opens")),
                name="needs_wave_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.name
