"""From grants and agreements to reach."""

from datetime import date

from django.db.models import Q

from smeaton.apps.access.models import Agreement, GrantRecord
from smeaton.apps.access.queries.sharing import (
    NOTHING_HIDDEN,
    NotShared,
    counted,
    in_totals,
    not_shared,
    programme_reach,
    unshared,
    within_agreements,
)
from smeaton.apps.people.models import Person
from smeaton.apps.register.models import School
from smeaton.terms import ROLES, Grant, Reach, ScopeKind, Sharing

__all__ = [
    "NOTHING_HIDDEN",
    "NotShared",
    "counted",
    "in_totals",
    "not_shared",
    "programme_reach",
    "reach_of",
    "unshared",
    "within_agreements",
]


def reach_of(person: Person, today: date) -> Reach:
    """What `person` may do and see on `today`, as a value: the grants and the agreements then in force.

    Two queries; one for people who belong to a school or a trust, whom agreements do not bound unless they
    are in on the word of the programme alone.
    """
    grants = frozenset(row.grant for row in GrantRecord.objects.filter(person=person).in_force(today))
    return Reach(actor=f"person:{person.pk}", grants=grants, sharing=_sharing(grants, today))


def _sharing(grants: frozenset[Grant], today: date) -> frozenset[Sharing]:
    """The agreements in force of which these grants may make use; in a country there are thousands more."""
    ours = [grant for grant in grants if ROLES[grant.role].of_programme or grant.word is not None]
    if not ours:
        return frozenset()
    over = {kind: [grant.id for grant in ours if grant.scope is kind] for kind in ScopeKind}
    guests = School.objects.filter(pk__in=over[ScopeKind.SCHOOL])
    rows = Agreement.objects.in_force(today).filter(
        Q(programme__place__in=over[ScopeKind.PLACE])
        | Q(programme__in=over[ScopeKind.PROGRAMME])
        | Q(trust__in=guests.values("trust"))
        | Q(school__in=guests)
        | Q(trust__in=over[ScopeKind.TRUST])
    )
    return frozenset(row.sharing for row in rows.order_by())
