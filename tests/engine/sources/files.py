"""Small files in memory, and the reading of them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

from smeaton.engine.sources import Fact, Ignored, Line, Rejected, SourceFile, Taken, read
from smeaton.terms import AcademicYear


def table(rows: Sequence[Mapping[str, object]], encoding: str = "utf-8") -> bytes:
    """A CSV file of these rows."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def opened(
    content: bytes, name: str = "file.csv", *, year: AcademicYear | None = None, as_of: date | None = None
) -> SourceFile:
    """Read bytes as a file of that name."""
    return read(io.BytesIO(content), name, year=year, as_of=as_of)


def lines_of(content: bytes, name: str = "gias_2022-04-01.csv") -> list[Line]:
    """What becomes of each line."""
    return list(opened(content, name).lines)


def facts_of(content: bytes, name: str = "gias_2022-04-01.csv") -> list[Fact]:
    """All facts of a file of which no line is left out or rejected."""
    facts: list[Fact] = []
    for line in lines_of(content, name):
        assert isinstance(line, Taken), line
        facts.extend(line.facts)
    return facts


def rejected_of(content: bytes, name: str = "gias_2022-04-01.csv") -> list[Rejected]:
    """The rejected lines."""
    return [line for line in lines_of(content, name) if isinstance(line, Rejected)]


def ignored_of(content: bytes, name: str) -> list[Ignored]:
    """The lines left out on purpose."""
    return [line for line in lines_of(content, name) if isinstance(line, Ignored)]
