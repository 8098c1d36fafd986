"""One attempt to plan a programme: what was asked, how far it is, and what came of it."""

from django.db import models
from django.db.models import Q

from smeaton.apps.support.models.vocabulary import RunKind


class PlanStatus(models.TextChoices):
    """Where a plan run stands."""

    QUEUED = "queued", "waiting to begin"
    RUNNING = "running", "running"
    COMPLETE = "complete", "complete"
    CANCELLED = "cancelled", "cancelled"
    FAILED = "failed", "failed"


LIVE = (PlanStatus.QUEUED, PlanStatus.RUNNING)


class PlanRunQuerySet(models.QuerySet["PlanRun"]):
    """Plan runs by what has to happen with them."""

    def live(self) -> "PlanRunQuerySet":
        """Runs that wait or work."""
        return self.filter(status__in=LIVE)


class PlanRun(models.Model):
    """A plan asked for, worked on or made.

    At most one run of a programme is live and at most one is current; the database sees to both. The current
    one stays until another is complete, and the change is made in one transaction.
    """

    programme = models.ForeignKey("places.Programme", on_delete=models.CASCADE, related_name="plan_runs")
    kind = models.CharField(max_length=10, choices=RunKind.choices, default=RunKind.PLAN)
    before = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the plan a re-plan starts from",
    )
    scenario = models.ForeignKey(
        "support.Scenario", null=True, on_delete=models.CASCADE, related_name="plan_runs"
    )
    status = models.CharField(max_length=12, choices=PlanStatus.choices, default=PlanStatus.QUEUED)
    current = models.BooleanField(default=False)
    cancel_asked = models.BooleanField(default=False)

    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    budget = models.DecimalField(max_digits=10, decimal_places=2)
    seconds = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    strength = models.FloatField(default=1.0, help_text="factor on the strength table; 0.7 and 1.3 try ±30%")
    rules = models.JSONField(default=dict, help_text="every rule the plan was made with")
    asked = models.JSONField(
        default=dict,
        help_text="what a re-plan was asked for besides replies: {cancelled: [{offer, host, copies}]}",
    )

    stage = models.CharField(max_length=80, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    covered = models.FloatField(null=True, help_text="weighted need met, in the problem's objective")
    bound = models.FloatField(null=True, help_text="no plan can meet more than this")
    gap = models.FloatField(null=True, help_text="(bound - covered) / bound")
    least_served = models.FloatField(null=True, help_text="smallest share of a department's need that is met")

    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    message = models.CharField(max_length=400, blank=True)

    need = models.FloatField(null=True, help_text="weighted need in all")
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    spend = models.JSONField(default=dict, help_text="what the cost is for: kind of spend → pounds")
    by_strand = models.JSONField(default=list, help_text="[{strand, need, covered}]")
    curve = models.JSONField(
        default=dict, help_text="the budget curve: {points: [[£, covered]], per_thousand}"
    )
    limits = models.JSONField(default=list, help_text="what limits the plan: [{what, used, available}]")
    floor = models.JSONField(default=dict, help_text="{without, kept, cost}: shares, empty without a floor")
    moved = models.JSONField(
        default=dict, help_text="what a re-plan moved, by department; figures for the hub"
    )
    reasons = models.JSONField(
        default=dict, help_text="what would change the plan: prices, floor, alternatives"
    )
    dating = models.JSONField(default=dict, help_text="how far dates were found, and which limits clash")
    notes = models.JSONField(default=list, help_text="what was assumed or left out, a sentence each")

    objects = PlanRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(current=True), name="support_planrun_one_current"
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(status__in=LIVE), name="support_planrun_one_live"
            ),
            models.CheckConstraint(
                condition=Q(current=False) | Q(status=PlanStatus.COMPLETE),
                name="support_planrun_current_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RunKind.values)
                & (
                    Q(kind=RunKind.SCENARIO, scenario__isnull=False)
                    | (~Q(kind=RunKind.SCENARIO) & Q(scenario__isnull=True))
                ),
                name="support_planrun_kind_known",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="support_planrun_percent"),
            models.CheckConstraint(
                condition=Q(status__in=PlanStatus.values), name="support_planrun_status_known"
            ),
            models.CheckConstraint(
                condition=Q(budget__gte=0, seconds__gte=1), name="support_planrun_amounts"
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk} of {self.programme}: {self.status}"
