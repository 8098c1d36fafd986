"""An instrument, kept word for word as it was asked."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from smeaton.apps.places.models import Place

FROZEN = ("key", "version", "title", "source", "place_id", "published_at")
"""What stays as it is once an instrument is published."""


class InstrumentFrozen(ValueError):
    """Somebody tried to change or delete a published instrument."""


class InstrumentQuerySet(QuerySet["Instrument"]):
    """Instruments; those that are published are neither changed nor deleted through it."""

    def update(self, **values: Any) -> int:
        """As Django's; `InstrumentFrozen` where it would change what is published."""
        if {name.removesuffix("_id") for name in FROZEN} & {n.removesuffix("_id") for n in values}:
            self._refuse_published()
        return super().update(**values)

    def bulk_update(self, objs: Iterable["Instrument"], fields: Iterable[str], *args: Any, **kw: Any) -> int:
        """As Django's; `InstrumentFrozen` where one of them is published."""
        rows, names = list(objs), list(fields)
        self.filter(pk__in=[row.pk for row in rows])._refuse_published()
        return super().bulk_update(rows, names, *args, **kw)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; `InstrumentFrozen` where one of them is published."""
        self._refuse_published()
        return super().delete()

    def _refuse_published(self) -> None:
        if self.filter(published_at__isnull=False).exists():
            raise InstrumentFrozen("A published audit is frozen. Copy it and change the copy.")


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

    objects = InstrumentQuerySet.as_manager()

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; `InstrumentFrozen` where the row is published and would read differently."""
        if self.pk is not None:
            kept = Instrument.objects.filter(pk=self.pk, published_at__isnull=False).values(*FROZEN).first()
            if kept is not None and any(kept[name] != getattr(self, name) for name in FROZEN):
                raise InstrumentFrozen(f"{self} is published and frozen. Copy it and change the copy.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; `InstrumentFrozen` where the row is published."""
        if Instrument.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise InstrumentFrozen(f"{self} is published and frozen.")
        return super().delete(*args, **kwargs)
