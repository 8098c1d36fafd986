"""A role given to a person over a place, a programme, a trust or a school, for a time."""

from datetime import date
from typing import Any, Protocol

from django.db import models
from django.db.models import F, Q

from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Place, Programme
from smeaton.apps.register.models import School, Trust
from smeaton.terms import ROLES, Grant, Role, ScopeKind

OF_PROGRAMME = [role.value for role in Role if ROLES[role].of_programme]


class GrantQuerySet(models.QuerySet["GrantRecord"]):
    """Grants by person and day."""

    def in_force(self, today: date) -> "GrantQuerySet":
        """Grants that have begun and not ended by `today`."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today)

    def on_word(self) -> "GrantQuerySet":
        """Those that rest on the word of the programme's people alone: nobody else has vouched for them."""
        return self.exclude(word_role="").filter(vouched_at__isnull=True)


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
    """One grant: person, role, and exactly one of place, programme, trust and school; who gave it.

    `word_role` over `word_place` or `word_programme` is what gave it, where that was somebody of a programme
    and the role is a school's or a trust's: on this word alone it rests until somebody of theirs, or their
    address, has vouched for whoever holds it (`vouched_at`; `vouched_by` is empty for an address).
    """

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

    word_role = models.CharField(max_length=40, blank=True, choices=[(role, role) for role in OF_PROGRAMME])
    word_place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    word_programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    vouched_at = models.DateTimeField(null=True, blank=True)
    vouched_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="grants_vouched"
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
            models.CheckConstraint(
                condition=Q(word_role="", word_place__isnull=True, word_programme__isnull=True)
                | (Q(word_role__in=OF_PROGRAMME) & one_of("word_place", "word_programme")),
                name="access_grant_word_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(vouched_at__isnull=True) | ~Q(word_role=""),
                name="access_grant_vouched_for_a_word",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"

    @property
    def over(self) -> tuple[ScopeKind, int]:
        """What it is given over: the kind of thing and its key."""
        return scope_of(self)

    @property
    def word(self) -> Grant | None:
        """On whose word alone it rests; None where on nobody's, or somebody has vouched for it."""
        if not self.word_role or self.vouched_at is not None:
            return None
        over = (ScopeKind.PLACE, self.word_place_id) if self.word_place_id else None
        scope, key = over or (ScopeKind.PROGRAMME, self.word_programme_id)
        assert key is not None  # noqa: S101 - the database holds one of both
        return Grant(Role(self.word_role), scope, key)

    @property
    def through(self) -> Place | None:
        """The place of whoever's word it rests, or rested, on."""
        return self.word_place or (self.word_programme.place if self.word_programme else None)

    @property
    def grant(self) -> Grant:
        """The grant as a value for a reach."""
        return Grant(Role(self.role), *self.over, word=self.word)
