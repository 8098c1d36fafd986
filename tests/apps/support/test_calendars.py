"""Calendars: a hub lead enters them, the next plan is dated by them, pages and workbook show it."""

from datetime import date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smeaton.apps.history.models import Event
from smeaton.apps.support import services
from smeaton.apps.support.models import (
    CalendarEntry,
    Offer,
    PackageItem,
    PlannedRun,
    PlannedSeats,
    PlanRun,
    PlanSettings,
)
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import MADE_AT, asked, furnish

pytestmark = pytest.mark.django_db

PAGE = "/places/testshire/plan/calendars/"
TERMS = "all; term; 4/1/2027; 12/2/2027\nall; term; 22/2/2027; 25/3/2027\n"


def planned(personas: Personas, rows: str) -> PlanRun:
    """A plan that the app made over a calendar."""
    furnish(personas)
    services.set_calendar(reach=SYSTEM, programme_id=personas.programme.pk, text=rows)
    run = asked(personas)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=lambda: MADE_AT)
    run.refresh_from_db()
    assert run.status == "complete", run.message
    return run


def days_of(run: PlanRun) -> list[date]:
    """The days on which runs have sessions."""
    return [
        datetime.fromisoformat(session["starts"]).date()
        for row in PlannedRun.objects.filter(plan=run)
        for sessions in row.dates
        for session in sessions
    ]


def test_a_plan_is_dated_within_the_terms_and_pages_say_so(personas: Personas) -> None:
    run = planned(personas, TERMS + f"host {personas.department.school_id}; days; Wed")
    assert run.dating["state"] == "dated"
    days = days_of(run)
    assert days
    assert all(day.weekday() == 2 for day in days)
    assert all(date(2027, 1, 4) <= day <= date(2027, 3, 25) for day in days)
    for seats in PlannedSeats.objects.filter(plan=run, host__isnull=False):
        assert sum(part["seats"] for part in seats.dates) == seats.seats
        assert all(part["seats"] <= 2 for part in seats.dates)  # at most two out at once
    item = PackageItem.objects.filter(package__plan=run, offer__hosted=True).first()
    assert item is not None
    assert item.sessions[0]["kind"] == "day"
    hub = personas.client("hub_lead")
    shown = f"{min(days):%-d %b %Y}"
    assert shown in hub.get("/places/testshire/offers/").content.decode()
    assert "date" in hub.get("/places/testshire/plan/").content.decode().split('id="dates"')[1][:400]
    package = hub.get(f"/places/testshire/departments/{item.package.department.school_id}/package/")
    assert shown in package.content.decode()
    book = ZipFile(BytesIO(hub.get("/places/testshire/plan/export/").content))
    assert shown in book.read("xl/sharedStrings.xml").decode()


def test_nothing_is_dated_sooner_than_two_weeks_ahead(personas: Personas) -> None:
    furnish(personas)
    PlanSettings.objects.update(starts=date(2026, 9, 1))
    rows = "all; term; 3/9/2026; 18/12/2026"
    services.set_calendar(reach=SYSTEM, programme_id=personas.programme.pk, text=rows)
    run = asked(personas)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=lambda: MADE_AT)
    days = days_of(run)
    assert days
    assert min(days) >= MADE_AT.date() + timedelta(days=14)


def test_who_leads_two_offers_leads_one_at_a_time(personas: Personas) -> None:
    """The recall day and its double, one facilitator for both, and a calendar of two days."""
    furnish(personas, budget=6000)
    first = Offer.objects.get(key="recall-day")
    double = Offer.objects.get(key="recall-day")
    double.pk, double.key, double.name = None, "recall-again", "Recall again"
    double.save()
    for given in first.contributions.all():
        given.pk, given.offer = None, double
        given.save()
    for offer in (first, double):
        offer.facilitators.create(position=1, role="Lead practitioner", provider="Science hub", days=2)
    services.add_host(reach=SYSTEM, department_id=personas.neighbour.pk)
    rows = "all; term; 11/1/2027; 12/1/2027"
    services.set_calendar(reach=SYSTEM, programme_id=personas.programme.pk, text=rows)
    run = asked(personas)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=lambda: MADE_AT)
    days = days_of(run)
    assert days
    assert len(days) == len(set(days)) <= 2


def test_without_term_dates_nothing_is_dated_and_the_plan_says_why(personas: Personas) -> None:
    run = planned(personas, "")
    assert run.dating["state"] == "undated"
    assert not days_of(run)
    text = personas.client("hub_lead").get("/places/testshire/plan/").content.decode()
    assert "no term dates have been entered" in text


def test_a_calendar_that_holds_nothing_says_what_stands_in_the_way(personas: Personas) -> None:
    """Every school has examinations all season long, so that no day course can be held."""
    run = planned(personas, TERMS + "all; exams; 4/1/2027; 25/3/2027; mocks")
    assert not days_of(run)
    assert not PlannedRun.objects.filter(plan=run).exists()
    said = " ".join(run.dating["sentences"])
    assert "Not everything fitted into the calendar" in said
    assert "Recall day" in said
    assert "mocks" in said
    assert "Opening the blackout weeks of Alderwood School (mocks) would bring back" in said
    assert "mocks" in personas.client("hub_lead").get("/places/testshire/plan/").content.decode()


def test_a_hub_lead_enters_rows_and_finds_them_again(personas: Personas) -> None:
    furnish(personas)
    hub = personas.client("hub_lead")
    assert hub.post(PAGE, {"rows": TERMS}).status_code == 302
    assert "all; term; 04/01/2027; 12/02/2027" in hub.get(PAGE).content.decode()
    assert Event.objects.filter(subject="calendar").latest("id").changes["rows"] == 2
    file = SimpleUploadedFile("terms.csv", b"\xef\xbb\xbfschool,what,from,to\nall,term,4/1/2027,12/2/2027\n")
    assert hub.post(PAGE, {"rows": "ignored", "file": file}).status_code == 302
    assert CalendarEntry.objects.count() == 1


def test_mistakes_are_told_row_by_row_and_nothing_is_kept(personas: Personas) -> None:
    furnish(personas)
    hub = personas.client("hub_lead")
    hub.post(PAGE, {"rows": TERMS})
    response = hub.post(PAGE, {"rows": TERMS + "all; term; soon\n1; INSET; 4/1/2027"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "Row 3, from: “soon” is no date" in text
    assert "Row 4, school: “1” is no URN of this place" in text
    assert "all; term; soon" in text  # what was typed is still there
    assert CalendarEntry.objects.count() == 2
    file = SimpleUploadedFile("terms.xls", b"\xd0\xcf\x11\xe0\xff")
    assert "save it as CSV" in hub.post(PAGE, {"file": file}).content.decode()


def test_only_who_runs_the_place_sees_it(personas: Personas) -> None:
    furnish(personas)
    for name in ("accountability_lead", "subject_lead", "head", "stranger"):
        assert personas.client(name).get(PAGE).status_code == 403
        assert personas.client(name).post(PAGE, {"rows": TERMS}).status_code == 403
    assert not CalendarEntry.objects.exists()


def test_the_page_asks_little_of_the_database(personas: Personas) -> None:
    furnish(personas)
    hub = personas.client("hub_lead")
    hub.post(PAGE, {"rows": TERMS})
    with CaptureQueriesContext(connection) as queries:
        response = hub.get(PAGE)
    assert len(queries) < 20
    assert len(response.content) < 100_000
