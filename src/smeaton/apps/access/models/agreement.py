"""What a trust shares of its schools with a programme: its data-sharing agreement, version by version."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Programme
from smeaton.apps.register.models import School, Trust
from smeaton.terms import ROLES, Role, Shared, Sharing
from smeaton.terms.agreed import takes_over

USUAL_ROLES = tuple(role for role in Role if ROLES[role].of_programme and role is not Role.ADMINISTRATOR)
"""With whom an agreement usually shares: everybody of the programme who works with what schools say."""


def midnight(day: date) -> datetime:
    """The moment in which a day begins here."""
    return datetime.combine(day, time(), timezone.get_current_timezone())


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements by day and by what became of them."""

    def in_force(self, today: date) -> "AgreementQuerySet":
        """Signed, begun, not at their end and not withdrawn; of those with one party, the newest begun."""
        tomorrow = midnight(today + timedelta(days=1))
        lasting = self.lasting(tomorrow - timedelta(microseconds=1)).filter(counts_from__isnull=False)
        return lasting.filter(starts__lte=today, until__gte=today)

    def lasting(self, at: datetime) -> "AgreementQuerySet":
        """Signed, and neither withdrawn nor replaced by `at`; perhaps not begun, or not vouched for, yet."""
        signed = self.filter(signed_at__isnull=False, withdrawn_at__isnull=True)
        return signed.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=at))


class Agreement(models.Model):
    """One version of what one trust shares with one programme, with whom and until when.

    A school that belongs to no trust is its own party. A signed version is frozen; a change is a new version,
    which takes its place on its first day, at once where that has come: `superseded_at` may lie ahead.
    The signature of somebody for whom nobody has vouched shares nothing until somebody does (`counts_from`).
    Withdrawal is immediate.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="agreements")
    trust = models.ForeignKey(
        Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.PositiveSmallIntegerField()
    shares = models.JSONField()
    roles = models.JSONField()
    starts = models.DateField()
    until = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements_proposed"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements_signed"
    )
    signed_as = models.CharField(max_length=120, blank=True)
    counts_from = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements_withdrawn"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "trust__name", "school__name", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(trust__isnull=False, school__isnull=True)
                | Q(trust__isnull=True, school__isnull=False),
                name="access_agreement_with_trust_or_school",
            ),
            models.UniqueConstraint(
                fields=["programme", "trust", "number"],
                condition=Q(trust__isnull=False),
                name="access_agreement_trust_number_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "school", "number"],
                condition=Q(school__isnull=False),
                name="access_agreement_school_number_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "trust"],
                condition=Q(
                    trust__isnull=False,
                    counts_from__isnull=False,
                    superseded_at__isnull=True,
                    withdrawn_at__isnull=True,
                ),
                name="access_agreement_one_signed_with_trust",
            ),
            models.UniqueConstraint(
                fields=["programme", "school"],
                condition=Q(
                    school__isnull=False,
                    counts_from__isnull=False,
                    superseded_at__isnull=True,
                    withdrawn_at__isnull=True,
                ),
                name="access_agreement_one_signed_with_school",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("starts")), name="access_agreement_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=False)
                | Q(superseded_at__isnull=True, withdrawn_at__isnull=True),
                name="access_agreement_ends_once_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=False) | Q(counts_from__isnull=True),
                name="access_agreement_counts_once_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(signed_as=""), name="access_agreement_signed_as"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trust or self.school} · {self.programme}, version {self.number}"

    @property
    def takes_over(self) -> datetime | None:
        """From when it stands before every version signed earlier; None until a signature counts."""
        return None if self.counts_from is None else takes_over(self.counts_from, midnight(self.starts))

    @property
    def sharing(self) -> Sharing:
        """What it shares, as a value for a reach."""
        return Sharing(
            programme=self.programme_id,
            trust=self.trust_id,
            school=self.school_id,
            shares=frozenset(Shared(each) for each in self.shares),
            roles=frozenset(Role(each) for each in self.roles),
            agreement=self.pk,
        )
