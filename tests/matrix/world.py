"""Two places with one of everything, and a browser for every role: what the matrix walks through."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from smeaton.apps.access.models import Agreement, GrantRecord, InvitationToJoin, StaffList
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.queries.joining import token_hash
from smeaton.apps.access.queries.standing import here
from smeaton.apps.access.services import grant, staff_lists
from smeaton.apps.access.services.inviting import invite as ask_to_join
from smeaton.apps.home.services.correcting import ask_correction
from smeaton.apps.home.services.holding import place_hold
from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.queries.letters import stop_token
from smeaton.apps.needs.queries.links import token_of
from smeaton.apps.needs.services import choosing, importing, instruments_editing, mailing
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import Person
from smeaton.apps.people.services import add_person
from smeaton.apps.places.models import Department, Place
from smeaton.apps.register.models import School
from smeaton.apps.support import services
from smeaton.apps.support.documents.catalogue import catalogue_book
from smeaton.apps.support.models import Mentor, PackageItem, PackageVersion, ReplyKind
from smeaton.apps.support.queries.catalogue import entries_of, known_of
from smeaton.engine.sources.sheets import read_sheets
from smeaton.engine.sources.staff_files import StaffTable
from smeaton.engine.sources.survey_exports.reading import read_export
from smeaton.engine.support.scenarios import Change, ChangeKind
from smeaton.terms import ROLES, Reach, Role, ScopeKind
from smeaton.ui.charts import store
from smeaton.ui.gallery import gallery_charts
from tests.factories.invitations import invite
from tests.factories.personas import GRANTED, SYSTEM, Personas, make_personas
from tests.factories.signing_in import signed_in, ways_in
from tests.factories.support import told

FIRST = ["recall", "feedback", "leadership"]
STATEMENTS = "Which school are you at?,What is your role?,We come back to what was taught\n"


class Whose(StrEnum):
    """Whose thing an address is about, seen from the person who asks."""

    OWN = "own"
    SIBLING = "sibling"
    """In the same place, at a school of another trust."""
    FOREIGN = "foreign"
    """In another place."""


@dataclass
class Visitor:
    """Somebody at a browser, and what they hold; `role` is None for who holds nothing."""

    name: str
    client: Client
    role: Role | None = None
    scope: ScopeKind | None = None
    signed_in: bool = True
    answering: bool = False
    own: dict[str, Any] = field(default_factory=dict)
    """Parts of an address that stand for something of theirs alone: a session, a passkey."""

    @property
    def ended(self) -> bool:
        """Whether they are signed in and hold nothing in force: whatever they ask, they are told so."""
        return self.signed_in and self.role is None

    def __str__(self) -> str:
        return self.name


@dataclass
class World:
    """What can stand in an address, by whose it is, and everybody who asks."""

    parts: dict[Whose, dict[str, Any]] = field(default_factory=dict)
    visitors: list[Visitor] = field(default_factory=list)
    places: list[Personas] = field(default_factory=list)


def make_world() -> World:
    """Build it. Call it inside a transaction that is rolled back, with `settings.DEMO` and own folders."""
    world = World()
    own, foreign = make_personas(), make_personas("Farshire", 1)
    world.places = [own, foreign]
    for personas in world.places:
        _furnish(personas)
    world.parts = {
        Whose.OWN: _parts(own, own.department),
        Whose.SIBLING: _parts(own, own.neighbour),
        Whose.FOREIGN: _parts(foreign, foreign.department),
    }
    world.parts[Whose.FOREIGN]["picture"] = _drawing("dots")  # which no page shows to anybody
    world.visitors = [Visitor("anonymous", Client(), signed_in=False)]
    world.visitors.append(Visitor("without a grant", signed_in(_person("Nobody").user)))
    for role, described in ROLES.items():
        for scope in sorted(described.scopes):
            person = _person(f"{role} {scope}", role, scope, _key(own, scope))
            own_parts = ways_in(person.user)
            store.show_to(world.parts[Whose.OWN]["picture"], reach_of(person, timezone.localdate()))
            client = signed_in(person.user)
            world.visitors.append(Visitor(f"{role} of a {scope}", client, role, scope, own=own_parts))
    respondent = Client()
    link = reverse("needs:answer", args=[world.parts[Whose.OWN]["token"]])
    assert respondent.post(link).status_code == 302
    world.visitors.append(Visitor("respondent", respondent, signed_in=False, answering=True))
    return world


def _key(own: Personas, scope: ScopeKind) -> int:
    """What a grant of that kind is given over."""
    trust = own.department.school.trust_id
    assert trust is not None
    return {
        ScopeKind.PLACE: own.place.pk,
        ScopeKind.PROGRAMME: own.programme.pk,
        ScopeKind.SCHOOL: own.department.school_id,
        ScopeKind.TRUST: trust,
    }[scope]


def _person(name: str, role: Role | None = None, scope: ScopeKind | None = None, key: int = 0) -> Person:
    email = f"{name.replace(' ', '.')}@example.net".lower()
    person = add_person(reach=SYSTEM, name=name, email=email, password="open sesame 42")
    if role is not None and scope is not None:
        grant(reach=SYSTEM, person=person.pk, role=role, scope=scope, key=key, starts=GRANTED)
    return person


def _furnish(personas: Personas) -> None:
    """A plan whose packages are sent, an open audit with people and letters, and one of everything else."""
    told(personas)
    now, today = timezone.now(), timezone.localdate()
    programme = personas.programme.pk
    wave = Wave.objects.get(programme=programme)
    wave.opens, wave.closes = today - timedelta(days=7), today + timedelta(days=14)
    wave.save()
    for department in (personas.department, personas.neighbour):
        invite(wave, department, invited_at=None)
        _own(department)
        _staff(personas.reach("hub_lead"), personas.place, department)
    mailing.queue_invitations(reach=SYSTEM, wave_id=wave.pk, at=now)
    instruments_editing.copy_instrument(
        reach=SYSTEM, at=now, place_id=personas.place.pk, key="secondary-science", version=2
    )
    services.save_line(
        reach=SYSTEM, programme_id=programme, code="A", name="Grant", amount=Decimal(900), allowed=["courses"]
    )
    services.make_scenario(
        reach=SYSTEM,
        programme_id=programme,
        name="Less money",
        changes=[Change(ChangeKind.MONEY, -10)],
        at=now,
    )
    place_hold(reach=SYSTEM, person_id=personas.head.pk, reason="a claim", since=today, covers="letters")
    ask_correction(reach=personas.reach("head"), person_id=personas.head.pk, wrong="My name", at=now)
    # read here, not in the limited process of an upload, which takes seconds and has tests of its own
    book = catalogue_book(entries_of(programme), known_of(programme), synthetic=True)
    services.keep_workbook(
        reach=SYSTEM, programme_id=programme, sheets=read_sheets(book), file_name="catalogue.xlsx", at=now
    )
    table = read_export((STATEMENTS + f"{personas.department.school.name},Teacher,Secure\n").encode())
    importing.keep_upload(reach=SYSTEM, wave_id=wave.pk, table=table, file_name="answers.csv", at=now)


def _own(department: Department) -> None:
    """Priorities that are agreed, and an item of the package that is accepted."""
    now, key = timezone.now(), department.pk
    choosing.save_draft(reach=SYSTEM, department_id=key, strands=FIRST, at=now)
    reasons = dict.fromkeys(FIRST, "We are ready for it")
    choosing.agree(reach=SYSTEM, department_id=key, strands=FIRST, reasons=reasons, at=now)
    services.reply(
        reach=SYSTEM,
        department_id=key,
        version=PackageVersion.objects.filter(department=key).latest("number").number,
        said=services.Said(ReplyKind.ACCEPT, item=_item(department)),
        at=now,
    )


def _staff(hub: Reach, place: Place, department: Department) -> None:
    """A teacher, one on the hub's word, one invited, and a list of more at the school and its trust."""
    school, now = department.school, timezone.now()
    _person(f"Teacher {school.urn}", Role.TEACHER, ScopeKind.SCHOOL, school.urn)
    grant(
        reach=hub,
        person=_person(f"On the hub's word {school.urn}").pk,
        role=Role.TEACHER,
        scope=ScopeKind.SCHOOL,
        key=school.urn,
        place=place.pk,
        starts=GRANTED,
    )
    row = ask_to_join(
        reach=SYSTEM,
        email=f"joining.{school.urn}@example.net",
        name="Jo Newcomer",
        role=Role.TEACHER,
        scope=ScopeKind.SCHOOL,
        key=school.urn,
        place=place.pk,
        at=now,
    )
    row.token_hash = token_hash(f"joining-{school.urn}")  # the letter's own secret is in its text alone
    row.save()
    for over in ({"urn": school.urn}, {"trust": school.trust_id}):
        staff_lists.keep_list(
            reach=SYSTEM,
            here=here(place.slug, SYSTEM, **over),
            table=StaffTable(
                ["Name", "Email", "Role", "School"],
                [(2, ["Sam Senior", f"sam.{school.urn}@example.net", "teacher", school.name])],
                [],
            ),
            at=now,
        )


def _drawing(name: str) -> str:
    """The key of a picture that waits to be drawn."""
    drawing = gallery_charts()[name]
    assert drawing.svg is None
    return drawing.key


def _item(department: Department) -> str:
    row = PackageItem.objects.filter(package__department=department, offer__key="language-online").latest(
        "id"
    )
    return f"offer-{row.offer_id}"


def _parts(personas: Personas, department: Department) -> dict[str, Any]:
    """What each part of an address stands for, for that department and its place."""
    programme = personas.programme
    wave = Wave.objects.get(programme=programme)
    invitation = Invitation.objects.get(wave=wave, department=department)
    asked = programme.waves.get().survey_imports.get()
    draft = personas.place.instruments.get()
    school: School = department.school
    return {
        "place": personas.place.slug,
        "urn": school.urn,
        "wave": wave.pk,
        "invitation": invitation.pk,
        "role": "teacher",
        "trust": school.trust_id,
        "grant": GrantRecord.objects.get(person__name=f"Teacher {school.urn}").pk,
        "on_word": GrantRecord.objects.on_word().get(school=school).pk,
        "joining": InvitationToJoin.objects.get(school=school).pk,
        "joining_token": f"joining-{school.urn}",
        "school_list": StaffList.objects.get(school=school).pk,
        "trust_list": StaffList.objects.get(trust=school.trust).pk,
        "agreement": Agreement.objects.get(programme=programme, trust=school.trust).pk,
        "provider_id": "school",
        **ways_in(personas.head.user),
        "survey": asked.pk,
        "strand": "recall",
        "letter": Letter.objects.get(purpose="audit invitation", subject_id=str(invitation.pk)).pk,
        "token": token_of(invitation),
        "stop": stop_token(invitation),
        "part": "recall",
        "number": 1,
        "key": draft.key,
        "version": draft.version,
        "offer": "recall-day",
        "picture": _drawing("bars"),
        "item": _item(department),
        "reply": department.package_replies.get().pk,
        "party": "lead",
        "run": programme.plan_runs.filter(current=True).get().pk,
        "scenario": programme.scenarios.get().pk,
        "mentor": Mentor.objects.filter(programme=programme).get().pk,
        "line": programme.budget_lines.get().pk,
        "person_id": personas.head.pk,
        "person": personas.head.pk,
        "hold": personas.head.legal_holds.get().pk,
        "correction": personas.head.correction_requests.get().pk,
    }
