"""Letters of access: an invitation to join; an agreement proposed, signed, to be vouched for or withdrawn."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from smeaton.apps.access.models import Agreement, InvitationToJoin
from smeaton.apps.access.queries.addressees import WrittenTo
from smeaton.apps.access.queries.joining import agreement_to_sign
from smeaton.apps.access.queries.people import LETTER
from smeaton.apps.outbox.services import LetterDraft
from smeaton.terms import ROLES, SHARED, Role, Shared
from smeaton.ui.letters import answered_to, written
from smeaton.ui.pages import page_url


def invitation_letter(row: InvitationToJoin, token: str, at: datetime) -> LetterDraft:
    """The letter with the link; its key says which it is of those to them."""
    inviter = row.invited_by
    context = {
        "row": row,
        "name": row.name,
        "role": ROLES[Role(row.role)],
        "over": row.school or row.trust or row.programme or row.place,
        "through": row.through,
        "inviter": inviter.name if inviter else "",
        "signs": agreement_to_sign(row) is not None,
        "link": settings.SITE + reverse("access:join", kwargs={"token": token}),
        "at": at,
    }
    words = written("access/mail/invitation", context)
    reply_to = inviter.user.email if inviter and inviter.user else ""
    return LetterDraft(
        key=f"{LETTER} {row.pk} {row.letters}",
        purpose=LETTER,
        subject_id=row.pk,
        to=row.email,
        title=words.title,
        text=words.text,
        html=words.html,
        sender=str(row.through or "Smeaton"),
        headers=answered_to(reply_to),
    )


class AgreementLetter(StrEnum):
    """The purposes of letters about agreements; the letter's subject is the agreement's id."""

    PROPOSED = "agreement proposed"
    TO_VOUCH = "agreement to vouch for"
    SIGNED = "agreement signed"
    WITHDRAWN = "agreement withdrawn"


def draft(kind: AgreementLetter, row: Agreement, to: WrittenTo, reply_to: str) -> LetterDraft:
    """One letter about one version to one person; its key says which, so that none is written twice.

    `row` with its party and its programme's place loaded.
    """
    programme = row.programme
    address = reverse("access:agreement", kwargs={"agreement": row.pk})
    if kind is AgreementLetter.WITHDRAWN:
        address = reverse("access:agreements", kwargs={"place": programme.place.slug})
    elif kind is AgreementLetter.TO_VOUCH:
        address = page_url("start")  # where they are asked
    context = {
        "kind": kind.name,
        "name": to.name,
        "programme": programme,
        "party": str(row.trust or row.school),
        "row": row,
        "shares": [SHARED[each] for each in Shared if each in row.shares],
        "link": settings.SITE + address,
        "reply_to": reply_to,
    }
    words = written("access/mail/letter", context)
    return LetterDraft(
        key=f"{kind} {row.pk} {sha256(to.email.lower().encode()).hexdigest()[:16]}",
        purpose=kind,
        subject_id=row.pk,
        to=to.email,
        title=words.title,
        text=words.text,
        html=words.html,
        sender=programme.name,
        headers=answered_to(reply_to),
    )
