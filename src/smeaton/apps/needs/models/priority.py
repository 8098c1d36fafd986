"""Priorities: the three to five strands that a subject lead has chosen, and what was proposed."""

from django.db import models
from django.db.models import Q

from smeaton.apps.needs.models.profile import ProfileRun
from smeaton.apps.places.models import Department, Programme


class Leverage(models.Model):
    """How much a programme weighs a strand: 1 is usual. The place's own choice, with its reason."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="leverage")
    strand = models.CharField(max_length=60)
    weight = models.DecimalField(max_digits=3, decimal_places=2)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["programme_id", "strand"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "strand"], name="needs_leverage_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=0.25, weight__lte=4), name="needs_leverage_between_a_quarter_and_4"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strand}: {self.weight}"


class ChoiceState(models.TextChoices):
    """How far a choice of priorities has come."""

    DRAFT = "draft", "being chosen"
    AGREED = "agreed", "agreed by the lead"
    CONFIRMED = "confirmed", "confirmed by the head"
    REPLACED = "replaced", "replaced by a later choice"


class PriorityChoice(models.Model):
    """One choice of priorities of a department, resting on one analysis.

    A department has at most one draft, and beside it at most one choice that holds (agreed or confirmed):
    what was agreed stands while another is being chosen. Once agreed, a choice's priorities never change: its
    number says what the head saw. `readiness` is what the lead answered on the page of priorities (strand →
    yes, with_help or not_yet); it goes before what was answered in the audit, which stays as it was.
    `agreed_by` and `confirmed_by` are actors, as history has them; `returned_because` is what the head said
    when sending it back, which replaces it.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="priority_choices")
    run = models.ForeignKey(ProfileRun, on_delete=models.PROTECT, related_name="priority_choices")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ChoiceState.choices, default=ChoiceState.DRAFT)
    made_at = models.DateTimeField()
    readiness = models.JSONField(default=dict)
    agreed_by = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["department_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="needs_choice_number_once"),
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(state__in=[ChoiceState.AGREED, ChoiceState.CONFIRMED]),
                name="needs_choice_one_that_holds",
            ),
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(state=ChoiceState.DRAFT),
                name="needs_choice_one_draft",
            ),
            models.CheckConstraint(condition=Q(state__in=ChoiceState.values), name="needs_choice_state"),
            models.CheckConstraint(
                condition=~Q(state=ChoiceState.CONFIRMED)
                | Q(confirmed_at__isnull=False, agreed_at__isnull=False),
                name="needs_choice_confirmed_after_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"choice {self.number}: {self.state}"


class Priority(models.Model):
    """One chosen strand, in the lead's order, with what it was proposed as.

    `need`, `leverage` and `readiness` are the three factors of `score` as they stood; `proposed_rank` is the
    place in the proposed order. `level_from` says whose level the need rests on (self, moderated or agreed),
    `ready` the lead's answer, empty where there was none. `reason` is why the lead took it, given always
    where the order would not have.
    """

    choice = models.ForeignKey(PriorityChoice, on_delete=models.CASCADE, related_name="priorities")
    rank = models.PositiveSmallIntegerField()
    strand = models.CharField(max_length=60)
    proposed_rank = models.PositiveSmallIntegerField()
    need = models.FloatField()
    leverage = models.FloatField()
    readiness = models.FloatField()
    score = models.FloatField()
    level_from = models.CharField(max_length=10, default="self")
    ready = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["choice_id", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["choice", "strand"], name="needs_priority_once"),
            models.UniqueConstraint(fields=["choice", "rank"], name="needs_priority_rank_once"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=5), name="needs_priority_up_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.strand}"
