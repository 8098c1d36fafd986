"""Membership of a published eligibility list."""

from django.db import models

from smeaton.apps.register.models.school import School


class Eligibility(models.Model):
    """A school stands on a list for funded professional development in an academic year (its end year)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="eligibilities")
    list = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["school", "year", "list"]
        verbose_name_plural = "eligibilities"
        constraints = [
            models.UniqueConstraint(fields=["school", "list", "year"], name="register_eligibility_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} on {self.list} in {self.year}"
