"""Letters about signing in: a code, word that an address is not known, and what has changed."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from smeaton.apps.outbox.services import LetterDraft
from smeaton.ui.letters import written

PURPOSE = "sign-in"


@dataclass(frozen=True)
class Changed:
    """A change of somebody's sign-in: what history calls it, and what the letter says."""

    action: str
    sentence: str


CHANGES = {
    "mfa/email/totp_activated": Changed("added authenticator app", "An authenticator app was added."),
    "mfa/email/totp_deactivated": Changed(
        "removed authenticator app", "The authenticator app was taken away."
    ),
    "mfa/email/webauthn_added": Changed("added passkey", "A passkey was added."),
    "mfa/email/webauthn_removed": Changed("removed passkey", "A passkey was taken away."),
    "mfa/email/recovery_codes_generated": Changed(
        "renewed recovery codes", "New recovery codes were made; the earlier ones do not work any more."
    ),
    "account/email/password_set": Changed("set password", "A new password was set."),
    "provider_joined": Changed("joined provider", "You signed in by another provider for the first time."),
    "provider_forgotten": Changed("forgot provider", "A provider by which you signed in was forgotten."),
}
"""What changes in a user's sign-in, by allauth's name of the mail that it would send, or by one of ours."""


def code_letter(to: str, code: str, minutes: int, *, again: bool) -> LetterDraft:
    """The letter with a code to sign in, or (`again`) to confirm that it is still the same person."""
    return _draft("code", to, {"code": code, "minutes": minutes, "again": again})


def unknown_letter(to: str) -> LetterDraft:
    """What is sent in place of a code to an address with which nobody signs in."""
    return _draft("unknown", to, {})


def changed_letter(to: str, sentence: str, at: datetime) -> LetterDraft:
    """Word that somebody's sign-in was changed."""
    return _draft("changed", to, {"sentence": sentence, "at": at})


def _draft(name: str, to: str, context: dict[str, object]) -> LetterDraft:
    """A letter whose links begin with the site's own address, never with what a request called it."""
    frame = "home/sign_in/letters/letter.html"
    words = written(f"home/sign_in/letters/{name}", context | {"site": settings.SITE}, frame)
    return LetterDraft(
        key=f"{PURPOSE} {secrets.token_hex(16)}",
        purpose=PURPOSE,
        subject_id="-",
        to=to,
        title=words.title,
        text=words.text,
        html=words.html,
    )
