"""An instrument's text: read, or refused with every mistake and its line; written and read back the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smeaton.engine.needs.instrument import (
    ROLES,
    Instrument,
    InstrumentError,
    Item,
    Strand,
    Vignette,
    common_items,
    compare,
    read_instrument,
    wording,
    write_instrument,
)
from tests.factories.needs import shipped

GOOD = """
format: smeaton-instrument/1
key: maths
version: 2
title: Maths audit
levels: [a, b, c, d]
strands:
  - {id: s, title: S, items: [{id: i, topic: t, for: [teacher], text: T, levels: [a, b, c, d]}]}
"""
VIGNETTES = (
    "vignettes:\n"
    + "".join(f"  - {{id: v{k}, title: V, text: x}}\n" for k in range(3))
    + "levels: [a, b, c, d]\n"
)


def test_an_instrument_of_ones_own() -> None:
    audit = read_instrument(GOOD)
    assert (audit.key, audit.version, list(audit.items)) == ("maths", 2, ["i"])
    assert audit.strands[0].audience == ("teacher",)
    assert audit.strands[0].topics == ("t",)
    assert read_instrument(b"\xef\xbb\xbf" + GOOD.encode()) == audit
    assert len(read_instrument(GOOD.replace("levels: [a, b, c, d]\n", VIGNETTES, 1)).vignettes) == 3


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    audit = read_instrument(GOOD.replace("[a, b, c, d]\ns", "[No, Yes, 3, 1e3]\ns"))
    assert audit.levels == ("No", "Yes", "3", "1e3")


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("format: smeaton-instrument/1", "format: 2", 2, "must begin with"),
        ("version: 2", "version: 0", 4, "whole number from 1"),
        ("version: 2", "version: two", 4, "whole number from 1"),
        ("version: 2\n", "", 2, "“version” is missing"),
        ("key: maths", "key:", 3, "“key” is empty"),
        ("key: maths", "key: ma ths", 3, "letters, figures"),
        ("key: maths", f"key: {'m' * 61}", 3, "61 characters; at most 60"),
        ("title: Maths audit", "title: [x]", 5, "must be one text"),
        ("title: Maths audit", f"title: {'m' * 121}", 5, "at most 120 fit"),
        ("title: Maths audit", 'title: "a\\0b"', 5, "cannot be printed"),
        ("title: Maths audit", "title: a\ntitle: b", 6, "a second time"),
        ("title: Maths audit", "title: a\ntitel: b", 6, "“titel” is not known"),
        ("title: Maths audit", "title: [", 7, "not readable YAML"),
        ("title: Maths audit", "title: &x a", 5, "to repeat a part"),
        ("title: Maths audit", "title: !!python/name:os.system a", 5, "begins a value with “!”"),
        ("title: Maths audit", "title: [[[[[[[[[[", 5, "nested too deep"),
        ("title: Maths audit", "title: a\x00b", 5, "cannot be printed"),
        ("title: Maths audit", "title:\n\ta", 6, "begins with a tab"),
        ("title: Maths audit", "? [a]\n: b\ntitle: x", 5, "before a colon"),
        ("title: Maths audit", "title: x\nminutes: 12", 6, "must name lead, teacher"),
        ("title: Maths audit", "title: x\nminutes: {head: 3}", 6, "“head” is not known"),
        ("title: Maths audit", "title: x\nminutes: {lead: soon}", 6, "must be a number"),
        ("title: Maths audit", "title: x\nminutes: {lead: 121}", 6, "must be a number"),
        ("title: Maths audit", "title: x\nintroductions: [a]", 6, "must name lead, teacher"),
        ("title: Maths audit", "title: x\nintroductions: {lead: ''}", 6, "“lead” is empty"),
        ("title: Maths audit", "title: x\nvignettes: [{id: v, title: V, text: x}]", 6, "1 vignette given"),
        ("title: Maths audit", "title: x\nvignettes: [3, 4, 5]", 6, "every vignette needs"),
        ("title: Maths audit", "title: x\nvignettes: [{id: i, title: V, text: x}]", 9, "first on line 6"),
        ("levels: [a, b, c, d]\nstrands", "levels: [a]\nstrands", 6, "describes 1 level;"),
        ("levels: [a, b, c, d]\nstrands", "levels: a\nstrands", 6, "must be a list"),
        ("T, levels: [a, b, c, d]", "T, levels: [a, b, c]", 8, "describes 3 levels"),
        ("T, levels: [a, b, c, d]", "T, levels: [a, b, c, c]", 8, "two levels read the same"),
        ("T, levels: [a, b, c, d]", "T, levels: [a, b, c, '']", 8, "a level is empty"),
        ("T, levels: [a, b, c, d]", "T, levels: [a, b, c, [d]]", 8, "must be one text"),
        ("topic: t, ", "", 8, "“topic” is missing"),
        ("for: [teacher]", "for: [head]", 8, "is for “head”"),
        ("for: [teacher]", "for: [lead, lead]", 8, "names “lead” twice"),
        (
            "items: [{", "items: [{id: i, topic: t, for: [lead], text: U, levels: [a, b, c, d]},\n    {",
            9, "twice, first on line 8",
        ),
        ("strands:", "strands:\n  - {id: s, title: S, items: []}", 8, "must be a list with something"),
        ("strands:", "parts:", 2, "“strands” is missing"),
        ("  - {id: s", "  - x\n  - {id: s", 8, "every strand needs"),
        ("items: [{", "items: [3, {", 8, "every item of the strand"),
    ],
)  # fmt: skip
def test_what_is_no_instrument_is_refused_with_its_line(old: str, new: str, line: int, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(InstrumentError) as refused:
        read_instrument(GOOD.replace(old, new, 1))
    found = [mistake.text for mistake in refused.value.mistakes if mistake.line == line]
    assert any(sentence in text for text in found), str(refused.value)


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    wrong = GOOD.replace("version: 2", "version: 0").replace("id: i", "id: i i").replace("[teacher]", "[x]")
    with pytest.raises(InstrumentError) as refused:
        read_instrument(wrong)
    assert [mistake.line for mistake in refused.value.mistakes] == [4, 8, 8]
    assert str(refused.value).startswith("line 4: the version must be")


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{k}: &b{k} [*a, *a]\n" for k in range(50))
    for text in (bomb, "x" * 256_001, b"x" * 256_001, "[" * 250_000, "- a\n" * 60_000, "a: 1\n---\nb: 2"):
        with pytest.raises(InstrumentError):
            read_instrument(text)


@pytest.mark.parametrize("text", ["", "3", "[]", "\x00", "a: &a [*a]", "\ud800", b"\xff\xfe", "\t", "# x"])
def test_these_are_refused(text: str | bytes) -> None:
    with pytest.raises(InstrumentError):
        read_instrument(text)


def _read(content: str | bytes) -> None:
    try:
        mistakes = () if read_instrument(content) else None
    except InstrumentError as refused:
        mistakes = refused.mistakes or None
    assert mistakes is not None
    assert all(mistake.line >= 1 and mistake.text for mistake in mistakes)


@given(st.text() | st.binary())
def test_anything_is_read_or_refused(content: str | bytes) -> None:
    _read(content)


@given(
    st.integers(0, len(GOOD)),
    st.text(max_size=6) | st.sampled_from(list("{}[]:-&*!|>'\"\n#%@`,? ")),
    st.data(),
)
def test_anything_put_into_a_good_text_is_read_or_refused(at: int, text: str, data: st.DataObject) -> None:
    until = data.draw(st.integers(at, len(GOOD)))
    _read(GOOD[:at] + text + GOOD[until:])


WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=60
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip
IDS = st.from_regex(r"[a-zA-Z0-9][a-z0-9_-]{0,20}", fullmatch=True)
FOUR = st.lists(WORDS.filter(lambda word: len(word) <= 40), min_size=4, max_size=4, unique=True).map(tuple)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Any instrument that the format can hold, of one to three strands."""
    ids = draw(st.lists(IDS, min_size=9, max_size=9, unique=True))
    audience = st.lists(st.sampled_from(ROLES), min_size=1, unique=True).map(tuple)
    strands = []
    for _ in range(draw(st.integers(1, 3))):
        strand = ids.pop()
        items = [
            Item(ids.pop(), strand, draw(WORDS), draw(WORDS), draw(FOUR), draw(audience))
            for _ in range(1)
        ]  # fmt: skip
        strands.append(Strand(strand, draw(WORDS), draw(WORDS | st.just("")), tuple(items)))
    vignettes = tuple(
        Vignette(ids.pop(), draw(WORDS), draw(WORDS)) for _ in range(draw(st.sampled_from([0, 3])))
    )
    return Instrument(
        key=draw(IDS),
        version=draw(st.integers(1, 9_999)),
        title=draw(WORDS),
        subject=draw(WORDS | st.just("")),
        phase=draw(WORDS | st.just("")),
        levels=draw(FOUR),
        minutes={role: draw(st.sampled_from([0.5, 6.0, 12.25])) for role in ROLES[: draw(st.integers(0, 3))]},
        introductions={role: draw(WORDS) for role in ROLES[: draw(st.integers(0, 3))]},
        strands=tuple(strands),
        vignettes=vignettes,
        readiness=draw(WORDS | st.just("")),
    )


@given(instruments())
def test_what_is_written_reads_back_the_same(audit: Instrument) -> None:
    assert read_instrument(write_instrument(audit)) == audit


def test_the_shipped_audit_reads_back_the_same() -> None:
    assert read_instrument(write_instrument(shipped())) == shipped()


def _changed(**parts: object) -> Instrument:
    audit = shipped()
    first = audit.strands[0]
    item = replace(first.items[0], **parts)  # type: ignore[arg-type]
    strand = replace(first, items=(item, *first.items[1:]))
    return replace(audit, version=3, strands=(strand, *audit.strands[1:]))


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"text": "Another"}, ("statement",)),
        ({"levels": ("a", "b", "c", "d")}, ("levels",)),
        ({"audience": ("lead",)}, ("who is asked",)),
        ({"text": "Another", "audience": ("lead",)}, ("statement", "who is asked")),
    ],
)
def test_an_item_that_reads_differently_is_not_common(
    parts: dict[str, object], named: tuple[str, ...]
) -> None:
    after = _changed(**parts)
    assert common_items(shipped(), after) == tuple(list(shipped().items)[1:])
    (change,) = compare(shipped(), after).changed
    assert (change.after.id, change.parts) == ("preconceptions-1", named)
    assert wording(change.after) != wording(change.before)


def test_order_topic_and_strand_titles_do_not_matter_but_the_strand_does() -> None:
    audit = shipped()
    turned = replace(
        _changed(topic="x", audience=("teacher", "lead")),
        strands=tuple(reversed(_changed(topic="x", audience=("teacher", "lead")).strands)),
    )
    assert set(common_items(audit, turned)) == set(audit.items)
    assert common_items(audit, turned)[0].startswith("technicians")
    assert all(wording(turned.items[item]) == wording(audit.items[item]) for item in audit.items)
    moved = replace(audit.strands[1].items[0], strand="preconceptions")
    assert wording(moved) != wording(audit.strands[1].items[0])
    first = replace(audit.strands[0], items=(*audit.strands[0].items, moved))
    second = replace(audit.strands[1], items=audit.strands[1].items[1:])
    after = replace(audit, strands=(first, second, *audit.strands[2:]))
    assert compare(audit, after).changed[0].parts == ("strand",)


def test_items_that_come_and_go_are_told() -> None:
    audit = shipped()
    less = replace(audit, strands=audit.strands[1:], vignettes=())
    assert [item.strand for item in compare(audit, less).removed] == ["preconceptions"] * 3
    assert [item.strand for item in compare(less, audit).added] == ["preconceptions"] * 3
    assert compare(audit, audit).same_vignettes
    assert not compare(audit, less).same_vignettes
    assert not compare(audit, replace(audit, levels=("1", "2", "3", "4"))).same_vignettes
    assert not compare(less, less).same_vignettes
