"""Who answered, under a code, and what."""

from django.db import models
from django.db.models import Q

from smeaton.apps.needs.models.wave import Wave
from smeaton.apps.places.models import Department


class RespondentRole(models.TextChoices):
    """The kinds of people who answer."""

    LEAD = "lead", "lead"
    TEACHER = "teacher", "teacher"
    TECHNICIAN = "technician", "technician"


class AnswerKind(models.TextChoices):
    """A level was chosen, or one of the two other answers, which are never counted as a level."""

    ANSWERED = "answered", "answered"
    DONT_KNOW = "dont_know", "don't know"
    NOT_APPLICABLE = "not_applicable", "not applicable"


class Response(models.Model):
    """One person's answers in a wave. `respondent` is a code: no name and no key of a person is kept here."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="responses")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="responses")
    role = models.CharField(max_length=12, choices=RespondentRole.choices)
    respondent = models.CharField(max_length=60)

    class Meta:
        ordering = ["wave_id", "department_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "respondent"], name="needs_response_once"),
            models.CheckConstraint(
                condition=Q(role__in=RespondentRole.values), name="needs_response_role_known"
            ),
            models.CheckConstraint(condition=~Q(respondent=""), name="needs_response_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.respondent}"


class Answer(models.Model):
    """One answer to one item: a level from 1 to 4, don't know, or not applicable."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=14, choices=AnswerKind.choices, default=AnswerKind.ANSWERED)

    class Meta:
        ordering = ["response_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="needs_answer_once"),
            models.CheckConstraint(
                condition=Q(kind=AnswerKind.ANSWERED, level__isnull=False, level__gte=1, level__lte=4)
                | Q(kind__in=[AnswerKind.DONT_KNOW, AnswerKind.NOT_APPLICABLE], level__isnull=True),
                name="needs_answer_level_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.level if self.level is not None else self.kind}"
