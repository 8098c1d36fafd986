"""The letter of an invitation to join."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from smeaton.apps.access.models import InvitationToJoin
from smeaton.apps.access.queries.joining import agreement_to_sign
from smeaton.apps.access.queries.people import LETTER
from smeaton.apps.outbox.services import LetterDraft
from smeaton.terms import ROLES, Role
from smeaton.ui.letters import with_styles


def invitation_letter(row: InvitationToJoin, token: str, at: datetime) -> LetterDraft:
    """The letter with the link; its key says which it is of those to them."""
    inviter = row.invited_by
    context = {
        "row": row,
        "role": ROLES[Role(row.role)],
        "over": row.school or row.trust or row.programme or row.place,
        "through": row.through,
        "inviter": inviter.name if inviter else "",
        "signs": agreement_to_sign(row) is not None,
        "link": settings.SITE + reverse("access:join", kwargs={"token": token}),
        "at": at,
    }
    title, _, text = render_to_string("access/mail/invitation.txt", context).strip().partition("\n")
    reply_to = inviter.user.email if inviter and inviter.user else ""
    return LetterDraft(
        key=f"{LETTER} {row.pk} {row.letters}",
        purpose=LETTER,
        subject_id=row.pk,
        to=row.email,
        title=title,
        text=text.strip() + "\n",
        html=with_styles(render_to_string("access/mail/invitation.html", context | {"title": title})),
        sender=str(row.through or "Smeaton"),
        headers={"Reply-To": reply_to} if reply_to and reply_to.isascii() else {},
    )
