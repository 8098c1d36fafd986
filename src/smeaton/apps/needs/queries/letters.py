"""Letters about invitations: their kinds, the tokens that stop reminders, and who answers questions."""

from datetime import date
from enum import StrEnum

from django.core.signing import BadSignature, Signer

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.needs.models import Invitation
from smeaton.apps.needs.queries.links import LinkRefused
from smeaton.terms import Role

_SIGNER = "smeaton.needs.no-reminders"


class LetterKind(StrEnum):
    """The purposes of letters about an audit; the letter's subject is the invitation's id."""

    INVITATION = "audit invitation"
    REMINDER = "audit reminder"
    LAST_DAYS = "audit last days"


def stop_token(invitation: Invitation) -> str:
    """The secret part of the address that stops reminders: good for nothing else, and good for ever."""
    return Signer(salt=_SIGNER).sign(str(invitation.pk)).replace(":", "~")


def invitation_to_stop(token: str) -> Invitation:
    """The invitation whose reminders a token stops; `LinkRefused` where it was altered."""
    try:
        key = int(Signer(salt=_SIGNER).unsign(token.replace("~", ":")))
    except BadSignature:
        key = -1
    found = (
        Invitation.objects.filter(pk=key)
        .select_related("wave__programme__place", "department__school")
        .first()
    )
    if found is None:
        raise LinkRefused("This link is not complete. Open it from the letter again, or copy all of it.")
    return found


def hub_address(place_id: int, today: date) -> str:
    """The email address of the place's hub lead, to which answers to a letter go; empty without one."""
    grant = (
        GrantRecord.objects.in_force(today)
        .filter(role=Role.HUB_LEAD, place=place_id, person__user__is_active=True)
        .select_related("person__user")
        .first()
    )
    return grant.person.user.email if grant and grant.person.user else ""
