"""Entering mentors from a page: adding one, changing one."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import Depth, Mentor, MentorStrength, Part
from smeaton.terms import Permission, Reach

MOST_MENTORS = 200
MOST_HOURS = Decimal(2000)
MOST_RATE = Decimal(1000)


class MentorRefused(ValueError):
    """Nothing was changed. The message is a sentence for the hub lead."""


@transaction.atomic
def save_mentor(
    *,
    reach: Reach,
    programme_id: int,
    department_id: int,
    role: str,
    hours: Decimal,
    hourly_rate: Decimal,
    gives: Mapping[str, tuple[str, str]],
    mentor_id: int | None = None,
) -> Mentor:
    """Add a mentor, or change the one with that id; `gives`: strand → (main or also, light, solid or deep).

    The current plan stays as it is; the next one goes by what is saved. `Refused` without MANAGE_PLACE over
    the place; `MentorRefused`, with a sentence, for hours or a rate out of range, or a school elsewhere.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.MANAGE_PLACE, programme.where)
    mentors = Mentor.objects.filter(programme=programme)
    seen = Department.objects.filter(programme=programme).visible_to(reach, Permission.VIEW_DEPARTMENT)
    department = seen.filter(pk=department_id).first()
    if department is None:
        raise MentorRefused("Choose a school of this programme whose trust shares it.")
    if not role.strip():
        raise MentorRefused("Give the mentor a role, like lead practitioner.")
    if not (0 <= hours <= MOST_HOURS and 0 <= hourly_rate <= MOST_RATE):
        raise MentorRefused(f"Give from 0 to {MOST_HOURS:,} hours, at £0 to £{MOST_RATE:,} an hour.")
    if not gives:
        raise MentorRefused("Say for at least one strand what they can give.")
    if mentor_id is None:
        if mentors.count() >= MOST_MENTORS:
            raise MentorRefused(f"There are {MOST_MENTORS} mentors already.")
        mentor, before = Mentor(programme=programme, key=_new_key(programme, role)), {}
    else:
        mentor = mentors.select_for_update(no_key=True).get(pk=mentor_id)
        before = _told(mentor)
    mentor.department, mentor.role = department, role.strip()
    mentor.hours, mentor.hourly_rate = hours, hourly_rate
    mentor.save()
    MentorStrength.objects.filter(mentor=mentor).delete()
    MentorStrength.objects.bulk_create(
        MentorStrength(mentor=mentor, strand=strand, part=Part(part).value, depth=Depth(depth).value)
        for strand, (part, depth) in gives.items()
    )
    after = _told(mentor)
    record(
        reach=reach,
        action="changed" if before else "added",
        subject="mentor",
        subject_id=mentor.pk,
        place=programme.place_id,
        school=department.school_id,
        changes={"before": before, "after": after} if before else after,
    )
    return mentor


def _new_key(programme: Programme, role: str) -> str:
    """A key that no mentor of the programme has; it stays when the role is reworded."""
    start = slugify(role)[:50] or "mentor"
    taken = set(Mentor.objects.filter(programme=programme).values_list("key", flat=True))
    names = (start if n == 1 else f"{start}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _told(mentor: Mentor) -> dict[str, object]:
    return {
        "role": mentor.role,
        "school": mentor.department.school_id,
        "hours": str(mentor.hours),
        "hourly_rate": str(mentor.hourly_rate),
        "gives": {row.strand: [row.part, row.depth] for row in MentorStrength.objects.filter(mentor=mentor)},
    }
