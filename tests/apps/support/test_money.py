"""Budget lines: entered, set against the plan, exported; owner, sharer and stranger; mistakes told."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from smeaton.apps.history.models import Event
from smeaton.apps.support import services
from smeaton.apps.support.models import BudgetLine, PlanRun, Spend
from smeaton.apps.support.queries.money import money_page
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import asked, furnish, planned

pytestmark = pytest.mark.django_db

MONEY = "/places/testshire/money/"


def add(personas: Personas, code: str, amount: str, *allowed: str) -> BudgetLine:
    """A budget line, entered by the installation itself."""
    return services.save_line(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        code=code,
        name=f"Line {code}",
        amount=Decimal(amount),
        allowed=allowed,
    )


def test_a_plan_keeps_what_each_kind_of_spend_comes_to(personas: Personas) -> None:
    run = planned(personas)
    assert set(run.spend) == set(Spend.values)
    assert run.cost is not None
    assert sum(run.spend.values()) == pytest.approx(float(run.cost), abs=0.01)


def test_the_sum_of_the_lines_is_the_budget(personas: Personas) -> None:
    furnish(personas)
    add(personas, "A", "1200.50", "courses", "places")
    add(personas, "B", "800", "cover")
    assert asked(personas).budget == Decimal("2000.50")


def test_lines_pay_to_the_penny_and_what_is_short_is_told_with_what_helps(personas: Personas) -> None:
    run = planned(personas)
    assert run.spend["cover"] > 0
    add(personas, "all but cover", "9000", *(kind for kind in Spend.values if kind != "cover"))
    page = money_page(personas.programme.pk, personas.reach("hub_lead"))
    assert page.short == pytest.approx(run.spend["cover"], abs=0.01)
    assert [part.kind for part in page.shortages[0].short] == ["cover"]
    text = personas.client("hub_lead").get(MONEY).content.decode()
    assert "of cover: no line with money allows it." in text
    assert "Allow cover on “Line all but cover”" in text
    add(personas, "cover", "9000", "cover")
    page = money_page(personas.programme.pk, personas.reach("hub_lead"))
    assert not page.shortages
    assert page.left == pytest.approx(18_000 - page.plan_cost, abs=0.011)
    assert "pay for all of the plan" in personas.client("hub_lead").get(MONEY).content.decode()


@pytest.mark.parametrize("with_plan", [True, False])
def test_pages_for_owner_sharer_and_stranger(personas: Personas, with_plan: bool) -> None:
    if with_plan:
        planned(personas)
    line = add(personas, "A", "500", "cover")
    for name in ("hub_lead", "accountability_lead"):
        client = personas.client(name)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(MONEY)
        assert response.status_code == 200
        assert len(queries) < 20
        assert len(response.content) < 100_000
        assert b"synthetic" in response.content
        assert (b"lines/new/" in response.content) == (name == "hub_lead")
    addresses = [MONEY, f"{MONEY}export/", f"{MONEY}lines/new/", f"{MONEY}lines/{line.pk}/"]
    for name in ("stranger", "subject_lead"):
        assert [personas.client(name).get(url).status_code for url in addresses] == [403] * 4
    assert [personas.client("accountability_lead").get(url).status_code for url in addresses] == [
        *(200, 200, 403, 403)
    ]
    assert all(Client().get(url).status_code == 302 for url in addresses)
    for name in ("stranger", "subject_lead", "accountability_lead"):
        assert personas.client(name).post(f"{MONEY}lines/{line.pk}/remove/").status_code == 403
        assert personas.client(name).post(f"{MONEY}lines/new/", {}).status_code == 403
    assert BudgetLine.objects.filter(pk=line.pk).exists()


def test_add_change_and_take_away_from_the_page(personas: Personas) -> None:
    client = personas.client("hub_lead")
    form = {"name": "STEM bursary", "code": "SB-1", "amount": "1,250", "allowed": ["cover", "travel"]}
    assert client.post(f"{MONEY}lines/new/", form).status_code == 422  # a comma is no figure
    assert client.post(f"{MONEY}lines/new/", form | {"amount": "1250"}).status_code == 302
    line = BudgetLine.objects.get()
    assert (line.code, line.amount, line.allowed) == ("SB-1", 1250, ["cover", "travel"])
    page = client.get(f"{MONEY}lines/{line.pk}/").content.decode()
    assert 'value="SB-1"' in page
    client.post(f"{MONEY}lines/{line.pk}/", form | {"amount": "900.50"})
    line.refresh_from_db()
    assert line.amount == Decimal("900.50")
    client.post(f"{MONEY}lines/{line.pk}/remove/")
    assert not BudgetLine.objects.exists()
    actions = list(Event.objects.about("budget line", line.pk).values_list("action", flat=True))
    assert actions == ["added", "changed", "removed"]
    assert client.get(f"{MONEY}lines/{line.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Enter a name"),
        ("code", "", "Enter the code"),
        ("code", "sb-0", "Another line has the code sb-0"),
        ("amount", "-3", "enter 0 or more"),
        ("amount", "1e30", "enter at most 10,000,000"),
        ("amount", "NaN", "enter an amount in pounds"),
        ("amount", "1.234", "enter at most 2 decimal places"),
        ("allowed", [], "Choose at least one thing"),
        ("allowed", ["yachts"], "Choose from what is listed"),
    ],
)
def test_mistakes_in_the_form_are_told(personas: Personas, field: str, value: object, said: str) -> None:
    add(personas, "SB-0", "5", "cover")
    form = {"name": "STEM bursary", "code": "SB-1", "amount": "1250", "allowed": ["cover"]} | {field: value}
    response = personas.client("hub_lead").post(f"{MONEY}lines/new/", form)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert BudgetLine.objects.count() == 1


def test_services_refuse_whoever_does_not_run_the_place(personas: Personas) -> None:
    line = add(personas, "A", "5", "cover")
    for name in ("accountability_lead", "subject_lead", "stranger"):
        with pytest.raises(Refused):
            services.remove_line(
                reach=personas.reach(name), programme_id=personas.programme.pk, line_id=line.pk
            )


def test_the_finance_office_gets_text_as_text(personas: Personas) -> None:
    planned(personas)
    add(personas, "=1+1", "700", "cover", "courses")
    response = personas.client("accountability_lead").get(f"{MONEY}export/")
    assert "synthetic.xlsx" in response["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    lines = book.get_sheet_by_name("Lines (synthetic)").to_python()
    assert lines[3][0] == "=1+1"
    assert lines[2][-3:-1] == ["Planned £", "Left £"]
    page = money_page(personas.programme.pk, personas.reach("hub_lead"))
    assert lines[3][-3:-1] == [page.lines[0].planned, page.lines[0].left]
    unpaid = book.get_sheet_by_name("Not paid (synthetic)").to_python()[3:]
    assert sum(float(row[1]) for row in unpaid) == pytest.approx(page.short)


def test_a_plan_of_an_older_version_says_why_it_is_not_set_against_the_lines(personas: Personas) -> None:
    run = planned(personas)
    PlanRun.objects.filter(pk=run.pk).update(spend={})
    add(personas, "A", "5", "cover")
    assert (
        "plan again, and the lines are set against it"
        in personas.client("hub_lead").get(MONEY).content.decode()
    )
