"""Pages of support: owner, sharer, stranger; few queries, small pages, marked figures, no dead ends."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from smeaton.apps.support import services
from smeaton.apps.support.models import PlanRun, PlanStatus
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import MADE_AT, asked, furnish, planned

pytestmark = pytest.mark.django_db

PLACE = "/places/testshire"


def _package(personas: Personas) -> str:
    return f"{PLACE}/departments/{personas.department.school_id}/package/"


def _pages(personas: Personas) -> dict[str, str]:
    return {
        "package": _package(personas),
        "print": f"{_package(personas)}?print=1",
        "offers": f"{PLACE}/offers/",
        "plan": f"{PLACE}/plan/",
    }


@pytest.mark.parametrize("page", ["package", "print", "offers", "plan"])
def test_pages_for_owner_sharer_and_stranger(personas: Personas, page: str) -> None:
    planned(personas)
    url = _pages(personas)[page]
    for name in ("hub_lead", "accountability_lead"):
        response = personas.client(name).get(url)
        assert response.status_code == 200
        assert b"synthetic" in response.content
    own = 200 if page in ("package", "print") else 403
    assert personas.client("subject_lead").get(url).status_code == own
    assert personas.client("stranger").get(url).status_code == 403
    unknown = Client().get(url)
    assert unknown.status_code == 302
    assert unknown.headers["Location"].startswith("/sign-in/?next=/places/")


@pytest.mark.parametrize("page", ["package", "print", "offers", "plan"])
@pytest.mark.parametrize("with_plan", [True, False])
def test_few_queries_and_small_pages(personas: Personas, page: str, with_plan: bool) -> None:
    if with_plan:
        planned(personas)
    else:
        furnish(personas)
    client = personas.client("hub_lead")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(_pages(personas)[page])
    assert response.status_code == 200
    assert len(queries) < 20
    assert len(response.content) < 100_000


def test_package_page_answers_in_its_first_sentence(personas: Personas) -> None:
    planned(personas)
    text = personas.client("subject_lead").get(_package(personas)).content.decode()
    assert "Together they meet" in text or "It meets" in text
    assert "Why this is here" in text
    assert "of 100 plausible versions of your needs" in text
    assert "date still to come" in text
    assert 'href="/places/testshire/"' not in text  # a subject lead may not open the place


def test_offers_tell_whoever_organises_them_what_waits(personas: Personas) -> None:
    planned(personas)

    def tasks(name: str) -> list[str]:
        return [task.text for task in personas.client(name).get(f"{PLACE}/offers/").context["tasks"]]

    assert any(text.startswith("Agree dates with the hosts of") for text in tasks("hub_lead"))
    assert len(tasks("hub_lead")) <= 3
    assert tasks("accountability_lead") == []


def test_pages_before_any_plan_say_how_to_get_one(personas: Personas) -> None:
    furnish(personas)
    client = personas.client("hub_lead")
    assert "No plan has been made yet" in client.get(f"{PLACE}/plan/").content.decode()
    assert "Make a plan" in client.get(f"{PLACE}/offers/").content.decode()
    assert "No plan has been made yet" in client.get(_package(personas)).content.decode()
    assert client.get(f"{PLACE}/plan/export/").status_code == 404


def test_unknown_places_schools_and_runs_are_not_found(personas: Personas) -> None:
    furnish(personas)
    client = personas.client("hub_lead")
    for url in (
        "/places/nowhere/plan/",
        f"{PLACE}/departments/999999/package/",
        f"{PLACE}/plan/runs/999/",
    ):
        assert client.get(url).status_code == 404


def test_run_from_the_page(personas: Personas, django_capture_on_commit_callbacks: object) -> None:
    furnish(personas)
    client = personas.client("hub_lead")
    form = {"budget": "2700", "seconds": "15", "strength": "1.0"}
    response = client.post(f"{PLACE}/plan/run/", form)
    assert response.status_code == 302
    run = PlanRun.objects.get()
    assert (run.status, run.budget, run.seconds) == (PlanStatus.QUEUED, 2700, 15)
    page = client.get(f"{PLACE}/plan/").content.decode()
    assert "A new plan is being made" in page
    assert "every 500ms" in page
    second = client.post(f"{PLACE}/plan/run/", form)
    assert second.status_code == 422
    assert "being made already" in second.content.decode()
    assert client.post(f"{PLACE}/plan/runs/{run.pk}/cancel/").status_code == 302
    run.refresh_from_db()
    assert run.status == PlanStatus.CANCELLED
    assert "cancelled" in client.get(f"{PLACE}/plan/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("budget", "", "Enter a budget in pounds"),
        ("budget", "lots", "Enter a budget in pounds"),
        ("budget", "-1", "Enter a budget of £0 or more"),
        ("budget", "NaN", "Enter a budget in pounds"),
        ("budget", "1e30", "Enter a budget of at most"),
        ("seconds", "9999", "Choose one of the times listed"),
        ("seconds", "", "Choose how long to look"),
        ("strength", "77", "Choose one of the strengths listed"),
    ],
)
def test_mistakes_in_the_form_are_told(personas: Personas, field: str, value: str, said: str) -> None:
    furnish(personas)
    form = {"budget": "2700", "seconds": "15", "strength": "1.0"} | {field: value}
    response = personas.client("hub_lead").post(f"{PLACE}/plan/run/", form)
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert "This field is required" not in text
    assert not PlanRun.objects.exists()


@pytest.mark.parametrize("name", ["accountability_lead", "subject_lead", "stranger"])
def test_only_the_hub_lead_runs_and_cancels(personas: Personas, name: str) -> None:
    furnish(personas)
    run = asked(personas)
    client = personas.client(name)
    form = {"budget": "1", "seconds": "15", "strength": "1.0"}
    assert client.post(f"{PLACE}/plan/run/", form).status_code == 403
    assert client.post(f"{PLACE}/plan/run/", {}).status_code == 403
    assert client.post(f"{PLACE}/plan/runs/{run.pk}/cancel/").status_code == 403
    run.refresh_from_db()
    assert run.status == PlanStatus.QUEUED


def test_progress_fragment_polls_while_the_run_lives(personas: Personas) -> None:
    furnish(personas)
    run = asked(personas)
    client = personas.client("accountability_lead")
    url = f"{PLACE}/plan/runs/{run.pk}/"
    live = client.get(url, headers={"HX-Request": "true"})
    assert b"hx-get" in live.content
    assert b"Cancel" not in live.content  # who may not run may not cancel
    assert client.get(url).status_code == 302  # without HTMX: the whole page
    assert "0% done." in live.content.decode()  # told once, and again at the next quarter
    assert "done." not in client.get(f"{url}?said=0", headers={"HX-Request": "true"}).content.decode()
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    done = client.get(url, headers={"HX-Request": "true"})
    assert b"hx-get" not in done.content
    assert "The new plan is complete." in done.content.decode()
    assert done["HX-Refresh"] == "true"
    assert personas.client("subject_lead").get(url, headers={"HX-Request": "true"}).status_code == 403


def test_a_failed_run_tells_why_and_the_old_plan_stays(personas: Personas) -> None:
    planned(personas)
    run = asked(personas)
    PlanRun.objects.filter(pk=run.pk).update(
        status=PlanStatus.FAILED, message="The catalogue is empty.", finished_at=MADE_AT
    )
    text = personas.client("hub_lead").get(f"{PLACE}/plan/").content.decode()
    assert "The catalogue is empty." in text
    assert "This plan meets" in text


def test_export_holds_text_as_text_and_is_marked(personas: Personas) -> None:
    furnish(personas)
    personas.department.school.name = "=cmd|'/c calc'!A1"
    personas.department.school.save()
    services.carry_out(reach=SYSTEM, plan_run_id=asked(personas).pk, now=timezone.now)
    response = personas.client("accountability_lead").get(f"{PLACE}/plan/export/")
    assert response.status_code == 200
    assert "synthetic.xlsx" in response["Content-Disposition"]
    with ZipFile(BytesIO(response.content)) as book:
        workbook = book.read("xl/workbook.xml").decode()
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
        strings = book.read("xl/sharedStrings.xml").decode()
    assert workbook.count("(synthetic)") >= workbook.count("<sheet ") == 8
    assert not any("<f>" in sheet for sheet in sheets)
    assert "=cmd|" in strings
    assert "Hub lead" not in strings
    assert personas.client("subject_lead").get(f"{PLACE}/plan/export/").status_code == 403
