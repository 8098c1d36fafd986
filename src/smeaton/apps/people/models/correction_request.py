"""Something about a person that they say is wrong and cannot put right themselves."""

from django.db import models
from django.db.models import Q

from smeaton.apps.people.models.person import Person


class CorrectionRequest(models.Model):
    """What is wrong in the person's own words, when they said so, and what came of it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="correction_requests")
    wrong = models.CharField(max_length=400)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(wrong=""), name="people_correction_says_what"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="people_correction_has_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}, {self.asked_at:%Y-%m-%d}"
