"""A profile of need: one analysis of a wave, and its cell for every department and strand."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.needs.models.wave import Wave
from smeaton.apps.places.models import Department


class ProfileRun(models.Model):
    """One analysis of a wave. The current one is shown; earlier ones are kept.

    `params` holds what it was asked (seed, coverage, draws), `variance` the variance components on the scale
    of levels, `diagnostics` how the fit went, the warnings that pages repeat, and under `outcomes` published
    results beside departments' overall levels (never those of a strand).
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="profile_runs")
    made_at = models.DateTimeField()
    params = models.JSONField(default=dict)
    variance = models.JSONField(default=dict)
    diagnostics = models.JSONField(default=dict)
    current = models.BooleanField(default=False)

    class Meta:
        ordering = ["wave_id", "made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave"], condition=Q(current=True), name="needs_profile_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}, analysed {self.made_at:%Y-%m-%d}"


class ProfileCell(models.Model):
    """The need of one department in one strand: the expected mean level (1 to 4) with its 90% interval.

    `by_role` holds for every role who answered `{"n", "answers", "median", "counts"}`: respondents, answers,
    median level and how many chose each level. `answers` and `respondents` count all roles together.
    `lead_gap` is the lead's view minus the teachers', in levels, beyond the usual difference between them;
    `lead_disagrees` says that it is too large for chance. `sources` holds each source's own view of the cell
    (lead, teachers, technicians) with its difference and whether it is flagged, as
    `engine.needs.result.SourceView`; `change` what has changed since the wave before, empty for the first.
    """

    run = models.ForeignKey(ProfileRun, on_delete=models.CASCADE, related_name="cells")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="profile_cells")
    strand = models.CharField(max_length=60)
    estimate = models.FloatField()
    se = models.FloatField()
    lower = models.FloatField()
    upper = models.FloatField()
    reliability = models.FloatField(null=True, blank=True)
    p_weakest3 = models.FloatField()
    answers = models.PositiveIntegerField(default=0)
    respondents = models.PositiveIntegerField(default=0)
    by_role = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    lead_gap = models.FloatField(null=True, blank=True)
    lead_disagrees = models.BooleanField(default=False)
    sources = models.JSONField(default=list)
    change = models.JSONField(default=dict)

    class Meta:
        ordering = ["run_id", "department_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "department", "strand"], name="needs_cell_once"),
            models.CheckConstraint(
                condition=Q(lower__lte=F("estimate")) & Q(estimate__lte=F("upper")),
                name="needs_cell_interval_holds_estimate",
            ),
            models.CheckConstraint(
                condition=Q(estimate__gte=1, estimate__lte=4) & Q(se__gte=0), name="needs_cell_on_the_levels"
            ),
            models.CheckConstraint(
                condition=Q(p_weakest3__gte=0, p_weakest3__lte=1), name="needs_cell_probability"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strand} {self.estimate:.1f}"
