"""Accepting an invitation: login, person, post and role in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from smeaton.apps.access.models import GrantRecord, InvitationToJoin
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.queries.joining import agreement_to_sign, login_of, token_hash
from smeaton.apps.access.services.agreeing import AgreementRefused, sign_agreement
from smeaton.apps.access.services.granting import grant
from smeaton.apps.access.services.vouching import vouch_by_address
from smeaton.apps.history.services import record
from smeaton.apps.people.models import Person, Post, User
from smeaton.apps.people.services import add_person
from smeaton.terms import ROLES, Reach, Refused, Role, ScopeKind

_JOINING = Reach.of_system("joining")


class JoiningRefused(ValueError):
    """Nothing was accepted. The message is a sentence for whoever followed the link."""


@dataclass(frozen=True)
class Joined:
    """What came of accepting. `new` says that a login was made, which nobody has used before."""

    person: Person
    new: bool
    signed: bool
    """Whether an agreement was signed with it."""
    waits: bool = False
    """Whether somebody has to vouch for them before their signature counts."""


@transaction.atomic
def accept_invitation(
    *, token: str, at: datetime, signed_in: Person | None = None, signs_as: str = ""
) -> Joined:
    """Accept an invitation by the secret of its link, once.

    Whoever signs in with the address already gets the role themselves; else a login is made, or, where
    somebody else is signed in (`signed_in`), they take it on with the login that they have: a person keeps
    their own record when they move. `signs_as` is the post in which the agreement that waits is signed; empty
    where it is not. `JoiningRefused` with a sentence where the link holds no more, the address is another's,
    or whoever invited may not give the role any more.
    """
    row = _locked(token_hash(token))
    if row is None:
        raise JoiningRefused("This link is not complete, or a newer letter has taken its place.")
    if closed := row.why_closed(at):
        raise JoiningRefused(closed)
    login = login_of(row.email)
    person = _person(row, login, signed_in)
    today = timezone.localdate(at)
    if row.person is not None and row.person != person:
        _same_person(row.person, person)
    _give(row, person, today)
    vouch_by_address(person=person.pk, at=at)
    _take_up_post(row, person, today)
    row.accepted_at, row.person = at, person
    row.save(update_fields=["accepted_at", "person"])
    own = reach_of(person, today)
    record(
        reach=own,
        action="accepted",
        subject="invitation to join",
        subject_id=row.pk,
        place=row.through_id,
        school=row.school_id,
        at=at,
    )
    signed = _sign(row, own, signs_as, at)
    waits = GrantRecord.objects.on_word().filter(person=person, role=row.role, **_over(row)).exists()
    return Joined(person, login is None and signed_in is None, signed, waits)


def _over(row: InvitationToJoin) -> dict[str, int]:
    scope, key = row.over
    return {scope.value: key}


def _locked(secret: str) -> InvitationToJoin | None:
    """The invitation, locked with all others of its address: who opens two at once becomes one person."""
    address = InvitationToJoin.objects.filter(token_hash=secret).values_list("email", flat=True).first()
    if address is None:
        return None
    same = InvitationToJoin.objects.select_for_update(no_key=True).filter(email__iexact=address)
    return next((row for row in same.order_by("pk") if row.token_hash == secret), None)


def _person(row: InvitationToJoin, login: User | None, signed_in: Person | None) -> Person:
    if login is None and signed_in is not None:
        return signed_in
    if login is None:
        return _new_person(row)
    if not login.is_active:
        raise JoiningRefused("The login with this address has been closed. Ask whoever invited you.")
    found = Person.objects.filter(user=login).first() or Person.objects.create(user=login, name=row.name)
    if signed_in is not None and signed_in != found:
        raise JoiningRefused(
            f"You are signed in as {signed_in.name}, and this invitation is for {row.email}. Sign out, then "
            "open the link again."
        )
    return found


def _new_person(row: InvitationToJoin) -> Person:
    if row.person is None or row.person.user_id is not None:
        return add_person(reach=_JOINING, name=row.name, email=row.email)
    row.person.user = User.objects.create_user(row.email)
    row.person.save(update_fields=["user"])
    return row.person


def _same_person(named: Person, person: Person) -> None:
    """Somebody whom a staff list named is here already: what was given to the name is theirs."""
    if named.user_id is not None:
        return
    Post.objects.filter(person=named).update(person=person)
    GrantRecord.objects.filter(person=named).update(person=person)
    InvitationToJoin.objects.filter(person=named).update(person=person)
    record(
        reach=_JOINING,
        action="found to be",
        subject="person",
        subject_id=named.pk,
        changes={"person": person.pk},
    )
    named.delete()


def _give(row: InvitationToJoin, person: Person, today: date) -> None:
    scope, key = row.over
    held = GrantRecord.objects.in_force(today).filter(person=person, role=row.role)
    if held.filter(**{scope.value: key}).exists():
        return
    giver = reach_of(row.invited_by, today) if row.invited_by else _JOINING
    try:
        grant(
            reach=giver,
            person=person.pk,
            role=Role(row.role),
            scope=scope,
            key=key,
            starts=today,
            place=row.through_id,
        )
    except Refused:
        raise JoiningRefused(
            "Whoever invited you may not give this role any more, or is you. Ask for a new invitation."
        ) from None


def _take_up_post(row: InvitationToJoin, person: Person, today: date) -> None:
    role = Role(row.role)
    scope, key = row.over
    if ROLES[role].of_programme or scope not in (ScopeKind.SCHOOL, ScopeKind.TRUST):
        return
    there = {scope.value: key}
    if not Post.objects.filter(person=person, ends__isnull=True, **there).exists():
        Post.objects.create(
            person=person,
            title=row.title or ROLES[role].title,
            school_id=row.school_id,
            trust_id=row.trust_id,
            starts=today,
        )


def _sign(row: InvitationToJoin, own: Reach, signs_as: str, at: datetime) -> bool:
    waits = agreement_to_sign(row)
    if waits is None or not signs_as:
        return False
    try:
        sign_agreement(reach=own, agreement_id=waits.id, signed_as=signs_as, at=at)
    except AgreementRefused as refused:
        raise JoiningRefused(str(refused)) from None
    return True
