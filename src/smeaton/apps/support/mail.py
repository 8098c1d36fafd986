"""Letters about packages: sent to a lead, changed, waiting for a reply or a signature, agreed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from smeaton.apps.outbox.services import LetterDraft
from smeaton.apps.places.models import Department
from smeaton.apps.support.models import PackageVersion
from smeaton.apps.support.queries.addressees import Addressee
from smeaton.ui.letters import answered_to, written


class PackageLetter(StrEnum):
    """The purposes of letters about packages; the letter's subject is the version's id."""

    PROPOSAL = "package proposal"
    CHANGED = "package changed"
    REMINDER = "package reminder"
    HEAD_TO_SIGN = "package for the head to sign"
    HUB_TO_SIGN = "package for the hub to sign"
    AGREED = "package agreed"


_SIGNS = {PackageLetter.HEAD_TO_SIGN: "head", PackageLetter.HUB_TO_SIGN: "hub"}


@dataclass(frozen=True)
class Occasion:
    """What a letter is written for: its purpose, the version, and `turn` where one purpose recurs.

    `finding` says what the version is, `moved` what moved since the one before, in sentences.
    """

    kind: PackageLetter
    version: PackageVersion
    finding: str
    moved: tuple[str, ...] = ()
    turn: str = ""


def draft(
    occasion: Occasion, department: Department, to: Addressee, reply_to: str, at: datetime
) -> LetterDraft:
    """One letter about one version to one person; its key says which, so that none is written twice.

    `department` with school and programme's place loaded. The letter names no other school.
    """
    version, kind = occasion.version, occasion.kind
    programme = department.programme
    where = {"place": programme.place.slug, "urn": department.school_id}
    address = reverse("support:package", kwargs=where)
    if kind in _SIGNS:
        address = reverse("support:sign", kwargs=where | {"party": _SIGNS[kind]})
    context = {
        "kind": kind.name,
        "name": to.name,
        "programme": programme,
        "school": department.school.name,
        "number": version.number,
        "finding": occasion.finding,
        "moved": occasion.moved,
        "link": settings.SITE + address,
        "reply_to": reply_to,
        "at": at,
    }
    words = written("support/mail/letter", context)
    return LetterDraft(
        key=f"{kind} {version.pk} {_short(to.email)} {occasion.turn}".strip(),
        purpose=kind,
        subject_id=version.pk,
        to=to.email,
        title=words.title,
        text=words.text,
        html=words.html,
        sender=programme.name,
        headers=answered_to(reply_to),
    )


def _short(email: str) -> str:
    """An address as a few signs: keys of letters are short, addresses need not be."""
    return sha256(email.lower().encode()).hexdigest()[:16]
