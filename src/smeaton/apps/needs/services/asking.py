"""Who is asked in a wave: adding people, taking them out, mending an address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from smeaton.apps.needs.models import Invitation, RespondentRole, Wave
from smeaton.apps.needs.services.recording import record_on
from smeaton.apps.places.models import Department
from smeaton.engine.sources.addresses import Listed, Mistake
from smeaton.terms import Permission, Reach


class PeopleRefused(ValueError):
    """A list of people that cannot be taken; nobody of it is. `mistakes` says each, in the order of lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(" ".join(str(mistake) for mistake in mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Asked:
    """What came of a list: the invitations that are new, and how many people were asked already."""

    added: tuple[int, ...]
    already: int


@transaction.atomic
def ask_people(
    *,
    reach: Reach,
    wave_id: int,
    people: Sequence[Listed],
    role: str,
    at: datetime,
    department_id: int | None = None,
) -> Asked:
    """Ask everybody on a list, in the department given or in that of each line's URN. All or nobody.

    `role` holds for lines that name none. Somebody asked already in the same role is left as they are;
    somebody taken out before is asked again. `PeopleRefused` names every line that cannot be taken: no
    school, one that is not in the programme or not within reach, another role than before. `Refused`
    without `ASK_COLLEAGUES` over the department given.
    """
    wave = _wave(wave_id, at)
    departments = _departments(reach, wave, department_id)
    rows = [(listed, departments.get(listed.urn if department_id is None else None)) for listed in people]
    mistakes = [
        Mistake(
            listed.line,
            "urn",
            "the school is not named: give its URN."
            if listed.urn is None
            else f"no school {listed.urn} in this programme that you may ask in.",
        )
        for listed, department in rows
        if department is None
    ]
    before = _by_address(wave, [listed.address for listed in people])
    new, again, already = [], [], 0
    for listed, department in rows:
        if department is None:
            continue
        as_role = listed.role or role
        known = before.get((department.pk, listed.address.casefold()))
        if known is None:
            new.append(
                Invitation(
                    wave=wave,
                    department=department,
                    role=RespondentRole(as_role),
                    email=listed.address,
                    name=listed.name,
                    added_at=at,
                )
            )
        elif known.withdrawn_at is None and known.role != as_role:
            words = f"{listed.address} is asked as {known.role} already. Take them out there first."
            mistakes.append(Mistake(listed.line, "role", words))
        elif known.withdrawn_at is None:
            already += 1
        else:
            known.role, known.withdrawn_at, known.invited_at = as_role, None, None
            known.name, known.link_version = listed.name or known.name, known.link_version + 1
            again.append(known)
    if mistakes:
        raise PeopleRefused(sorted(mistakes, key=lambda mistake: mistake.line))
    made = Invitation.objects.bulk_create(new, batch_size=500)
    Invitation.objects.bulk_update(again, ["role", "withdrawn_at", "invited_at", "name", "link_version"])
    added = tuple(row.pk for row in (*made, *again))
    changes = {"department": department_id, "added": len(added), "already": already}
    record_on(wave, reach=reach, action="asked people", changes=changes, at=at)
    return Asked(added, already)


@transaction.atomic
def ask_the_same_people(*, reach: Reach, wave_id: int, earlier_wave_id: int, at: datetime) -> Asked:
    """Ask everybody who stood in an earlier wave of the programme, in the same department and role.

    Those who asked for no reminders, or whose letters came back, are asked anew: it is another audit. Those
    whose addresses have been taken out since are not, nor is anybody of a school that is not shared.
    `Refused` without `RUN_AUDIT` over the place.
    """
    wave = _wave(wave_id, at)
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    shared = Department.objects.filter(programme=wave.programme_id)
    shared = shared.visible_to(reach, Permission.ASK_COLLEAGUES).order_by()
    earlier = Invitation.objects.standing().with_address()
    earlier = earlier.filter(wave=earlier_wave_id, wave__programme=wave.programme_id, department__in=shared)
    there = {
        (department, email.casefold())
        for department, email in Invitation.objects.filter(wave=wave).values_list("department_id", "email")
    }
    made = Invitation.objects.bulk_create(
        [
            Invitation(
                wave=wave,
                department_id=row.department_id,
                role=row.role,
                email=row.email,
                name=row.name,
                added_at=at,
            )
            for row in earlier
            if (row.department_id, row.email.casefold()) not in there
        ],
        batch_size=500,
    )
    changes = {"added": len(made), "from": earlier_wave_id}
    record_on(wave, reach=reach, action="asked the same people", changes=changes, at=at)
    return Asked(tuple(row.pk for row in made), 0)


@transaction.atomic
def withdraw(*, reach: Reach, invitation_id: int, at: datetime) -> Invitation:
    """Ask somebody no longer: their link ends at once; what they have answered stays and counts.

    `Refused` without `ASK_COLLEAGUES` over the department.
    """
    invitation = _held(reach, invitation_id)
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        _record_of(invitation, reach, "withdrew an invitation", at)
    return invitation


@transaction.atomic
def correct_address(*, reach: Reach, invitation_id: int, listed: Listed, at: datetime) -> Invitation:
    """Give an invitation another address; the earlier link ends, and it counts as not written to yet.

    `PeopleRefused` where that address is asked in the department already. `Refused` as for `withdraw`.
    """
    invitation = _held(reach, invitation_id)
    others = Invitation.objects.filter(
        wave=invitation.wave_id, department=invitation.department_id, email__iexact=listed.address
    )
    if others.exclude(pk=invitation.pk).exists():
        words = f"{listed.address} is asked in this department already."
        raise PeopleRefused([Mistake(listed.line, "email", words)])
    invitation.email = listed.address
    invitation.name = listed.name or invitation.name
    invitation.link_version += 1
    invitation.invited_at = invitation.bounced_at = None
    invitation.save(update_fields=["email", "name", "link_version", "invited_at", "bounced_at"])
    _record_of(invitation, reach, "corrected an address", at)
    return invitation


def _wave(wave_id: int, at: datetime) -> Wave:
    wave = (
        Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("programme").get(pk=wave_id)
    )
    if wave.closed_at is not None or (wave.closes is not None and timezone.localdate(at) > wave.closes):
        raise PeopleRefused([Mistake(1, "email", f"{wave.name} has closed: nobody is asked any more.")])
    return wave


def _departments(reach: Reach, wave: Wave, department_id: int | None) -> dict[int | None, Department]:
    """URN → department within reach; under None the one given, which must be within reach."""
    rows = Department.objects.filter(programme=wave.programme_id).select_related("school", "programme")
    if department_id is not None:
        given = rows.get(pk=department_id)
        reach.require(Permission.ASK_COLLEAGUES, given.where)
        return {None: given}
    return {row.school_id: row for row in rows.visible_to(reach, Permission.ASK_COLLEAGUES)}


def _by_address(wave: Wave, addresses: Iterable[str]) -> dict[tuple[int, str], Invitation]:
    wanted = {address.casefold() for address in addresses}
    rows = Invitation.objects.filter(wave=wave)
    return {(row.department_id, row.email.casefold()): row for row in rows if row.email.casefold() in wanted}


def _held(reach: Reach, invitation_id: int) -> Invitation:
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("wave__programme", "department__school", "department__programme")
    invitation = rows.get(pk=invitation_id)
    reach.require(Permission.ASK_COLLEAGUES, invitation.department.where)
    return invitation


def _record_of(invitation: Invitation, reach: Reach, action: str, at: datetime) -> None:
    changes = {"department": invitation.department_id}
    record_on(invitation.wave, reach=reach, action=action, changes=changes, at=at)
