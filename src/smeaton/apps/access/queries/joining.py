"""What the page of an invitation says, and the secret by which it is found."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from smeaton.apps.access.models import Agreement, InvitationToJoin
from smeaton.apps.people.models import Person, User
from smeaton.terms import ROLES, Permission, Role, Shared

SHARED_WORDS: dict[Shared, str] = {
    Shared.AGGREGATES: "totals and averages of the place in which your schools are counted",
    Shared.NAMED_DEPARTMENTS: "your schools’ departments by name, with their needs and their support",
    Shared.MODERATED_VALUES: "levels as they were moderated with your departments",
}


@dataclass(frozen=True)
class ToSign:
    """An agreement that waits for the signature of whoever is invited."""

    id: int
    programme: str
    shares: tuple[str, ...]
    roles: tuple[str, ...]
    until: str


@dataclass(frozen=True)
class JoiningPage:
    """An invitation, as whoever followed its link reads it. `closed` says why it cannot be accepted."""

    name: str
    email: str
    role: str
    about: str
    over: str
    invited_by: str
    until: datetime | None
    closed: str
    agreement: ToSign | None = None


def token_hash(token: str) -> str:
    """What is kept of the secret in a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def joining_page(token: str, at: datetime) -> JoiningPage | None:
    """The invitation that the link is for; None where the secret is of no letter, or an older one."""
    rows = InvitationToJoin.objects.select_related("place", "programme", "trust", "school", "invited_by")
    row = rows.filter(token_hash=token_hash(token)).first()
    if row is None:
        return None
    role = Role(row.role)
    closed = row.why_closed(at)
    return JoiningPage(
        name=row.name,
        email=row.email,
        role=ROLES[role].title,
        about=ROLES[role].description,
        over=str(row.school or row.trust or row.programme or row.place),
        invited_by=row.invited_by.name if row.invited_by else "",
        until=row.expires_at,
        closed=closed,
        agreement=None if closed else agreement_to_sign(row),
    )


def agreement_to_sign(row: InvitationToJoin) -> ToSign | None:
    """The unsigned agreement with the trust, or with a school without one, that the role signs, if any."""
    if Permission.SIGN_AGREEMENT not in ROLES[Role(row.role)].permissions:
        return None
    party = {"trust": row.trust_id} if row.trust_id is not None else {"school": row.school_id}
    rows = Agreement.objects.filter(signed_at__isnull=True, **party).select_related("programme")
    if row.through_id is not None:
        rows = rows.filter(programme__place=row.through_id)
    found = rows.order_by("-proposed_at").first()
    if found is None:
        return None
    return ToSign(
        found.pk,
        found.programme.name,
        tuple(SHARED_WORDS[Shared(each)] for each in found.shares),
        tuple(ROLES[Role(each)].title.lower() for each in found.roles),
        f"{found.until:%-d %B %Y}",
    )


def login_of(email: str) -> User | None:
    """The login with that address, whatever the case of its letters; active or not."""
    return User.objects.filter(email__iexact=email).first()


def holds_already(email: str, row: InvitationToJoin) -> bool:
    """Whether whoever signs in with the address holds the invitation's role over the same thing for good."""
    return Person.objects.filter(
        user__email__iexact=email,
        grants__role=row.role,
        grants__ends__isnull=True,
        grants__place=row.place_id,
        grants__programme=row.programme_id,
        grants__trust=row.trust_id,
        grants__school=row.school_id,
    ).exists()
