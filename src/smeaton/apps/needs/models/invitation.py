"""Somebody who is asked to answer in a wave: an address, never joined to their answers."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from smeaton.apps.needs.models.response import RespondentRole
from smeaton.apps.needs.models.wave import Wave
from smeaton.apps.places.models import Department

NOBODYS = "@erased.invalid"
"""How an address ends that has been taken out: the row still counts, and nobody can be written to."""
QUIET_AFTER = timedelta(days=7)
"""How long after the last letter somebody counts as having gone quiet."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what has to happen with them."""

    def standing(self) -> "InvitationQuerySet":
        """Those that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def with_address(self) -> "InvitationQuerySet":
        """Those whose address has not been taken out, because they were erased or their time was over."""
        return self.exclude(email__endswith=NOBODYS)

    def counted(self) -> "InvitationQuerySet":
        """Those that stand in counts: not withdrawn, or withdrawn when the answers were in already."""
        return self.filter(Q(withdrawn_at__isnull=True) | Q(finished_at__isnull=False))

    def to_remind(self) -> "InvitationQuerySet":
        """Those who were written to, have not finished, can be reached and do not mind being reminded."""
        return self.standing().filter(
            invited_at__isnull=False,
            finished_at__isnull=True,
            bounced_at__isnull=True,
            no_reminders_at__isnull=True,
        )


class Invitation(models.Model):
    """One person asked in a wave, in the role in which they answer.

    The link in the letter is signed (`queries.links`); `link_version` is raised to end earlier links. That
    somebody has begun and finished is kept here, and deliberately not when: `begun_at` and `finished_at` hold
    the day on which the wave opened (`services.answering`). Their answers stand in a `Response` under a code
    that only the installation's secret key can work out from the invitation.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=12, choices=RespondentRole.choices)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    no_reminders_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["wave_id", "department_id", "role", "email", "id"]
        constraints = [
            models.UniqueConstraint(
                "wave", "department", Lower("email"), name="needs_invitation_once_in_a_department"
            ),
            models.CheckConstraint(
                condition=Q(role__in=RespondentRole.values), name="needs_invitation_role_known"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(begun_at__isnull=False),
                name="needs_invitation_begun_before_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.wave}"

    @property
    def remindable(self) -> bool:
        """`InvitationQuerySet.to_remind`, for one that is loaded."""
        never = (self.finished_at, self.bounced_at, self.no_reminders_at, self.withdrawn_at)
        return self.invited_at is not None and not any(never)

    def gone_quiet(self, at: datetime) -> bool:
        """Whether somebody who can be reminded has not finished a week after the last letter.

        By letters alone: when somebody has begun is not kept (`services.answering`).
        """
        letters = [sent for sent in (self.invited_at, self.reminded_at) if sent is not None]
        return self.remindable and at - max(letters) >= QUIET_AFTER
