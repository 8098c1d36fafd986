"""What a plan means for one department: its package, item by item."""

from django.db import models
from django.db.models import Q

from smeaton.apps.support.models.catalogue import Offer
from smeaton.apps.support.models.plan_run import PlanRun
from smeaton.apps.support.models.resources import Mentor
from smeaton.apps.support.models.vocabulary import Kind, Standing


class Package(models.Model):
    """The support package of a department in one plan."""

    plan = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="packages")
    department = models.ForeignKey("places.Department", on_delete=models.CASCADE, related_name="packages")
    staff = models.PositiveSmallIntegerField(help_text="teachers, as planned with")
    need = models.FloatField(help_text="weighted need")
    covered = models.FloatField(help_text="weighted need that the package meets")
    hours = models.DecimalField(max_digits=7, decimal_places=1, help_text="hours of people's time")
    cost = models.DecimalField(max_digits=9, decimal_places=2, help_text="pounds, cover and travel included")
    cover_days = models.DecimalField(max_digits=6, decimal_places=2)
    cover_cost = models.DecimalField(max_digits=9, decimal_places=2)
    strands = models.JSONField(default=list, help_text="[{strand, need, se, met}], met: share of 1")

    class Meta:
        ordering = ["plan_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "department"], name="support_package_once"),
            models.CheckConstraint(
                condition=Q(cost__gte=0, hours__gte=0, cover_days__gte=0, cover_cost__gte=0),
                name="support_package_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"package of {self.department}"


class PackageItem(models.Model):
    """One item: seats on an offer, or the hours of a mentor; why it is there and how firmly it stands."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(Mentor, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    where = models.CharField(max_length=300, blank=True, help_text="hosts, in words")
    seats = models.PositiveSmallIntegerField(default=0)
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    cost = models.DecimalField(
        max_digits=9, decimal_places=2, help_text="pounds, its part of the run's cost included"
    )
    cover_days = models.DecimalField(max_digits=6, decimal_places=2)
    cover_cost = models.DecimalField(max_digits=9, decimal_places=2)
    covered = models.FloatField(help_text="weighted need met: the item's Shapley share")
    strands = models.JSONField(default=list, help_text="[{strand, covered}], weighted, largest first")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.PROPOSED)
    sessions = models.JSONField(
        default=list, help_text="[{starts, ends, kind, seats}] in ISO 8601, in order; empty: no date yet"
    )
    reasons = models.JSONField(default=dict, help_text="what it brings, what it was chosen over")
    firmness = models.PositiveSmallIntegerField(null=True, help_text="of 100 plausible versions of the needs")

    class Meta:
        ordering = ["package_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["package", "position"], name="support_item_position_once"),
            models.CheckConstraint(
                condition=Q(kind=Kind.OFFER, offer__isnull=False, mentor__isnull=True)
                | Q(kind=Kind.MENTORING, offer__isnull=True, mentor__isnull=False),
                name="support_item_is_offer_or_mentoring",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="support_item_standing_known"
            ),
            models.CheckConstraint(
                condition=Q(firmness__isnull=True) | Q(firmness__lte=100), name="support_item_firmness_of_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer or self.mentor} for {self.package}"
