"""What a staff list that waits would bring in."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower

from smeaton.apps.access.models import GrantRecord, InvitationToJoin, StaffList
from smeaton.apps.access.queries.standing import Here
from smeaton.engine.sources.look_alikes import address_looks, looks
from smeaton.engine.sources.staff_lists import RowError, StaffRead, StaffRow, heading_of, read_staff
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class StaffPreview:
    """Who would come in (`new`), who leaves, who is in or named already, and all that is wrong.

    `leaving` has the person that each row is about. `basis` is a hash of the list.
    """

    id: int
    here: Here
    new: tuple[StaffRow, ...]
    leaving: tuple[tuple[StaffRow, int], ...]
    known: tuple[StaffRow, ...]
    errors: tuple[RowError, ...]
    same_name: tuple[str, ...]
    """Names of people who would come in and who are here already under another address, or none."""
    alike: tuple[tuple[str, str], ...]
    """Addresses of people who would come in, each with one that is here already and looks like it."""
    basis: str

    @property
    def leavers(self) -> tuple[tuple[StaffRow, str, str], ...]:
        """Who leaves, each with the name of their school and of the one that they move to."""
        names = dict(self.here.schools)
        return tuple((row, names[row.school], names.get(row.to, "")) for row, _ in self.leaving)

    @property
    def rows(self) -> tuple[tuple[StaffRow, str], ...]:
        """Who would come in, each with the name of their school."""
        names = dict(self.here.schools)
        return tuple((row, names[row.school]) for row in self.new)


def staff_preview(list_id: int, here: Here, reach: Reach, today: date) -> StaffPreview:
    """What the list would bring in, in a few queries. `StaffList.DoesNotExist` where it waits no more.

    Only what the reach sees on its page of people is compared with: whether an address is known anywhere else
    shows in nothing. `Refused` without MANAGE_PEOPLE.
    """
    reach.require(Permission.MANAGE_PEOPLE, here.where)
    row = StaffList.objects.get(
        pk=list_id, place=here.place.pk, ended_at__isnull=True, **{here.scope.value: here.key}
    )
    return preview_of(row, here, today)


def preview_of(row: StaffList, here: Here, today: date) -> StaffPreview:
    """What a list that is loaded would bring in."""
    read = read_staff(row.headings, [(number, cells) for number, cells in row.rows], dict(here.schools))
    urns = [urn for urn, _ in here.schools]
    grants = GrantRecord.objects.filter(school__in=urns).filter(Q(ends__isnull=True) | Q(ends__gte=today))
    held = grants.order_by().annotate(address=Lower("person__user__email"))
    persons = {
        (urn, address): person for urn, address, person in held.values_list("school", "address", "person")
    }
    standing = InvitationToJoin.objects.standing().filter(school__in=urns).order_by()
    named = standing.annotate(address=Lower("email"))
    there = set(held.values_list("school", "role", "address")) | set(
        named.values_list("school", "role", "address")
    )
    names = {
        (urn, look) for urn, name in grants.values_list("school", "person__name") for look in looks(name)
    }
    waiting = named.filter(person__isnull=False).values_list("school", "address", "person")
    persons |= {(urn, address): person for urn, address, person in waiting}
    coming = [one for one in read.people if one.leaves is None]
    gone = [(one, persons.get((one.school, one.email.lower()))) for one in read.people if one.leaves]
    new = tuple(one for one in coming if (one.school, one.role, one.email.lower()) not in there)
    absent = tuple(_not_here(one, row.headings) for one, person in gone if person is None)
    fresh = set(new)
    return StaffPreview(
        id=row.pk,
        here=here,
        new=new,
        leaving=tuple((one, person) for one, person in gone if person is not None),
        known=tuple(one for one in coming if one not in fresh),
        errors=tuple(sorted(read.errors + absent, key=lambda error: error.row)),
        same_name=tuple(
            one.name for one in new if any((one.school, look) in names for look in looks(one.name))
        ),
        alike=_alike(new, {address for _, _, address in there if address}),
        basis=_basis(read),
    )


def _not_here(one: StaffRow, headings: list[str]) -> RowError:
    words = f"Nobody with the address {one.email} is at that school, so they cannot leave it."
    return RowError(
        one.row, heading_of(headings, "leaves"), f"{words} Correct the address, or leave the row out."
    )


def _alike(new: tuple[StaffRow, ...], there: set[str]) -> tuple[tuple[str, str], ...]:
    seen = {look: address for address in sorted(there) for look in address_looks(address)}
    found = []
    for one in new:
        others = {seen[look] for look in address_looks(one.email) if look in seen} - {one.email.lower()}
        found += [(one.email, other) for other in sorted(others)]
    return tuple(found)


def _basis(read: StaffRead) -> str:
    return hashlib.sha256(repr(read).encode("utf-8", "replace")).hexdigest()[:32]
