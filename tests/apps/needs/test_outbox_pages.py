"""The letters of a demonstration can be read by its hub lead; those of a real programme by nobody."""

from typing import Any

import pytest

from smeaton.apps.needs.services.mailing import queue_invitations
from smeaton.apps.outbox.models import Letter
from smeaton.apps.places.models import Programme
from tests.factories.letters import MORNING, audit
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(personas: Personas, settings: Any) -> Letter:
    settings.DEMO = True
    wave = audit(personas)
    queue_invitations(reach=SYSTEM, wave_id=wave.pk, at=MORNING)
    found = Letter.objects.first()
    assert found is not None
    return found


def test_the_hub_lead_reads_letters_and_their_links_work(
    personas: Personas, letter: Letter, django_assert_max_num_queries: Any
) -> None:
    client = personas.client("hub_lead")
    with django_assert_max_num_queries(12):
        page = client.get("/outbox/").content.decode()
    assert "The latest 6 letters" in page
    assert f"/outbox/{letter.pk}/" in page
    page = client.get(f"/outbox/{letter.pk}/").content.decode()
    link = page.partition('href="/answer/')[2].partition('"')[0]
    assert f"/answer/{link}" in letter.text
    shown = client.get(f"/outbox/{letter.pk}/html/")
    assert f'href="/answer/{link}"' in shown.content.decode()
    policy = shown["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    letter.state, letter.text = "sent", ""
    letter.save()
    assert client.get(f"/outbox/{letter.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["subject_lead", "head", "accountability_lead", "trust_lead"])
def test_nobody_else_reads_them(personas: Personas, letter: Letter, name: str) -> None:
    client = personas.client(name)
    for address in ("/outbox/", f"/outbox/{letter.pk}/", f"/outbox/{letter.pk}/html/"):
        assert client.get(address).status_code == 403


def test_the_hub_lead_of_another_place_sees_none_of_them(personas: Personas, letter: Letter) -> None:
    client = personas.client("stranger")
    assert "No letter has been written yet" in client.get("/outbox/").content.decode()
    assert client.get(f"/outbox/{letter.pk}/").status_code == 404
    assert client.get(f"/outbox/{letter.pk}/html/").status_code == 404


@pytest.mark.parametrize("why", ["a real programme", "no demonstration"])
def test_outside_a_demonstration_they_are_never_shown(
    personas: Personas, letter: Letter, settings: Any, why: str
) -> None:
    if why == "a real programme":
        Programme.objects.update(synthetic=False)
    else:
        settings.DEMO = False
    client = personas.client("hub_lead")
    for address in (f"/outbox/{letter.pk}/", f"/outbox/{letter.pk}/html/"):
        assert client.get(address).status_code == 404
    assert letter.title not in client.get("/outbox/").content.decode()
