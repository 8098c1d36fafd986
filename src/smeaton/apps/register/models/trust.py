"""Trusts, and the names by which they have been known."""

from django.db import models
from django.db.models import Q


class Trust(models.Model):
    """A trust that runs schools. One that has only been named, never numbered, has no `uid` yet."""

    uid = models.PositiveIntegerField(
        null=True, blank=True, unique=True, help_text="group UID in the register"
    )
    companies_house = models.CharField(max_length=20, null=True, blank=True)  # noqa: DJ001 - unknown, not empty
    ukprn = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    described_by = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                condition=Q(uid__isnull=True),
                name="register_trust_one_per_name_without_uid",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="register_trust_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TrustName(models.Model):
    """A name that a source has used for a numbered trust: a source that only names the trust finds it so."""

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="names")
    name_key = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["name_key", "trust"], name="register_trust_name_once"),
        ]

    def __str__(self) -> str:
        return self.name_key
