"""Notes of evidence: read by whoever moderates, and by nobody else; nothing says who wrote them."""

from typing import Any

import pytest
from django.urls import reverse

from smeaton.apps.needs.models import Response, StrandNote
from tests.factories.needs import analysed
from tests.factories.personas import Personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(personas: Personas) -> str:
    analysed(personas.programme, [personas.department, personas.neighbour])
    ours, theirs = (
        list(Response.objects.filter(department=department).order_by("id"))
        for department in (personas.department, personas.neighbour)
    )
    for response, strand, text in (
        (ours[0], "recall", "We quiz <b>weekly</b>"),
        (ours[1], "recall", "A plan since May"),
        (ours[1], "models", "Not ours to say"),
        (theirs[0], "recall", "Of another school"),
    ):
        StrandNote.objects.create(response=response, strand=strand, text=text)
    return reverse("needs:moderation", args=["testshire", personas.department.school_id])


def test_the_hub_lead_reads_notes_by_strand_without_who_wrote_them(
    personas: Personas, page: str, django_assert_max_num_queries: Any
) -> None:
    client = personas.client("hub_lead")
    with django_assert_max_num_queries(14):
        text = client.get(page).content.decode()
    start = text.index("What staff wrote as evidence")
    section = text[start : text.index("</section>", start)]
    order = ["Models", "Not ours to say", "Memory and recall", "A plan since May", "We quiz &lt;b&gt;weekly"]
    assert [section.index(words) for words in order] == sorted(section.index(words) for words in order)
    assert "Of another school" not in text
    for code in Response.objects.values_list("respondent", flat=True):
        assert code not in section


@pytest.mark.parametrize("who", ["accountability_lead", "subject_lead", "head", "trust_lead"])
def test_nobody_else_reads_them(personas: Personas, page: str, who: str) -> None:
    text = personas.client(who).get(page).content.decode()
    assert "We quiz" not in text
    assert "What staff wrote" not in text
