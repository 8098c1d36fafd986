"""One small place and the people around it: owner, sharer, and the stranger who must be refused."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.test import Client

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import grant, propose_agreement, sign_agreement
from smeaton.apps.people.models import Person
from smeaton.apps.people.services import add_person
from smeaton.apps.places.models import Department, Place, Programme
from smeaton.apps.register.models import LocalAuthority, School, Trust
from smeaton.terms import Reach, Role, ScopeKind
from tests.factories.signing_in import signed_in

STARTS = date(2026, 9, 1)
GRANTED = date(2000, 9, 1)
"""Long ago, for pages go by the date of the machine, and tests must not."""
TODAY = date(2026, 11, 23)
SYSTEM = Reach.of_system("tests")


@dataclass(frozen=True)
class Personas:
    """Two departments of one programme (schools of different trusts), and who may see what of them."""

    place: Place
    programme: Programme
    department: Department
    """The department whose subject lead, head and trust lead are here."""
    neighbour: Department
    """Another department of the same programme, of another trust."""
    hub_lead: Person
    accountability_lead: Person
    subject_lead: Person
    head: Person
    trust_lead: Person
    stranger: Person
    """Signed in, with the hub lead's role in another place."""

    def reach(self, name: str) -> Reach:
        """The reach of one persona, by attribute name: `personas.reach("hub_lead")`."""
        return reach_of(getattr(self, name), TODAY)

    def client(self, name: str) -> Client:
        """A test client signed in as that persona, with the second factor that a role may need."""
        return signed_in(getattr(self, name).user)


def agree(programme: Programme, *, trust: int | None = None, school: int | None = None) -> Agreement:
    """A signed agreement that shares everything, in force long since and for long."""
    signed = datetime(2000, 9, 1, tzinfo=UTC)
    row = propose_agreement(
        reach=SYSTEM,
        programme_id=programme.pk,
        trust=trust,
        school=school,
        starts=GRANTED,
        until=date(2100, 8, 31),
        at=signed,
    )
    return sign_agreement(reach=SYSTEM, agreement_id=row.pk, signed_as="Chief executive", at=signed)


_TREES = (("Alder", "Birch"), ("Cedar", "Dogwood"))
_SCHOOLS = (("Alderwood", "Birchfield"), ("Cedarhurst", "Dogwood"))


def make_personas(name: str = "Testshire", number: int = 0) -> Personas:
    """Make the place, its programme with two departments, and the people; `number` 1 makes a second such."""
    authority = LocalAuthority.objects.create(code=990 - 10 * number, name=name)
    trusts = [
        Trust.objects.create(name=f"{tree} Trust", name_key=f"{tree.lower()} trust")
        for tree in _TREES[number]
    ]
    schools = [
        School.objects.create(
            urn=900_001 + 50 * number + i,
            name=f"{called} School",
            phase="secondary",
            type="Academy converter",
            website=f"{tree.lower()}.example",
            status="open",
            identity_only=False,
            local_authority=authority,
            trust=trust,
            easting=247_000 + 900 * i,
            northing=55_000 + 700 * i,
            pupils=900 + 50 * i,
        )
        for i, (called, tree, trust) in enumerate(zip(_SCHOOLS[number], _TREES[number], trusts, strict=True))
    ]
    place = Place.objects.create(slug=name.lower(), name=name, local_authority=authority)
    elsewhere, _ = Place.objects.get_or_create(slug="elsewhere", name="Elsewhere")
    programme = Programme.objects.create(
        place=place, name=f"Science · {name}", subject="science", starts=STARTS, synthetic=True
    )
    departments = [
        Department.objects.create(
            programme=programme,
            school=school,
            standing="taking part",
            standing_since=STARTS,
            teachers=10,
            technicians=2,
            release_days=12,
        )
        for school in schools
    ]

    def person(name: str, role: Role, scope: ScopeKind, key: int) -> Person:
        someone = add_person(
            reach=SYSTEM,
            name=name,
            email=f"{name.lower().replace(' ', '.')}{number or ''}@example.org",
            password="open sesame 42",
        )
        grant(reach=SYSTEM, person=someone.pk, role=role, scope=scope, key=key, starts=GRANTED)
        return someone

    for trust in trusts:
        agree(programme, trust=trust.pk)
    urn, alder = schools[0].urn, trusts[0].pk
    return Personas(
        place=place,
        programme=programme,
        department=departments[0],
        neighbour=departments[1],
        hub_lead=person("Hub lead", Role.HUB_LEAD, ScopeKind.PLACE, place.pk),
        accountability_lead=person(
            "Accountability lead", Role.ACCOUNTABILITY_LEAD, ScopeKind.PLACE, place.pk
        ),
        subject_lead=person("Subject lead", Role.SUBJECT_LEAD, ScopeKind.SCHOOL, urn),
        head=person("Head", Role.HEAD, ScopeKind.SCHOOL, urn),
        trust_lead=person("Trust lead", Role.TRUST_LEAD, ScopeKind.TRUST, alder),
        stranger=person("Stranger", Role.HUB_LEAD, ScopeKind.PLACE, elsewhere.pk),
    )
