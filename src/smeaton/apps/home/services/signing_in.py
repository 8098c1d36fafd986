"""Writes about signing in: letters, when a session began, what changed, sessions ended."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from smeaton.apps.history.services import record
from smeaton.apps.home.mail import CHANGES, changed_letter, code_letter, unknown_letter
from smeaton.apps.home.queries.records.standing import require_over_all_of
from smeaton.apps.home.queries.signing_in import BEGAN, FACTOR, SEEN
from smeaton.apps.outbox.services import write_letters
from smeaton.apps.people.models import User
from smeaton.terms import Permission, Reach, Refused

SEEN_EVERY = 300
"""Seconds between two notes of when a session was last used."""


def write_code(*, to: str, code: str, minutes: int, again: bool, at: datetime) -> None:
    """Write the letter with a code. No reach: who asks is not signed in yet; history keeps no codes."""
    write_letters(drafts=[code_letter(to, code, minutes, again=again)], at=at)


def write_unknown(*, to: str, at: datetime) -> None:
    """Write the letter that is sent in place of a code where nobody signs in with that address."""
    write_letters(drafts=[unknown_letter(to)], at=at)


@transaction.atomic
def note_change(*, reach: Reach, user: User, mail: str, at: datetime) -> None:
    """Record a change that allauth made to somebody's sign-in (`mail` is its name for it); write to them."""
    _own(reach, user)
    changed = CHANGES.get(mail)
    if changed is None:
        return
    record(reach=reach, action=changed.action, subject="sign-in", subject_id=user.pk, at=at)
    write_letters(drafts=[changed_letter(user.email, changed.sentence, at)], at=at)


@transaction.atomic
def note_sign_in(*, reach: Reach, user: User, how: str, at: datetime) -> None:
    """Record that somebody signed in, and by which ways."""
    _own(reach, user)
    record(reach=reach, action="signed in", subject="sign-in", subject_id=user.pk, changes={"by": how}, at=at)


@transaction.atomic
def join_provider(*, reach: Reach, user: User, provider: str, uid: str, at: datetime) -> None:
    """Keep the number by which a provider knows somebody who has just signed in by it, the first time."""
    _own(reach, user)
    _, new = SocialAccount.objects.get_or_create(provider=provider, uid=uid, defaults={"user": user})
    if new:
        note_change(reach=reach, user=user, mail="provider_joined", at=at)


@transaction.atomic
def forget_provider(*, reach: Reach, user: User, joined: int, at: datetime) -> None:
    """Forget how a provider knows somebody; `SocialAccount.DoesNotExist` where it is not theirs."""
    _own(reach, user)
    SocialAccount.objects.get(user=user, pk=joined).delete()
    note_change(reach=reach, user=user, mail="provider_forgotten", at=at)


def forget_claims(*, provider: str, uid: str) -> None:
    """Empty what allauth has just written down of a provider's words about somebody."""
    SocialAccount.objects.filter(provider=provider, uid=uid).update(extra_data={})


def begin_session(*, session: SessionBase, at: datetime, second_factor: str = "") -> None:
    """Note in a session that it begins now, and with which second factor, if any."""
    session[BEGAN] = session[SEEN] = at.timestamp()
    session[FACTOR] = second_factor


def note_second_factor(*, session: SessionBase, name: str) -> None:
    """Note in a session that its second factor has just been shown to be there."""
    session[FACTOR] = name


def note_seen(*, session: SessionBase, at: datetime) -> None:
    """Note that a session is used, every `SEEN_EVERY` seconds at most; one that never began begins now."""
    session.setdefault(BEGAN, at.timestamp())
    seen = session.get(SEEN)
    if seen is None or at.timestamp() - seen >= SEEN_EVERY:
        session[SEEN] = at.timestamp()
        UserSession.objects.filter(session_key=session.session_key or "").update(last_seen_at=at)


@transaction.atomic
def keep_address(*, user: User) -> None:
    """Make allauth's list of addresses say what the user says: the one address, and no other."""
    address = user.email.lower()
    rows = EmailAddress.objects.filter(Q(user=user) | Q(email=address))
    kept = Q(user=user, email=address, verified=True, primary=True)
    rows.exclude(kept).delete()
    if not rows.exists():
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)


@transaction.atomic
def end_sessions(*, reach: Reach, user: User, ids: list[int], at: datetime) -> int:
    """End these sessions of the user's, whoever sits there; returns how many there were."""
    _own(reach, user)
    return _end(reach, user, UserSession.objects.filter(user=user, pk__in=ids), at)


def _end(reach: Reach, user: User, rows: QuerySet[UserSession], at: datetime) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    if keys:
        record(
            reach=reach,
            action="ended sessions",
            subject="sign-in",
            subject_id=user.pk,
            changes={"number": len(keys)},
            at=at,
        )
    return len(keys)


@transaction.atomic
def sign_out_everywhere(*, reach: Reach, user: User, at: datetime) -> int:
    """End every session of somebody else's, whose device is lost or whom somebody else may have got in as.

    `Refused` unless people may be managed wherever they have a part. Returns how many there were.
    """
    person = getattr(user, "person", None)
    require_over_all_of(person.pk if person else 0, reach, Permission.MANAGE_PEOPLE)
    return _end(reach, user, UserSession.objects.filter(user=user), at)


@transaction.atomic
def sign_everybody_out(*, reach: Reach, at: datetime) -> int:
    """End the sessions of everybody who signs in; who answers by a link goes on. The installation's alone."""
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not sign everybody out")
    users = User.objects.filter(pk__in=UserSession.objects.values("user")).order_by("pk")
    return sum(_end(reach, user, UserSession.objects.filter(user=user), at) for user in users)


@transaction.atomic
def forget_second_factors(*, reach: Reach, user: User, at: datetime | None = None) -> int:
    """Take away every second factor of somebody who has lost them, and end their sessions.

    Only the installation itself does so (`smeaton people`); `Refused` for anybody else. Returns how many.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not take away another's second factors")
    number: int = Authenticator.objects.filter(user=user).delete()[0]
    _end(reach, user, UserSession.objects.filter(user=user), at or datetime.now(UTC))
    record(
        reach=reach,
        action="took away second factors",
        subject="sign-in",
        subject_id=user.pk,
        changes={"number": number},
        at=at,
    )
    return number


def _own(reach: Reach, user: User) -> None:
    """Everybody's sign-in is their own; the installation may see to anybody's."""
    person = getattr(user, "person", None)
    if not reach.everywhere and (person is None or reach.actor != f"person:{person.pk}"):
        raise Refused(f"{reach.actor} may not change another's sign-in")
