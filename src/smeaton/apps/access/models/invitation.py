"""Somebody who is invited to join: an address, and the role that waits for whoever reads its letters."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Lower

from smeaton.apps.access.models.grant import one_of, scope_of
from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Place, Programme
from smeaton.apps.register.models import School, Trust
from smeaton.terms import Role, ScopeKind


class InvitationToJoinQuerySet(models.QuerySet["InvitationToJoin"]):
    """Invitations by what became of them."""

    def standing(self) -> "InvitationToJoinQuerySet":
        """Neither accepted nor withdrawn; perhaps not sent yet, perhaps past their day."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


def _over(name: str) -> Coalesce:
    return Coalesce(F(name), Value(0))


class InvitationToJoin(models.Model):
    """One address, one role over one place, programme, trust or school, and who invites.

    The letter's link holds a secret of which only the SHA-256 is kept (`token_hash`); each letter has a new
    one. `person` is there where a staff list has named them already; `through` is the place in which whoever
    invites stands. Not sent yet: `sent_at` is null.
    """

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=120, blank=True, help_text="the post, such as teacher of science")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations_to_join"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations_to_join"
    )
    invited_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations_given"
    )
    added_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    letters = models.PositiveSmallIntegerField(default=0, help_text="how many letters were written")
    token_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationToJoinQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("place", "programme", "trust", "school"),
                name="access_invitation_over_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="access_invitation_role_known"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="access_invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, token_hash="")
                | Q(sent_at__isnull=False, expires_at__isnull=False),
                name="access_invitation_sent_until",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                _over("place"),
                _over("programme"),
                _over("trust"),
                _over("school"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="access_invitation_stands_once",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="access_invitation_token_once"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}: {self.role}"

    @property
    def over(self) -> tuple[ScopeKind, int]:
        """What the role is over: the kind of thing and its key."""
        return scope_of(self)

    def why_closed(self, at: datetime) -> str:
        """Why it cannot be accepted any more, as a sentence; empty where it can."""
        if self.accepted_at is not None:
            return "This invitation has been accepted already. Sign in to go on."
        if self.withdrawn_at is not None:
            return "This invitation has been withdrawn. You need not do anything."
        if self.expires_at is None or at >= self.expires_at:
            return "The last day of this invitation has passed. Ask whoever invited you to send it again."
        return ""
