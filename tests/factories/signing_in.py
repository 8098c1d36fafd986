"""Somebody who is signed in, as far as tests of other things need it; and what a second factor shows."""

import time
from base64 import b32decode
from hashlib import sha256
from hmac import digest
from struct import pack, unpack_from
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

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


def ways_in(user: AbstractBaseUser) -> dict[str, Any]:
    """Give somebody a second factor of each kind, a provider, and another browser that is signed in.

    Returns what stands for these in addresses: the keys of the passkey (`pk`), the provider and that session.
    """
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, "J" * 32)
        RecoveryCodes.activate(user)
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Passkey", "credential": _registered(f"passkey of {user.pk}".encode())},
        )
    session, _ = UserSession.objects.get_or_create(
        user=user, session_key=f"another of {user.pk}", defaults={"ip": "192.0.2.1"}
    )
    passkey = Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)
    joined, _ = SocialAccount.objects.get_or_create(user=user, provider="school", uid=f"number {user.pk}")
    return {"pk": passkey.pk, "session_id": session.pk, "joined": joined.pk}


def _registered(name: bytes) -> dict[str, Any]:
    """What a device answers that has made a passkey; nobody can sign in with it, for its key is of nobody."""
    flag, key = AuthenticatorData.FLAG, ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    about = AttestedCredentialData.create(Aaguid.NONE, name, key)
    data = AuthenticatorData.create(sha256(b"testserver").digest(), flag.UP | flag.UV | flag.AT, 0, about)
    said = CollectedClientData.create("webauthn.create", b"challenge", "https://testserver")
    return {
        "id": websafe_encode(name),
        "rawId": websafe_encode(name),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
