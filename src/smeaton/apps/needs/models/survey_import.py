"""Answers that were gathered with another survey tool."""

from django.db import models
from django.db.models import Q

from smeaton.apps.needs.models.wave import Wave
from smeaton.apps.places.models import Place


class SurveyMapping(models.Model):
    """How the columns of one kind of export map to an instrument, remembered for the place.

    `columns` names the export by its headings (a hash of them); `mapping` is column → what it holds.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="survey_mappings")
    instrument_key = models.SlugField(max_length=60)
    columns = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["place_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "instrument_key", "columns"], name="needs_survey_mapping_once"
            ),
        ]

    def __str__(self) -> str:
        return f"mapping {self.columns[:8]}"


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "waiting for its mapping"
    IMPORTED = "imported", "imported"
    DISCARDED = "discarded", "discarded"


class SurveyImport(models.Model):
    """One uploaded export: its table until it is imported or discarded, then only what became of it.

    `table` holds the parsed headings and rows, and is emptied at the end: they may name people.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="survey_imports")
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    table = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, help_text="responses that went in")
    left_out = models.JSONField(default=list, help_text="[{row, column, reason}]")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="needs_import_state"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.state}"
