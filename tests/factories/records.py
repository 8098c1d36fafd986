"""Somebody of whom every table of the registry has a row, and whose name others have written everywhere."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.test import Client
from django_tasks_db.models import DBTaskResult

from smeaton.apps.access.models import Agreement, InvitationToJoin, StaffList
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import grant
from smeaton.apps.home.services.correcting import ask_correction
from smeaton.apps.needs.models import (
    Invitation,
    LevelRecord,
    Leverage,
    Priority,
    PriorityChoice,
    ProfileRun,
    Response,
    StrandNote,
    SurveyImport,
    SurveyMapping,
)
from smeaton.apps.outbox.services import write_letter
from smeaton.apps.people.models import LegalHold, Person
from smeaton.apps.people.services import add_person
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import (
    CalendarEntry,
    CatalogueUpload,
    PackageVersion,
    PlanRun,
    Reply,
    Scenario,
    SignOff,
)
from smeaton.terms import Reach, Role, ScopeKind
from tests.factories.personas import GRANTED, SYSTEM, TODAY, Personas

NAME = "Ottoline Quartermaine-Ñandú"
ADDRESS = "ottoline.q@alderwood.example.org"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SAYS = f"Ask {NAME} (Ottoline.Q@Alderwood.example.org)"


@dataclass(frozen=True)
class Seeded:
    """The person, their reach and a client that is signed in as them."""

    person: Person
    reach: Reach
    client: Client


def seed(personas: Personas) -> Seeded:
    """A second subject lead at the first school, in every table; `told(personas)` was called before."""
    school = personas.department.school_id
    person = add_person(
        reach=SYSTEM, name=NAME, email=ADDRESS, title="Science lead", school=school, starts=date(2026, 9, 1)
    )
    grant(
        reach=SYSTEM,
        person=person.pk,
        role=Role.SUBJECT_LEAD,
        scope=ScopeKind.SCHOOL,
        key=school,
        starts=GRANTED,
    )
    actor, client = f"person:{person.pk}", Client()
    client.force_login(person.user)
    reach = reach_of(person, TODAY)
    ask_correction(reach=reach, person_id=person.pk, wrong=f"It is {NAME} with a tilde", at=AT)
    LegalHold.objects.create(
        person=person, reason=SAYS, since=date(2020, 1, 1), until=date(2021, 1, 1), placed_by="system:tests"
    )
    Agreement.objects.filter(trust=personas.department.school.trust).update(signed_by=person)
    _access(personas, actor)
    _sign_in(person)
    _letters(personas)
    _needs(personas, actor)
    _support(personas, actor)
    DBTaskResult.objects.create(
        status="FAILED",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="smeaton.apps.needs.tasks.send_letters",
        queue_name="default",
        backend_name="default",
        run_after=AT,
        finished_at=AT,
        exception_class_path="ValueError",
        traceback=f"ValueError: {SAYS}",
    )
    Department.objects.filter(pk=personas.neighbour.pk).update(standing_reason=SAYS)
    Programme.objects.filter(pk=personas.programme.pk).update(coordinator=NAME)
    return Seeded(person, reach, client)


def _access(personas: Personas, actor: str) -> None:
    school = personas.department.school
    InvitationToJoin.objects.create(
        email=ADDRESS.title(), name=NAME, title=SAYS[:120], role=Role.HEAD, school=school,
        through=personas.place, added_at=AT, sent_at=AT, expires_at=AT, withdrawn_at=AT,
    )  # fmt: skip
    StaffList.objects.create(
        place=personas.place, school=school, uploaded_at=AT, uploaded_by=actor, headings=["Name"],
        rows=[[2, [NAME, ADDRESS]]],
    )  # fmt: skip


def _sign_in(person: Person) -> None:
    user = person.user
    address = EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, key="k", sent=AT)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "s"})
    UserSession.objects.create(user=user, session_key="s", ip="127.0.0.1", user_agent="a phone")
    account = SocialAccount.objects.create(user=user, provider="p", uid=ADDRESS, extra_data={"name": NAME})
    SocialToken.objects.create(account=account, token="t")


def _letters(personas: Personas) -> None:
    for key, to in (("hers", ADDRESS.upper()), ("another's", "head@example.org")):
        write_letter(
            key=key, purpose="test", subject_id=1, to=to, title=SAYS, text=SAYS, html=f"<p>{SAYS}</p>",
            at=AT, sender=NAME,
        )  # fmt: skip


def _needs(personas: Personas, actor: str) -> None:
    run = ProfileRun.objects.get()
    wave, department = run.wave, personas.department
    Invitation.objects.create(
        wave=wave, department=department, role="lead", email=ADDRESS.title(), name=NAME, added_at=AT,
        invited_at=AT, begun_at=AT, finished_at=AT,
    )  # fmt: skip
    response = Response.objects.create(wave=wave, department=department, role="teacher", respondent="r1")
    StrandNote.objects.create(response=response, strand="recall", text=SAYS)
    LevelRecord.objects.create(
        wave=wave, department=department, strand="recall", kind="moderated", level=Decimal("2.5"),
        evidence=SAYS, visited_on=date(2026, 11, 2), recorded_by=actor, at=AT,
    )  # fmt: skip
    choice = PriorityChoice.objects.create(
        department=department, run=run, number=1, state="replaced", made_at=AT, agreed_by=actor, agreed_at=AT,
        returned_because=SAYS,
    )  # fmt: skip
    Priority.objects.create(
        choice=choice, rank=1, strand="recall", proposed_rank=1, need=1, leverage=1, readiness=1, score=1,
        level_from="answers", reason=SAYS,
    )  # fmt: skip
    Leverage.objects.create(programme=personas.programme, strand="recall", weight=Decimal("1.5"), reason=SAYS)
    SurveyImport.objects.create(
        wave=wave, kind="forms", file_name=f"{NAME}.csv", uploaded_at=AT, uploaded_by=actor,
        table={"rows": [["1", ADDRESS, {NAME: SAYS}]]}, state="uploaded",
    )  # fmt: skip
    SurveyMapping.objects.create(
        place=personas.place, instrument_key="secondary-science", columns="x", used_at=AT,
        mapping={"values": {SAYS: "4"}},
    )  # fmt: skip


def _support(personas: Personas, actor: str) -> None:
    version = PackageVersion.objects.get(department=personas.department)
    PackageVersion.objects.filter(pk=version.pk).update(
        made_by=actor, content=version.content | {"x": [SAYS]}
    )
    PlanRun.objects.update(requested_by=actor)
    SignOff.objects.create(version=version, party="lead", signed_by=actor, signed_at=AT)
    Reply.objects.create(
        department=personas.department, version=version, kind="cap", days=3, reason=SAYS, said_by=actor,
        said_at=AT, answer=SAYS,
    )  # fmt: skip
    Scenario.objects.create(programme=personas.programme, name=f"As {NAME}", made_by=actor, made_at=AT)
    CatalogueUpload.objects.create(
        programme=personas.programme, file_name=f"{NAME}.xlsx", content=[[SAYS]], uploaded_by=actor,
        uploaded_at=AT,
    )  # fmt: skip
    CalendarEntry.objects.create(
        programme=personas.programme, position=1, what="INSET", first=date(2026, 1, 5), last=date(2026, 1, 5),
        weekdays=[], kinds=[], note=SAYS,
    )  # fmt: skip
