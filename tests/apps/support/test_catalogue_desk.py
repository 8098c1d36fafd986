"""The desk's catalogue: what is exported comes back unchanged, mistakes are named, one is changed."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.support import services
from smeaton.apps.support.models import CatalogueUpload, Host, Offer, PackageItem, PlannedSeats, Prerequisite
from smeaton.apps.support.queries.catalogue import entries_of
from smeaton.engine.sources.sheets import read_sheets
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import MADE_AT, asked, furnish, planned

pytestmark = pytest.mark.django_db

CATALOGUE = "/places/testshire/catalogue/"
Cells = dict[str, list[list[Any]]]


def furnished(personas: Personas) -> Offer:
    """A catalogue of three offers, of which one has all that an offer can have."""
    furnish(personas)
    entry = next(each for each in entries_of(personas.programme.pk) if each.key == "recall-day")
    plain = entry.to_json() | {
        "spacing_days": 28,
        "sessions": 2,
        "venues": list(Host.objects.values_list("department__school", flat=True)),
        "facilitators": [["Lead practitioner", "Alderwood School", "1.5"], ["Tutor", "science hub", "1"]],
        "after": [["language-online", 14]],
    }
    return services.save_offer(
        reach=SYSTEM, programme_id=personas.programme.pk, entry=type(entry).from_json(plain), new=False
    )


def exported(personas: Personas) -> Cells:
    """The sheets of the exported workbook, to be changed by a test."""
    content = personas.client("hub_lead").get(f"{CATALOGUE}export/").content
    cells: Cells = {}
    for sheet in read_sheets(content):
        width = max(len(row) for _, row in sheet.rows)
        cells[sheet.name] = [[*row, *[""] * (width - len(row))] for _, row in sheet.rows]
    return cells


def written(cells: Cells) -> bytes:
    """A workbook of these cells."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in cells.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def upload(personas: Personas, content: bytes, name: str = "offers.xlsx") -> Any:
    """Upload a workbook as the hub lead; follows to the preview."""
    file = SimpleUploadedFile(name, content)
    return personas.client("hub_lead").post(f"{CATALOGUE}import/", {"file": file}, follow=True)


def take_in(personas: Personas) -> Any:
    """Confirm what is previewed."""
    client = personas.client("hub_lead")
    basis = client.get(f"{CATALOGUE}import/preview/").context["preview"].basis
    return client.post(f"{CATALOGUE}import/preview/", {"basis": basis}, follow=True)


def test_export_and_import_change_nothing(personas: Personas) -> None:
    furnished(personas)
    services.set_in_use(reach=SYSTEM, programme_id=personas.programme.pk, key="leading", in_use=False)
    before = entries_of(personas.programme.pk)
    content = personas.client("hub_lead").get(f"{CATALOGUE}export/").content
    page = upload(personas, content).content.decode()
    assert "changes nothing: all 3 offers are as they are" in page
    take_in(personas)
    assert entries_of(personas.programme.pk) == before
    assert not CatalogueUpload.objects.exists()


def test_the_shipped_catalogue_comes_back_unchanged(personas: Personas) -> None:
    services.load_catalogue(reach=SYSTEM, programme_id=personas.programme.pk)
    before = entries_of(personas.programme.pk)
    assert len(before) > 20
    upload(personas, personas.client("hub_lead").get(f"{CATALOGUE}export/").content)
    take_in(personas)
    assert entries_of(personas.programme.pk) == before


def test_a_workbook_adds_changes_and_takes_out_of_use(personas: Personas) -> None:
    furnished(personas)
    cells = exported(personas)
    offers = cells["Offers (synthetic)"]
    heads = offers[0]
    first = next(row for row in offers if row[0] == "recall-day")
    first[heads.index("Cost of a run £")] = "£1,250.50"
    new = list(first)
    new[0], new[1], new[heads.index("Venues (URN)")] = "", "A quite new offer", ""
    cells["Offers (synthetic)"] = [heads, first, new]
    cells["Order (synthetic)"] = [
        ["Key", "Comes after", "Days between"],
        ["a-quite-new-offer", "recall-day", 21],
    ]
    page = upload(personas, written(cells)).content.decode()
    assert "brings 1 new offer, changes 1 and takes 2 out of use" in page
    assert "1250.5" in page
    assert not Offer.objects.filter(key="a-quite-new-offer").exists()  # nothing goes in before it was seen
    take_in(personas)
    added = Offer.objects.get(key="a-quite-new-offer")
    assert added.facilitators.count() == 0
    assert [(p.first.key, p.days) for p in added.prerequisites.all()] == [("recall-day", 21)]
    assert Offer.objects.get(key="recall-day").run_cost == Decimal("1250.50")
    assert list(Offer.objects.filter(in_use=True).values_list("key", flat=True)) == ["recall-day", added.key]
    event = Event.objects.get(action="imported", subject="catalogue")
    assert event.changes["new"] == ["A quite new offer"]


def _cell(sheet: str, row: int, column: str, value: Any) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        rows = cells[f"{sheet} (synthetic)"]
        rows[row][rows[0].index(column)] = value

    return change


def _row(sheet: str, row: list[Any]) -> Callable[[Cells], None]:
    return lambda cells: cells[f"{sheet} (synthetic)"].append(row)


MISTAKES = [
    (_cell("Offers", 1, "Kind", "magic"), "Offers (synthetic), row 2, column F", "“magic” is not known"),
    (_cell("Offers", 2, "Sessions", "two"), "row 3, column G", "“two” is no number"),
    (_cell("Offers", 1, "Sessions", "1.5"), "row 2, column G", "too fine"),
    (_cell("Offers", 1, "Hours a person", "nan"), "row 2, column H", "far too large"),
    (_cell("Offers", 1, "Cost of a run £", "1e30"), "row 2, column J", "far too large"),
    (_cell("Offers", 1, "Cost of a place £", "-4"), "row 2, column K", "from 0 to"),
    (_cell("Offers", 1, "Most places", "1"), "row 2, column M", "or leave it empty"),
    (_cell("Offers", 1, "In use", "perhaps"), "column U", "neither yes nor no"),
    (_cell("Offers", 1, "Venues (URN)", "123456"), "column S", "is no host of this programme"),
    (_cell("Offers", 1, "Venues (URN)", "Alderwood"), "column S", "is no URN"),
    (_cell("Offers", 1, "Mechanisms", "A1 Z9"), "column T", "“Z9” is no mechanism"),
    (_cell("Offers", 1, "Memory and recall", "mainly"), "row 2", "main or also"),
    (_cell("Offers", 2, "Key", "recall-day"), "row 3, column A", "Row 2 has the key"),
    (_cell("Offers", 1, "Key", "Recall Day!"), "row 2, column A", "is no key"),
    (_cell("Offers", 1, "Offer", ""), "row 2", "at most"),
    (_cell("Offers", 0, "Provider", "Povider"), "row 1, column E", "Nothing is known of a column “Povider”"),
    (
        _row("Facilitators", ["nobody", "Tutor", "hub", 1]),
        "Facilitators (synthetic), row 4, column A",
        "no offer",
    ),
    (_row("Facilitators", ["recall-day", "", "hub", 1]), "row 2", "Give each a role"),
    (_row("Order", ["language-online", "recall-day", 7]), "row 2, column A", "comes after itself"),
    (_row("Order", ["leading", "leading", 7]), "row", "cannot come after itself"),
]


@pytest.mark.parametrize(("change", "where", "said"), MISTAKES)
def test_every_mistake_is_named_with_its_place(
    personas: Personas, change: Callable[[Cells], None], where: str, said: str
) -> None:
    furnished(personas)
    before = entries_of(personas.programme.pk)
    cells = exported(personas)
    change(cells)
    response = upload(personas, written(cells), "Our offers.xlsx")
    assert response.status_code == 422
    text = response.content.decode()
    assert "Our offers.xlsx" in text
    assert where in text
    assert said in text
    assert entries_of(personas.programme.pk) == before
    assert not CatalogueUpload.objects.exists()


@pytest.mark.parametrize("content", [b"", b"key,name", b"PK\x03\x04", written({"Sheet1": [["a"]]})])
def test_what_is_no_workbook_of_offers_is_refused(personas: Personas, content: bytes) -> None:
    furnish(personas)
    assert upload(personas, content).status_code == 422
    assert not CatalogueUpload.objects.exists()


def test_nothing_goes_in_that_was_not_looked_at(personas: Personas) -> None:
    furnished(personas)
    upload(personas, written(exported(personas)))
    client = personas.client("hub_lead")
    basis = client.get(f"{CATALOGUE}import/preview/").context["preview"].basis
    Offer.objects.filter(key="leading").update(seat_cost=1)
    response = client.post(f"{CATALOGUE}import/preview/", {"basis": basis})
    assert response.status_code == 422
    assert "has changed since you looked" in response.content.decode()
    assert Offer.objects.get(key="leading").seat_cost == 1
    client.post(f"{CATALOGUE}import/discard/")
    assert not CatalogueUpload.objects.exists()
    assert client.post(f"{CATALOGUE}import/preview/", {"basis": basis}).status_code == 302


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What the page's form would send as it is."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "") and value is not False}


def test_an_offer_is_changed_and_added_on_the_page(personas: Personas) -> None:
    furnished(personas)
    client, url = personas.client("hub_lead"), f"{CATALOGUE}offers/recall-day/"
    before = entries_of(personas.programme.pk)
    data = form_of(client, url)
    assert client.post(url, data).status_code == 302
    assert entries_of(personas.programme.pk) == before  # saved as it was
    assert client.post(url, data | {"run_cost": "999", "gives_models": "also deep"}).status_code == 302
    offer = Offer.objects.get(key="recall-day")
    assert offer.run_cost == 999
    assert offer.contributions.get(strand="models").depth == "deep"
    assert client.post(f"{CATALOGUE}new/", data | {"name": "Recall day"}).status_code == 302
    assert Offer.objects.filter(key="recall-day-2").exists()
    wrong = client.post(url, data | {"seats_max": "1"})
    assert wrong.status_code == 422
    assert "leave it empty for no limit" in wrong.content.decode()
    circle = client.post(
        f"{CATALOGUE}offers/language-online/",
        form_of(client, f"{CATALOGUE}offers/language-online/") | {"first_1": "recall-day", "between_1": "1"},
    )
    assert circle.status_code == 422
    assert "come after itself" in circle.content.decode()
    assert Prerequisite.objects.filter(offer__key="language-online").count() == 0
    assert client.post(f"{url}use/", {"use": "no"}).status_code == 302
    assert not Offer.objects.get(key="recall-day").in_use
    assert client.post(f"{url}use/", {"use": "yes"}).status_code == 302
    assert Offer.objects.get(key="recall-day").in_use
    actions = set(Event.objects.about("offer", offer.pk).values_list("action", flat=True))
    assert actions == {"changed", "taken out of use", "brought back"}


def test_pages_for_owner_sharer_and_stranger(personas: Personas) -> None:
    planned(personas)
    upload(personas, written(exported(personas)))
    edit = [
        *(f"{CATALOGUE}new/", f"{CATALOGUE}offers/recall-day/", f"{CATALOGUE}import/"),
        f"{CATALOGUE}import/preview/",
    ]
    see = [CATALOGUE, f"{CATALOGUE}export/"]
    client = personas.client("hub_lead")
    for url in [*see, *edit]:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == 200
        assert len(queries) <= 20, (url, len(queries), [q["sql"][:150] for q in queries])
        assert len(response.content) < 100_000
    sharer = personas.client("accountability_lead")
    assert [sharer.get(url).status_code for url in see] == [200, 200]
    assert b"catalogue/new/" not in sharer.get(CATALOGUE).content
    posts = ["new/", "offers/recall-day/use/", "import/", "import/preview/", "import/discard/"]
    for name in ("accountability_lead", "subject_lead", "stranger"):
        somebody = personas.client(name)
        assert [somebody.get(url).status_code for url in edit] == [403] * 4
        assert [somebody.post(f"{CATALOGUE}{step}").status_code for step in posts] == [403] * 5
    for name in ("subject_lead", "stranger"):
        assert [personas.client(name).get(url).status_code for url in see] == [403, 403]
    assert all(Client().get(url).status_code == 302 for url in [*see, *edit])
    assert client.get(f"{CATALOGUE}offers/nothing/").status_code == 404
    assert client.post(f"{CATALOGUE}offers/nothing/use/").status_code == 404
    with pytest.raises(Refused):
        services.keep_workbook(
            reach=personas.reach("accountability_lead"),
            programme_id=personas.programme.pk,
            sheets=[],
            file_name="x",
            at=MADE_AT,
        )


def test_plans_keep_to_venues_and_order(personas: Personas) -> None:
    """Recall day has one venue and comes after words online, which nobody gets once it is out of use."""
    furnished(personas)
    programme = personas.programme.pk
    run = asked(personas)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    seats = PlannedSeats.objects.filter(plan=run)
    goes = {(row.department_id, row.offer.key) for row in seats.select_related("offer")}
    assert all((department, "language-online") in goes for department, key in goes if key == "recall-day")
    services.set_in_use(reach=SYSTEM, programme_id=programme, key="language-online", in_use=False)
    run = asked(personas)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    run.refresh_from_db()
    assert run.status == "complete"
    assert not run.seats.filter(offer__key="recall-day").exists()
    PackageItem.objects.filter(package__plan__programme=programme, offer__key="language-online").delete()
    had = PackageItem.objects.filter(package__department=personas.department).first()
    if had is not None:  # has been to it before: may go on
        online = Offer.objects.get(key="language-online")
        PackageItem.objects.filter(pk=had.pk).update(offer=online, mentor=None, kind="offer", standing="past")
        run = asked(personas)
        services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
        departments = run.seats.filter(offer__key="recall-day").values_list("department", flat=True)
        assert set(departments) <= {personas.department.pk}
