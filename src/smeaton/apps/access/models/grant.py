"""A role given to a person over a place, a trust or a school, for a time."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Place
from smeaton.apps.register.models import School, Trust
from smeaton.terms import Role


class GrantQuerySet(models.QuerySet["GrantRecord"]):
    """Grants by person and day."""

    def in_force(self, today: date) -> "GrantQuerySet":
        """Grants that have begun and not ended by `today`."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today)


class GrantRecord(models.Model):
    """One grant: person, role, and exactly one of place, trust and school."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, trust__isnull=True, school__isnull=True)
                | Q(place__isnull=True, trust__isnull=False, school__isnull=True)
                | Q(place__isnull=True, trust__isnull=True, school__isnull=False),
                name="access_grant_over_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="access_grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="access_grant_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"
