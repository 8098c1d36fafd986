"""An instrument, kept word for word as it was asked."""

from django.db import models
from django.db.models import Q

from smeaton.apps.places.models import Place


class Instrument(models.Model):
    """One version of an audit's strands and statements: `source`, never changed once published.

    A draft (`published_at` is empty) is edited by the hub leads of its place; `edits` counts its changes, so
    that two people do not overwrite one another. One without a place was shipped, and is everybody's.
    """

    key = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    source = models.TextField()
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.CASCADE, related_name="instruments"
    )
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    edits = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="needs_instrument_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="needs_instrument_version_from_1"),
            models.CheckConstraint(
                condition=Q(place__isnull=False) | Q(published_at__isnull=False),
                name="needs_instrument_draft_has_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"
