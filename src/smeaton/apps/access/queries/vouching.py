"""Who may vouch for a role that rests on the word of the programme's people alone, and which roles wait."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.places.models import Department
from smeaton.apps.register.models import School
from smeaton.terms import ROLES, Reach, Role, ScopeKind, Where


def may_vouch_for(row: GrantRecord, reach: Reach) -> bool:
    """Whether the reach may vouch for whoever holds the role: neither its holder nor who gave it.

    `row` with its school and its word's place. For a role of a trust the heads of its schools may, too.
    """
    return row.pk in vouchable([row], reach)


def vouchable(rows: Collection[GrantRecord], reach: Reach) -> set[int]:
    """Those of these roles that rest on a word and for which the reach may vouch: two queries at most.

    A role stands at its school, or at its trust and each of its schools, in the place of the word.
    """
    waiting = [row for row in rows if row.word is not None]
    if not waiting or reach.viewer is not None:
        return set()
    trusts = {row.trust_id for row in waiting if row.trust_id is not None}
    schools = {row.school_id for row in waiting if row.school_id is not None}
    inside = Department.objects.filter(Q(school__in=schools) | Q(school__trust__in=trusts)).order_by()
    programmes = list(inside.values_list("school", "school__trust", "programme__place", "programme"))
    urns = School.objects.filter(trust__in=trusts).values_list("trust", "urn") if trusts else ()
    found = set()
    for row in waiting:
        if not reach.everywhere and reach.person in (row.person_id, row.given_by_id):
            continue
        place = row.through.pk if row.through else None
        trust = row.school.trust_id if row.school else row.trust_id
        mine = frozenset(
            programme
            for urn, owner, where, programme in programmes
            if where == place and (urn == row.school_id or (row.trust_id and owner == row.trust_id))
        )
        own = [row.school_id, *(urn for owner, urn in urns if owner == row.trust_id)]
        if any(reach.may_vouch(Role(row.role), Where(place, urn, trust, programmes=mine)) for urn in own):
            found.add(row.pk)
    return found


def waiting_for(reach: Reach, today: date) -> list[GrantRecord]:
    """The roles in force that wait for somebody to vouch, of those for whom the reach may: by name.

    No query for whoever vouches for nobody, else two.
    """
    mine = [grant for grant in reach.grants if grant.word is None and ROLES[grant.role].vouches]
    if not mine or reach.viewer is not None:
        return []
    over = {kind: [grant.id for grant in mine if grant.scope is kind] for kind in ScopeKind}
    trusts, schools = over[ScopeKind.TRUST], over[ScopeKind.SCHOOL]
    rows = (
        GrantRecord.objects.in_force(today)
        .on_word()
        .filter(
            Q(trust__in=trusts)
            | Q(school__trust__in=trusts)
            | Q(school__in=schools)
            | Q(trust__in=School.objects.filter(pk__in=schools).values("trust"))
            | Q(word_place__in=over[ScopeKind.PLACE])
            | Q(word_programme__place__in=over[ScopeKind.PLACE])
            | Q(word_programme__in=over[ScopeKind.PROGRAMME])
        )
    )
    found = list(
        rows.select_related(
            "person__user", "given_by", "school", "trust", "word_place", "word_programme__place"
        )
        .order_by("person__name", "pk")
        .distinct()
    )
    shown = vouchable(found, reach)
    return [row for row in found if row.pk in shown]
