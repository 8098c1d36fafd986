"""A school, and what each source has said about it."""

from django.db import models
from django.db.models import Q

from smeaton.apps.register.models.local_authority import LocalAuthority
from smeaton.apps.register.models.trust import Trust
from smeaton.terms.school import LARGEST_URN, SMALLEST_URN


class School(models.Model):
    """An establishment by its URN, as its best observation describes it.

    The fields are those of the observation with the greatest `described_by`; `trust` is the membership in
    force at the latest observation. `identity_only`: other facts refer to the URN, but no register has
    named it yet (a performance table may have given it a name and a postcode for the meantime).
    """

    urn = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=40, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    type = models.CharField(max_length=80, blank=True)
    local_authority = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT, related_name="schools"
    )
    establishment_number = models.PositiveIntegerField(null=True, blank=True)
    ukprn = models.PositiveIntegerField(null=True, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    website = models.CharField(max_length=120, blank=True, help_text="its host, without “www.”")
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.SET_NULL, related_name="schools")
    identity_only = models.BooleanField(default=True)
    described_by = models.CharField(max_length=120, blank=True, editable=False)

    class Meta:
        ordering = ["urn"]
        indexes = [
            models.Index(fields=["name"], name="register_school_name"),
            models.Index(fields=["website"], name="register_school_website"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(urn__gte=SMALLEST_URN, urn__lte=LARGEST_URN),
                name="register_school_urn_has_six_figures",
            ),
            models.CheckConstraint(
                condition=Q(identity_only=True) | ~Q(name=""), name="register_school_in_a_register_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"School {self.urn}"

    @property
    def laestab(self) -> int | None:
        """Authority code and establishment number as one seven-figure number, where both are known."""
        if self.local_authority_id is None or self.establishment_number is None:
            return None
        return self.local_authority_id * 10_000 + self.establishment_number


class SchoolObservation(models.Model):
    """What one source said about one school as at one day, kept so that every order of files tells the same.

    Two statements of one source and day are settled by `standing` (docs/adr/0004): the greater stays.
    `facts` holds the described fields; it is empty where the source states only the trust.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="observations")
    source = models.CharField(max_length=60)
    as_of = models.DateField()
    standing = models.CharField(max_length=120, editable=False)
    facts = models.JSONField(default=dict)
    states_trust = models.BooleanField(default=False)
    trust_uid = models.PositiveIntegerField(null=True, blank=True)
    trust_name = models.CharField(max_length=200, blank=True)
    trust_key = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["school", "as_of", "standing"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "source", "as_of"], name="register_observation_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["trust_key"], name="register_observation_trust_key")]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.source} as at {self.as_of}"
