"""An instrument, kept word for word as it was asked."""

from django.db import models


class Instrument(models.Model):
    """One version of an audit's strands and statements. `source` is its YAML text, never changed."""

    key = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    source = models.TextField()

    class Meta:
        ordering = ["key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="needs_instrument_version_once"),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="needs_instrument_version_from_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"
