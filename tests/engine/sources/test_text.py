"""Encodings, separators, quotes, and files that are no files."""

import io

import pytest

from smeaton.engine.sources import Rejected, Taken, Unusable
from smeaton.engine.sources.text import LONGEST_LINE, encoding_of
from tests.engine.sources.files import facts_of, lines_of, opened

HEADER = "URN,LA (code),EstablishmentName,EstablishmentStatus (name)"
ROW = "100001,879,Saint-Éloi,Open"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("latin-1", "cp1252")],
)
def test_every_encoding_gives_the_same_name(encoding: str, found: str) -> None:
    content = f"{HEADER}\r\n{ROW}\r\n".encode(encoding)
    assert encoding_of(io.BytesIO(content)) == found
    assert facts_of(content)[0].name == "Saint-Éloi"


def test_bytes_that_cp1252_lacks_make_it_latin_1() -> None:
    assert encoding_of(io.BytesIO(b"caf\xe9 \x81")) == "latin-1"


def test_an_encoding_that_only_shows_late_in_a_long_file_is_found() -> None:
    filler = "".join(f"{100001 + index},879,Plain name of a school,Open\n" for index in range(40_000))
    content = f"{HEADER}\n{filler}999999,879,Saint-Éloi,Open\n".encode("cp1252")
    assert len(content) > 1 << 20
    assert facts_of(content)[-1].name == "Saint-Éloi"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline: str) -> None:
    assert len(facts_of(newline.join([HEADER, ROW, ROW.replace("1,", "2,", 1), ""]).encode())) == 2


def test_mixed_line_ends_and_blank_lines() -> None:
    content = f"\r\n{HEADER}\r{ROW}\n\n100002,879,Second,Open\r\n,,,\n100003,879,Third,Open".encode()
    assert [fact.urn for fact in facts_of(content)] == [100001, 100002, 100003]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators(separator: str) -> None:
    content = f"{HEADER}\n{ROW}\n".replace(",", separator).encode()
    assert facts_of(content)[0].name == "Saint-Éloi"


def test_quotes_commas_and_line_breaks_in_cells() -> None:
    content = f'{HEADER}\n"100001","879","St Mary, Star\nof the Sea","Open"\n100002,879,Next,Open\n'.encode()
    taken = lines_of(content)
    assert [line.line for line in taken] == [2, 4]
    assert isinstance(taken[0], Taken)
    assert taken[0].facts[0].name == "St Mary, Star of the Sea"


def test_a_stray_quote_rejects_its_line_only() -> None:
    content = f'{HEADER}\n"100001"x,879,First,Open\n100002,879,Second,Open\n'.encode()
    first, second = lines_of(content)
    assert isinstance(first, Rejected)
    assert (first.line, "quotation mark" in first.reason) == (2, True)
    assert isinstance(second, Taken)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n  \n", "empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"\x1f\x8b\x08", "compressed"),
        ("URN,LinkURN".encode("utf-16"), "UTF-16"),
        (b"\x7fELF\x00\x01", "binary"),
        (b"a,b,c\n1,2,3\n", "no file that Smeaton knows"),
        (f"{HEADER}\n".encode(), "no rows"),
        (f'{HEADER}\n100001,879,"never closed,Open\n100002,879,x,Open\n'.encode(), "never closed"),
        (f"{HEADER}\n{ROW}\n100002,879,Bro".encode(), "breaks off in the middle of line 3"),
        (f"{HEADER}\n{ROW}\n".encode() + b"x" * (LONGEST_LINE + 1), "Line 3 is longer than"),
        (f'{HEADER}\n100001,879,"'.encode() + b"line\n" * 40_000 + b'"', "never closed"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Unusable, match=words) as refusal:
        list(opened(content, "gias_2022-04-01.csv").lines)
    assert str(refusal.value).endswith(".")


def test_a_last_line_without_a_line_end_is_taken_where_it_is_complete() -> None:
    assert len(facts_of(f"{HEADER}\n{ROW}".encode())) == 1


def test_a_nul_byte_rejects_its_line_and_is_shown_harmlessly() -> None:
    content = f"{HEADER}\n100001,879,Bad\0name,Open\n100002,879,Second,Open\n".encode()
    first, second = lines_of(content)
    assert isinstance(first, Rejected)
    assert (first.line, first.column) == (2, "EstablishmentName")
    assert "\0" not in first.value
    assert isinstance(second, Taken)
