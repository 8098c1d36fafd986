"""Inviting people to join: by letter, again, and withdrawn."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from smeaton.apps.access.mail import invitation_letter
from smeaton.apps.access.models import Agreement, InvitationToJoin
from smeaton.apps.access.queries.joining import holds_already, token_hash
from smeaton.apps.access.queries.people import LETTER
from smeaton.apps.access.services.agreeing import propose_agreement
from smeaton.apps.access.services.granting import where_of
from smeaton.apps.history.services import record
from smeaton.apps.outbox import services as outbox
from smeaton.apps.places.models import Department, Standing
from smeaton.apps.places.services import set_standing
from smeaton.engine.sources.addresses import wrong_with_address
from smeaton.engine.sources.look_alikes import strange_letter
from smeaton.terms import ROLES, Permission, Reach, Refused, Role, ScopeKind

OPEN_FOR = timedelta(days=14)
"""How long a link can be accepted."""
MOST_LETTERS = 10
"""So many letters go to one address about one invitation; after that somebody should telephone."""
_TWICE = "This address is invited to this role already: send the letter again instead."


class InvitationRefused(ValueError):
    """Nobody was invited. The message is a sentence for whoever asked; `field` says what it is about."""

    def __init__(self, message: str, field: str = "email") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def invite(
    *,
    reach: Reach,
    email: str,
    name: str,
    role: Role,
    scope: ScopeKind,
    key: int,
    at: datetime,
    place: int | None = None,
    title: str = "",
    person: int | None = None,
    send: bool = True,
) -> InvitationToJoin:
    """Invite somebody to a role over the place, programme, trust or school `key`; a letter goes if `send`.

    `place` is where the reach stands; `title` the post; `person` somebody whom a staff list has named. What
    the reach learns is the same whether or not the address is known already. `Refused` for whoever may not
    give the role; `InvitationRefused` with a sentence for an address or a name that is none or only looks
    like one, and for one who is invited, or in, already.
    """
    if scope not in ROLES[role].scopes:
        raise ValueError(f"the role {role} is not held over a {scope}")
    _require(reach, role, scope, key, place)
    email, name = email.strip(), " ".join(name.split())
    _check(email, name)
    row = InvitationToJoin(
        email=email,
        name=name,
        title=title.strip(),
        role=role,
        place_id=key if scope is ScopeKind.PLACE else None,
        programme_id=key if scope is ScopeKind.PROGRAMME else None,
        trust_id=key if scope is ScopeKind.TRUST else None,
        school_id=key if scope is ScopeKind.SCHOOL else None,
        through_id=place,
        person_id=person,
        invited_by_id=reach.person,
        added_at=at,
    )
    _refuse_twice(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise InvitationRefused(_TWICE) from None
    _record(row, reach, "invited" if send else "named", at)
    if send:
        _send(row, at)
    return row


@transaction.atomic
def send_again(*, reach: Reach, invitation_id: int, at: datetime) -> InvitationToJoin:
    """Send the letter, or a new one: the link in an earlier one works no more. The days begin anew.

    `Refused` for whoever may not give the role; `InvitationRefused` where it was accepted or withdrawn.
    """
    row = _locked(reach, invitation_id)
    if row.accepted_at is not None or row.withdrawn_at is not None:
        raise InvitationRefused("This invitation was accepted or withdrawn meanwhile: nothing was sent.")
    if row.letters >= MOST_LETTERS:
        raise InvitationRefused(f"{MOST_LETTERS} letters have gone to this address: telephone instead.")
    row.invited_by_id = reach.person
    _send(row, at)
    _record(row, reach, "invited again", at)
    return row


@transaction.atomic
def send_all(*, reach: Reach, invitations: list[int], at: datetime) -> int:
    """Send letters to those of these who have had none yet; returns how many. `Refused` as above."""
    rows = InvitationToJoin.objects.standing().filter(pk__in=invitations, sent_at__isnull=True)
    keys = list(rows.order_by("id").values_list("pk", flat=True))
    for key in keys:
        send_again(reach=reach, invitation_id=key, at=at)
    return len(keys)


@transaction.atomic
def withdraw_invitation(*, reach: Reach, invitation_id: int, at: datetime) -> None:
    """Withdraw an invitation: its link works no more. Of one that was accepted nothing changes.

    `Refused` for whoever may not give the role.
    """
    row = _locked(reach, invitation_id)
    if row.accepted_at is None and row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        outbox.withdraw_letters(purposes=[LETTER], subject_ids=[row.pk], at=at)
        _record(row, reach, "withdrew", at)


@dataclass(frozen=True)
class Named:
    """Somebody to invite."""

    name: str
    email: str


@transaction.atomic
def invite_school(
    *, reach: Reach, place: int, urn: int, signs: Named, lead: Named, until: date, at: datetime
) -> tuple[InvitationToJoin, ...]:
    """Invite a school in one go: who signs for its trust (its head, where it has none) and its subject lead.

    An agreement that shares everything until `until` is put before the trust where none is in force or
    waits, so that the same link accepts and signs. The school counts as invited. `Refused` without
    MANAGE_PEOPLE and PROPOSE_AGREEMENTS; `InvitationRefused` as in `invite`, with `field` “signs” or “lead”.
    """
    department = (
        Department.objects.filter(programme__place=place, school=urn)
        .select_related("programme", "school")
        .order_by("-programme__starts", "-programme__id")
        .first()
    )
    if department is None:
        raise Department.DoesNotExist(f"no department of school {urn} in that place")
    reach.require(Permission.MANAGE_PEOPLE, department.where)
    trust = department.school.trust_id
    party = {"trust": trust} if trust is not None else {"school": urn}
    agreed = Agreement.objects.filter(programme=department.programme, withdrawn_at__isnull=True, **party)
    if not agreed.filter(until__gte=timezone.localdate(at), superseded_at__isnull=True).exists():
        propose_agreement(
            reach=reach,
            programme_id=department.programme_id,
            trust=trust,
            school=None if trust is not None else urn,
            until=until,
            at=at,
        )
    if department.standing == Standing.NOT_APPROACHED:
        set_standing(
            reach=reach, department_id=department.pk, standing=Standing.INVITED, on=timezone.localdate(at)
        )
    over = (ScopeKind.SCHOOL, urn) if trust is None else (ScopeKind.TRUST, trust)
    first = Role.TRUST_LEAD if trust is not None else Role.HEAD
    sent = []
    for field, who, role, (scope, key) in (
        ("signs", signs, first, over),
        ("lead", lead, Role.SUBJECT_LEAD, (ScopeKind.SCHOOL, urn)),
    ):
        try:
            sent.append(
                invite(
                    reach=reach,
                    email=who.email,
                    name=who.name,
                    role=role,
                    scope=scope,
                    key=key,
                    place=place,
                    at=at,
                )
            )
        except InvitationRefused as refused:
            raise InvitationRefused(str(refused), f"{field}_{refused.field}") from None
    return tuple(sent)


def _require(reach: Reach, role: Role, scope: ScopeKind, key: int, place: int | None) -> None:
    where = where_of(scope, key, place=place)
    reach.require(Permission.MANAGE_PEOPLE, where)
    if not reach.may_give(role, where):
        raise Refused(f"{reach.actor} may not give the role {role} there")


def _check(email: str, name: str) -> None:
    if not name:
        raise InvitationRefused("Enter their name", "name")
    if strange := strange_letter(name):
        raise InvitationRefused(f"{strange} Type the name anew instead of copying it.", "name")
    if wrong := wrong_with_address(email):
        raise InvitationRefused(wrong[0].upper() + wrong[1:])


def _refuse_twice(row: InvitationToJoin) -> None:
    same = InvitationToJoin.objects.standing().filter(
        email__iexact=row.email,
        role=row.role,
        place=row.place_id,
        programme=row.programme_id,
        trust=row.trust_id,
        school=row.school_id,
    )
    if same.exists():
        raise InvitationRefused(_TWICE)
    if holds_already(row.email, row):
        raise InvitationRefused("Whoever has this address holds this role already.")


def _send(row: InvitationToJoin, at: datetime) -> None:
    outbox.withdraw_letters(purposes=[LETTER], subject_ids=[row.pk], at=at)
    token = secrets.token_urlsafe(24)
    row.token_hash, row.sent_at, row.expires_at = token_hash(token), at, at + OPEN_FOR
    row.letters += 1
    row.save()
    outbox.write_letters(drafts=[invitation_letter(row, token, at)], at=at)


def _locked(reach: Reach, invitation_id: int) -> InvitationToJoin:
    row = InvitationToJoin.objects.select_for_update(no_key=True).get(pk=invitation_id)
    scope, key = row.over
    _require(reach, Role(row.role), scope, key, row.through_id)
    return row


def _record(row: InvitationToJoin, reach: Reach, action: str, at: datetime) -> None:
    scope, key = row.over
    record(
        reach=reach,
        action=action,
        subject="invitation to join",
        subject_id=row.pk,
        place=row.through_id,
        school=row.school_id,
        changes={"role": row.role, "scope": scope, "over": key},
        at=at,
    )
