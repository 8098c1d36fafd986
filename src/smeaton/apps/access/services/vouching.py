"""Vouching: a second pair of eyes for roles of a school or a trust that the programme's people gave.

Whoever runs a programme must be able to invite the first person of a trust, and could name an address of
their own. So such a role rests on their word alone and reaches no further than they do (`terms.reach`), until
somebody of the school or the trust, an administrator, or the address itself vouches for it.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.vouching import may_vouch_for
from smeaton.apps.access.services.agreeing import count_signatures
from smeaton.apps.history.services import record
from smeaton.apps.people.models import User
from smeaton.apps.register.queries import vouches_for_address
from smeaton.engine.sources.domains import domain_of
from smeaton.terms import Reach, Refused

_BY_ADDRESS = Reach.of_system("address")


@transaction.atomic
def vouch(*, reach: Reach, grants: Collection[int], at: datetime) -> int:
    """Say of people that they are who they are: their roles reach as far as others', their signatures count.

    `Refused` for whoever may vouch for none of their kind there, for one's own role, and for one that one
    gave. A role that rests on nobody's word is passed over. Returns how many roles were vouched for.
    """
    rows = list(_locked(Q(pk__in=grants)))
    for row in rows:
        if not may_vouch_for(row, reach):
            raise Refused(f"{reach.actor} may not vouch for whoever holds the role {row.role} there")
    for row in rows:
        _vouch(row, reach, at)
    return len(rows)


@transaction.atomic
def vouch_by_address(*, person: int, at: datetime) -> int:
    """Let the address with which somebody signs in vouch for them, where it says whose it is.

    It does where its domain is that of the website of a school of the trust (of the school itself, where it
    has none) and of nobody else's, and nobody who runs the programme has an address there.
    """
    login = User.objects.filter(person=person, is_active=True).first()
    if login is None:
        return 0
    vouched = 0
    for row in _locked(Q(person=person)):
        trust = row.school.trust_id if row.school else row.trust_id
        known = vouches_for_address(login.email, trust=trust, school=row.school_id)
        if known and domain_of(login.email) not in _domains_of_the_word(row):
            _vouch(row, _BY_ADDRESS, at)
            vouched += 1
    return vouched


def _domains_of_the_word(row: GrantRecord) -> set[str]:
    """The domains of everybody who could have given the word: they may have two addresses there."""
    giving = Q(place=row.through) | Q(programme__place=row.through)
    emails = GrantRecord.objects.filter(giving).order_by().values_list("person__user__email", flat=True)
    given_by = User.objects.filter(person__in=[row.given_by_id]).values_list("email", flat=True)
    return {domain_of(email) for email in [*emails, *given_by] if email}


def _locked(which: Q) -> list[GrantRecord]:
    rows = GrantRecord.objects.select_for_update(no_key=True, of=("self",)).on_word().filter(which)
    return list(rows.select_related("person", "school", "word_place", "word_programme__place").order_by("pk"))


def _vouch(row: GrantRecord, reach: Reach, at: datetime) -> None:
    row.vouched_at, row.vouched_by_id = at, reach.person
    row.save(update_fields=["vouched_at", "vouched_by"])
    record(
        reach=reach,
        action="vouched for",
        subject="grant",
        subject_id=row.pk,
        place=row.through.pk if row.through else None,
        school=row.school_id,
        changes={"person": row.person_id, "role": row.role},
        at=at,
    )
    count_signatures(reach=reach, person=row.person, at=at)
