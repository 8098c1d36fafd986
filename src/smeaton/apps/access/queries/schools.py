"""The schools of a place or a trust on the page about their people: first those where something waits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from smeaton.apps.access.models import GrantRecord, InvitationToJoin
from smeaton.apps.access.queries.agreements import AgreementState, Party, parties_of
from smeaton.apps.access.queries.standing import Here
from smeaton.apps.people.models import CorrectionRequest
from smeaton.apps.places.models import Department, Programme
from smeaton.engine.sources.look_alikes import plain
from smeaton.terms import Permission, Reach, Role, Where


class Waits(StrEnum):
    """What may wait at a school, the most pressing first."""

    CORRECTION = "correction asked for"
    RUN_OUT = "invitation has run out"
    NOT_SENT = "invitation not sent"
    NO_LEAD = "no subject lead"
    NOT_SIGNED = "trust has not signed"
    NOT_VOUCHED = "whoever signed is not vouched for"
    REVIEW = "agreement due for review"
    INVITED = "invitation not accepted"


@dataclass(frozen=True)
class SchoolLine:
    """One school: how many are in, its lead if any, and all that waits there, the most pressing first."""

    urn: int
    name: str
    trust: int | None
    lead: str
    people: int
    invited: int
    waits: tuple[Waits, ...] = ()
    agreement: int | None = None
    """The agreement that waits: to be signed, counted or reviewed; None where a new one is to be proposed."""

    @property
    def empty(self) -> bool:
        """Whether nobody is in and nobody invited."""
        return not self.people and not self.invited

    @property
    def party(self) -> str:
        """Who signs for it, as the form of agreements names them."""
        return f"trust-{self.trust}" if self.trust is not None else f"school-{self.urn}"


def school_lines(here: Here, reach: Reach, at: datetime, today: date) -> list[SchoolLine]:
    """The schools that belong here, those where something waits first, else by name: seven queries at most.

    Corrections are told of to those who look after the whole place, agreements to those who may see them.
    `Refused` without MANAGE_PEOPLE.
    """
    reach.require(Permission.MANAGE_PEOPLE, here.where)
    own = Department.objects.filter(programme__place=here.place.pk).order_by()
    if not here.whole_place:
        own = own.filter(school__trust=here.trust)
    schools = own.values("school")
    trusts = dict(own.values_list("school", "school__trust"))
    parties = _parties(here, reach, today)
    people, invited = _people(schools, today), _invited(schools, at)
    asked = _asked(schools) if here.whole_place else frozenset[int]()
    lines = []
    for urn, name in here.schools:
        count, lead = people.get(urn, (0, ""))
        line = SchoolLine(urn, name, trusts.get(urn), lead, count, len(invited[urn]))
        party = parties.get(line.party) if parties is not None else None
        waits = {what for _, what in invited[urn]}
        if urn in asked:
            waits.add(Waits.CORRECTION)
        if not lead and Role.SUBJECT_LEAD not in {role for role, _ in invited[urn]}:
            waits.add(Waits.NO_LEAD)
        if parties is not None:
            waits |= _of_party(party)
        newest = party.newest if party and party.state in _AT_HAND else None
        told = tuple(each for each in Waits if each in waits)
        lines.append(replace(line, waits=told, agreement=newest.pk if newest else None))
    order = list(Waits)
    return sorted(lines, key=lambda line: order.index(line.waits[0]) if line.waits else len(order))


def called(lines: Iterable[SchoolLine], words: str) -> list[SchoolLine]:
    """Those whose name, or whose lead's name, has these words in it, whatever their accents and capitals."""
    wanted = plain(words).split()
    return [line for line in lines if all(each in plain(f"{line.name} {line.lead}") for each in wanted)]


def _parties(here: Here, reach: Reach, today: date) -> dict[str, Party] | None:
    """Who signs in the latest programme of the place; None where the reader may not see agreements."""
    programme = Programme.objects.filter(place=here.place.pk).order_by("-starts", "-pk").first()
    if programme is None:
        return None
    where = Where(place=here.place.pk, programme=programme.pk, trust=here.trust)
    if not reach.can(Permission.VIEW_AGREEMENTS, where):
        return None
    return {party.key: party for party in parties_of(programme.pk, today)}


def _of_party(party: Party | None) -> set[Waits]:
    if party is None or party.state is AgreementState.IN_FORCE or party.state is AgreementState.TO_COME:
        return set()
    return {_AT_HAND.get(party.state, Waits.NOT_SIGNED)}


_AT_HAND = {
    AgreementState.WAITING: Waits.NOT_SIGNED,
    AgreementState.UNVOUCHED: Waits.NOT_VOUCHED,
    AgreementState.REVIEW_DUE: Waits.REVIEW,
}
"""What waits where an agreement is at hand; where none is that may still hold, one is to be proposed."""


def _people(schools: "_Schools", today: date) -> dict[int, tuple[int, str]]:
    """School → how many are in, and the name of its lead: one query."""
    rows = GrantRecord.objects.filter(school__in=schools).filter(Q(ends__isnull=True) | Q(ends__gte=today))
    lead = Max("person__name", filter=Q(role=Role.SUBJECT_LEAD))
    told = rows.order_by().values("school").annotate(people=Count("person", distinct=True), lead=lead)
    return {row["school"]: (row["people"], row["lead"] or "") for row in told}


def _invited(schools: "_Schools", at: datetime) -> dict[int, list[tuple[str, Waits]]]:
    """School → the role of each invitation that stands, and how it waits: one query."""
    found: dict[int, list[tuple[str, Waits]]] = defaultdict(list)
    rows = InvitationToJoin.objects.standing().filter(school__in=schools).order_by()
    for urn, role, sent, expires in rows.values_list("school", "role", "sent_at", "expires_at"):
        if sent is None or expires is None:
            how = Waits.NOT_SENT
        else:
            how = Waits.RUN_OUT if at >= expires else Waits.INVITED
        found[urn or 0].append((role, how))
    return found


def _asked(schools: "_Schools") -> frozenset[int]:
    """Schools where somebody who has, or had, a role asks for a correction: one query."""
    rows = CorrectionRequest.objects.filter(answered_at__isnull=True, person__grants__school__in=schools)
    return frozenset(urn for urn in rows.order_by().values_list("person__grants__school", flat=True) if urn)


_Schools = QuerySet[Department, Any]
