"""The item bank: what earlier audits, in any place, have taught about an item."""

from django.db import models
from django.db.models import Q


class CalibratedItem(models.Model):
    """An item's mean level at average leniency and how sharply it tells departments apart.

    `mean` is pooled over waves by their information; `answers` and `waves` count what it rests on. `loading`
    is how strongly the item follows its strand (1 is usual). `wording` tells apart items of one id that were
    asked in other words (`engine.needs.instrument.wording`): none stands for another. It
    holds nothing about any department or person.
    """

    instrument_key = models.SlugField(max_length=60)
    item = models.CharField(max_length=60)
    wording = models.CharField(max_length=16)
    mean = models.FloatField()
    se = models.FloatField()
    loading = models.FloatField(default=1.0)
    answers = models.PositiveIntegerField()
    waves = models.PositiveIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["instrument_key", "item", "wording"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument_key", "item", "wording"], name="needs_calibrated_wording_once"
            ),
            models.CheckConstraint(
                condition=Q(mean__gte=0, mean__lte=5, se__gte=0), name="needs_calibrated_item_on_the_levels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.mean:.2f}"
