"""A region: a place of as many schools as one likes, and names as awkward as people and schools have them."""

from datetime import datetime, timedelta

from smeaton.apps.access.models import Agreement, GrantRecord, InvitationToJoin
from smeaton.apps.history.models import Event
from smeaton.apps.people.models import CorrectionRequest, Person
from smeaton.apps.places.models import Department
from smeaton.apps.register.models import School, Trust
from smeaton.terms import Role
from tests.factories.personas import GRANTED, STARTS, Personas

LONG_SCHOOL = (
    "The Holy Trinity and Saint Bartholomew Church of England Academy and Sixth Form College at Uphill"
)
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff" * 2 + " Ó Súilleabháin"
ARABIC = "مدرسة الأمل الثانوية"
ADDRESS = f"{'a' * 64}@{'b' * 44}.example.org"
FIRST = 700_001


def region(personas: Personas, schools: int, trusts: int) -> list[School]:
    """So many more schools, of so many trusts in turn, in the personas' programme: nobody is in yet."""
    owners = Trust.objects.bulk_create(
        Trust(name=f"Region Trust {n}", name_key=f"region trust {n}") for n in range(trusts)
    )
    rows = School.objects.bulk_create(
        School(
            urn=FIRST + n,
            name=f"Region School {n:04}",
            phase="secondary",
            status="open",
            identity_only=False,
            trust=owners[n % trusts],
        )
        for n in range(schools)
    )
    Department.objects.bulk_create(
        Department(programme=personas.programme, school=school, standing="taking part", standing_since=STARTS)
        for school in rows
    )
    return rows


def led(school: School, name: str = "Lee Lead", role: Role = Role.SUBJECT_LEAD) -> Person:
    """Somebody who holds a role over the school."""
    person = Person.objects.create(name=name)
    GrantRecord.objects.create(person=person, role=role, school=school, starts=GRANTED)
    return person


def signed(personas: Personas, trust: Trust, at: datetime) -> Agreement:
    """An agreement with that trust, signed and in force."""
    return Agreement.objects.create(
        programme=personas.programme,
        trust=trust,
        number=1,
        shares=["aggregates", "named departments"],
        roles=["hub lead"],
        starts=GRANTED,
        until=GRANTED.replace(year=2100),
        proposed_at=at,
        signed_at=at,
        counts_from=at,
        signed_as="Chief executive",
    )


def invited(
    personas: Personas, school: School, n: int, at: datetime, *, sent: bool = True
) -> InvitationToJoin:
    """A teacher who is invited to that school, and has not accepted."""
    return InvitationToJoin(
        email=f"teacher.{n}@region.example",
        name=f"Teacher {n}",
        role=Role.TEACHER,
        school=school,
        through=personas.place,
        added_at=at,
        sent_at=at if sent else None,
        expires_at=at + timedelta(days=14) if sent else None,
        token_hash=f"{n:064}" if sent else "",
    )


def asks(person: Person, n: int, at: datetime) -> CorrectionRequest:
    """A request for correction that waits."""
    return CorrectionRequest(person=person, wrong=f"My name, for the {n}th time", asked_at=at)


def events(personas: Personas, count: int, at: datetime) -> None:
    """So many entries of history about the first department, by the hub lead, outside the chain."""
    last = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    place, urn = personas.place.pk, personas.department.school_id
    for start in range(0, count, 5000):
        Event.objects.bulk_create(
            Event(
                number=last + 1 + n,
                digest="none",
                at=at,
                actor=f"person:{personas.hub_lead.pk}",
                role="hub lead",
                action="set staffing",
                subject="package" if n % 10 == 0 else "department",
                subject_id="7" if n % 10 == 0 else str(personas.department.pk),
                place=place,
                school=urn,
                changes={"teachers": n},
            )
            for n in range(start, min(start + 5000, count))
        )
