"""A list of a school's or a trust's staff that somebody has uploaded, until it is brought in or discarded."""

from django.db import models

from smeaton.apps.access.models.grant import one_of
from smeaton.apps.places.models import Place
from smeaton.apps.register.models import School, Trust
from smeaton.terms import ScopeKind


class StaffList(models.Model):
    """One upload: its rows while it waits, then only how many people went in.

    `rows` is [[number in the file, [cells]]] under `headings`, and is emptied at the end: it names people.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="staff_lists")
    trust = models.ForeignKey(
        Trust, null=True, blank=True, on_delete=models.CASCADE, related_name="staff_lists"
    )
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.CASCADE, related_name="staff_lists"
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=80)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, help_text="people who went in")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("trust", "school"), name="access_staff_list_over_one_thing"
            )
        ]

    def __str__(self) -> str:
        return f"staff list {self.pk}"

    @property
    def over(self) -> tuple[ScopeKind, int]:
        """The trust or the school whose staff it names."""
        if self.trust_id is not None:
            return ScopeKind.TRUST, self.trust_id
        assert self.school_id is not None  # noqa: S101 - the database has one of both
        return ScopeKind.SCHOOL, self.school_id
