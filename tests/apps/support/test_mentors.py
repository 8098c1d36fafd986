"""Mentors: entered and changed by the hub; one drops out, and the plan follows the handover that was seen."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.support import services
from smeaton.apps.support.models import (
    Mentor,
    MentoringHours,
    PackageVersion,
    PlanRun,
    Reply,
    ReplyKind,
    RunKind,
)
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import MADE_AT, asked, furnish, planned

pytestmark = pytest.mark.django_db

MENTORS = "/places/testshire/mentors/"
GIVES = {"feedback": ("main", "deep"), "recall": ("also", "solid")}


def add(personas: Personas, role: str, hours: int = 20, **change: Any) -> Mentor:
    """A mentor of the neighbouring school, entered by the installation itself."""
    given: dict[str, Any] = {
        "department_id": personas.neighbour.pk,
        "hourly_rate": Decimal(50),
        "gives": GIVES,
    }
    return services.save_mentor(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        role=role,
        hours=Decimal(hours),
        **(given | change),
    )


def told(personas: Personas, *roles: str) -> PlanRun:
    """A place with these further mentors, planned with the first alone, and its packages sent."""
    furnish(personas)
    for role in roles:
        Mentor.objects.filter(pk=add(personas, role).pk).update(active=False)
    run = asked(personas)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    Mentor.objects.update(active=True)
    services.send_proposals(reach=personas.reach("hub_lead"), programme_id=personas.programme.pk, at=MADE_AT)
    assert MentoringHours.objects.filter(plan=run, mentor__role="Lead practitioner").exists()
    return run


def first(personas: Personas) -> Mentor:
    return Mentor.objects.get(programme=personas.programme, role="Lead practitioner")


def test_all_hours_are_handed_over_and_only_who_it_touches_is_told(personas: Personas) -> None:
    before = told(personas, "Specialist")
    mentor, hub = first(personas), personas.reach("hub_lead")
    hours = sum(row.hours for row in MentoringHours.objects.filter(plan=before))
    proposed = services.propose_handover(reach=hub, mentor_id=mentor.pk)
    assert Decimal(proposed.hours) == hours
    assert [(row.role, row.urn) for row in proposed.taken] == [("Specialist", personas.department.school_id)]
    assert Decimal(proposed.taken[0].hours) == hours
    assert not proposed.lost
    assert first(personas).active, "looking at a proposal changes nothing"
    run = services.hand_over(reach=hub, mentor_id=mentor.pk, token=proposed.token, at=MADE_AT)
    assert run is not None
    assert run.kind == RunKind.REPLAN
    assert services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now) == "complete"
    now = MentoringHours.objects.filter(plan__current=True)
    assert {row.mentor.role for row in now} == {"Specialist"}
    assert sum(row.hours for row in now) == hours
    assert not first(personas).active
    numbers = {
        row.pk: PackageVersion.objects.filter(department=row).count()
        for row in (personas.department, personas.neighbour)
    }
    assert numbers == {personas.department.pk: 2, personas.neighbour.pk: 1}
    event = Event.objects.get(action="dropped out")
    assert event.changes["taken_over"][0][0] == personas.department.school_id
    assert event.changes["plan"] == run.pk


def test_what_nobody_can_take_over_is_lost_and_said(personas: Personas) -> None:
    told(personas)
    proposed = services.propose_handover(reach=personas.reach("hub_lead"), mentor_id=first(personas).pk)
    assert not proposed.taken
    assert proposed.hours_lost == proposed.hours > 0
    assert all("No mentor with hours to give has anything to give on" in row.why for row in proposed.lost)
    assert proposed.dearer < 0
    client = personas.client("hub_lead")
    text = client.get(f"{MENTORS}{first(personas).pk}/out/").content.decode()
    assert "Nobody else can take over any of the" in text
    assert "What is lost" in text
    response = client.post(f"{MENTORS}{first(personas).pk}/out/", {"token": proposed.token})
    assert response.status_code == 302
    run = PlanRun.objects.latest("pk")
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    assert not MentoringHours.objects.filter(plan__current=True).exists()


def test_a_lead_who_declined_a_mentor_is_not_given_them(personas: Personas) -> None:
    told(personas, "Specialist")
    refused = Mentor.objects.get(role="Specialist")
    version = PackageVersion.objects.get(department=personas.department)
    plan = PlanRun.objects.get(current=True)
    Reply.objects.create(
        department=personas.department,
        version=version,
        kind=ReplyKind.DECLINE,
        mentor=refused,
        reason="We know each other too well.",
        said_by="x",
        said_at=MADE_AT,
        answered_by=plan,
    )
    proposed = services.propose_handover(reach=personas.reach("hub_lead"), mentor_id=first(personas).pk)
    assert not proposed.taken
    assert "not to be brought together" in proposed.lost[0].why


def test_a_proposal_that_is_another_by_now_is_not_carried_out(personas: Personas) -> None:
    told(personas, "Specialist")
    hub, mentor = personas.reach("hub_lead"), first(personas)
    seen = services.propose_handover(reach=hub, mentor_id=mentor.pk)
    Mentor.objects.filter(role="Specialist").update(hours=0)
    with pytest.raises(services.HandoverRefused, match="have changed since"):
        services.hand_over(reach=hub, mentor_id=mentor.pk, token=seen.token, at=MADE_AT)
    assert first(personas).active
    asked(personas)
    with pytest.raises(services.PlanBusy):
        services.hand_over(reach=hub, mentor_id=mentor.pk, token=seen.token, at=MADE_AT)


def test_a_mentor_whom_no_plan_counts_on_is_simply_out_and_may_come_back(personas: Personas) -> None:
    planned(personas)
    idle = add(personas, "Idle", 0)
    client, runs = personas.client("hub_lead"), PlanRun.objects.count()
    page = client.get(f"{MENTORS}{idle.pk}/out/").content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    client.post(f"{MENTORS}{idle.pk}/out/", {"token": token})
    idle.refresh_from_db()
    assert not idle.active
    assert PlanRun.objects.count() == runs
    assert "Who has dropped out" in client.get(MENTORS).content.decode()
    with pytest.raises(services.HandoverRefused, match="out already"):
        services.hand_over(reach=personas.reach("hub_lead"), mentor_id=idle.pk, token=token, at=MADE_AT)
    client.post(f"{MENTORS}{idle.pk}/back/")
    idle.refresh_from_db()
    assert idle.active
    actions = list(Event.objects.about("mentor", idle.pk).values_list("action", flat=True))
    assert actions == ["added", "dropped out", "came back"]


def test_pages_for_owner_sharer_and_stranger(personas: Personas) -> None:
    told(personas, "Specialist")
    mentor = first(personas)
    addresses = [MENTORS, f"{MENTORS}new/", f"{MENTORS}{mentor.pk}/", f"{MENTORS}{mentor.pk}/out/"]
    for url in addresses:
        client = personas.client("hub_lead")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == 200
        assert len(queries) < 20, url
        assert len(response.content) < 100_000
    assert b"synthetic" in personas.client("hub_lead").get(MENTORS).content
    sharer = [personas.client("accountability_lead").get(url).status_code for url in addresses]
    assert sharer == [200, 403, 403, 403]
    for name in ("stranger", "subject_lead"):
        assert [personas.client(name).get(url).status_code for url in addresses] == [403] * 4
    assert all(Client().get(url).status_code == 302 for url in addresses)
    for name in ("stranger", "subject_lead", "accountability_lead"):
        for url in (addresses[1], addresses[2], addresses[3], f"{MENTORS}{mentor.pk}/back/"):
            assert personas.client(name).post(url, {}).status_code == 403
        with pytest.raises(Refused):
            services.propose_handover(reach=personas.reach(name), mentor_id=mentor.pk)
        with pytest.raises(Refused):
            services.hand_over(reach=personas.reach(name), mentor_id=mentor.pk, token="", at=MADE_AT)
    assert first(personas).active
    assert personas.client("hub_lead").get(f"{MENTORS}999999/").status_code == 404


FORM = {
    "role": "Lead practitioner",
    "hours": "30.5",
    "hourly_rate": "48.50",
    "gives-recall": "main deep",
    "gives-feedback": "nothing",
}


def test_add_and_change_from_the_page(personas: Personas) -> None:
    furnish(personas)
    client, form = personas.client("hub_lead"), FORM | {"department": personas.department.pk}
    assert client.post(f"{MENTORS}new/", form).status_code == 302
    mentor = Mentor.objects.latest("pk")
    assert (mentor.key, mentor.hours, mentor.hourly_rate) == (
        "lead-practitioner-2",
        Decimal("30.5"),
        Decimal("48.5"),
    )
    assert [(s.strand, s.part, s.depth) for s in mentor.strengths.all()] == [("recall", "main", "deep")]
    page = client.get(f"{MENTORS}{mentor.pk}/").content.decode()
    assert 'value="30.5"' in page
    assert '<option value="main deep" selected>' in page
    client.post(f"{MENTORS}{mentor.pk}/", form | {"hours": "12", "gives-feedback": "also light"})
    mentor.refresh_from_db()
    assert mentor.hours == 12
    assert mentor.strengths.count() == 2
    changed = Event.objects.about("mentor", mentor.pk).get(action="changed")
    assert changed.changes["before"]["hours"] == "30.5"
    assert changed.changes["after"]["gives"]["feedback"] == ["also", "light"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("role", "", "Enter a role"),
        ("department", "0", "Choose one of the schools listed"),
        ("hours", "many", "Hours in the period: enter a number"),
        ("hours", "-1", "enter 0 or more"),
        ("hours", "1e30", "enter at most 2,000"),
        ("hourly_rate", "NaN", "enter an amount in pounds"),
        ("gives-recall", "nothing", "Say for at least one strand what they can give."),
        ("gives-recall", "much", "choose from what is listed"),
    ],
)
def test_mistakes_in_the_form_are_told(personas: Personas, field: str, value: str, said: str) -> None:
    furnish(personas)
    form = FORM | {"department": personas.department.pk} | {field: value}
    response = personas.client("hub_lead").post(f"{MENTORS}new/", form)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Mentor.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"hours": 3000}, {"hourly_rate": Decimal(-1)}, {"gives": {}}, {"role": " "}]
)
def test_the_service_refuses_what_makes_no_sense(personas: Personas, change: dict[str, Any]) -> None:
    furnish(personas)
    with pytest.raises(services.MentorRefused):
        add(personas, **({"role": "Specialist"} | change))
    with pytest.raises(services.MentorRefused, match="a school of this programme"):
        add(personas, "Specialist", department_id=999_999)
    assert Mentor.objects.count() == 1
