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


class ResponseOrigin(models.TextChoices):
    """How a response came in."""

    LINK = "link", "by the link in an invitation"
    PAPER = "paper", "typed in from paper"
    SURVEY = "survey", "from another survey tool"
    FILE = "file", "from a file of answers"


class Response(models.Model):
    """One person's answers in a wave. `respondent` is a code: no name and no key of a person is kept here.

    `asked` are the ids of the items that they were asked, fixed with their first answer; empty where that was
    every item of their role.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="responses")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="responses")
    role = models.CharField(max_length=12, choices=RespondentRole.choices)
    respondent = models.CharField(max_length=60)
    origin = models.CharField(max_length=8, choices=ResponseOrigin.choices, default=ResponseOrigin.FILE)
    asked = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["wave_id", "department_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "respondent"], name="needs_response_once"),
            models.CheckConstraint(
                condition=Q(role__in=RespondentRole.values), name="needs_response_role_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=ResponseOrigin.values), name="needs_response_origin_known"
            ),
            models.CheckConstraint(condition=~Q(respondent=""), name="needs_response_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.respondent}"


class Answer(models.Model):
    """One answer to one item or vignette: a level from 1 to 4, don't know, or not applicable."""

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


class StrandNote(models.Model):
    """What somebody wrote about a strand, as evidence; free text that may be disclosed."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="notes")
    strand = models.CharField(max_length=60)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["response_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["response", "strand"], name="needs_note_once"),
            models.CheckConstraint(condition=~Q(text=""), name="needs_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"note on {self.strand}"


class Readiness(models.TextChoices):
    """A lead's answer to “could you start on this within a term?”."""

    YES = "yes", "yes"
    WITH_HELP = "with_help", "yes, with some help"
    NOT_YET = "not_yet", "not yet"


class StrandReadiness(models.Model):
    """Whether a department could start on a strand within a term, in its lead's words."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="readiness")
    strand = models.CharField(max_length=60)
    answer = models.CharField(max_length=12, choices=Readiness.choices)

    class Meta:
        ordering = ["response_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["response", "strand"], name="needs_readiness_once"),
            models.CheckConstraint(condition=Q(answer__in=Readiness.values), name="needs_readiness_known"),
        ]

    def __str__(self) -> str:
        return f"{self.strand}: {self.answer}"
