"""What a lead says to a proposed package; it holds until withdrawn, a lock on every later plan."""

from django.db import models
from django.db.models import Q

from smeaton.apps.support.models.catalogue import Offer
from smeaton.apps.support.models.plan_run import PlanRun
from smeaton.apps.support.models.resources import Mentor
from smeaton.apps.support.models.version import PackageVersion
from smeaton.apps.support.models.vocabulary import ReplyKind


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Replies by what has to happen with them."""

    def in_force(self) -> "ReplyQuerySet":
        """Replies that every plan has to keep."""
        return self.filter(withdrawn_at__isnull=True)

    def waiting(self) -> "ReplyQuerySet":
        """Replies (and withdrawals) that no plan has taken in yet."""
        return self.filter(answered_by__isnull=True)


class Reply(models.Model):
    """Accept, decline, swap, must, must not, a cap on release days, or a later term; by the lead.

    `offer` or `mentor` is what it is about; `instead` the offer that a swap asks for. `answered_by` is the
    re-plan that took it in; a reply that is withdrawn waits for a re-plan again.
    """

    department = models.ForeignKey(
        "places.Department", on_delete=models.CASCADE, related_name="package_replies"
    )
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=12, choices=ReplyKind.choices)
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(Mentor, null=True, on_delete=models.PROTECT, related_name="+")
    instead = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    days = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="cap on release days")
    not_before = models.DateField(null=True, help_text="first day on which a later item may happen")
    reason = models.CharField(max_length=400, blank=True)
    said_by = models.CharField(max_length=80)
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(PlanRun, null=True, on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=400, blank=True, help_text="what came of it, a sentence")

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["department_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReplyKind.values), name="support_reply_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=ReplyKind.SWAP) | Q(instead__isnull=False),
                name="support_reply_swap_for_what",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReplyKind.DECLINE) | ~Q(reason=""), name="support_reply_decline_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReplyKind.CAP) | Q(days__gte=0), name="support_reply_cap_has_days"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReplyKind.LATER) | Q(not_before__isnull=False),
                name="support_reply_later_than_when",
            ),
            models.CheckConstraint(
                condition=Q(offer__isnull=True) | Q(mentor__isnull=True), name="support_reply_about_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.kind} {self.offer or self.mentor or ''}"
