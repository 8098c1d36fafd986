"""A line of the log for whatever has to do with who somebody is: what, which login, how, from where.

Never a code, a password, a name or an email address: a login is its number, an address that nobody signs in
with a mark, the same for the same address. History has the same numbers, and what was done afterwards.
"""

import logging
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed, password_changed, password_set
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from smeaton.apps.people.models import User
from smeaton.ui.callers import caller

LOG = logging.getLogger("smeaton.sign-in")
NOBODY = "nobody"


def note(request: HttpRequest, what: str, *, who: str = NOBODY, how: str = "") -> None:
    """Something went as it should."""
    LOG.info("%s: %s%s from %s", what, who, how and f" by {how}", caller(request))


def warn(request: HttpRequest, what: str, *, who: str = NOBODY, how: str = "") -> None:
    """Something was tried that was not let through."""
    LOG.warning("%s: %s%s from %s", what, who, how and f" by {how}", caller(request))


def login_of(user: Any) -> str:
    """How the log calls somebody; an anonymous visitor is nobody."""
    return f"login:{user.pk}" if isinstance(user, User) and user.pk else NOBODY


def mark_of(address: str) -> str:
    """How the log calls an address with which nobody signs in: nothing leads back from it without the key."""
    mark = salted_hmac("smeaton.sign-in.address", address.strip().lower(), algorithm="sha256")
    return f"address:{mark.hexdigest()[:12]}"


@receiver(user_logged_in, dispatch_uid="smeaton.sign-in")
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    note(request, "signed in", who=login_of(user), how=ways_shown(request, user))


@receiver(user_logged_out, dispatch_uid="smeaton.sign-in")
def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        note(request, "signed out", who=login_of(user))


@receiver(authentication_step_completed, dispatch_uid="smeaton.sign-in")
def _shown(request: HttpRequest, user: User, method: str, **more: Any) -> None:
    note(request, "shown who it is", who=login_of(user), how=str(more.get("type") or method))


@receiver(authentication_failed, dispatch_uid="smeaton.sign-in")
def _wrong_factor(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    warn(request, "wrong second factor", who=login_of(user), how=str(authenticator.type))


@receiver(authenticator_added, dispatch_uid="smeaton.sign-in")
def _added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    note(request, f"added {authenticator.type}", who=login_of(user))


@receiver(authenticator_removed, dispatch_uid="smeaton.sign-in")
def _removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    note(request, f"removed {authenticator.type}", who=login_of(user))


@receiver(authenticator_reset, dispatch_uid="smeaton.sign-in")
def _renewed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    note(request, f"renewed {authenticator.type}", who=login_of(user))


@receiver((password_set, password_changed), dispatch_uid="smeaton.sign-in")
def _password(request: HttpRequest, user: User, **_: Any) -> None:
    note(request, "set password", who=login_of(user))


def ways_shown(request: HttpRequest, user: User) -> str:
    """“code, totp”: the ways by which this session has shown who it is, in their order."""
    records = get_authentication_records(request, user)
    ways = [str(each.get("provider") or each.get("type") or each["method"]) for each in records]
    return ", ".join(dict.fromkeys(ways))
