"""The audit on paper: what is printed, and a pile of sheets typed in, one key an answer."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Answer, Response, Wave
from smeaton.apps.needs.services import open_wave
from tests.factories.personas import STARTS, SYSTEM, Personas

pytestmark = pytest.mark.django_db
ROLES = ("lead", "teacher", "technician")


@pytest.fixture
def wave(personas: Personas) -> Wave:
    """A wave that is open, without an answer yet."""
    return open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Autumn audit", opens=STARTS)


def address(name: str, personas: Personas, wave: Wave, role: str = "teacher") -> str:
    urn = personas.department.school_id
    return reverse(f"needs:{name}", kwargs={"place": "testshire", "wave": wave.pk, "urn": urn, "role": role})


@pytest.mark.parametrize("role", ROLES)
def test_a_lead_prints_sheets_for_colleagues_with_every_statement_of_their_role(
    personas: Personas, wave: Wave, role: str, django_assert_max_num_queries: Any
) -> None:
    client = personas.client("subject_lead")
    with django_assert_max_num_queries(14):
        page = client.get(address("paper", personas, wave, role))
    text = page.content.decode()
    assert page.status_code == 200
    assert len(page.content) < 100_000
    assert "Alderwood School" in text
    assert text.count('scope="row"') > 5
    assert "synthetic" in text


@pytest.mark.parametrize("who", ["head", "trust_lead", "stranger"])
def test_sheets_are_not_printed_for_others(personas: Personas, wave: Wave, who: str) -> None:
    assert personas.client(who).get(address("paper", personas, wave)).status_code == 403


@pytest.mark.parametrize("who", ["subject_lead", "head", "accountability_lead", "stranger"])
def test_only_the_hub_lead_types_sheets_in(personas: Personas, wave: Wave, who: str) -> None:
    client = personas.client(who)
    pile = reverse("needs:pile", kwargs={"place": "testshire", "wave": wave.pk})
    assert client.get(pile).status_code == 403
    assert (
        client.post(address("sheets", personas, wave), {"number": "1", "item:recall-1": "2"}).status_code
        == 403
    )
    assert client.post(address("undo-sheet", personas, wave), {"number": "1"}).status_code == 403
    assert Response.objects.count() == 0


def test_a_pile_is_typed_in_sheet_by_sheet_and_one_is_taken_out_again(
    personas: Personas, wave: Wave, django_assert_max_num_queries: Any
) -> None:
    client: Client = personas.client("hub_lead")
    page = address("sheets", personas, wave)
    first = {
        "number": "1",
        "item:recall-1": "2",
        "item:recall-2": "D",
        "item:models-1": "n",
        "item:models-2": "",
    }
    assert client.post(page, first, follow=True).status_code == 200
    client.post(page, {"number": "2", "item:recall-1": "4"})
    with django_assert_max_num_queries(15):
        text = client.get(page).content.decode()
    assert 'value="3"' in text  # the next sheet's number is ready
    assert text.index(">2</th>") < text.index(">1</th>")
    kept = {(a.response.respondent[-1], a.item): (a.level, a.kind) for a in Answer.objects.all()}
    assert kept == {
        ("1", "recall-1"): (2, "answered"),
        ("1", "recall-2"): (None, "dont_know"),
        ("1", "models-1"): (None, "not_applicable"),
        ("2", "recall-1"): (4, "answered"),
    }
    assert set(Response.objects.values_list("origin", flat=True)) == {"paper"}
    client.post(address("undo-sheet", personas, wave), {"number": "2"})
    assert Response.objects.count() == 1
    assert [e.action for e in Event.objects.about("wave", wave.pk)][-1] == "removed a sheet"


def test_a_number_that_is_taken_is_told_and_replaced_only_on_purpose(personas: Personas, wave: Wave) -> None:
    client = personas.client("hub_lead")
    page = address("sheets", personas, wave)
    client.post(page, {"number": "7", "item:recall-1": "2"})
    again = client.post(page, {"number": "7", "item:recall-1": "3"})
    assert again.status_code == 422
    assert "Sheet 7 has been typed in already" in again.content.decode()
    assert Answer.objects.get().level == 2
    client.post(page, {"number": "7", "item:recall-1": "3", "replace": "on"})
    assert Answer.objects.get().level == 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": "1"}, "no answer yet"),
        ({"number": "", "item:recall-1": "2"}, "Enter the number"),
        ({"number": "A. Smith", "item:recall-1": "2"}, "letters, figures and hyphens"),
        ({"number": "1", "item:recall-1": "5"}, "Coming back to earlier topics: type 1, 2, 3, 4, d or n"),
        ({"number": "1", "item:recall-1": "22"}, "type 1, 2, 3, 4, d or n"),
        ({"number": "1", "item:recall-1": "\x00"}, "Null characters are not allowed"),
        ({"number": "1\x00", "item:recall-1": "2"}, "letters, figures and hyphens"),
    ],
)
def test_a_slip_of_the_finger_is_named_and_nothing_is_stored(
    personas: Personas, wave: Wave, typed: dict[str, str], sentence: str
) -> None:
    answer = personas.client("hub_lead").post(address("sheets", personas, wave), typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Response.objects.count() == 0


def test_the_pile_is_chosen_by_department_and_role(personas: Personas, wave: Wave) -> None:
    client = personas.client("hub_lead")
    pile = reverse("needs:pile", kwargs={"place": "testshire", "wave": wave.pk})
    assert client.get(pile).status_code == 200
    chosen = {"department": str(personas.department.school_id), "role": "technician"}
    assert client.post(pile, chosen)["Location"] == address("sheets", personas, wave, "technician")
    assert client.post(pile, chosen | {"print": "1"})["Location"] == address(
        "paper", personas, wave, "technician"
    )
    wrong = client.post(pile, {"department": "1", "role": ""})
    assert wrong.status_code == 422
    assert "Choose who filled the sheets in" in wrong.content.decode()


def test_unknown_audits_schools_and_roles_are_not_found(personas: Personas, wave: Wave) -> None:
    client = personas.client("hub_lead")
    here = address("sheets", personas, wave)
    for there in (
        here.replace(f"/{wave.pk}/", "/999/"),
        here.replace("teacher", "governor"),
        here.replace("900001", "900999"),
    ):
        assert client.get(there).status_code == 404
    assert client.get(reverse("needs:pile", kwargs={"place": "testshire", "wave": 999})).status_code == 404


def test_the_page_goes_in_the_order_of_the_sheet(personas: Personas, wave: Wave) -> None:
    printed = personas.client("hub_lead").get(address("paper", personas, wave, "lead")).content.decode()
    typed = personas.client("hub_lead").get(address("sheets", personas, wave, "lead")).content.decode()
    for text in (printed, typed):
        order = [
            "Department A",
            "1. Before a topic",
            "within a term?",
            "4. Showing pupils",
            "40. Technicians",
        ]
        places = [text.index(words) for words in order]
        assert places == sorted(places)
    page = address("sheets", personas, wave, "lead")
    wrong = personas.client("hub_lead").post(page, {"number": "1", "ready:recall": "x"}).content.decode()
    assert "type y, h or n about Memory and recall, or leave it blank" in wrong
    personas.client("hub_lead").post(page, {"number": "1", "ready:recall": "H", "item:vignette-1": "4"})
    assert Response.objects.get().readiness.get().answer == "with_help"
    assert Answer.objects.get().level == 4
    undone = personas.client("hub_lead").post(address("undo-sheet", personas, wave), {"number": "\x00"})
    assert undone.status_code == 302
    assert Response.objects.count() == 1
