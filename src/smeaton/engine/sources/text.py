"""Bytes → header and records: encodings, separators, quotes, and files that end too early."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from smeaton.engine.sources.facts import Unusable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LONGEST_LINE = 131_072
"""Characters. The widest published table has lines of about 4,000; csv's own limit for a cell is the same."""

_CHUNK = 1 << 20
_SIGNATURES = (
    (
        b"PK\x03\x04",
        "This is an Excel workbook or a zip archive. Save the sheet as “CSV UTF-8” and import that.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook. Save the sheet as “CSV UTF-8” and import that."),
    (b"%PDF", "This is a PDF document, not a table. Download the CSV version and import that."),
    (b"\x89PNG", "This is a picture, not a table. Download the CSV version and import that."),
    (b"\xff\xd8\xff", "This is a picture, not a table. Download the CSV version and import that."),
    (b"\x1f\x8b", "This file is compressed (gzip). Unpack it and import the CSV inside."),
    (b"\xff\xfe", "This file is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8” and import that."),
    (b"\xfe\xff", "This file is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8” and import that."),
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line on which it begins, its cells, and what is wrong with it as text, if anything."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """The header of a file as it is written, and its records, which are read as they are asked for."""

    header: list[str]
    records: Iterator[Record]


def encoding_of(stream: BinaryIO) -> str:
    """The encoding of the whole file: UTF-8 (with or without BOM), else cp1252, else latin-1.

    Reads the stream in pieces and rewinds it. Raises `Unusable` for an empty or a binary file.
    """
    stream.seek(0)
    first = stream.read(_CHUNK)
    if not first.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unusable("The file is empty. Download it again and import that.")
    for signature, advice in _SIGNATURES:
        if first.startswith(signature):
            raise Unusable(advice)
    if b"\0" in first.split(b"\n", 1)[0][:_CHUNK]:
        raise Unusable("This is a binary file, not a table. Download the CSV version and import that.")
    names = ["utf-8-sig", "cp1252"]
    decoders = {name: codecs.getincrementaldecoder(name)() for name in names}
    piece = first
    while decoders:
        for name in list(decoders):
            try:
                decoders[name].decode(piece, final=not piece)
            except UnicodeDecodeError:
                del decoders[name]
        if not piece:
            break
        piece = stream.read(_CHUNK)
    stream.seek(0)
    return next(iter(decoders), "latin-1")


class _Borrowed(io.RawIOBase):
    """A stream that belongs to somebody else: reading it to the end, or giving it up, does not close it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """It can be read, and nothing else."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill the buffer, as far as there are bytes."""
        view = memoryview(buffer)
        piece = self._stream.read(len(view))
        view[: len(piece)] = piece
        return len(piece)


class _Lines:
    """Physical lines, counted, none longer than `LONGEST_LINE`."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.count = 0
        self.ended = True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.count += 1
        self.ended = line[-1] in "\r\n"
        if not self.ended and len(line) >= LONGEST_LINE:
            column = line.count(",") + 1
            raise Unusable(
                f"Line {self.count} is longer than {LONGEST_LINE:,} characters, at about column {column}: "
                "this is no register or table of results. Download the file again."
            )
        return line


def _separator(header_line: str) -> str:
    return max(",;\t", key=header_line.count)


def table_of(stream: BinaryIO) -> Table:
    """The header and the records of a CSV file; `Unusable` where it is not one.

    The records are read lazily: `Unusable` may also be raised while they are read, where a quotation mark is
    never closed or the file breaks off in the middle of its last record.
    """
    encoding = encoding_of(stream)
    text = io.TextIOWrapper(io.BufferedReader(_Borrowed(stream), _CHUNK), encoding=encoding, newline="")
    lines = _Lines(text)
    try:
        first = next(line for line in lines if line.strip())
        # A quoted name may hold a line break, so that the header goes on: csv sees to it.
        header = next(csv.reader(_chained(first, lines), delimiter=_separator(first), strict=True))
    except (StopIteration, csv.Error):
        raise Unusable("The first line of the file holds no readable column names.") from None
    return Table(header, _records(lines, len(header), _separator(first)))


def _chained(first: str, lines: _Lines) -> Iterator[str]:
    yield first
    yield from lines


def _records(lines: _Lines, width: int, separator: str) -> Iterator[Record]:
    """Records one behind the reader, so that the last is known to be the last when it is judged."""
    lengths: Counter[int] = Counter()
    held: Record | None = None
    for record in _raw_records(lines, separator):
        if held is not None:
            yield held
        held = record
        lengths[len(record.cells)] += 1
    if held is None:
        raise Unusable("The file holds column names but no rows. Download it again and import that.")
    shorter = len(held.cells) < width
    if not lines.ended and shorter and lengths[len(held.cells)] < 3:
        raise Unusable(
            f"The file breaks off in the middle of line {held.line}: it has {len(held.cells)} of {width} "
            "columns there and no end of line. Download it again and import that."
        )
    yield held


def _raw_records(lines: _Lines, separator: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        line = lines.count + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field limit" in str(error):
                raise Unusable(
                    f"The quotation mark that opens in line {line} is never closed: the file is damaged or "
                    "breaks off. Download it again and import that."
                ) from None
            yield Record(line, [], "a quotation mark stands in the middle of a cell")
            continue
        if any(cell.strip() for cell in cells):
            yield Record(line, cells)
