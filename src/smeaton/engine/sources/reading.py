"""One file from its bytes to its lines: recognised by its columns, dated, read line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from smeaton.engine.sources.cells import Columns, Row
from smeaton.engine.sources.eligibility import ELIGIBILITY
from smeaton.engine.sources.facts import BadCell, Line, Rejected, Unusable
from smeaton.engine.sources.gias import GIAS
from smeaton.engine.sources.kind import Context, Kind, LineReader, Needs
from smeaton.engine.sources.links import LINKS
from smeaton.engine.sources.local_authority import LOCAL_AUTHORITY
from smeaton.engine.sources.naming import day_in, plausible, version_in, year_in
from smeaton.engine.sources.performance_tables import KINDS as PERFORMANCE_TABLES
from smeaton.engine.sources.text import Record, Table, table_of
from smeaton.engine.sources.trusts import TRUSTS
from smeaton.terms import AcademicYear

KINDS: tuple[Kind, ...] = (LINKS, ELIGIBILITY, LOCAL_AUTHORITY, TRUSTS, *PERFORMANCE_TABLES, GIAS)

_YEAR_COLUMNS = ("TIME_PERIOD", "ACADEMIC_YEAR", "ACADEMICYEAR", "YEAR")


@dataclass
class SourceFile:
    """A recognised file. `lines` may raise `Unusable` while it is read: then nothing of it is to be kept.

    `warnings` is complete once `lines` is exhausted. `as_of` is the day for which its facts hold where it is
    known; `year` the calendar year in which its academic year ends, 0 where each line gives its own or none.
    """

    kind: Kind
    context: Context
    lines: Iterator[Line]

    @property
    def as_of(self) -> date | None:
        """The day for which the facts hold."""
        return self.context.as_of

    @property
    def year(self) -> int:
        """The calendar year in which the file's academic year ends, 0 where it has none."""
        return self.context.year

    @property
    def warnings(self) -> list[str]:
        """Sentences about the file as a whole."""
        return self.context.warnings


def read(
    stream: BinaryIO, name: str, *, year: AcademicYear | None = None, as_of: date | None = None
) -> SourceFile:
    """Recognise a file by its content and read it lazily. `stream` must be seekable; it is not closed.

    A year or a day that the content does not carry is taken from `name`, else from `year` or `as_of`.
    Raises `Unusable`, whose message is a sentence for a person, where the file cannot be taken.
    """
    table = table_of(stream)
    columns = Columns(table.header)
    kind = next((kind for kind in KINDS if kind.recognises(columns)), None)
    if kind is None:
        shown = ", ".join(f"“{_shortened(column)}”" for column in table.header[:4])
        raise Unusable(
            f"This is no file that Smeaton knows: its columns begin with {shown}. It takes, as CSV, the "
            "school register (GIAS or EduBase), its links, the table of multi-academy trusts, the "
            "eligibility list, key stage 4 and key stage 2 performance tables, and the local authorities' "
            "long series."
        )
    first = next(table.records)
    context = Context(name, version=version_in(name))
    _date(kind, context, columns, first, year, as_of)
    read_line = kind.reader(columns, context)
    return SourceFile(kind, context, _lines(kind, columns, _rejoined(first, table), read_line, context))


def _shortened(text: str) -> str:
    printable = "".join(character if character.isprintable() else "\ufffd" for character in text.strip())
    return printable if len(printable) <= 30 else printable[:29] + "…"


def _date(
    kind: Kind,
    context: Context,
    columns: Columns,
    first: Record,
    year: AcademicYear | None,
    as_of: date | None,
) -> None:
    if kind.needs is Needs.YEAR:
        candidates = (_year_in_content(columns, first), year_in(context.name), year)
        found = next((candidate for candidate in candidates if candidate and plausible(candidate)), None)
        if found is None:
            raise Unusable(
                f"Neither the content nor the name of this {kind.title} says which academic year it is of. "
                "Give the year with --year, for example --year 2018-19."
            )
        context.year, context.as_of = found.ends, as_of
    elif kind.needs is Needs.DAY:
        context.as_of = day_in(context.name) or as_of
        if context.as_of is None:
            raise Unusable(
                f"Neither the content nor the name of this {kind.title} says from which day it is. "
                "Give the day with --as-of, for example --as-of 2022-04-01."
            )
    else:
        context.as_of = as_of


def _year_in_content(columns: Columns, first: Record) -> AcademicYear | None:
    index = columns.find(*_YEAR_COLUMNS)
    try:
        text = Row(columns, first).text(index)
        return AcademicYear.parse(text) if text else None
    except ValueError:
        return None


def _rejoined(first: Record, table: Table) -> Iterator[Record]:
    yield first
    yield from table.records


def _lines(
    kind: Kind, columns: Columns, records: Iterator[Record], read_line: LineReader, context: Context
) -> Iterator[Line]:
    spilled = 0
    for record in records:
        if record.problem:
            yield Rejected(record.line, "(the whole line)", "", record.problem)
            continue
        extra = len(record.cells) - len(columns)
        if extra > 0 and any(cell.strip() for cell in record.cells[len(columns) :]):
            if not (kind.spills and _may_spill(columns)):
                yield _width(record, columns, "more", "(beyond the last column)", record.cells[len(columns)])
                continue
            spilled += 1
        if extra < 0 and not kind.ragged:
            yield _width(record, columns, "fewer", columns.written[len(record.cells)], "")
            continue
        try:
            yield read_line(record.line, Row(columns, record))
        except BadCell as error:
            yield error.rejected(record.line)
    if spilled:
        context.warnings.append(
            f"In {spilled:,} rows the last column, “{columns.written[-1]}”, holds several values without "
            "quotation marks; it is not needed, and those rows were taken."
        )


def _may_spill(columns: Columns) -> bool:
    return "link" in columns.written[-1].casefold()


def _width(record: Record, columns: Columns, word: str, column: str, value: str) -> Rejected:
    reason = f"the line has {len(record.cells)} cells, {word} than the {len(columns)} columns of the header"
    return BadCell(column, value, reason).rejected(record.line)
