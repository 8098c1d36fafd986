"""Which school took over from which."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.register.models.school import School


class SchoolLink(models.Model):
    """One school followed another: "successor" (one for one), "merged", "amalgamated" or "split".

    `on` is the latest day that a source gives for it, None where none gives one.
    """

    KINDS = ("successor", "merged", "amalgamated", "split")

    predecessor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="links_to_successors")
    successor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="links_to_predecessors")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in KINDS])
    on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["predecessor", "successor", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "kind"], name="register_link_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="register_link_between_two_schools"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.kind})"
