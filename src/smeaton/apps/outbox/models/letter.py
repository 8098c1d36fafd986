"""One letter to one address, from being written to what became of it."""

from django.db import models
from django.db.models import Q


class LetterState(models.TextChoices):
    """Where a letter stands. Only `handing over` leaves open whether the mail server took it (ADR 0008)."""

    WAITING = "waiting", "waiting to be sent"
    CLAIMED = "claimed", "being prepared"
    HANDING_OVER = "handing over", "being handed over"
    SENT = "sent", "sent"
    UNCERTAIN = "uncertain", "perhaps sent"
    REFUSED = "refused", "refused by the mail server"
    BOUNCED = "bounced", "came back"
    WITHDRAWN = "withdrawn", "withdrawn before it was sent"


class Letter(models.Model):
    """A letter that is written once (`key`) and sent at most once.

    `purpose` and `subject_id` name what it is about for the app that wrote it (“audit invitation”, the
    invitation's id). The texts are emptied when nothing is left to send: a link in them is nobody else's.
    `attempts` counts how often the mail server has asked to try again later.
    """

    key = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    to = models.EmailField(max_length=254)
    sender = models.CharField(max_length=120, blank=True, help_text="the name that stands before our address")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=14, choices=LetterState.choices, default=LetterState.WAITING)
    written_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True, help_text="which round of a worker has it to itself")
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=300, blank=True, help_text="what the mail server said last")

    class Meta:
        ordering = ["not_before", "id"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="outbox_letter_due"),
            models.Index(fields=["purpose", "subject_id"], name="outbox_letter_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LetterState.values), name="outbox_letter_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(to=""), name="outbox_letter_has_key_and_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}: {self.state}"
