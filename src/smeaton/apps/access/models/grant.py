"""A role given to a person over a place, a programme, a trust or a school, for a time."""

from datetime import date
from typing import Any, Protocol

from django.db import models
from django.db.models import F, Q

from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Place, Programme
from smeaton.apps.register.models import School, Trust
from smeaton.terms import Grant, Role, ScopeKind


class GrantQuerySet(models.QuerySet["GrantRecord"]):
    """Grants by person and day."""

    def in_force(self, today: date) -> "GrantQuerySet":
        """Grants that have begun and not ended by `today`."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today)


def one_of(*fields: str) -> Q:
    """Exactly one of the fields is given."""
    found = Q()
    for given in fields:
        found |= Q(**{f"{field}__isnull": field != given for field in fields})
    return found


class OverOneThing(Protocol):
    """A row whose role is over exactly one of place, programme, trust and school."""

    place_id: Any
    programme_id: Any
    trust_id: Any
    school_id: Any


def scope_of(row: OverOneThing) -> tuple[ScopeKind, int]:
    """The kind of thing and its key."""
    keys = {
        ScopeKind.PLACE: row.place_id,
        ScopeKind.PROGRAMME: row.programme_id,
        ScopeKind.TRUST: row.trust_id,
        ScopeKind.SCHOOL: row.school_id,
    }
    return next((kind, key) for kind, key in keys.items() if key is not None)


class GrantRecord(models.Model):
    """One grant: person, role, and exactly one of place, programme, trust and school; who gave it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="grants"
    )
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="grants_given"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("place", "programme", "trust", "school"),
                name="access_grant_over_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="access_grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="access_grant_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"

    @property
    def over(self) -> tuple[ScopeKind, int]:
        """What it is given over: the kind of thing and its key."""
        return scope_of(self)

    @property
    def grant(self) -> Grant:
        """The grant as a value for a reach."""
        return Grant(Role(self.role), *self.over)
