"""A file that changed the register."""

from django.db import models


class ImportRun(models.Model):
    """Which file was taken, when, and what it changed. A file that changes nothing leaves no run."""

    file = models.CharField(max_length=255)
    kind = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.file} at {self.at:%Y-%m-%d %H:%M}"
