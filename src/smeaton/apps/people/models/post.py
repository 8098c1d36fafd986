"""A post that a person holds at a school or a trust."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.people.models.person import Person
from smeaton.apps.register.models import School, Trust


class Post(models.Model):
    """What somebody is, where, and from when to when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(max_length=120)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False, trust__isnull=True)
                | Q(school__isnull=True, trust__isnull=False),
                name="people_post_at_school_or_trust",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="people_post_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.title}"
