"""A trust withdraws: nothing of its school is left on any page or export of the programme's people.

The pages come from the addresses that the program knows, so that a new one joins by itself.
"""

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.queries import in_totals, reach_of
from smeaton.apps.access.services import grant, withdraw_agreement
from smeaton.apps.needs.models import ProfileRun, Wave
from smeaton.apps.needs.queries import place_profile
from smeaton.apps.needs.services.moderating import record_level
from smeaton.apps.people.models import Person
from smeaton.apps.people.services import add_person
from smeaton.apps.support import services
from smeaton.apps.support.models import CalendarEntry, PlanRun, Spend
from smeaton.apps.support.queries.replanning import programmes_outdated
from smeaton.engine.support.scenarios import Change, ChangeKind
from smeaton.terms import Role, ScopeKind, Shared
from smeaton.terms.totals import steady
from tests.factories.invitations import invite, open_wave
from tests.factories.needs import analysed, more_departments
from tests.factories.personas import SYSTEM, Personas
from tests.factories.signing_in import signed_in
from tests.factories.support import told

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMED_IN = {"agreements", "agreement", "agreement-withdraw", "invite-school"}
"""Pages on which the programme's people read who has withdrawn, and ask a school to come in."""
PEOPLE = re.compile(r"^me/|/people/|^people/")
"""About people, and somebody's own record of what they did, which is theirs to read."""
UNREAD = {"picture", "one-pager-pdf", "be-somebody", "answer", "gallery", "sheet"}
"""Fetched by what a page has shown, made of what a page shows, or without a place."""


def patterns(found: Any = None, before: str = "", space: str = "") -> Iterator[tuple[str, str, str]]:
    """Every address that the program knows, with its namespace and its name."""
    for each in (found or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, before + str(each.pattern), each.namespace or space)
        elif isinstance(each, URLPattern):
            yield before + str(each.pattern), space, str(each.name)


def addresses(world: dict[str, list[Any]]) -> Iterator[str]:
    """All of them, with everything that they can stand for; a part of a new kind stands for 1."""
    for pattern, space, name in patterns():
        if name in UNREAD or (space == "access" and name in NAMED_IN) or PEOPLE.search(pattern):
            continue
        parts = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
        for values in itertools.product(*(world.get(part, [1]) for part in parts)):
            address = pattern
            for value in values:
                address = re.sub(r"<[^>]+>", str(value), address, count=1)
            yield f"/{address}"
            if name == "package":
                yield f"/{address}?print=1"
            if name == "scenario":
                yield from (f"/{address}?with={each}" for each in world["scenario"])


def text_of(answer: Any) -> str:
    """All that stands in a page or a workbook, tags included, but the address of what was asked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b" ".join(book.read(each) for each in book.namelist() if each.endswith("xml"))
    return content.decode("utf-8", "replace")


def somebody(personas: Personas, name: str, role: Role) -> Person:
    """One more person of the programme."""
    person = add_person(reach=SYSTEM, name=name, email=f"{role.value.replace(' ', '.')}@example.org")
    grant(
        reach=SYSTEM,
        person=person.pk,
        role=role,
        scope=ScopeKind.PLACE,
        key=personas.place.pk,
        starts=date(2000, 9, 1),
    )
    return person


@pytest.fixture
def world(personas: Personas) -> dict[str, list[Any]]:
    """Answers, a profile, a plan, packages, replies, money, mentors, calendars, a scenario, people asked."""
    told(personas)
    hub, programme = personas.reach("hub_lead"), personas.programme.pk
    for department in (personas.department, personas.neighbour):
        record_level(
            reach=hub,
            department_id=department.pk,
            strand="recall",
            kind="agreed",
            level=Decimal("2.5"),
            evidence="A visit.",
            visited_on=date(2026, 11, 20),
            at=AT,
        )
    services.save_line(
        reach=hub,
        programme_id=programme,
        code="A1",
        name="Hub",
        amount=Decimal(5000),
        allowed=list(Spend.values),
    )
    services.add_mentor(
        reach=SYSTEM,
        department_id=personas.department.pk,
        key="advanced-teacher",
        role="Advanced teacher",
        hours=Decimal(10),
        hourly_rate=Decimal(50),
        gives={"recall": ("main", "solid")},
    )
    urns = [personas.department.school_id, personas.neighbour.school_id]
    rows = "".join(f"{urn}; closed; 15/2/2027; 19/2/2027\n" for urn in urns)
    services.set_calendar(reach=hub, programme_id=programme, text=f"all; term; 4/1/2027; 25/3/2027\n{rows}")
    scenario = services.make_scenario(
        reach=hub,
        programme_id=programme,
        name="Without Alderwood School",
        changes=[Change(ChangeKind.DEPARTMENT_LESS, 0, str(urns[0]))],
        at=AT,
    )
    wave = open_wave(personas.programme, name="Second")
    for department in (personas.department, personas.neighbour):
        invite(wave, department)
    first = Wave.objects.exclude(pk=wave.pk).get()
    mentors = list(personas.programme.mentors.order_by("pk").values_list("pk", flat=True))
    offers = personas.programme.offers.values_list("pk", flat=True)
    return {
        "place": ["testshire"],
        "urn": urns,
        "wave": [first.pk, wave.pk],
        "strand": ["recall"],
        "role": ["teacher"],
        "run": [PlanRun.objects.get(current=True).pk],
        "number": [1],
        "scenario": [scenario.pk],
        "mentor": mentors,
        "key": ["recall-day"],
        "item": [f"offer-{min(offers)}", f"mentor-{mentors[0]}"],
        "party": ["lead", "hub"],
        "line": [personas.programme.budget_lines.get().pk],
        "token": ["none"],
        "part": ["none"],
        "instrument": [first.instrument_id],
        "other": [first.instrument_id],
    }


def read(personas: Personas, people: dict[str, Person], world: dict[str, list[Any]]) -> dict[str, list[str]]:
    """Who → the addresses whose answer still tells of Alderwood, its department or its number."""
    own = str(personas.department.school_id)
    telling: dict[str, list[str]] = {}
    for who, person in people.items():
        client = signed_in(person.user)
        client.raise_request_exception = False
        opened = 0
        for address in addresses(world):
            answer = client.get(address)
            assert answer.status_code < 500, (who, address)
            text = text_of(answer).replace(address, "")
            opened += answer.status_code == 200
            if "Alderwood" in text or own in text or (own in address and answer.status_code == 200):
                telling.setdefault(who, []).append(address)
        assert opened >= 5, who
    return telling


def test_nothing_of_a_school_is_left_for_the_programmes_people_when_its_trust_withdraws(
    personas: Personas, world: dict[str, list[Any]]
) -> None:
    people = {
        "hub lead": personas.hub_lead,
        "accountability lead": personas.accountability_lead,
        "coordinator": somebody(personas, "Coordinator", Role.COORDINATOR),
        "evaluator": somebody(personas, "Evaluator", Role.EVALUATOR),
    }
    assert len(read(personas, {"hub lead": personas.hub_lead}, world)["hub lead"]) > 20  # the test can fail
    before = PlanRun.objects.get(current=True)
    row = Agreement.objects.get(trust=personas.department.school.trust)
    withdraw_agreement(reach=personas.reach("trust_lead"), agreement_id=row.pk, at=timezone.now())
    caches["charts"].clear()
    assert read(personas, people, world) == {}

    # no total that held it is shown, and every page of totals says that somebody is only counted
    hub = personas.client("hub_lead")
    for page in ("plan", "offers", "mentors", "needs", "packages", "scenarios"):
        text = hub.get(f"/places/testshire/{page}/").content.decode()
        assert "1 school of 1 trust has not agreed to share this" in text, page
    for page in ("plan", "money"):
        assert f"£{before.cost:,.0f}" not in hub.get(f"/places/testshire/{page}/").content.decode()
    assert hub.get("/places/testshire/plan/export/").status_code == 404

    # the worker takes it out of the plan, and its own people still see what is theirs
    assert programmes_outdated(timezone.localdate()) == [personas.programme.pk]
    run = services.request_replan(reach=SYSTEM, programme_id=personas.programme.pk, at=AT, anyway=True)
    assert run is not None
    assert services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now) == "complete"
    run.refresh_from_db()
    assert set(run.packages.values_list("department", flat=True)) == {personas.neighbour.pk}
    assert "1 of 2 departments not shared by their trusts: counted, and in no plan." in run.notes
    assert programmes_outdated(timezone.localdate()) == []
    page = hub.get("/places/testshire/plan/").content.decode()
    assert "Planned for 1 of 2 departments" in page
    assert read(personas, {"hub lead": personas.hub_lead}, world | {"run": [run.pk]}) == {}
    package = f"/places/testshire/departments/{personas.department.school_id}/package/"
    page = personas.client("subject_lead").get(package).content.decode()
    assert "what stands here was sent earlier" in page


def test_rows_and_venues_that_are_hidden_stay_when_others_are_saved(
    personas: Personas, world: dict[str, list[Any]]
) -> None:
    row = Agreement.objects.get(trust=personas.department.school.trust)
    withdraw_agreement(reach=personas.reach("trust_lead"), agreement_id=row.pk, at=timezone.now())
    hub = personas.reach("hub_lead")
    rows = CalendarEntry.objects.filter(programme=personas.programme)
    services.set_calendar(
        reach=hub, programme_id=personas.programme.pk, text="all; term; 4/1/2027; 25/3/2027\n"
    )
    assert list(rows.values_list("department", "position")) == [(None, 1), (personas.department.pk, 2)]
    with pytest.raises(services.MentorRefused):
        services.save_mentor(
            reach=hub,
            programme_id=personas.programme.pk,
            department_id=personas.department.pk,
            role="Coach",
            hours=Decimal(1),
            hourly_rate=Decimal(1),
            gives={"recall": ("main", "solid")},
        )
    with pytest.raises(services.ProposalRefused, match="not share it any more"):
        services.send_proposals(reach=hub, programme_id=personas.programme.pk, at=AT)


def test_an_evaluator_sees_totals_that_cannot_be_subtracted(personas: Personas) -> None:
    """Ten departments; trusts come and go one by one, and the evaluator keeps every page."""
    everybody = [personas.department, personas.neighbour, *more_departments(personas.programme, 8)]
    analysed(personas.programme, everybody)
    since = ProfileRun.objects.get().made_at
    person = somebody(personas, "Evaluator", Role.EVALUATOR)

    def shown(at: datetime) -> frozenset[int]:
        return in_totals(personas.programme.pk, since=since, at=at, roles=[Role.EVALUATOR])

    reach = reach_of(person, timezone.localdate())
    found = place_profile(personas.programme, reach)
    assert (found.rows, found.totals, found.analysed, found.departments) == ((), True, 10, 10)
    assert found.columns
    at = since
    kept = [shown(at)]
    for number, department in enumerate(everybody[2:6]):
        at += timedelta(days=1)
        row = Agreement.objects.get(school=department.school_id)
        Agreement.objects.filter(pk=row.pk).update(withdrawn_at=at)
        kept.append(shown(at + timedelta(hours=1)))
        assert bool(kept[-1]) is (number == 2), number  # three gone: a new total; else none
    totals = [each for each in kept if each]
    assert all(len(one ^ other) >= 3 for one, other in itertools.combinations(totals, 2))
    assert all(everybody[2].pk not in each for each in kept[1:])
    # who shares nothing but totals joins them only with two others
    for department in everybody[6:8]:
        Agreement.objects.filter(school=department.school_id).update(shares=[Shared.AGGREGATES])
    assert not shown(at) & {everybody[6].pk, everybody[7].pk}


@pytest.mark.parametrize(
    ("over_time", "today"),
    [
        ([{1, 2}], set()),
        ([{1, 2, 3}], {1, 2, 3}),
        ([{1, 2, 3}, {1, 2, 3, 4}], {1, 2, 3}),
        ([{1, 2, 3}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5, 6}], {1, 2, 3, 4, 5, 6}),
        ([{1, 2, 3, 4}, {2, 3, 4}], set()),
        ([{1, 2, 3, 4}, {2, 3, 4, 5, 6}], {2, 3, 4, 5, 6}),
        ([{1, 2, 3, 4}, {2, 3, 4}, {1, 2, 3, 4}], {1, 2, 3, 4}),
    ],
)
def test_a_total_changes_by_three_or_stays(over_time: list[set[int]], today: set[int]) -> None:
    assert steady(frozenset(each) for each in over_time) == today
