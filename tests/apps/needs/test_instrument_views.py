"""The pages of audits: who may read and change them, what they say, how light they are."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from smeaton.apps.needs.models import Instrument
from smeaton.apps.needs.queries import shipped_instrument, shipped_source
from smeaton.apps.needs.services.instruments_editing import copy_instrument
from smeaton.engine.needs.instrument import read_instrument
from smeaton.ui.pages import page_url
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)
PLACE = "testshire"
SHIPPED = ("secondary-science", 2)
DRAFT = ("secondary-science", 3)
LIST = "/places/testshire/instruments/"


def url(name: str, *more: object) -> str:
    return reverse(f"needs:instrument{name}", args=[PLACE, *more])


READ = [LIST, url("", *SHIPPED), url("", *DRAFT), url("-compare", *DRAFT), url("-export", *DRAFT)]
CHANGE = [
    url("-import"),
    url("-copy", *SHIPPED),
    url("-edit", *DRAFT),
    url("-start", *DRAFT),
    url("-vignettes", *DRAFT),
    url("-check", *DRAFT),
    url("-strand", *DRAFT, "practical"),
    url("-strand", *DRAFT, "recall") + "?add",
    url("-strand-add", *DRAFT),
]
POSTED = [url("-discard", *DRAFT), url("-strand-remove", *DRAFT, "recall")]


@pytest.fixture
def draft(personas: Personas) -> Instrument:
    return copy_instrument(
        reach=SYSTEM, at=AT, place_id=personas.place.pk, key="secondary-science", version=2
    )


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("page", READ + CHANGE)
def test_pages_are_light_for_the_hub_lead(
    personas: Personas, draft: Instrument, page: str, django_assert_max_num_queries: Any
) -> None:
    client = personas.client("hub_lead")
    with django_assert_max_num_queries(19):
        answer = client.get(page)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    assert "This field is required" not in text(answer)


@pytest.mark.parametrize("page", READ)
def test_the_accountability_lead_reads(personas: Personas, draft: Instrument, page: str) -> None:
    answer = personas.client("accountability_lead").get(page)
    assert answer.status_code == 200
    assert url("-copy", *SHIPPED) not in text(answer)
    assert url("-edit", *DRAFT) not in text(answer)


@pytest.mark.parametrize("page", CHANGE + POSTED)
@pytest.mark.parametrize("who", ["accountability_lead", "subject_lead", "stranger"])
def test_others_change_nothing(personas: Personas, draft: Instrument, who: str, page: str) -> None:
    client = personas.client(who)
    if page not in POSTED:
        assert client.get(page).status_code == 403
    if page != url("-edit", *DRAFT):
        assert client.post(page, {"edits": 0}).status_code == 403
    assert Instrument.objects.get(pk=draft.pk).edits == 0


def test_a_subject_lead_reads_what_is_everybodys_and_no_more(personas: Personas, draft: Instrument) -> None:
    client = personas.client("subject_lead")
    assert client.get(url("", *SHIPPED)).status_code == 200
    assert client.get(url("-export", *SHIPPED)).status_code == 200
    assert client.get(LIST).status_code == 403
    assert client.get(url("", *DRAFT)).status_code == 403


def test_who_is_not_signed_in_is_asked_to_and_what_is_not_there_is_not_found(personas: Personas) -> None:
    assert Client().get(LIST).status_code == 302
    client = personas.client("hub_lead")
    missing = [url("", "astrology", 1), url("-edit", *SHIPPED), url("-compare", *SHIPPED) + "?with=x:1"]
    for page in [*missing, "/places/nowhere/instruments/"]:
        assert client.get(page).status_code == 404, page
    assert client.get(url("-discard", *DRAFT)).status_code == 405


def test_the_list_names_what_is_shipped_and_what_waits(personas: Personas, draft: Instrument) -> None:
    said = text(personas.client("hub_lead").get(page_url("instruments", place=PLACE)))
    for title in ("Secondary science audit", "Primary science audit", "Secondary computing audit"):
        assert title in said
    assert "1 draft is being written" in said
    assert "ready to publish" in said


def test_an_audit_is_shown_as_people_read_it(personas: Personas) -> None:
    said = text(personas.client("hub_lead").get(url("", *SHIPPED)))
    audit = shipped_instrument()
    for item in audit.items.values():
        assert item.levels[3].replace("'", "&#x27;") in said
    assert audit.vignettes[1].text.replace("'", "&#x27;") in said
    assert f"Leads are also asked: {audit.readiness}" in said


def strand_form(client: Client, strand: str, **changes: object) -> dict[str, object]:
    """What the form of a strand would send, with changes."""
    context = client.get(url("-strand", *DRAFT, strand)).context
    found: dict[str, object] = {}
    for form in [context["form"], *context["items"]]:
        for field in form:
            if (value := field.value()) is not None and value is not False:
                found[field.html_name] = value
    return found | changes


def test_a_strand_is_changed_and_the_versions_compared(personas: Personas, draft: Instrument) -> None:
    client = personas.client("hub_lead")
    new = {f"new-level_{k}": f"level {k}" for k in range(1, 5)}
    new |= {"new-text": "Brand new", "new-topic": "t", "new-audience": ["technician"], "new-position": "1"}
    sent = strand_form(
        client,
        "recall",
        **{"item1-text": "Other words", "item2-remove": "on", "item2-text": "", "item4-position": "3"},
        **new,
        position="1",
    )
    assert client.post(url("-strand", *DRAFT, "recall") + "?add", sent).status_code == 302
    after = read_instrument(Instrument.objects.get(pk=draft.pk).source)
    assert after.strands[0].id == "recall"
    assert [item.id for item in after.strands[0].items] == ["recall-1", "recall-5", "recall-4", "recall-3"]
    said = text(client.get(url("-compare", *DRAFT)))
    assert "Answers can be compared on 38 of 40 statements" in said
    assert "Changed: statement." in said
    assert "Brand new" in said


def test_mistakes_stand_on_top_and_lead_to_their_fields(personas: Personas, draft: Instrument) -> None:
    client = personas.client("hub_lead")
    page = url("-strand", *DRAFT, "recall")
    sent = strand_form(client, "recall", **{"item1-text": "", "item2-level_2": "x", "item2-level_3": "x"})
    del sent["item3-audience"]
    answer = client.post(page, sent)
    assert answer.status_code == 422
    said = text(answer)
    assert "<title>Error: " in said.replace("\n", "")
    for link in (
        '<a href="#id_item1-text">Enter a statement</a>',
        '<a href="#id_item2-level_3">Level 3 reads like another. Make them differ</a>',
        '<a href="#id_item3-audience_0">Choose who is asked</a>',
    ):
        assert link in said
    gone = {f"item{k}-remove": "on" for k in range(1, 5)}
    assert "at least one statement" in text(client.post(page, strand_form(client, "recall", **gone)))


def test_who_was_overtaken_is_told(personas: Personas, draft: Instrument) -> None:
    client = personas.client("hub_lead")
    page = url("-strand", *DRAFT, "recall")
    late = strand_form(client, "recall", title="Mine")
    assert client.post(page, late | {"title": "Theirs"}).status_code == 302
    answer = client.post(page, late)
    assert answer.status_code == 422
    assert "Somebody else has changed this draft since you opened it" in text(answer)
    assert 'value="Mine"' in text(answer), "what was typed is not lost"


def test_a_strand_is_added_and_removed(personas: Personas, draft: Instrument) -> None:
    client = personas.client("hub_lead")
    sent = {f"new-level_{k}": f"level {k}" for k in range(1, 5)}
    sent |= {"new-text": "Brand new", "new-topic": "t", "new-audience": "lead", "edits": "0", "title": "More"}
    page = url("-strand-add", *DRAFT)
    assert client.post(page, sent | {"title": ""}).status_code == 422
    assert client.post(page, sent).status_code == 302
    removed = client.post(url("-strand-remove", *DRAFT, "recall"), {"edits": "1"}, follow=True)
    assert "no longer in the draft" in text(removed)
    overtaken = client.post(url("-strand-remove", *DRAFT, "models"), {"edits": "1"}, follow=True)
    assert "Somebody else has changed" in text(overtaken)
    after = read_instrument(Instrument.objects.get(pk=draft.pk).source)
    assert (len(after.strands), after.strands[-1].title) == (12, "More")


def test_from_a_copy_to_a_published_audit(personas: Personas) -> None:
    client = personas.client("hub_lead")
    assert client.post(url("-copy", *SHIPPED), {"own": "own", "title": ""}).status_code == 422
    made = client.post(url("-copy", *SHIPPED), {"own": "own", "title": "Our audit"})
    ours = ("our-audit", 1)
    assert made.headers["Location"] == url("-edit", *ours)
    start = {f.html_name: f.value() for f in client.get(url("-start", *ours)).context["form"]}
    wrong = client.post(url("-start", *ours), start | {"minutes_lead": "13", "introduction_teacher": ""})
    assert "Enter how many minutes leads are promised, up to 12" in text(wrong)
    assert client.post(url("-start", *ours), start | {"minutes_lead": "3"}).status_code == 302
    vignettes = {f.html_name: f.value() for f in client.get(url("-vignettes", *ours)).context["form"]}
    partly = client.post(url("-vignettes", *ours), vignettes | {"text_2": "", "edits": 1})
    assert "Enter the description 2, or leave all three out" in text(partly)
    none = dict.fromkeys(vignettes, "") | {"edits": 1}
    assert client.post(url("-vignettes", *ours), none).status_code == 302
    check = text(client.get(url("-check", *ours)))
    assert "1 thing to mend" in check
    assert "There are no described colleagues" in check
    assert client.post(url("-check", *ours), {"edits": 2}).status_code == 422
    client.post(url("-start", *ours), start | {"edits": 2})
    published = client.post(url("-check", *ours), {"edits": 3}, follow=True)
    assert "Published. It stays as it is" in text(published)
    assert Instrument.objects.get(key="our-audit").published_at is not None
    assert client.get(url("-edit", *ours)).status_code == 404
    assert "1 of our own can be asked" in text(client.get(LIST))


def test_a_draft_is_thrown_away(personas: Personas, draft: Instrument) -> None:
    client = personas.client("hub_lead")
    assert "Somebody else" in text(client.post(url("-discard", *DRAFT), {"edits": "7"}, follow=True))
    assert "is gone" in text(client.post(url("-discard", *DRAFT), {"edits": "0"}, follow=True))
    assert not Instrument.objects.filter(pk=draft.pk).exists()


def test_files_go_out_and_come_in_or_are_refused_line_by_line(personas: Personas) -> None:
    client = personas.client("hub_lead")
    export = client.get(url("-export", *SHIPPED))
    assert export.content.decode() == shipped_source()
    assert export.headers["Content-Disposition"] == 'attachment; filename="secondary-science-2.yaml"'

    def send(content: bytes) -> HttpResponse:
        return client.post(url("-import"), {"file": SimpleUploadedFile("x.yaml", content)})

    wrong = (
        shipped_source().replace("for: [lead, teacher]", "for: [head]", 1).replace("id: recall-2", "id: r 2")
    )
    answer = send(wrong.encode())
    assert answer.status_code == 422
    lines = wrong.splitlines()
    at = [k for k, line in enumerate(lines, start=1) if "[head]" in line or "r 2" in line]
    assert len(at) == 2
    for line in at:
        assert f"<strong>Line {line}</strong>" in text(answer)
    assert "The file has 2 mistakes" in text(answer)
    assert "Choose the file with the audit" in text(client.post(url("-import"), {}))
    assert "at most 256,000 are read" in text(send(b"x" * 256_001))
    taken = send(shipped_source().encode())
    assert "Give yours version 3" in text(taken)
    good = send(shipped_source().replace("\nversion: 2\n", "\nversion: 3\n").encode())
    assert good.headers["Location"] == url("-edit", *DRAFT)
