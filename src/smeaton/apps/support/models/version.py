"""What a department was told its support would be, version by version, and who signed it."""

from django.db import models
from django.db.models import Q

from smeaton.apps.support.models.package import Package
from smeaton.apps.support.models.plan_run import PlanRun
from smeaton.apps.support.models.vocabulary import Party


class PackageVersion(models.Model):
    """A package as its lead was sent it: written once, never changed; a later change is a new version.

    Made when the hub sends proposals and whenever a re-plan moves something for the department. `content`
    holds all that the page shows, so that what was signed can be read after offers, plans and names change.
    """

    department = models.ForeignKey(
        "places.Department", on_delete=models.CASCADE, related_name="package_versions"
    )
    number = models.PositiveSmallIntegerField(help_text="1, 2, … within the department")
    plan = models.ForeignKey(PlanRun, on_delete=models.PROTECT, related_name="versions")
    package = models.ForeignKey(Package, null=True, on_delete=models.PROTECT, related_name="versions")
    content = models.JSONField(default=dict, help_text="the package as it was sent, item by item")
    moved = models.JSONField(default=dict, help_text="what is different from the version before")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["department_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="support_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="support_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of the package of {self.department}"


class SignOff(models.Model):
    """One party's agreement to one version: first the lead, then the head, then the hub."""

    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE, related_name="sign_offs")
    party = models.CharField(max_length=10, choices=Party.choices)
    signed_by = models.CharField(max_length=80)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["version_id", "signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="support_signoff_party_once"),
            models.CheckConstraint(condition=Q(party__in=Party.values), name="support_signoff_party_known"),
        ]

    def __str__(self) -> str:
        return f"{self.version}, signed by the {self.party}"
