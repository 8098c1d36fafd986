"""The picture that is fetched while it is drawn, and the gallery: for people who are signed in."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from smeaton.apps.access.models import Agreement
from smeaton.ui.charts import Chart, store
from smeaton.ui.gallery import gallery_charts
from tests.factories.personas import Personas, make_personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def personas(db: None) -> Personas:
    return make_personas()


@pytest.fixture
def client(personas: Personas) -> Client:
    """Somebody signed in; what they may see elsewhere does not matter here."""
    return personas.client("stranger")


def asked() -> list[object]:
    """The keys of the pictures that the worker has been asked for."""
    return [row.args_kwargs["args"][0] for row in DBTaskResult.objects.all()]


def test_gallery_refuses_somebody_who_is_not_signed_in(client: Client) -> None:
    assert Client().get("/components/").status_code == 403
    assert client.get("/components/").status_code == 200


def test_gallery_without_pictures_shows_every_table_open(client: Client) -> None:
    page = client.get("/components/").content.decode()
    assert page.count("The picture is being drawn.") == 5
    assert page.count('smeaton-chart__table" open') == 5
    assert "There are no figures to draw yet." in page


def test_gallery_with_pictures_shows_them(client: Client, drawn: object) -> None:
    page = client.get("/components/").content.decode()
    assert page.count('role="img"') == 10
    assert "being drawn" not in page
    assert 'smeaton-chart__table" open' not in page


def test_page_holds_no_style_and_no_script_of_its_own(client: Client, drawn: object) -> None:
    answer = client.get("/components/")
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script ")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_header_tells_the_role_and_signs_out_by_post(personas: Personas) -> None:
    page = personas.client("hub_lead").get("/components/").content.decode()
    assert "Hub lead" in page
    assert '<form method="post" action="/sign-out/">' in page


def test_an_unknown_picture_is_not_there(client: Client) -> None:
    assert client.get("/charts/0123456789abcdef0123456789abcdef/").status_code == 404


def test_a_picture_refuses_somebody_who_is_not_signed_in(drawn: dict[str, Any]) -> None:
    assert Client().get(f"/charts/{drawn['bars'].key}/").status_code == 403


def shown(client: Client) -> Chart:
    """A chart that a page has shown, so that it waits to be drawn."""
    client.get("/components/")
    chart = gallery_charts()["bars"]
    assert chart.svg is None
    return chart


def test_a_picture_outlives_no_agreement_and_no_other_persons_page(
    client: Client, personas: Personas
) -> None:
    hub = personas.client("hub_lead")
    chart = shown(hub)
    store.draw_waiting(chart.key)
    assert "<svg" in hub.get(chart.address).content.decode()
    assert personas.client("head").get(chart.address).status_code == 404  # no page has shown it to them
    Agreement.objects.update(withdrawn_at=timezone.now())
    assert hub.get(chart.address).status_code == 404
    shown_again = hub.get("/components/")
    assert shown_again.status_code == 200


def test_a_picture_is_asked_for_once_and_then_there(client: Client) -> None:
    chart = shown(client)
    for _ in range(3):
        fragment = client.get(chart.address, headers={"HX-Request": "true"}).content.decode()
        assert "being drawn" in fragment
        assert "<html" not in fragment
    assert asked() == [chart.key]
    store.draw_waiting(chart.key)
    fragment = client.get(chart.address, headers={"HX-Request": "true"}).content.decode()
    assert fragment.count("<svg") == 2
    assert "hx-get" not in fragment


def test_asking_ends_after_a_while(client: Client) -> None:
    chart = shown(client)
    fragment = client.get(f"{chart.address}?tries=41", headers={"HX-Request": "true"}).content.decode()
    assert "could not be drawn" in fragment
    assert "hx-get" not in fragment


def test_opened_as_a_page_it_can_be_looked_at_again(client: Client) -> None:
    chart = shown(client)
    page = client.get(chart.address).content.decode()
    assert f'href="{chart.address}">Look again</a>' in page
    store.draw_waiting(chart.key)
    page = client.get(chart.address).content.decode()
    assert "<svg" in page
    assert "Look again" not in page


def test_what_cannot_be_drawn_is_said_and_not_tried_at_every_visit(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = shown(client)

    def broken(spec: str) -> str:
        raise ValueError(spec)

    monkeypatch.setattr("smeaton.ui.charts.drawing._vega", broken)
    with pytest.raises(ValueError, match="vega"):
        store.draw_waiting(chart.key)
    again = gallery_charts()["bars"]
    assert again.svg is None
    assert again.failed
    assert "could not be drawn" in client.get(chart.address).content.decode()
    assert asked() == []
