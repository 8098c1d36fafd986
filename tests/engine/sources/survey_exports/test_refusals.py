"""What cannot be read is refused with a sentence that says where; whatever it is, nothing breaks.

`SMEATON_MANY=10000 pytest -s -n 0 -k any_upload` on this file tries ten thousand, in about two minutes.
"""

import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from smeaton.engine.sources import Unusable
from smeaton.engine.sources.survey_exports.reading import LARGEST, read_export
from smeaton.engine.sources.survey_exports.safely import Limits, read_safely
from tests.conftest import ROOT
from tests.engine.sources.survey_exports.files import bombs, csv_bytes, forms_workbook, workbook_of
from tests.engine.sources.survey_exports.uploads import Upload, uploads

MANY = int(os.environ.get("SMEATON_MANY", "300"))
PLACE = re.compile(r"[Rr]ow [\d,]+\b.*?\bcolumn [A-Z]+|column [A-Z]+\b.*?\brow [\d,]+")


def refusal(content: bytes) -> str:
    """The sentence with which this process refuses the bytes."""
    with pytest.raises(Unusable) as refused:
        read_export(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"A,B\n1,2\n3,x\0y\n", "Row 3, column B, holds a NUL byte"),
        (b"A,B\n1,2\n3," + b"x" * 6_000 + b"\n", "Row 3, column B, holds 6,000 characters"),
        (b"A,B\n1,2\n3," + b"x" * (9 << 20) + b"\n", "Row 3, column B, holds more than 131,072 characters"),
        (b'A,B\n1,2\n3,"never', "The quotation mark that opens in row 3, column B, is never closed"),
        (b'A,B\n"1" x,2\n', "In row 2, column A, a quotation mark stands in the middle"),
        (b"A,B,C\n1,2,3\n4,5,6\n7,8", "The file breaks off in row 4, column B"),
        (b",".join([b"h"] * 501) + b"\n1\n", "Row 1 goes on beyond column SF"),
        (b"A\n" + b"1\n" * 5_001, "The file goes on after row 5,001"),
        (b"A,B\n", "nothing comes after row 1"),
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\xd0\xcf\x11\xe0rest", "old format"),
        (b"\xff\xfea", "UTF-16"),
        (b"PK\x03\x04 but no more", "breaks off before its end"),
        (bytes(LARGEST + 1), "10 MB"),
    ],
)
def test_each_refusal_says_where_and_what(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_a_workbook_with_too_much_names_row_and_column() -> None:
    long = forms_workbook(["Q"], [("a@b", "A", "Agree"), ("a@c", "B", "x" * 6_000)])
    assert "Row 3, column F, holds 6,000 characters" in refusal(long)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"../evil.xml": b"x"}, "wants to be unpacked elsewhere"),
        ({"xl/embeddings/book.xlsx": b"x"}, "another archive"),
        ({"xl/media/a.bin": b"PK\x03\x04zip"}, "another archive"),
        ({"xl/sharedStrings.xml": b"<!ENTITY a 'b'>"}, "its own document type"),
        ({"xl/worksheets/sheet1.xml": b"no xml"}, "cannot be read|no sheet with anything"),
    ],
)
def test_strange_parts_are_refused(parts: dict[str, bytes], words: str) -> None:
    assert re.search(words, refusal(workbook_of(parts)))


def test_other_archives_and_broken_downloads_are_refused() -> None:
    assert "no Excel workbook" in refusal(workbook_of({"a.txt": b"hello"}, whole=False))
    whole = forms_workbook(["Q"], [("a@b", "A", "Agree")])
    for length in (30, len(whole) // 2, len(whole) - 10):
        assert "breaks off" in refusal(whole[:length])


def test_a_child_that_takes_too_long_or_too_much_is_given_up() -> None:
    content = csv_bytes([["Q"], ["Agree"]])
    with pytest.raises(Unusable, match="took longer than"):
        read_safely(content, Limits(seconds=0.001))
    with pytest.raises(Unusable, match="memory"):
        read_safely(csv_bytes([["Q"], *[["x" * 4_000]] * 1_900]), Limits(memory=28 << 20, seconds=20))


def test_bombs_are_refused_within_the_limits_of_time_and_memory(tmp_path: Path) -> None:
    """In a process of its own, so that the memory of its children is theirs."""
    script = (
        "import json, resource, sys\n"
        "from smeaton.engine.sources.facts import Unusable\n"
        "from smeaton.engine.sources.survey_exports.safely import read_safely\n"
        "said = {}\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        read_safely(open(name, 'rb').read())\n"
        "    except Unusable as error:\n"
        "        said[name] = str(error)\n"
        "most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(json.dumps([said, most // 1024]))\n"
    )
    names = []
    for name, content in bombs().items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(content)
        names.append(str(path))
    run = subprocess.run(
        [sys.executable, "-c", script, *names],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    said, most = json.loads(run.stdout)
    assert set(said) == set(names)
    assert all(sentence.endswith(".") for sentence in said.values())
    assert most < 256


class Reader:
    """The process of `reader.py`, asked for one upload after the other."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("reader.py"))],
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.memory = 0

    def said(self, content: bytes) -> dict[str, object]:
        """What it says of an upload; the test fails where it has died of it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(struct.pack("<I", len(content)) + content)
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the reading process died: an upload took more than 256 MB"
        found: dict[str, object] = json.loads(line)
        self.memory = max(self.memory, int(str(found["memory"])))
        return found


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A reader for all uploads of this module; at the end it says how much memory it took."""
    found = Reader()
    yield found
    print(f"most memory of the reading process: {found.memory} MB")  # noqa: T201 - for whoever asks with -s
    assert found.process.stdin is not None
    assert found.process.stdout is not None
    found.process.stdin.close()
    found.process.stdout.close()
    assert found.process.wait(timeout=20) == 0
    assert found.memory < 256


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(upload=uploads())
def test_any_upload_is_read_or_refused_with_a_place(reader: Reader, upload: Upload) -> None:
    said = reader.said(upload.content)
    assert "broke" not in said, said
    if "refused" in said:
        sentence = str(said["refused"])
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        if upload.about_a_cell:
            assert PLACE.search(sentence), sentence
    else:
        assert said["whole"]
        assert not upload.never, "a file that must be refused was read"


@settings(max_examples=max(MANY // 100, 5), deadline=None, suppress_health_check=list(HealthCheck))
@given(uploads())
def test_the_child_says_the_same(upload: Upload) -> None:
    def said(read: object) -> object:
        try:
            return read(upload.content)  # type: ignore[operator]
        except Unusable as refused:
            return str(refused)

    assert said(lambda content: read_safely(content, Limits(seconds=30))) == said(read_export)
