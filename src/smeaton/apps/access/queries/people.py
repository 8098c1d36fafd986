"""Who is in: people with their roles and since when, by whom, and who is invited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from smeaton.apps.access.models import GrantRecord, InvitationToJoin
from smeaton.apps.access.queries.standing import Here, within_place
from smeaton.apps.outbox.queries import letters_about
from smeaton.terms import ROLES, Permission, Reach, Refused, Role, ScopeKind, Where

LETTER = "invitation to join"
"""The purpose of the letters; their subject is the invitation's number."""
_WITH = ("place", "programme", "trust", "school")


@dataclass(frozen=True)
class Holder:
    """One person with one role over one thing."""

    grant_id: int
    person_id: int
    name: str
    role: str
    over: str
    since: date
    until: date | None
    given_by: str
    """Empty where the installation gave it, or whoever did is no longer known."""
    may_end: bool
    may_see_as: bool
    on_word: bool
    """Whether nobody but the programme's people says that it is they."""


@dataclass(frozen=True)
class Waiting:
    """One invitation that has been neither accepted nor withdrawn. `words` says where it stands."""

    id: int
    name: str
    email: str
    role: str
    over: str
    sent: bool
    expired: bool
    words: str
    may_change: bool


@dataclass(frozen=True)
class PeopleHere:
    """Who holds a role over exactly this, by role and name, and who is invited, who waits for us first."""

    here: Here
    holders: tuple[Holder, ...]
    waiting: tuple[Waiting, ...]

    @property
    def people(self) -> int:
        """How many different people are in."""
        return len({holder.person_id for holder in self.holders})

    @property
    def on_word(self) -> int:
        """How many of the roles rest on the word of the programme's people alone."""
        return sum(holder.on_word for holder in self.holders)

    @property
    def unsent(self) -> int:
        """How many of the invitations have not been sent yet, and are the reader's to send."""
        return sum(not one.sent and one.may_change for one in self.waiting)


def people_here(here: Here, reach: Reach, at: datetime, today: date) -> PeopleHere:
    """Who is in here, or will be, and who is invited: four queries. `Refused` without MANAGE_PEOPLE."""
    reach.require(Permission.MANAGE_PEOPLE, here.where)
    rows = GrantRecord.objects.filter(here.within).filter(Q(ends__isnull=True) | Q(ends__gte=today))
    rows = rows.select_related("person", "given_by", *_WITH).order_by("person__name", "person_id", "id")
    grants = list(rows)
    order = list(Role)
    grants.sort(key=lambda row: order.index(Role(row.role)))
    shown = _may_be_seen(here, reach, {row.person_id for row in grants}, today)
    return PeopleHere(
        here,
        tuple(_holder(row, here, reach, shown) for row in grants),
        _waiting(here, reach, at),
    )


def only_within(place: int, people: Collection[int], today: date) -> set[int]:
    """Those of these people all of whose grants in force stand in the place: one query."""
    rows = GrantRecord.objects.in_force(today).filter(person__in=people)
    inside = set(rows.filter(within_place(place)).order_by().values_list("pk", flat=True))
    beyond = {person for pk, person in rows.order_by().values_list("pk", "person") if pk not in inside}
    return {person for person in people if person not in beyond}


def _may_be_seen(here: Here, reach: Reach, people: set[int], today: date) -> set[int]:
    if not reach.can(Permission.SEE_AS_THEY_DO, Where(place=here.place.pk)):
        return set()
    return only_within(here.place.pk, people - {reach.person or 0}, today)


def _holder(row: GrantRecord, here: Here, reach: Reach, shown: set[int]) -> Holder:
    return Holder(
        grant_id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        role=ROLES[Role(row.role)].title,
        over=_over(row),
        since=row.starts,
        until=row.ends,
        given_by=row.given_by.name if row.given_by else "",
        may_end=reach.may_give(Role(row.role), where_in(here, row)),
        may_see_as=row.person_id in shown,
        on_word=row.word is not None,
    )


def where_in(here: Here, row: GrantRecord | InvitationToJoin) -> Where:
    """Where a grant over exactly this, or an invitation to one, stands. Needs its school loaded."""
    trust = row.school.trust_id if row.school else row.trust_id
    programmes = frozenset[int]() if here.whole_place else here.programmes
    return Where(here.place.pk, row.school_id, trust, row.programme_id, programmes)


def _over(row: GrantRecord | InvitationToJoin) -> str:
    return str(row.school or row.trust or row.programme or row.place)


def _waiting(here: Here, reach: Reach, at: datetime) -> tuple[Waiting, ...]:
    found = []
    for row in InvitationToJoin.objects.standing().filter(here.within).select_related(*_WITH):
        expired = row.expires_at is not None and at >= row.expires_at
        if row.sent_at is None:
            words = "not invited yet"
        elif expired:
            words = f"its last day, {row.expires_at:%-d %B}, has passed"
        else:
            words = f"invited on {row.sent_at:%-d %B}, open until {row.expires_at:%-d %B}"
        found.append(
            Waiting(
                id=row.pk,
                name=row.name,
                email=row.email,
                role=ROLES[Role(row.role)].title,
                over=_over(row),
                sent=row.sent_at is not None,
                expired=expired,
                words=words,
                may_change=reach.may_give(Role(row.role), where_in(here, row)),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.sent, not one.expired)))


def came_back(invitations: Collection[int]) -> frozenset[int]:
    """Those of these invitations whose latest letter came back, or was refused: one query for 500 of them."""
    letters = letters_about(LETTER, invitations)
    return frozenset(key for key, letter in letters.items() if letter.state in ("bounced", "refused"))


@dataclass(frozen=True)
class GrantCard:
    """One role of one person, for the page that ends it."""

    id: int
    person_id: int
    name: str
    role: Role
    over: str
    scope: ScopeKind
    key: int
    since: date

    @property
    def title(self) -> str:
        """The role in words."""
        return ROLES[self.role].title

    @property
    def has_posts(self) -> bool:
        """Whether somebody can leave what it is over: a school or a trust."""
        return self.scope in (ScopeKind.SCHOOL, ScopeKind.TRUST)


def grant_card(here: Here, grant_id: int, reach: Reach, today: date) -> GrantCard:
    """One role held here that the reach may end; `GrantRecord.DoesNotExist` where it is not, or not in force.

    `Refused` for whoever may not.
    """
    rows = GrantRecord.objects.filter(here.within).filter(Q(ends__isnull=True) | Q(ends__gte=today))
    row = rows.select_related("person", *_WITH).get(pk=grant_id)
    if not reach.may_give(Role(row.role), where_in(here, row)):
        raise Refused(f"{reach.actor} may not end that role")
    scope, key = row.over
    return GrantCard(
        row.pk, row.person_id, row.person.name, Role(row.role), _over(row), scope, key, row.starts
    )
