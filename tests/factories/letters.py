"""An audit whose people are to be written to."""

from datetime import UTC, date, datetime

from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.services import open_wave
from smeaton.apps.places.models import Department
from tests.factories.personas import SYSTEM, Personas

OPENS = date(2026, 11, 23)
CLOSES = date(2026, 12, 11)
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


def audit(personas: Personas, *, people: int = 3) -> Wave:
    """A wave from 23 November to 11 December that asks some people in each of the two departments."""
    wave = open_wave(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        name="Autumn 2026",
        opens=OPENS,
        closes=CLOSES,
        at=MORNING,
    )
    for department in (personas.department, personas.neighbour):
        ask(wave, department, people)
    return wave


def ask(wave: Wave, department: Department, people: int) -> list[Invitation]:
    """So many people of a department, its lead first, then teachers and one technician."""
    roles = ["lead", *["teacher"] * (people - 2), "technician"][:people]
    return Invitation.objects.bulk_create(
        [
            Invitation(
                wave=wave,
                department=department,
                role=role,
                email=f"{role}-{number}@{department.pk}.example.org",
                name=f"{role.capitalize()} {number}",
                added_at=MORNING,
            )
            for number, role in enumerate(roles)
        ]
    )
