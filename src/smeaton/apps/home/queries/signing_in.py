"""What a session says of how somebody signed in, which ways in they have, and where they are signed in."""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.people.models import User
from smeaton.apps.places.models import Place
from smeaton.ui.requests import Request

BEGAN, SEEN, FACTOR = "smeaton_began", "smeaton_seen", "smeaton_second_factor"
"""Marks in a session: when it began, when it was last used, which second factor it was opened with."""
DEMONSTRATION = "demonstration"
"""The mark of a part taken in the demonstration, which asks for no factor at all."""

_DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"))
_SYSTEMS = (*_DEVICES, ("CrOS", "Chromebook"), ("Mac OS X", "Mac"), ("Linux", "Linux"))
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"))
_PROGRAMS = (*_BROWSERS, ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"))


def why_ended(session: SessionBase, at: datetime) -> str:
    """Why a session holds no more, as the end of a sentence; empty where it holds."""
    began, seen = (_moment(session.get(mark)) for mark in (BEGAN, SEEN))
    if began is not None and at - began >= settings.SESSION_LONGEST:
        return f"you signed in more than {_words(settings.SESSION_LONGEST.total_seconds())} ago"
    if seen is not None and at - seen >= settings.SESSION_IDLE:
        return f"nothing was done for {_words(settings.SESSION_IDLE.total_seconds())}"
    return ""


def has_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was opened, or confirmed since, with a second factor (or is a demonstration's)."""
    if request.session.get(FACTOR):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def signed_in_since(request: HttpRequest) -> datetime | None:
    """When this session began; None where that is not known."""
    return _moment(request.session.get(BEGAN))


def shown_without_password(request: HttpRequest, user: User) -> bool:
    """Whether this session has lately shown who it is by what somebody has who forgot their password.

    That is a code from one's mail, a passkey to sign in with, or a second factor that was asked for anew; not
    one that went with the password.
    """
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(
        record["at"] >= since
        and (record["method"] == "code" or record.get("passwordless") or record.get("reauthenticated"))
        and record["method"] != "password"
        for record in get_authentication_records(request, user)
    )


def is_demonstration(request: HttpRequest) -> bool:
    """Whether this session is a part taken in the demonstration."""
    return bool(request.session.get(FACTOR) == DEMONSTRATION)


def words_about(user: User) -> set[str]:
    """What others would try first as this password: the user's names, and those of where they work."""
    grants = GrantRecord.objects.filter(person__user=user) if user.pk else GrantRecord.objects.none()
    names = ("person__name", "place__name", "programme__name", "trust__name", "school__name")
    found = {name for row in grants.values_list(*names) for name in row if name}
    places = set(Place.objects.values_list("name", flat=True))
    return found | places | set(re.split(r"[@.]", user.email)) - {""}


def joined_otherwise(user: User, provider: str, uid: str) -> bool:
    """Whether the provider knows this user by another number than `uid`."""
    return bool(SocialAccount.objects.filter(user=user, provider=provider).exclude(uid=uid).exists())


@dataclass(frozen=True)
class Joined:
    """A provider by which somebody has signed in, and the day on which they first did."""

    id: int
    name: str
    since: datetime


def joined_providers(user: User) -> tuple[Joined, ...]:
    """The providers that know one user, the first one first: one query.

    One that is not set up any more goes by its name in the settings.
    """
    apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    names = {app["provider_id"]: app["name"] for app in apps}
    rows = SocialAccount.objects.filter(user=user).order_by("date_joined", "pk")
    return tuple(Joined(row.pk, names.get(row.provider, row.provider), row.date_joined) for row in rows)


@dataclass(frozen=True)
class Passkey:
    """A passkey that somebody has added."""

    id: int
    name: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True)
class Ways:
    """How somebody may sign in. `app_since` is when an authenticator app was joined, if one was."""

    password: bool
    passkeys: tuple[Passkey, ...]
    app_since: datetime | None
    codes_left: int | None
    """Unused recovery codes; None where there have never been any."""

    @property
    def second_factor(self) -> bool:
        """Whether there is one besides recovery codes, which are only for when it is lost."""
        return bool(self.passkeys or self.app_since)


def ways_of(user: User) -> Ways:
    """The ways in of one user, in one query."""
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    kinds = Authenticator.Type
    codes = [len(row.wrap().get_unused_codes()) for row in rows if row.type == kinds.RECOVERY_CODES]
    return Ways(
        password=user.has_usable_password(),
        passkeys=tuple(
            Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at)
            for row in rows
            if row.type == kinds.WEBAUTHN
        ),
        app_since=next((row.created_at for row in rows if row.type == kinds.TOTP), None),
        codes_left=codes[0] if codes else None,
    )


@dataclass(frozen=True)
class OpenSession:
    """One place where somebody is signed in."""

    id: int
    device: str
    address: str
    began: datetime
    seen: datetime
    current: bool


def open_sessions(request: Request, user: User) -> list[OpenSession]:
    """Where the user is signed in, this session first, then as last seen: two queries."""
    rows = list(UserSession.objects.filter(user=user))
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=datetime.now(UTC)
        ).values_list("session_key", flat=True)
    )
    found = [
        OpenSession(
            row.pk,
            device_of(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == request.session.session_key,
        )
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda one: (not one.current, -one.seen.timestamp()))


def device_of(user_agent: str) -> str:
    """“Chrome on Windows”, as far as the browser says so."""
    program = next((name for sign, name in _PROGRAMS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return " on ".join(filter(None, [program, system])) or "A device"


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None


def _words(seconds: float) -> str:
    if seconds >= 7200 or seconds == 3600:
        hours = round(seconds / 3600)
        return "an hour" if hours == 1 else f"{hours} hours"
    return f"{round(seconds / 60)} minutes"
