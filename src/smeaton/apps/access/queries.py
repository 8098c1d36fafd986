"""From grants to reach."""

from datetime import date

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.people.models import Person
from smeaton.terms import Grant, Reach, Role, ScopeKind


def reach_of(person: Person, today: date) -> Reach:
    """What `person` may do and see on `today`: the grants then in force, as a value."""
    grants = set()
    for record in GrantRecord.objects.filter(person=person).in_force(today):
        scope, key = (
            (ScopeKind.PLACE, record.place_id)
            if record.place_id is not None
            else (ScopeKind.TRUST, record.trust_id)
            if record.trust_id is not None
            else (ScopeKind.SCHOOL, record.school_id)
        )
        if key is not None:
            grants.add(Grant(Role(record.role), scope, key))
    return Reach(actor=f"person:{person.pk}", grants=frozenset(grants))
