"""Agreements as pages show them: party by party for the hub, one at a time for whoever signs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.queries.changes import changes
from smeaton.apps.places.models import Department, Programme
from smeaton.engine.sources.look_alikes import plain
from smeaton.terms import (
    ROLES,
    SHARED,
    Permission,
    Reach,
    Role,
    RoleDescription,
    Shared,
    SharedDescription,
    Where,
)


class AgreementState(StrEnum):
    """How it stands with a trust, or a school without one."""

    NONE = "no agreement"
    WAITING = "waiting for signature"
    UNVOUCHED = "signed, not vouched for"
    TO_COME = "signed, not begun"
    IN_FORCE = "in force"
    REVIEW_DUE = "review due"
    OVER = "at its end"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class AgreementCard:
    """One version of an agreement. `shares` and `roles` are described in plain English."""

    pk: int
    number: int
    state: AgreementState
    shares: tuple[SharedDescription, ...]
    roles: tuple[RoleDescription, ...]
    starts: date
    until: date
    review_on: date | None
    proposed_at: datetime
    proposed_by: str
    signed_at: datetime | None
    signed_by: str
    signed_as: str
    superseded_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: str
    reviewed_at: datetime | None

    @property
    def holds(self) -> bool:
        """Whether it is in force now."""
        return self.state in (AgreementState.IN_FORCE, AgreementState.REVIEW_DUE)

    @property
    def lasts(self) -> bool:
        """Whether it is signed, and in force, still to begin or to be vouched for: it can be withdrawn."""
        return self.holds or self.state in (AgreementState.TO_COME, AgreementState.UNVOUCHED)

    @property
    def everything(self) -> bool:
        """Whether it shares all there is to share."""
        return len(self.shares) == len(Shared)


@dataclass(frozen=True)
class Party:
    """A trust with schools in the programme, or a school without one. `key` names it in a form."""

    key: str
    name: str
    schools: tuple[str, ...]
    state: AgreementState
    current: AgreementCard | None
    """The version that is signed and counts, or ended last."""
    proposed: AgreementCard | None
    """The version that waits for a signature."""
    unvouched: AgreementCard | None = None
    """The version that was signed by somebody for whom nobody has vouched yet."""

    @property
    def shares(self) -> bool:
        """Whether an agreement is in force."""
        return self.current is not None and self.current.holds

    def stands(self, state: AgreementState | str) -> bool:
        """Whether it is found under that state: in force and sent a newer version, under both."""
        if state == AgreementState.WAITING:
            return self.proposed is not None
        if state == AgreementState.UNVOUCHED:
            return self.unvouched is not None
        return self.state == state

    @property
    def newest(self) -> AgreementCard | None:
        """The version to open: what waits, else what counts."""
        return self.proposed or self.unvouched or self.current


@dataclass(frozen=True)
class AgreementsPage:
    """All parties of a programme, those that wait for somebody first."""

    programme_id: int
    programme_name: str
    place_name: str
    place_slug: str
    parties: tuple[Party, ...]
    may_propose: bool
    synthetic: bool

    @property
    def sharing(self) -> int:
        """Parties with an agreement in force."""
        return sum(party.shares for party in self.parties)

    @property
    def waiting(self) -> tuple[Party, ...]:
        """Parties that have been sent a version and have not signed it."""
        return tuple(party for party in self.parties if party.stands(AgreementState.WAITING))

    @property
    def unvouched(self) -> tuple[Party, ...]:
        """Parties for whom somebody has signed whom nobody of theirs has vouched for."""
        return tuple(party for party in self.parties if party.stands(AgreementState.UNVOUCHED))

    @property
    def to_ask(self) -> tuple[Party, ...]:
        """Parties of whom nothing is in force and nothing waits."""
        return tuple(
            party
            for party in self.parties
            if not party.shares and party.proposed is None and party.unvouched is None
        )

    @property
    def states(self) -> tuple[tuple[AgreementState, int], ...]:
        """How many parties are in each state, in the order in which they wait for somebody."""
        counts = ((state, sum(party.stands(state) for party in self.parties)) for state in _ORDER)
        return tuple((state, count) for state, count in counts if count)

    def called(self, words: str, state: str) -> list[Party]:
        """Parties in that state (in any, where it is empty) with these words in a name of theirs."""
        wanted = plain(words).split()
        return [
            party
            for party in self.parties
            if (not state or party.stands(state))
            and all(each in plain(f"{party.name} {' '.join(party.schools)}") for each in wanted)
        ]

    @property
    def due(self) -> tuple[Party, ...]:
        """Parties whose agreement is to be looked at again."""
        return tuple(party for party in self.parties if party.state is AgreementState.REVIEW_DUE)


@dataclass(frozen=True)
class AgreementPage:
    """One agreement with the versions before and after it, for whoever signs it and for the hub."""

    programme_id: int
    programme_name: str
    subject: str
    place_name: str
    place_slug: str
    party: str
    of_trust: bool
    schools: tuple[str, ...]
    card: AgreementCard
    versions: tuple[AgreementCard, ...]
    may_sign: bool
    on_word: bool
    """Whether the reader signs for the party, but nobody has vouched for them yet."""
    may_propose: bool
    not_shared: tuple[SharedDescription, ...]
    synthetic: bool
    today: date

    @property
    def in_force(self) -> AgreementCard | None:
        """The version in force, where this is another that has not begun to count."""
        if self.card.holds or self.card.state in (AgreementState.OVER, AgreementState.WITHDRAWN):
            return None
        return next((each for each in self.versions if each.holds), None)

    @property
    def to_sign(self) -> bool:
        """Whether the reader may sign it now: what waits, or in the stead of somebody not vouched for."""
        if self.card.state is AgreementState.UNVOUCHED:
            return self.may_sign
        return self.card.state is AgreementState.WAITING and (self.may_sign or self.on_word)

    @property
    def next(self) -> AgreementCard | None:
        """The version that takes the place of this one, which is in force, on its first day."""
        to_come = (each for each in self.versions if each.state is AgreementState.TO_COME)
        return min(to_come, key=lambda each: each.starts, default=None) if self.card.holds else None

    @property
    def newer(self) -> AgreementCard | None:
        """The version that waits for a signature while this one is in force."""
        waits = (each for each in self.versions if each.state is AgreementState.WAITING)
        return next(waits, None) if self.card.holds else None

    @property
    def changes(self) -> tuple[str, ...]:
        """What this version changes of the one in force."""
        return changes(self.in_force, self.card) if self.in_force else ()

    @property
    def begins(self) -> date | None:
        """Its first day, where that lies ahead."""
        return self.card.starts if self.card.starts > self.today else None


_ORDER = (
    AgreementState.WITHDRAWN,
    AgreementState.NONE,
    AgreementState.OVER,
    AgreementState.WAITING,
    AgreementState.UNVOUCHED,
    AgreementState.REVIEW_DUE,
    AgreementState.TO_COME,
    AgreementState.IN_FORCE,
)
_COUNTS = {AgreementState.IN_FORCE: 2, AgreementState.REVIEW_DUE: 2, AgreementState.TO_COME: 1}
"""Which of the signed versions stands for its party: what is in force, else what is to begin."""
_WITH = Agreement.objects.select_related(
    "trust", "school", "programme__place", "proposed_by", "signed_by", "withdrawn_by"
)


def agreements_page(programme_id: int, reach: Reach, today: date) -> AgreementsPage:
    """How it stands with each trust of the programme: three queries.

    `Refused` without VIEW_AGREEMENTS over the programme.
    """
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    reach.require(Permission.VIEW_AGREEMENTS, programme.where)
    parties = parties_of(programme.pk, today)
    return AgreementsPage(
        programme_id=programme.pk,
        programme_name=programme.name,
        place_name=programme.place.name,
        place_slug=programme.place.slug,
        parties=tuple(sorted(parties, key=lambda each: (_ORDER.index(each.state), each.name))),
        may_propose=reach.can(Permission.PROPOSE_AGREEMENTS, programme.where),
        synthetic=programme.synthetic,
    )


def parties_of(programme_id: int, today: date) -> list[Party]:
    """Every trust, and every school without one, that has a department in the programme: two queries."""
    departments = Department.objects.filter(programme=programme_id).select_related("school__trust")
    schools: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for row in departments.order_by("school__name", "pk"):
        trust = row.school.trust
        key = f"trust-{trust.pk}" if trust else f"school-{row.school_id}"
        schools.setdefault(key, []).append(row.school.name)
        names[key] = trust.name if trust else row.school.name
    versions: dict[str, list[Agreement]] = {}
    for agreed in _WITH.filter(programme=programme_id).order_by("number"):
        key = f"trust-{agreed.trust_id}" if agreed.trust_id else f"school-{agreed.school_id}"
        versions.setdefault(key, []).append(agreed)
    return [_party(key, name, schools[key], versions.get(key, ()), today) for key, name in names.items()]


def agreement_page(agreement_id: int, reach: Reach, today: date) -> AgreementPage:
    """One agreement with all its versions: three queries. `Agreement.DoesNotExist` where there is none.

    `Refused` without VIEW_AGREEMENTS over its trust, its school, or its programme.
    """
    row = _WITH.get(pk=agreement_id)
    own = Where(programme=row.programme_id, trust=row.trust_id, school=row.school_id)
    if not reach.can(Permission.VIEW_AGREEMENTS, own):
        reach.require(Permission.VIEW_AGREEMENTS, row.programme.where)
    same = _WITH.filter(programme=row.programme_id, trust=row.trust_id, school=row.school_id)
    theirs = Department.objects.filter(programme=row.programme_id)
    theirs = (
        theirs.filter(school__trust=row.trust_id) if row.trust_id else theirs.filter(school=row.school_id)
    )
    card = card_of(row, today)
    return AgreementPage(
        programme_id=row.programme_id,
        programme_name=row.programme.name,
        subject=row.programme.subject,
        place_name=row.programme.place.name,
        place_slug=row.programme.place.slug,
        party=str(row.trust or row.school),
        of_trust=row.trust_id is not None,
        schools=tuple(theirs.order_by("school__name").values_list("school__name", flat=True)),
        card=card,
        versions=tuple(card_of(each, today) for each in same.order_by("-number")),
        may_sign=reach.can(Permission.SIGN_AGREEMENT, own),
        on_word=reach.signs_on_word(own),
        may_propose=reach.can(Permission.PROPOSE_AGREEMENTS, row.programme.where),
        not_shared=tuple(told for told in SHARED.values() if told not in card.shares),
        synthetic=row.programme.synthetic,
        today=today,
    )


def where_signed(agreement_id: int) -> Where:
    """Where the permission to sign it is asked for; `Agreement.DoesNotExist` where there is none."""
    row = Agreement.objects.get(pk=agreement_id)
    return Where(programme=row.programme_id, trust=row.trust_id, school=row.school_id)


def state_of(row: Agreement, today: date) -> AgreementState:
    """How one version stands on a day."""
    if row.signed_at is None:
        return AgreementState.WAITING
    if row.withdrawn_at is not None:
        return AgreementState.WITHDRAWN
    replaced = row.superseded_at is not None and timezone.localdate(row.superseded_at) <= today
    if replaced or row.until < today:
        return AgreementState.OVER
    if row.counts_from is None:
        return AgreementState.UNVOUCHED
    if row.starts > today:
        return AgreementState.TO_COME
    if row.review_on is not None and row.review_on <= today:
        return AgreementState.REVIEW_DUE
    return AgreementState.IN_FORCE


def card_of(row: Agreement, today: date) -> AgreementCard:
    """A version, loaded with the people who proposed, signed and withdrew it."""
    return AgreementCard(
        pk=row.pk,
        number=row.number,
        state=state_of(row, today),
        shares=tuple(SHARED[each] for each in Shared if each in row.shares),
        roles=tuple(ROLES[each] for each in Role if each in row.roles),
        starts=row.starts,
        until=row.until,
        review_on=row.review_on,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by.name if row.proposed_by else "the hub",
        signed_at=row.signed_at,
        signed_by=row.signed_by.name if row.signed_by else "",
        signed_as=row.signed_as,
        superseded_at=row.superseded_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by.name if row.withdrawn_by else "",
        reviewed_at=row.reviewed_at,
    )


def _party(key: str, name: str, schools: list[str], versions: Iterable[Agreement], today: date) -> Party:
    rows = list(versions)
    unvouched = [row for row in rows if state_of(row, today) is AgreementState.UNVOUCHED]
    proposed = next((row for row in rows if row.signed_at is None), None)
    signed = [row for row in rows if row.signed_at is not None]
    ranks = {row.pk: _COUNTS.get(state_of(row, today), 0) for row in signed}
    current = max(signed, key=lambda row: (ranks[row.pk], row.number), default=None)
    state = state_of(current, today) if current else AgreementState.NONE
    if state not in (AgreementState.IN_FORCE, AgreementState.REVIEW_DUE) and (proposed or unvouched):
        state = AgreementState.WAITING if proposed is not None else AgreementState.UNVOUCHED
    return Party(
        key=key,
        name=name,
        schools=tuple(schools),
        state=state,
        current=card_of(current, today) if current else None,
        proposed=card_of(proposed, today) if proposed else None,
        unvouched=card_of(unvouched[-1], today) if unvouched else None,
    )
