"""A department: a school's subject department in a programme, and its standing there."""

from collections.abc import Callable

from django.db import models
from django.db.models import Q

from smeaton.apps.places.models.programme import Programme
from smeaton.apps.register.models import School
from smeaton.terms import Permission, Reach, ScopeKind, Scopes, Where, Within, looked_at
from smeaton.terms.school import LARGEST_URN, SMALLEST_URN


class Standing(models.TextChoices):
    """How far a school has come into the programme."""

    NOT_APPROACHED = "not approached", "not approached"
    INVITED = "invited", "invited"
    TAKING_PART = "taking part", "taking part"
    DECLINED = "declined", "declined"
    LEFT = "left", "left"

    @property
    def needs_reason(self) -> bool:
        """Whether this standing is recorded only together with a reason."""
        return self in {Standing.DECLINED, Standing.LEFT}


_WITHIN: dict[ScopeKind, Callable[[int], Q]] = {
    ScopeKind.PLACE: lambda key: Q(programme__place=key),
    ScopeKind.PROGRAMME: lambda key: Q(programme=key),
    ScopeKind.SCHOOL: lambda key: Q(school=key),
    ScopeKind.TRUST: lambda key: Q(school__trust=key),
}


def _shared(within: Within) -> Q:
    """Departments whose trust's agreement (the school's own, where it has no trust) shares them."""
    if within.parties is None:
        return Q()
    found = Q(pk__in=())  # of nobody
    for programme in {agreed.programme for agreed in within.parties}:
        own = [agreed for agreed in within.parties if agreed.programme == programme]
        trusts = [agreed.trust for agreed in own if agreed.trust is not None]
        schools = [agreed.school for agreed in own if agreed.school is not None]
        party = Q(school__trust__in=trusts) | Q(school__in=schools, school__trust__isnull=True)
        found |= Q(programme=programme) & party
    return found


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments by reach."""

    def at_school(self, urn: int) -> "DepartmentQuerySet":
        """Departments of the school with that URN; of a number that is no URN, none."""
        return self.filter(school=urn) if SMALLEST_URN <= urn <= LARGEST_URN else self.none()

    def visible_to(self, reach: Reach, permission: Permission) -> "DepartmentQuerySet":
        """Departments over which the permission is held: `Reach.can`, in its set form."""
        over = reach.scopes(permission)
        if reach.viewer is not None:
            return self._within(over).visible_to(reach.viewer, looked_at(permission))
        return self._within(over)

    def _within(self, over: Scopes) -> "DepartmentQuerySet":
        if over.everywhere:
            return self.all()
        if not over:
            return self.none()
        found = Q(school__in=over.schools) | Q(school__trust__in=over.trusts)
        for within in over.within:
            inside = _WITHIN[within.inside[0]](within.inside[1]) if within.inside else Q()
            found |= _WITHIN[within.scope](within.id) & inside & _shared(within)
        return self.filter(found)


class Department(models.Model):
    """One school's subject department in a programme.

    Every school of the place has one in each programme, whatever its standing: it stays in every
    denominator. `teachers` are those besides the department's lead. `release_days` are the days a year that
    its staff may be out for the programme together.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="departments")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="departments")
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.NOT_APPROACHED)
    standing_reason = models.CharField(max_length=400, blank=True)
    standing_since = models.DateField()
    teachers = models.PositiveSmallIntegerField(null=True, blank=True)
    technicians = models.PositiveSmallIntegerField(null=True, blank=True)
    release_days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "school__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "school"], name="places_department_once"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="places_department_standing_known"
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=[Standing.DECLINED, Standing.LEFT]) | ~Q(standing_reason=""),
                name="places_department_reason_given",
            ),
            models.CheckConstraint(
                condition=Q(release_days__isnull=True) | Q(release_days__gte=0),
                name="places_department_release_days_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.programme.subject}"

    @property
    def where(self) -> Where:
        """Where it stands. Needs `programme` and `school` loaded, else each costs a query."""
        return Where(
            place=self.programme.place_id,
            programme=self.programme.pk,
            school=self.school.pk,
            trust=self.school.trust_id,
        )
