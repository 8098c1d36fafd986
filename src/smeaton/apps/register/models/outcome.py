"""A published figure about a school, an authority or England."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.register.models.local_authority import LocalAuthority
from smeaton.apps.register.models.school import School
from smeaton.terms import Status


class Outcome(models.Model):
    """One figure, or the reason why there is none, keyed by source and version.

    `year` is the calendar year in which the academic year ends. `about` is the key of what the figure is
    about in one number (URN, authority code, or 0 for England), so that one constraint keeps figures unique.
    `as_of` is the day of publication where it is known; of two statements with the same key the later stands.
    """

    about = models.PositiveIntegerField(editable=False)
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    authority = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    england = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10)
    measure = models.CharField(max_length=60)
    group = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=[(status.value, status.value) for status in Status])
    value = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    as_of = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["about", "year", "stage", "measure", "group", "source", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "source", "year", "stage", "version", "measure", "group"],
                name="register_outcome_once",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=False, school=F("about"), authority__isnull=True, england=False)
                | Q(school__isnull=True, authority__isnull=False, authority=F("about"), england=False)
                | Q(school__isnull=True, authority__isnull=True, england=True, about=0),
                name="register_outcome_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.VALUE, value__isnull=False)
                | (~Q(status=Status.VALUE) & Q(value__isnull=True)),
                name="register_outcome_value_only_where_published",
            ),
            models.CheckConstraint(
                condition=Q(group__in=["all", "disadvantaged", "other"]), name="register_outcome_group_known"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2100), name="register_outcome_year_plausible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} ({self.group}) of {self.about or 'England'} in {self.year}"
