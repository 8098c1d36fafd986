"""Signing a package: the lead, then the head, then the hub; always the newest version, by its number."""

from datetime import datetime

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department
from smeaton.apps.support.mail import PackageLetter
from smeaton.apps.support.models import Party, Reply, SignOff
from smeaton.apps.support.queries.packages import package
from smeaton.apps.support.queries.versions import ORDER
from smeaton.apps.support.services.posting import Post, post
from smeaton.apps.support.services.replying import agree_items
from smeaton.apps.support.services.versions import newest_versions, what_moved
from smeaton.terms import Permission, Reach

PERMISSIONS = {
    Party.LEAD: Permission.SIGN_AS_LEAD,
    Party.HEAD: Permission.SIGN_AS_HEAD,
    Party.HUB: Permission.SIGN_AS_HUB,
}
_LETTERS = {
    Party.LEAD: (PackageLetter.HEAD_TO_SIGN,),
    Party.HEAD: (PackageLetter.HUB_TO_SIGN,),
    Party.HUB: (PackageLetter.AGREED,),
}


class SignRefused(ValueError):
    """A signature that is not taken. The message is a sentence for whoever signed."""


@transaction.atomic
def sign(*, reach: Reach, department_id: int, party: Party, version: int, at: datetime) -> SignOff:
    """Sign a version, which has to be the newest, in the party's turn.

    The lead's signature makes every item agreed, so that no re-plan moves it while head and hub read it; the
    hub's makes the version hold. Whoever is next gets a letter. `Refused` without the party's permission;
    `SignRefused` with a sentence where the version is not the newest, something is still being worked in, or
    it is somebody else's turn. The caller enqueues `tasks.send_letters` on commit.
    """
    department = (
        Department.objects.select_for_update(no_key=True, of=("self",))
        .select_related("school", "programme__place")
        .get(pk=department_id)
    )
    reach.require(PERMISSIONS[party], department.where)
    newest = newest_versions([department_id]).get(department_id)
    if newest is None:
        raise SignRefused("Nothing has been sent to sign yet.")
    if newest.number != version:
        raise SignRefused(
            f"Version {version} is not the newest any more: version {newest.number} is. "
            "Read what moved, then sign that one."
        )
    if Reply.objects.waiting().filter(department=department).exists():
        raise SignRefused("A change is still being worked in. Sign what comes of it.")
    if what_moved(newest, package(department_id, Reach.of_system("signing")), ()):
        raise SignRefused("The hub has made another plan since. Wait for the version that it sends.")
    signed = {Party(row.party) for row in SignOff.objects.filter(version=newest)}
    if party in signed:
        raise SignRefused(f"Version {version} is signed by the {party.label} already.")
    for earlier in ORDER[: ORDER.index(party)]:
        if earlier not in signed:
            raise SignRefused(f"The {earlier.label} signs first, and has not signed version {version} yet.")
    made = SignOff.objects.create(version=newest, party=party, signed_by=reach.actor, signed_at=at)
    if party == Party.LEAD:
        agree_items(department_id)
    letters: list[Post] = [(kind, department, newest) for kind in _LETTERS[party]]
    post(letters, at)
    record(
        reach=reach,
        action=f"signed as {party.label}",
        subject="package",
        subject_id=newest.pk,
        place=department.programme.place_id,
        school=department.school_id,
        changes={"version": version},
        at=at,
        agreement=reach.under(department.where),
    )
    return made
