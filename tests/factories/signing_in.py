"""Somebody who is signed in, as far as tests of other things need it; and what a second factor shows."""

import time
from base64 import b32decode
from hmac import digest
from struct import pack, unpack_from

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone

from smeaton.apps.home.services.signing_in import begin_session


def signed_in(user: AbstractBaseUser, client: Client | None = None, *, second_factor: bool = True) -> Client:
    """A test client with a session that began just now, opened with a second factor unless told otherwise."""
    client = client or Client()
    client.force_login(user)
    session = client.session
    begin_session(session=session, at=timezone.now(), second_factor="app" if second_factor else "")
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def shown_by_app(key: str, at: float | None = None) -> str:
    """What an authenticator app shows that has this key (RFC 6238), worked out apart from what checks it."""
    counter = int((time.time() if at is None else at) // 30)
    hashed = digest(b32decode(key), pack(">Q", counter), "sha1")
    return f"{(unpack_from('>I', hashed, hashed[-1] & 15)[0] & 0x7FFFFFFF) % 1_000_000:06}"
