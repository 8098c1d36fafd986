"""What if: the programme planned under other conditions, beside the plan that holds."""

from django.db import models


class Scenario(models.Model):
    """A named set of changes to the problem ("10% less", "two more mentors", "no twilights").

    `changes`: a list of objects with a `kind` and its figures, read by `inputs` alone; empty: as things are.
    Its plan runs are `PlanRun`s of kind scenario; choosing one makes its plan the current one.
    """

    programme = models.ForeignKey("places.Programme", on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=80)
    changes = models.JSONField(default=list)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["programme_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="support_scenario_name_once")
        ]

    def __str__(self) -> str:
        return self.name
