"""Letters about invitations: their kinds, the tokens that stop reminders, and who answers questions."""

from datetime import date
from enum import StrEnum

from django.core.signing import BadSignature, Signer
from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.needs.models import Invitation
from smeaton.apps.needs.queries.links import LinkRefused
from smeaton.apps.outbox.queries import LetterText, latest_letters
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach, Refused, Role

_SIGNER = "smeaton.needs.no-reminders"
MOST_TO_READ = 40


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


def letters_to_read(reach: Reach, letter_id: int | None = None) -> list[LetterText]:
    """Letters of demonstrations over which audits may be run, newest first, `MOST_TO_READ` at most; or one.

    `Refused` without `RUN_AUDIT` anywhere. A letter of a programme that is not made up is never among them.
    """
    over = reach.scopes(Permission.RUN_AUDIT)
    if not over:
        raise Refused(f"{reach.actor} may not read letters")
    letters = latest_letters(tuple(LetterKind), MOST_TO_READ, letter_id)
    made_up = Invitation.objects.filter(
        pk__in=[int(letter.subject_id) for letter in letters], wave__programme__synthetic=True
    )
    if not over.everywhere:
        made_up = made_up.filter(
            Q(wave__programme__place__in=over.places) | Q(wave__programme__in=over.programmes),
            department__in=Department.objects.visible_to(reach, Permission.ASK_COLLEAGUES).order_by(),
        )
    may = set(made_up.values_list("pk", flat=True))
    return [letter for letter in letters if int(letter.subject_id) in may]
