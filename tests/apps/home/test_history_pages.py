"""History to read: owner, sharer, refused stranger; names as known now, and of no one who was erased."""

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.services import grant, withdraw_agreement
from smeaton.apps.history.models import Event
from smeaton.apps.home.queries.history import department_history, person_history
from smeaton.apps.home.queries.records.finding import subject_of
from smeaton.apps.home.services.erasing import erase
from smeaton.apps.people.models import ERASED, Person
from smeaton.apps.people.services import add_person
from smeaton.apps.places.queries import department
from smeaton.apps.places.services import set_staffing
from smeaton.apps.support.services import make_scenario
from smeaton.engine.support.scenarios import Change, ChangeKind
from smeaton.terms import Refused, Role, ScopeKind
from tests.factories.personas import SYSTEM, Personas
from tests.factories.regions import events
from tests.factories.signing_in import signed_in
from tests.factories.support import told

OWN = "/places/testshire/departments/900001/history/"
OTHER = "/places/testshire/departments/900002/history/"


@pytest.fixture
def busy(personas: Personas) -> Personas:
    """A place whose hub lead has done things, forty of them to one department."""
    told(personas)
    for n in range(40):
        set_staffing(
            reach=personas.reach("hub_lead"),
            department_id=personas.department.pk,
            teachers=n,
            technicians=1,
            release_days=None,
        )
    return personas


def test_who_may_read_the_history_of_a_department(busy: Personas) -> None:
    seen = {
        name: [busy.client(name).get(page).status_code for page in (OWN, OTHER)]
        for name in ("hub_lead", "subject_lead", "head", "trust_lead", "accountability_lead", "stranger")
    }
    nobody = [403, 403]
    assert seen == {
        "hub_lead": [200, 200], "subject_lead": [200, 403], "head": [200, 403],
        "trust_lead": nobody, "accountability_lead": nobody, "stranger": nobody,
    }  # fmt: skip


def test_it_says_who_did_what_and_is_read_page_by_page(
    busy: Personas, django_assert_max_num_queries: Any
) -> None:
    client = busy.client("head")
    with django_assert_max_num_queries(20):
        first = client.get(OWN)
    page = first.content.decode()
    assert len(first.content) < 100_000
    for words in (
        "Hub lead",
        "(hub lead)",
        "Said how many staff the department has",
        "teachers: 39",
    ):
        assert words in page, words
    assert "teachers: 0;" not in page
    earlier = follow(client, page, "Earlier")
    assert "teachers: 0;" in earlier
    assert "Earlier" not in earlier
    assert rows(follow(client, earlier, "Later")) == rows(page)
    assert rows(follow(client, earlier, "Latest")) == rows(page)
    for nonsense in ("-1", "x", "9" * 40, "²"):
        assert rows(client.get(OWN, {"before": nonsense}).content.decode()) == rows(page)
    assert "Nothing has been recorded" in client.get(OWN, {"before": "1"}).content.decode()
    only = client.get(OWN, {"about": "package"}).content.decode()
    assert "about “package” only" in only
    assert "teachers: 39" not in only
    assert "about “" not in client.get(OWN, {"about": "nonsense"}).content.decode()


def rows(page: str) -> str:
    """The entries of a page of history."""
    return page.split("<tbody")[1].split("</tbody>")[0]


def follow(client: Client, page: str, words: str) -> str:
    """The page behind a link of a page."""
    found = re.search(rf'href="([^"]+)">{words}</a>', page)
    assert found is not None
    return client.get(OWN + unescape(found[1])).content.decode()


def test_of_a_hundred_thousand_entries_no_more_are_read_than_a_page_needs(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    """By the database's own plans: nothing is sorted, and no table gone through."""
    events(personas, 6000, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE history_event")
    hub, middle = personas.client("hub_lead"), Event.objects.latest("number").number - 3000
    pages = {
        OWN: "Over 1,000 things",
        f"{OWN}?before={middle}": "teachers: 2998",
        f"/places/testshire/people/{personas.hub_lead.pk}/history/?after={middle}": "Later",
        f"{OWN}?about=package": "100 of the latest 1,000",
    }
    for page, words in pages.items():
        with CaptureQueriesContext(connection) as asked, django_assert_max_num_queries(20):
            answer = hub.get(page)
        assert words in answer.content.decode(), page
        assert len(answer.content) < 100_000
        read = [query["sql"] for query in asked if 'FROM "history_event"' in query["sql"]]
        assert len(read) >= 4
        for sql in read:
            plan = explained(sql)
            assert "TEMP B-TREE" not in plan, (sql, plan)  # SQLite would sort
            assert "Sort" not in plan, (sql, plan)  # PostgreSQL would
            assert not re.search(r"^SCAN|Seq Scan", plan), (sql, plan)


def explained(sql: str) -> str:
    """How the database goes about a query.

    PostgreSQL sorts a table as small as a test's where that is cheap: it is asked whether it has to.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return "" if "One-Time Filter: false" in plan else plan  # nothing is read at all


def test_a_department_that_is_not_shared_any_more_hides_its_history_from_the_hub(busy: Personas) -> None:
    reach = busy.reach("hub_lead")
    card = department("testshire", 900_001, SYSTEM)
    hub = busy.hub_lead.pk
    before = person_history(hub, reach).total
    assert department_history(card, reach).total > 40
    agreement = busy.programme.agreements.get(trust=busy.department.school.trust)
    assert set(Event.objects.filter(action="set staffing").values_list("agreement", flat=True)) == {
        agreement.pk
    }
    assert f"under agreement {agreement.pk}" in busy.client("head").get(OWN).content.decode()
    assert busy.reach("head").under(card.where) is None  # of one's own department no agreement is asked
    withdraw_agreement(reach=SYSTEM, agreement_id=agreement.pk, at=timezone.now())
    reach = busy.reach("hub_lead")
    with pytest.raises(Refused):
        department_history(card, reach)
    assert person_history(hub, reach).total <= before - 40


def test_the_history_of_a_person_goes_as_far_as_the_readers_own_reach(busy: Personas) -> None:
    page = f"/places/testshire/people/{busy.hub_lead.pk}/history/"
    sent = busy.client("hub_lead").get(page, {"about": "package"}).content.decode()
    assert "Sent the support package" in sent
    for name in ("subject_lead", "head", "accountability_lead", "stranger"):
        assert busy.client(name).get(page).status_code == 403  # the hub lead is not of their school
    lead = f"/places/testshire/people/{busy.subject_lead.pk}/history/"
    assert "Gave somebody a role" in busy.client("head").get(lead).content.decode()
    assert "Gave somebody a role" in busy.client("hub_lead").get(lead).content.decode()
    assert busy.client("hub_lead").get("/me/history/").status_code == 200
    assert busy.client("stranger").get("/me/history/").status_code == 200


def test_a_role_that_was_given_names_whose_it_is_and_what_it_is_over(personas: Personas) -> None:
    """Not by numbers of ours; whose record has been erased has no name here either."""
    person = add_person(reach=SYSTEM, name="Tess Teale", email="tess@example.org")
    where = (ScopeKind.SCHOOL, personas.department.school_id)
    grant(
        reach=personas.reach("head"),
        person=person.pk,
        role=Role.TEACHER,
        scope=where[0],
        key=where[1],
        starts=date(2026, 9, 1),
        place=personas.place.pk,
    )

    def deed() -> tuple[str, ...]:
        page = department_history(
            department("testshire", 900001, personas.reach("head")), personas.reach("head")
        )
        return next(each.details for each in page.deeds if each.what == "Gave somebody a role")

    assert deed()[:3] == ("person: Tess Teale", "role: teacher", "over: Alderwood School")
    erase(reach=SYSTEM, subject=subject_of(person), at=timezone.now())
    assert deed()[0] == f"person: {ERASED}"


def test_an_agreement_names_the_trust_and_the_programme(personas: Personas) -> None:
    page = personas.client("hub_lead").get(f"/places/testshire/people/{personas.trust_lead.pk}/history/")
    assert page.status_code == 200
    row = Agreement.objects.get(trust=personas.department.school.trust)
    withdraw_agreement(reach=personas.reach("trust_lead"), agreement_id=row.pk, at=timezone.now())
    said = personas.client("trust_lead").get("/me/history/").content.decode()
    assert "programme: Science · Testshire" in said
    assert "trust: Alder Trust" in said


def test_somebody_who_was_erased_has_no_name_in_it(busy: Personas) -> None:
    Person.objects.filter(pk=busy.hub_lead.pk).update(name="Hanna Hubbard")
    assert "Hanna Hubbard" in busy.client("head").get(OWN).content.decode()
    person = Person.objects.select_related("user").get(pk=busy.hub_lead.pk)
    erase(reach=SYSTEM, subject=subject_of(person), at=timezone.now())
    page = busy.client("head").get(OWN).content.decode()
    assert "Hanna" not in page
    assert "Somebody erased" in page


def test_history_of_a_place_names_no_school_that_shares_nothing_any_more(busy: Personas) -> None:
    urn, hub = str(busy.department.school_id), busy.reach("hub_lead")
    make_scenario(
        reach=hub,
        programme_id=busy.programme.pk,
        name="Without ALDERWOOD School",
        changes=[Change(ChangeKind.DEPARTMENT_LESS, 0, urn)],
        at=timezone.now(),
    )
    grant(
        reach=hub,
        person=busy.stranger.pk,
        role=Role.SUBJECT_LEAD,
        scope=ScopeKind.SCHOOL,
        key=busy.department.school_id,
        starts=timezone.localdate(),
        place=busy.place.pk,
    )
    keeper = add_person(reach=SYSTEM, name="Second lead", email="second.lead@example.org")
    grant(
        reach=SYSTEM,
        person=keeper.pk,
        role=Role.HUB_LEAD,
        scope=ScopeKind.PLACE,
        key=busy.place.pk,
        starts=date(2000, 9, 1),
    )
    page = f"/places/testshire/people/{busy.hub_lead.pk}/history/"
    reader = signed_in(keeper.user)
    before = reader.get(page).content.decode()
    assert "ALDERWOOD" in before
    assert "over: Alderwood School" in before
    row = Agreement.objects.get(trust=busy.department.school.trust)
    withdraw_agreement(reach=busy.reach("trust_lead"), agreement_id=row.pk, at=timezone.now())
    files = [busy.client("hub_lead").get(f"/me/record.{kind}") for kind in ("json", "xlsx")]
    own = busy.client("hub_lead").get("/me/history/").content.decode()
    deeds = next(t for t in files[0].json()["tables"] if t["title"].startswith("What you did"))
    for said in (reader.get(page).content.decode(), own, json.dumps(deeds, ensure_ascii=False)):
        assert "alderwood" not in said.lower()
        assert urn not in said
        assert "a school that does not share" in said
    assert files[1].status_code == 200
    # the school's own people read what is theirs, names and all
    head = busy.client("head").get(OWN).content.decode()
    assert "a school that does not share" not in head
    assert busy.client("stranger").get(page).status_code == 403
