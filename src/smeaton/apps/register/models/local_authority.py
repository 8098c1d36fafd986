"""A local authority with responsibility for education."""

from django.db import models
from django.db.models import Q


class LocalAuthority(models.Model):
    """An authority by its three-figure code. The name that stands is the one with the greatest `named_by`."""

    code = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=120, blank=True)
    named_by = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "local authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(code__gte=1, code__lte=999), name="register_authority_code_has_three_figures"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"Local authority {self.code}"
