"""The one-purpose link of an invitation: signed, not stored; and the code that its answers stand under."""

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils import timezone

from smeaton.apps.needs.models import Invitation, Response
from smeaton.terms.keyed import keyed

_SIGNER = "smeaton.needs.invitation"


class LinkRefused(ValueError):
    """The link cannot be used. The message is a sentence for whoever followed it.

    `gone` says whether it once could be: a link that was never whole, or whose day has not come, is not gone.
    """

    def __init__(self, message: str, *, gone: bool = True) -> None:
        super().__init__(message)
        self.gone = gone


def token_of(invitation: Invitation) -> str:
    """The secret part of the link: whoever has it answers as the invited person, and can do nothing else."""
    return Signer(salt=_SIGNER).sign(f"{invitation.pk}.{invitation.link_version}").replace(":", "~")


def invitation_of(token: str, at: datetime) -> Invitation:
    """The invitation that a link is for; `LinkRefused` where it was altered, replaced, withdrawn or over."""
    try:
        key, _, version = Signer(salt=_SIGNER).unsign(token.replace("~", ":")).partition(".")
    except BadSignature:
        raise LinkRefused(
            "This link is not complete. Open it from the letter again, or copy all of it.", gone=False
        ) from None
    return invitation_by_key(int(key), int(version), at)


def invitation_by_key(key: int, version: int, at: datetime, *, lock: bool = False) -> Invitation:
    """The invitation that somebody's link or session names, with what its form needs; locked if asked for.

    `LinkRefused` where it was replaced by a newer link, withdrawn, or its wave is not open.
    """
    rows = Invitation.objects.select_related(
        "wave__programme__place", "wave__instrument", "department__school"
    )
    if lock:
        rows = rows.select_for_update(no_key=True, of=("self",))
    found = rows.filter(pk=key).first()
    if found is None or found.withdrawn_at is not None:
        raise LinkRefused("You are no longer asked to answer here. You need not do anything.")
    if found.link_version != version:
        raise LinkRefused("A newer link has been sent to you. Please use the one in the latest letter.")
    refuse_unless_open(found, at)
    return found


def refuse_unless_open(invitation: Invitation, at: datetime) -> None:
    """`LinkRefused` before a wave opens and after it has closed."""
    wave, today = invitation.wave, timezone.localdate(at)
    if wave.closed_at is not None or (wave.closes is not None and today > wave.closes):
        raise LinkRefused("This audit has closed. Thank you for what you have answered; it is kept.")
    if today < wave.opens:
        sentence = f"This audit opens on {wave.opens:%-d %B %Y}. The same link works then."
        raise LinkRefused(sentence, gone=False)


def respondent_code(invitation: Invitation) -> str:
    """The code of the response: only somebody with the installation's secret key can work it out."""
    return _code(invitation, settings.SECRET_KEY)


def responses_of(invitation: Invitation) -> QuerySet[Response]:
    """The response of whoever was invited, if any: under the code of this key, or of an earlier one."""
    codes = [respondent_code(invitation), *earlier_codes(invitation)]
    return Response.objects.filter(wave=invitation.wave_id, respondent__in=codes)


def earlier_codes(invitation: Invitation) -> list[str]:
    """The codes that the response had under the keys before this one."""
    return [_code(invitation, key) for key in settings.SECRET_KEY_FALLBACKS]


def _code(invitation: Invitation, key: str) -> str:
    return "r" + keyed(_SIGNER, key, f"{invitation.wave_id}:{invitation.pk}")
