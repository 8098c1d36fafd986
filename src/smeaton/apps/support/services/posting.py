"""Putting letters about packages into the outbox, in the transaction of what they tell about."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from smeaton.apps.access.queries import programme_reach
from smeaton.apps.needs.queries.letters import hub_address
from smeaton.apps.outbox import services as outbox
from smeaton.apps.places.models import Department
from smeaton.apps.support.documents import sentences
from smeaton.apps.support.documents.moves import moved_sentences
from smeaton.apps.support.mail import Occasion, PackageLetter, draft
from smeaton.apps.support.models import PackageVersion
from smeaton.apps.support.queries.addressees import Addressee, of_place, of_schools
from smeaton.apps.support.queries.contents import view_of
from smeaton.terms import Permission, Role

_TO = {
    PackageLetter.PROPOSAL: (Role.SUBJECT_LEAD,),
    PackageLetter.CHANGED: (Role.SUBJECT_LEAD,),
    PackageLetter.REMINDER: (Role.SUBJECT_LEAD,),
    PackageLetter.HEAD_TO_SIGN: (Role.HEAD,),
    PackageLetter.HUB_TO_SIGN: (Role.HUB_LEAD,),
    PackageLetter.AGREED: (Role.SUBJECT_LEAD, Role.HEAD),
}

Post = tuple[PackageLetter, Department, PackageVersion]
"""A letter to write: its kind, the department (school and programme's place loaded) and the version."""


def post(letters: Sequence[Post], at: datetime, *, turn: str = "") -> tuple[int, tuple[Department, ...]]:
    """Write these letters; returns how many are new, and the departments with nobody to write to.

    The hub is written to only about departments that their trusts share with it.

    Letters that were withdrawn by a newer version are those about an older one that have not gone yet.
    """
    if not letters:
        return 0, ()
    today = timezone.localdate(at)
    place = letters[0][1].programme.place_id
    reply_to = hub_address(place, today)
    roles = {role for kind, _, _ in letters for role in _TO[kind]}
    schools = [department.school_id for _, department, _ in letters]
    found = {role: of_schools(schools, role, today) for role in roles if role != Role.HUB_LEAD}
    hub = of_place(place, Role.HUB_LEAD, today) if Role.HUB_LEAD in roles else ()
    shared = programme_reach(letters[0][1].programme_id, "letters", today) if hub else None
    drafts, nobody = [], []
    for kind, department, version in letters:
        people: list[Addressee] = []
        for role in _TO[kind]:
            if role == Role.HUB_LEAD:
                people += hub if shared and shared.can(Permission.SIGN_AS_HUB, department.where) else ()
                continue
            people += found[role].get(department.school_id, ())
        if not people:
            nobody.append(department)
        occasion = Occasion(
            kind,
            version,
            finding=sentences.package_finding(view_of(version.content)),
            moved=tuple(moved_sentences(version.moved)) if version.moved else (),
            turn=turn,
        )
        drafts += [draft(occasion, department, each, reply_to, at) for each in people]
    return outbox.write_letters(drafts=drafts, at=at), tuple(nobody)


def withdraw_older(versions: Iterable[PackageVersion], at: datetime) -> None:
    """Withdraw letters about these versions, which hold no more, as far as they have not gone yet."""
    ids = [version.pk for version in versions]
    if ids:
        outbox.withdraw_letters(purposes=tuple(PackageLetter), subject_ids=ids, at=at)
