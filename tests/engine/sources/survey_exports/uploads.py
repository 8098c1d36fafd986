"""Uploads that people and machines have spoilt in every way that we could think of, for Hypothesis."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.engine.sources.survey_exports.files import csv_bytes, forms_workbook, workbook_of

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
_ANSWERS = st.sampled_from(["Agree", "Disagree", "1", "4", "5", "", "Don't know", "2 - Emerging", "n/a"])
_HEADINGS = st.sampled_from(
    [
        "Timestamp",
        "ID",
        "Email",
        "How, when?",
        "Role",
        "Q [row]",
        "",
        "Response ID",
        "{}",
        '{"ImportId":"QID1"}',
    ]
)


@dataclass(frozen=True)
class Upload:
    """Some bytes. `about_a_cell` says that a refusal is about one cell or row, and so must name it.

    `never` says that the file must not be read.
    """

    content: bytes
    spoilt: str
    about_a_cell: bool = False
    never: bool = False


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A heading row and some people."""
    width = draw(st.integers(1, 8))
    head = draw(st.lists(st.one_of(_HEADINGS, _TEXT), min_size=width, max_size=width))
    row = st.lists(st.one_of(_ANSWERS, _TEXT), min_size=width, max_size=width)
    return [head, *draw(st.lists(row, max_size=6))]


@st.composite
def uploads(draw: st.DrawFn) -> Upload:
    """One upload, spoilt in one way."""
    rows = draw(tables())
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - made-up files
    name = draw(st.sampled_from(sorted(_WAYS)))
    return _WAYS[name](rows, chance)


def _plain(rows: list[list[str]], _: random.Random) -> Upload:
    return Upload(csv_bytes(rows), "not at all")


def _encoding(rows: list[list[str]], chance: random.Random) -> Upload:
    name = chance.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "utf-7"])
    text = csv_bytes(rows).decode().replace("\0", "")
    return Upload(text.encode(name, "replace"), name)


def _wrong_bytes(rows: list[list[str]], chance: random.Random) -> Upload:
    content = bytearray(csv_bytes(rows))
    for _ in range(chance.randint(1, 5)):
        content.insert(chance.randint(0, len(content)), chance.randint(128, 255))
    return Upload(bytes(content), "bytes that are no UTF-8")


def _ragged(rows: list[list[str]], chance: random.Random) -> Upload:
    return Upload(
        csv_bytes([row[: chance.randint(0, 8)] + ["x"] * chance.randint(0, 3) for row in rows]), "ragged"
    )


def _spoil_cell(rows: list[list[str]], chance: random.Random, cell: str, name: str) -> Upload:
    changed = [list(row) for row in rows] + [["a", "b"]]
    row = chance.randint(1, len(changed) - 1)
    changed[row][chance.randrange(len(changed[row]))] = cell
    return Upload(csv_bytes([["Q", "R"], *changed]), name, about_a_cell=True, never=True)


def _nul(rows: list[list[str]], chance: random.Random) -> Upload:
    return _spoil_cell(rows, chance, "x\0y", "NUL")


def _long_cell(rows: list[list[str]], chance: random.Random) -> Upload:
    return _spoil_cell(rows, chance, "é" * chance.choice([5_001, 140_000]), "a long cell")


def _ten_megabytes(rows: list[list[str]], chance: random.Random) -> Upload:
    return (
        _spoil_cell(rows, chance, "x" * ((10 << 20) - 4_000), "a cell of 10 MB")
        if chance.random() < 0.1
        else _nul(rows, chance)
    )


def _duplicates(rows: list[list[str]], chance: random.Random) -> Upload:
    head, *people = rows
    return Upload(
        csv_bytes([["ID", *head, *head], *[["7", *p, *p] for p in people * 2]]), "headings and ids twice"
    )


def _newlines(rows: list[list[str]], chance: random.Random) -> Upload:
    lines = [csv_bytes([row]).decode().removesuffix("\r\n") for row in rows]
    return Upload(
        "".join(line + chance.choice(["\n", "\r", "\r\n", "\n\n"]) for line in lines).encode(), "newlines"
    )


def _cut(rows: list[list[str]], chance: random.Random) -> Upload:
    content = csv_bytes([*rows, *rows])
    return Upload(content[: chance.randint(0, len(content))], "cut")


def _quotes(rows: list[list[str]], chance: random.Random) -> Upload:
    text = list(csv_bytes(rows).decode())
    for _ in range(chance.randint(1, 4)):
        text.insert(chance.randint(0, len(text)), '"')
    return Upload("".join(text).encode(), "quotation marks")


def _junk(_: list[list[str]], chance: random.Random) -> Upload:
    start = chance.choice(
        [b"", b"PK", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0", b"%PDF", b"\xef\xbb\xbf"]
    )
    return Upload(start + chance.randbytes(chance.randint(0, 3_000)), "junk")


def _workbook(rows: list[list[str]], chance: random.Random) -> Upload:
    people = [("a@example.org", "A", *[cell[:200] for cell in row]) for row in rows[1:]]
    return Upload(
        forms_workbook([f"{cell[:200]} {k}" for k, cell in enumerate(rows[0])], people), "a workbook"
    )


def _broken_workbook(rows: list[list[str]], chance: random.Random) -> Upload:
    content = bytearray(_workbook(rows, chance).content)
    if chance.random() < 0.5:
        return Upload(bytes(content[: chance.randint(2, len(content) - 1)]), "a workbook cut", never=True)
    for _ in range(chance.randint(1, 12)):
        content[chance.randrange(4, len(content))] = chance.randint(0, 255)
    return Upload(bytes(content), "a workbook with wrong bytes")


def _strange_workbook(rows: list[list[str]], chance: random.Random) -> Upload:
    part = chance.choice(
        ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
    )
    return Upload(workbook_of({part: csv_bytes(rows)[:2_000]}), "a workbook with a part that is none")


_WAYS: dict[str, Callable[[list[list[str]], random.Random], Upload]] = {
    way.__name__.strip("_"): way
    for way in (
        _plain,
        _encoding,
        _wrong_bytes,
        _ragged,
        _nul,
        _long_cell,
        _ten_megabytes,
        _duplicates,
        _newlines,
        _cut,
        _quotes,
        _junk,
        _workbook,
        _broken_workbook,
        _strange_workbook,
    )
}
