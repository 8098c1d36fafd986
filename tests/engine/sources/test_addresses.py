"""Lists of people to write to: pasted as people paste them, and every mistake told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smeaton.engine.sources.addresses import Listed, read_people


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("ann@school.example", Listed(1, "ann@school.example")),
        ("Ann Person <ann@school.example>", Listed(1, "ann@school.example", "Ann Person")),
        (
            "ann@school.example, Ann Person, Technician",
            Listed(1, "ann@school.example", "Ann Person", "technician"),
        ),
        ("Ann Person;ann@school.example;science lead", Listed(1, "ann@school.example", "Ann Person", "lead")),
        ("Ann\tann@school.example", Listed(1, "ann@school.example", "Ann")),
        ("\n\n  ann@school.example  \n", Listed(3, "ann@school.example")),
        ('"Person, Ann",ann@school.example', Listed(1, "ann@school.example", "Person, Ann")),
        ("ann.o'brien+x@a-b.sch.uk", Listed(1, "ann.o'brien+x@a-b.sch.uk")),
        (
            "\ufeffURN,Email,Name,Role\n136668,ann@school.example,Ann,teacher",
            Listed(2, "ann@school.example", "Ann", "teacher", 136668),
        ),
    ],
)
def test_people_are_read_as_people_paste_them(text: str, person: Listed) -> None:
    assert read_people(text) == ((person,), ())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ann", "“ann” is not an email address"),
        ("ann@school", "is not an email address"),
        ("ann@@school.example", "is not an email address"),
        ("ann..b@school.example", "is not an email address"),
        ("a b@school.example", "is not an email address"),
        ("ann@school.example\u200b", "cannot be seen (U+200B)"),
        ("\u202eann@school.example", "cannot be seen (U+202E)"),
        ("аnn@school.example", "cyrillic small letter a"),
        ("ann@schoοl.example", "greek small letter omicron"),
        ("ann@school.example, Ann, governor, teacher", ""),
        ("email,role\nann@school.example,governor", "“governor” is not a role"),
        ("email,urn\nann@school.example,12", "is not a URN"),
        (f"ann@school.example, {'x' * 121}", "longer than 120"),
    ],
)
def test_a_mistake_names_its_line_and_what_to_do(line: str, words: str) -> None:
    people, mistakes = read_people(f"bob@school.example\n{line}" if "\n" not in line else line)
    if not words:
        assert people[1].name == "Ann governor"
        return
    assert len(mistakes) == 1
    assert words in str(mistakes[0])
    assert mistakes[0].line == 2


def test_the_same_address_in_other_capitals_is_a_mistake() -> None:
    people, mistakes = read_people("ann@school.example\nAnn@School.example")
    assert len(people) == 1
    assert "stands in line 1 already" in str(mistakes[0])


@given(st.text(max_size=400))
def test_any_text_gives_people_or_mistakes_and_never_an_error(text: str) -> None:
    people, mistakes = read_people(text)
    assert all(person.address.isascii() and "\n" not in person.name for person in people)
    assert all(str(mistake).startswith("Line ") for mistake in mistakes)
