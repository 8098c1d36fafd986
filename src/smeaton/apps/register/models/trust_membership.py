"""Which trust a school stood in, and when."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.register.models.school import School
from smeaton.apps.register.models.trust import Trust


class TrustMembership(models.Model):
    """A period of one school in one trust, derived from the dated observations.

    `starts` is None where the school was in this trust when a source first spoke of it, so that the day on
    which it joined is not known; else the day of the first observation in the trust. `ends` is the day of the
    first observation that shows the school elsewhere, None where the latest observation still shows it there.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="memberships")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="memberships")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    first_seen = models.DateField()
    last_seen = models.DateField()

    class Meta:
        ordering = ["school", "first_seen"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "first_seen"], name="register_membership_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("last_seen")),
                name="register_membership_ends_after_seen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.trust}"
