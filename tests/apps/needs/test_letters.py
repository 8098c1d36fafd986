"""The letters of an audit, as people read them."""

import re
from html.parser import HTMLParser

import pytest

from smeaton.apps.needs.mail import AuditLetters
from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.queries.letters import LetterKind, hub_address
from smeaton.apps.outbox.services import LetterDraft
from tests.factories.letters import MORNING, audit
from tests.factories.personas import TODAY, Personas

pytestmark = pytest.mark.django_db


def letter(
    personas: Personas, role: str, kind: LetterKind = LetterKind.INVITATION, **changes: object
) -> LetterDraft:
    wave = Wave.objects.select_related("programme__place", "instrument").get(pk=audit(personas).pk)
    person = Invitation.objects.select_related("department__school").filter(role=role).first()
    assert person is not None
    for name, value in changes.items():
        setattr(person, name, value)
    return AuditLetters(wave, hub_address(personas.place.pk, TODAY)).draft(kind, person, MORNING)


def test_an_invitation_says_all_that_somebody_has_to_know(personas: Personas) -> None:
    draft = letter(personas, "teacher")
    assert draft.title == "Science at Alderwood School: your view, please"
    assert draft.sender == "Science · Testshire"
    assert draft.headers["Reply-To"] == "hub.lead@example.org"
    for words in (
        "Hello Teacher 1,",
        "about 6 minutes",
        "no account and no password",
        "until Friday 11 December 2026",
        "at least four other teachers",
        "Your lead does not: only how many have.",
        "Answer this letter",
        "This is a demonstration",
    ):
        assert words in draft.text
    assert draft.text.count("/answer/") == 1
    assert draft.text.count("/no-reminders/") == 1
    assert "&" not in draft.text
    assert "\n\n\n" not in draft.text
    assert len(draft.text) < 1800


def test_leads_and_technicians_are_told_that_they_can_be_recognised(personas: Personas) -> None:
    lead = letter(personas, "lead")
    assert "can be recognised as yours" in lead.text
    assert "about 12 minutes" in lead.text


def test_technicians_are_told_that_they_cannot_be_anonymous(personas: Personas) -> None:
    technician = letter(personas, "technician")
    assert "you cannot be anonymous here" in technician.text
    assert "about 8 minutes" in technician.text


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_html_says_the_same_without_anything_from_elsewhere(personas: Personas, kind: LetterKind) -> None:
    draft = letter(personas, "teacher", kind, name="<b>Jo</b> & Co", begun_at=MORNING)
    assert "Hello <b>Jo</b> & Co," in draft.text
    assert "&lt;b&gt;Jo&lt;/b&gt; &amp; Co" in draft.html
    assert not re.search(r"<(img|script|style|link|table|iframe)\b|url\(|class=", draft.html)
    assert set(re.findall(r"https?://[^/\"<\s]+", draft.html)) == {"http://localhost:8000"}
    words = Words()
    words.feed(draft.html)
    said = " ".join(" ".join(words.found).split())
    for sentence in re.findall(r"[A-Z][^.\n]{30,}\.", draft.text):
        assert sentence in said, sentence
    untouched = re.findall(r"<(?:body|main|h1|h2|p|a|strong|em|small)>", draft.html)
    assert untouched == []  # every one of them has its style with it


class Words(HTMLParser):
    """The words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def test_whoever_has_begun_is_asked_to_go_on(personas: Personas) -> None:
    draft = letter(personas, "teacher", LetterKind.REMINDER, begun_at=MORNING)
    assert "You have begun" in draft.text
    assert "Go on here:" in draft.text
    assert draft.key == letter_key(draft, "audit reminder", 1)


def letter_key(draft: LetterDraft, kind: str, which: object) -> str:
    return f"{kind} {draft.subject_id} {which}"
