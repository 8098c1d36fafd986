"""The rows of a plan: runs, seats and mentoring hours."""

from django.db import models
from django.db.models import Q

from smeaton.apps.support.models.catalogue import Offer
from smeaton.apps.support.models.plan_run import PlanRun
from smeaton.apps.support.models.resources import Host, Mentor


class PlannedRun(models.Model):
    """How often a hosted offer runs at a host."""

    plan = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="runs")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveSmallIntegerField()
    dates = models.JSONField(default=list, help_text="for each copy its sessions: [[{starts, ends, kind}]]")

    class Meta:
        ordering = ["plan_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "offer", "host"], name="support_plannedrun_once"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="support_plannedrun_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.offer} at {self.host} × {self.copies}"


class PlannedSeats(models.Model):
    """Seats of a department on an offer, at a host where the offer is hosted."""

    plan = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="seats")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(Host, null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "places.Department", on_delete=models.CASCADE, related_name="planned_seats"
    )
    seats = models.PositiveSmallIntegerField()
    dates = models.JSONField(default=list, help_text="[{seats, sessions: [{starts, ends, kind}]}]")

    class Meta:
        verbose_name_plural = "planned seats"
        ordering = ["plan_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "offer", "host", "department"], name="support_plannedseats_hosted_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "offer", "department"],
                condition=Q(host__isnull=True),
                name="support_plannedseats_unhosted_once",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="support_plannedseats_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.seats} × {self.offer}"


class MentoringHours(models.Model):
    """Hours that a mentor gives a department on one strand."""

    plan = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="mentoring")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "places.Department", on_delete=models.CASCADE, related_name="planned_mentoring"
    )
    strand = models.SlugField(max_length=40)
    hours = models.DecimalField(max_digits=6, decimal_places=1)

    class Meta:
        verbose_name_plural = "mentoring hours"
        ordering = ["plan_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "mentor", "department", "strand"], name="support_mentoringhours_once"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="support_mentoringhours_some"),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.hours} h of {self.mentor} on {self.strand}"
