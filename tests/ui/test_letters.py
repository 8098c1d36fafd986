"""Letters: one frame for all, their style in the tags, and nothing that a mail program would not show."""

from pathlib import Path

import pytest

from smeaton.ui.letters import answered_to, written

SOURCE = Path(__file__).resolve().parents[2] / "src" / "smeaton"


def test_the_frame_of_a_letter_stands_once() -> None:
    """Every letter that is HTML extends the one frame, directly or by its programme's."""
    letters = [path for path in SOURCE.rglob("*.html") if {"mail", "letters"} & set(path.parts)]
    assert len(letters) >= 8
    for path in letters:
        said = path.read_text(encoding="utf-8")
        assert said.startswith("{% extends "), path
        assert "<html" not in said, path


def test_a_letter_has_its_title_from_the_text_and_says_in_html_what_the_text_says() -> None:
    frame = "home/sign_in/letters/letter.html"
    letter = written("home/sign_in/letters/changed", {"sentence": "A & B <were> changed."}, frame)
    assert letter.title
    assert letter.title not in letter.text
    assert "A &amp; B &lt;were&gt; changed." in letter.html
    assert f">{letter.title}</h1>" in letter.html
    assert letter.html.count("<p style=") == len(letter.text.strip().split("\n\n"))
    assert "Hello" not in letter.html  # the text does not say so either
    assert "button" not in letter.html


@pytest.mark.parametrize(
    ("address", "header"), [("", {}), ("a@ö.example", {}), ("a@b.example", {"Reply-To": "a@b.example"})]
)
def test_answers_go_to_an_address_that_a_mail_program_can_read(address: str, header: dict[str, str]) -> None:
    assert answered_to(address) == header
