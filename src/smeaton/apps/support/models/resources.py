"""What a place has for its programme: mentors, hosts, money and rules."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.support.models.vocabulary import Depth, Part


class Mentor(models.Model):
    """Somebody who mentors in other schools, named by role and school, never with a person's name.

    A mentor who drops out is kept, for plans and packages tell of them, but is planned with no more.
    """

    programme = models.ForeignKey("places.Programme", on_delete=models.CASCADE, related_name="mentors")
    department = models.ForeignKey("places.Department", on_delete=models.PROTECT, related_name="mentors")
    key = models.SlugField(max_length=60)
    role = models.CharField(max_length=120)
    hours = models.DecimalField(max_digits=6, decimal_places=1, help_text="hours they can give in the period")
    hourly_rate = models.DecimalField(
        max_digits=6, decimal_places=2, help_text="pounds an hour, to their school"
    )
    active = models.BooleanField(default=True, help_text="whether the next plan may count on them")

    class Meta:
        ordering = ["programme_id", "key"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="support_mentor_key_once"),
            models.CheckConstraint(
                condition=Q(hours__gte=0, hourly_rate__gte=0), name="support_mentor_amounts_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.role


class MentorStrength(models.Model):
    """What a mentor gives one strand, in the same words as the catalogue's."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="strengths")
    strand = models.SlugField(max_length=40)
    part = models.CharField(max_length=10, choices=Part.choices)
    depth = models.CharField(max_length=10, choices=Depth.choices)

    class Meta:
        ordering = ["mentor_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["mentor", "strand"], name="support_strength_strand_once"),
            models.CheckConstraint(
                condition=Q(part__in=Part.values, depth__in=Depth.values), name="support_strength_words_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}: {self.strand}, {self.part}, {self.depth}"


class Host(models.Model):
    """A department whose site can hold sessions."""

    programme = models.ForeignKey("places.Programme", on_delete=models.CASCADE, related_name="hosts")
    department = models.ForeignKey("places.Department", on_delete=models.PROTECT, related_name="hosts")

    class Meta:
        ordering = ["programme_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "department"], name="support_host_department_once")
        ]

    def __str__(self) -> str:
        return str(self.department)


class PlanSettings(models.Model):
    """The money, the time and the rules that the next plan of a programme is made with."""

    programme = models.OneToOneField(
        "places.Programme", on_delete=models.CASCADE, related_name="plan_settings"
    )
    budget = models.DecimalField(max_digits=10, decimal_places=2, help_text="pounds for the whole period")
    starts = models.DateField(help_text="first day on which support may happen")
    ends = models.DateField(help_text="last day on which support may happen")
    seconds = models.PositiveSmallIntegerField(default=40, help_text="how long the planner may look")
    seed = models.PositiveIntegerField(default=1)
    rules = models.JSONField(default=dict, help_text="rules of the problem, over the usual ones")

    class Meta:
        verbose_name_plural = "plan settings"
        constraints = [
            models.CheckConstraint(condition=Q(budget__gte=0), name="support_settings_budget_not_negative"),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="support_settings_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(seconds__gte=1), name="support_settings_some_seconds"),
        ]

    def __str__(self) -> str:
        return f"settings of {self.programme}"
