"""The pages of priorities and levels: who may open and change them, what they say, how heavy they are."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from smeaton.apps.needs.models import LevelRecord, Leverage, PriorityChoice, ProfileRun
from smeaton.apps.needs.services import choosing
from smeaton.ui.pages import page_url
from tests.factories.personas import Personas
from tests.factories.support import profile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
FIRST = ["recall", "feedback", "leadership"]


@pytest.fixture
def run(personas: Personas) -> ProfileRun:
    """Recall, feedback and leadership need most, in that order, and clearly."""
    return profile(personas)


def address(personas: Personas, page: str, **more: object) -> str:
    return reverse(
        f"needs:{page}", kwargs={"place": "testshire", "urn": personas.department.school_id, **more}
    )


def chosen(personas: Personas, strands: list[str]) -> PriorityChoice:
    """Chosen and agreed by the lead."""
    lead, key = personas.reach("subject_lead"), personas.department.pk
    choosing.save_draft(reach=lead, department_id=key, strands=strands, at=AT)
    reasons = dict.fromkeys(strands, "We are ready for it")
    return choosing.agree(reach=lead, department_id=key, strands=strands, reasons=reasons, at=AT)


ABOUT_A_DEPARTMENT = ["priorities", "moderation", "one-pager"]
RESPONSIBLE = ["subject_lead", "head", "hub_lead", "accountability_lead", "trust_lead"]


@pytest.mark.parametrize("page", ABOUT_A_DEPARTMENT)
def test_pages_of_a_department_open_for_those_responsible_and_are_light(
    personas: Personas, run: ProfileRun, page: str, django_assert_max_num_queries: Any
) -> None:
    chosen(personas, FIRST)
    for who in RESPONSIBLE:
        client = personas.client(who)
        with django_assert_max_num_queries(19):
            answer = client.get(address(personas, page))
        assert answer.status_code == 200
        assert len(answer.content) < 100_000
        assert b"synthetic" in answer.content
    assert personas.client("stranger").get(address(personas, page)).status_code == 403
    lead = personas.client("subject_lead")
    other = address(personas, page, urn=personas.neighbour.school_id)
    assert lead.get(other).status_code == 403
    assert lead.get(address(personas, page, urn=1)).status_code == 404


@pytest.mark.parametrize("page", [*ABOUT_A_DEPARTMENT, "one-pager-pdf"])
def test_before_an_analysis_every_page_says_so(personas: Personas, page: str) -> None:
    answer = personas.client("subject_lead").get(address(personas, page))
    assert answer.status_code in (200, 202)
    if page != "one-pager-pdf":
        assert any(
            words in answer.content.decode()
            for words in ("analysed yet", "answered the audit yet", "come in yet")
        )


def test_a_lead_chooses_in_two_steps_without_javascript(personas: Personas, run: ProfileRun) -> None:
    client = personas.client("subject_lead")
    department = page_url("department", place="testshire", urn=personas.department.school_id)
    assert "Choose your priorities" in client.get(department).content.decode()
    page = client.get(address(personas, "priorities")).content.decode()
    assert "Tick three to five strands" in page
    assert "1. Memory and recall" in page
    assert "0.87" in page  # (4 − 1.4) / 3
    first = client.post(address(personas, "priorities"), {"strands": ["recall", "models"], "later": "1"})
    assert first.status_code == 302
    assert 'value="models" id="id_strands' in client.get(address(personas, "priorities")).content.decode()
    answer = client.post(address(personas, "priorities"), {"strands": ["recall", "models", "feedback"]})
    assert answer.url == address(personas, "order")
    page = client.get(answer.url).content.decode()
    assert "has leadership and professional development first" in page
    given = {
        f"{field}_{strand}": value
        for strand, rank, reason in (("recall", "2", ""), ("models", "1", ""), ("feedback", "3", "Later"))
        for field, value in (("rank", rank), ("reason", reason))
    }
    refused = client.post(address(personas, "order"), given)
    assert refused.status_code == 422
    assert "Say why models" in refused.content.decode()
    assert 'href="#id_reason_models"' in refused.content.decode()
    assert PriorityChoice.objects.get().state == "draft"
    saved = client.post(address(personas, "order"), given | {"reason_models": "Ours to lead", "later": "1"})
    assert saved.url == address(personas, "order")
    assert "Ours to lead" in client.get(saved.url).content.decode()
    agreed = client.post(address(personas, "order"), given | {"reason_models": "Ours to lead"})
    assert agreed.url == address(personas, "priorities")
    choice = PriorityChoice.objects.get()
    assert choice.state == "agreed"
    assert [p.strand for p in choice.priorities.all()] == ["models", "recall", "feedback"]
    page = client.get(agreed.url).content.decode()
    assert "Three priorities are agreed: " in page
    assert "Ours to lead" in page
    assert "Choose again" in page
    page = client.get(department).content.decode()
    assert "Ours to lead" in page
    assert "Choose your priorities" not in page
    assert client.get(address(personas, "order")).url == address(personas, "priorities")


@pytest.mark.parametrize(
    ("strands", "sentence"),
    [
        (["recall"], "Choose three to five priorities"),
        (["recall", "models", "feedback", "language", "practical", "leadership"], "five priorities at most"),
        (["recall", "nonsense", "feedback"], "Choose from the strands listed"),
    ],
)
def test_too_few_too_many_or_others_are_refused_in_words(
    personas: Personas, run: ProfileRun, strands: list[str], sentence: str
) -> None:
    answer = personas.client("subject_lead").post(address(personas, "priorities"), {"strands": strands})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "This field is required" not in answer.content.decode()
    assert not PriorityChoice.objects.exists()


def test_two_strands_cannot_have_one_place(personas: Personas, run: ProfileRun) -> None:
    client = personas.client("subject_lead")
    client.post(address(personas, "priorities"), {"strands": FIRST})
    given = {f"rank_{strand}": "1" for strand in FIRST}
    answer = client.post(address(personas, "order"), given)
    assert answer.status_code == 422
    assert "give each a place of its own" in answer.content.decode()
    assert "Choose a place for" in client.post(address(personas, "order"), {}).content.decode()


def test_what_the_lead_answers_on_the_page_moves_the_order_and_stays(
    personas: Personas, run: ProfileRun
) -> None:
    client = personas.client("subject_lead")
    client.post(address(personas, "priorities"), {"strands": [], "later": "1", "ready_recall": "not_yet"})
    page = client.get(address(personas, "priorities")).content.decode()
    assert "1. Feedback" in page
    assert "could not start within a term yet" in page
    assert PriorityChoice.objects.get().readiness == {"recall": "not_yet"}


def test_a_head_confirms_or_sends_back(personas: Personas, run: ProfileRun) -> None:
    chosen(personas, FIRST)
    head = personas.client("head")
    department = page_url("department", place="testshire", urn=personas.department.school_id)
    assert "Confirm the priorities" in head.get(department).content.decode()
    page = head.get(address(personas, "priorities")).content.decode()
    assert "What you are asked to confirm" in page
    assert "We are ready for it" in page
    assert 'name="strands"' not in page
    wordless = head.post(address(personas, "confirm", number=1), {"back": "1", "because": ""})
    assert wordless.status_code == 422
    assert "Say what the lead should look at again" in wordless.content.decode()
    head.post(address(personas, "confirm", number=1), {"back": "1", "because": "Why not language?"})
    lead = personas.client("subject_lead")
    assert "Why not language?" in lead.get(address(personas, "priorities")).content.decode()
    stale = head.post(address(personas, "confirm", number=1), {"confirm": "1"}, follow=True)
    assert "not waiting to be confirmed any more" in stale.content.decode()
    reach = personas.reach("subject_lead")
    choosing.agree(reach=reach, department_id=personas.department.pk, strands=FIRST, reasons={}, at=AT)
    head.post(address(personas, "confirm", number=2), {"confirm": "1"})
    assert "The head has confirmed them." in lead.get(address(personas, "priorities")).content.decode()
    lead.post(address(personas, "priorities"), {"strands": ["recall"], "later": "1"})
    assert "Drop this draft" in lead.get(address(personas, "priorities")).content.decode()
    lead.post(address(personas, "drop"))
    assert "Drop this draft" not in lead.get(address(personas, "priorities")).content.decode()


@pytest.mark.parametrize("who", ["hub_lead", "accountability_lead", "head", "trust_lead", "stranger"])
def test_only_the_lead_chooses(personas: Personas, run: ProfileRun, who: str) -> None:
    client = personas.client(who)
    assert client.post(address(personas, "priorities"), {"strands": FIRST}).status_code == 403
    assert client.get(address(personas, "order")).status_code == 403
    assert client.post(address(personas, "drop")).status_code == 403
    if who != "head":
        assert client.post(address(personas, "confirm", number=1), {"confirm": "1"}).status_code == 403
    assert not PriorityChoice.objects.exists()


def test_the_lead_does_not_confirm(personas: Personas, run: ProfileRun) -> None:
    chosen(personas, FIRST)
    answer = personas.client("subject_lead").post(address(personas, "confirm", number=1), {"confirm": "1"})
    assert answer.status_code == 403


def test_the_hub_records_a_level_and_the_lead_reads_it(personas: Personas, run: ProfileRun) -> None:
    hub, lead = personas.client("hub_lead"), personas.client("subject_lead")
    given = {
        "strand": "recall",
        "kind": "moderated",
        "level": "2.5",
        "evidence": "Three lessons seen",
        "visited_on": "2026-11-20",
    }
    assert "Record this level" in hub.get(address(personas, "moderation") + "?strand=recall").content.decode()
    empty = hub.post(address(personas, "moderation"), {})
    assert empty.status_code == 422
    for words in ("Choose a strand", "Choose a level", "Say what the level rests on", "Enter the date"):
        assert words in empty.content.decode()
    assert "This field is required" not in empty.content.decode()
    late = hub.post(address(personas, "moderation"), given | {"visited_on": "2126-11-20"})
    assert "cannot be in the future" in late.content.decode()
    assert hub.post(address(personas, "moderation"), given).status_code == 302
    hub.post(
        address(personas, "moderation"), given | {"kind": "agreed", "level": "2", "evidence": "Talked over"}
    )
    assert LevelRecord.objects.count() == 2
    page = lead.get(address(personas, "moderation")).content.decode()
    assert "Three lessons seen" in page
    assert "the agreed level" in page
    assert "Record this level" not in page
    assert lead.post(address(personas, "moderation"), given).status_code == 403
    assert (
        "as agreed with the hub; staff 1.4, moderated 2.5"
        in lead.get(address(personas, "priorities")).content.decode()
    )


def test_the_hub_weighs_strands_with_a_reason(personas: Personas, run: ProfileRun) -> None:
    page = reverse("needs:leverage", args=["testshire"])
    hub = personas.client("hub_lead")
    assert "weigh as usual" in hub.get(page).content.decode()
    fields = {f"weight_{strand}": "1.00" for strand in _strands(personas)}
    refused = hub.post(page, fields | {"weight_recall": "1.50"})
    assert refused.status_code == 422
    assert "Say why Memory and recall weighs more or less than usual" in refused.content.decode()
    assert hub.post(page, fields | {"weight_recall": "1.50", "reason_recall": "Our theme"}).status_code == 302
    assert Leverage.objects.get(strand="recall").weight == Decimal("1.5")
    assert "1 of" in hub.get(page).content.decode()
    for who in ("accountability_lead", "subject_lead", "head", "stranger"):
        assert personas.client(who).get(page).status_code == 403


def _strands(personas: Personas) -> list[str]:
    from smeaton.apps.needs.queries import shipped_instrument

    return list(shipped_instrument().titles)


def test_the_place_sees_who_has_chosen(
    personas: Personas, run: ProfileRun, django_assert_max_num_queries: Any
) -> None:
    chosen(personas, FIRST)
    page = reverse("needs:place-priorities", args=["testshire"])
    for who in ("hub_lead", "accountability_lead"):
        client = personas.client(who)
        with django_assert_max_num_queries(15):
            answer = client.get(page)
        text = answer.content.decode()
        assert "1 of 2 departments has agreed priorities" in text
        assert "Memory and recall" in text
    for who in ("subject_lead", "head", "trust_lead", "stranger"):
        assert personas.client(who).get(page).status_code == 403
    assert (
        personas.client("hub_lead").get(reverse("needs:place-priorities", args=["nowhere"])).status_code
        == 404
    )


def test_the_visit_brief_and_the_department_name_what_is_agreed(personas: Personas, run: ProfileRun) -> None:
    here: dict[str, str | int] = {"place": "testshire", "urn": personas.department.school_id}
    client = personas.client("hub_lead")
    assert "Priorities agreed" not in client.get(page_url("brief", **here)).content.decode()
    chosen(personas, FIRST)
    brief = client.get(page_url("brief", **here)).content.decode()
    assert "Priorities agreed:" in brief
    assert "to begin on the priorities that are agreed" in brief
    department = client.get(page_url("department", **here)).content.decode()
    assert "We are ready for it" in department
    for page in ("priorities", "moderation", "one-pager"):
        assert f'href="{page_url(page, **here)}"' in department
