"""Key stage 4 and key stage 2 performance tables with full columns, and the extracts of a few columns.

Record types differ by stage. Key stage 4: 1 mainstream school, 2 special school, 4 authority, 5 England with
all schools, 7 England state-funded. Key stage 2: 1 and 2 schools, 3 authority, 4 England with all schools,
5 England state-funded. England with all schools is kept under a source of its own: it is another quantity.
"""

from collections.abc import Callable
from dataclasses import dataclass

from smeaton.engine.sources.cells import Columns, Row
from smeaton.engine.sources.facts import (
    ENGLAND,
    AuthorityFact,
    Fact,
    Ignored,
    Line,
    OutcomeFact,
    SchoolFact,
    Taken,
)
from smeaton.engine.sources.grid import national_grid
from smeaton.engine.sources.kind import Context, Kind, LineReader, Needs
from smeaton.engine.sources.measures import KS2, KS4, Measure, Unit
from smeaton.terms import Phase

ALL_SCHOOLS = "-all-schools"
"""Ending of the source of figures for England that include independent schools."""

_SCHOOL_TYPES = {"1", "2"}


@dataclass(frozen=True)
class _Table:
    """One sort of table: stage, source, and its record types for the authority and for England."""

    stage: str
    source: str
    measures: tuple[Measure, ...]
    phase: Phase
    authority: frozenset[str] = frozenset()
    england: frozenset[str] = frozenset()
    england_all: frozenset[str] = frozenset()


_KS4_TABLE = _Table(
    "KS4", "ks4-tables", KS4, Phase.SECONDARY, frozenset({"4"}), frozenset({"7"}), frozenset({"5"})
)
_KS2_TABLE = _Table(
    "KS2", "ks2-tables", KS2, Phase.PRIMARY, frozenset({"3"}), frozenset({"5"}), frozenset({"4"})
)
_KS4_EXTRACT = _Table("KS4", "ks4-extract", KS4, Phase.SECONDARY)
_KS2_EXTRACT = _Table("KS2", "ks2-extract", KS2, Phase.PRIMARY)


@dataclass(frozen=True)
class _Cell:
    """Where one figure stands."""

    index: int
    measure: str
    group: str
    unit: Unit


@dataclass(frozen=True)
class _Places:
    """Where what identifies a line stands."""

    record_type: int
    urn: int
    authority: int | None
    name: int | None
    postcode: int | None
    type: int | None
    latitude: int | None
    longitude: int | None


class _Reader:
    def __init__(self, table: _Table, columns: Columns, context: Context) -> None:
        self._table, self._context = table, context
        self._at = _Places(
            columns.need("RECTYPE"),
            columns.need("URN"),
            columns.find("LEA", "LA", "LA code"),
            columns.find("SCHNAME", "School name"),
            columns.find("PCODE", "POSTCODE"),
            columns.find("SCHTYPE"),
            columns.find("LATITUDE"),
            columns.find("LONGITUDE"),
        )
        self._cells = [
            _Cell(index, measure.name, group, measure.unit)
            for measure in table.measures
            for group, names in measure.groups()
            if (index := columns.find(*names)) is not None
        ]

    def __call__(self, line: int, row: Row) -> Line:
        at, table = self._at, self._table
        record_type = row.text(at.record_type, longest=10).removesuffix(".0")
        source = table.source
        facts: list[Fact] = []
        if record_type in _SCHOOL_TYPES:
            about = row.urn(at.urn)
            facts.append(self._school(about, row))
        elif record_type in table.authority:
            about, names = self._authority(row)
            facts.extend(names)
        elif record_type in table.england:
            about = ENGLAND
        elif record_type in table.england_all:
            about, source = ENGLAND, f"{table.source}{ALL_SCHOOLS}"
        elif record_type.isdigit() and record_type.isascii():
            return Ignored(
                line, f"record type {record_type} is neither a school nor an authority nor England"
            )
        else:
            raise row.bad(at.record_type, "is not a record type: 1 or 2 for a school, others for areas")
        earlier = self._context.first_line_with((about, source), line)
        if earlier is not None:
            raise row.bad(at.urn, f"the file has two rows for the same subject: first in line {earlier}")
        facts.extend(
            OutcomeFact(
                about,
                self._context.year,
                table.stage,
                cell.measure,
                cell.group,
                row.reported(cell.index, cell.unit.lowest, cell.unit.highest),
                source,
                self._context.version,
            )
            for cell in self._cells
        )
        return Taken(line, tuple(facts))

    def _authority(self, row: Row) -> tuple[int, list[Fact]]:
        index = self._at.authority
        code = row.whole(index, 1, 999)
        if code is None or index is None:
            raise row.bad(index or self._at.record_type, "is empty: the row of an authority needs its code")
        name = row.text(self._at.name, longest=120)
        return code, [AuthorityFact(code, name)] if name else []

    def _school(self, urn: int, row: Row) -> SchoolFact:
        at = self._at
        authority = row.whole(at.authority, 0, 999) or None
        easting, northing = self._position(row)
        return SchoolFact(
            urn=urn,
            name=row.text(at.name),
            phase=self._table.phase.value,
            type=row.text(at.type, longest=80),
            authority=authority,
            postcode=row.text(at.postcode, longest=10).upper()[:10],
            easting=easting,
            northing=northing,
            registered=False,
        )

    def _position(self, row: Row) -> tuple[int | None, int | None]:
        latitude, longitude = self._at.latitude, self._at.longitude
        if latitude is None or longitude is None:
            return None, None
        north, east = row.reported(latitude, -90, 90).value, row.reported(longitude, -180, 180).value
        if north is None or east is None or not (north or east):
            return None, None
        try:
            return national_grid(north, east)
        except ValueError as error:
            raise row.bad(latitude, str(error)) from None


def _reader(table: _Table) -> Callable[[Columns, Context], LineReader]:
    return lambda columns, context: _Reader(table, columns, context)


def _full_ks4(columns: Columns) -> bool:
    return columns.has("RECTYPE", "URN", "LEA", "ATT8SCR")


def _full_ks2(columns: Columns) -> bool:
    return columns.has("RECTYPE", "URN", "LEA", "PTRWM_EXP")


def _ks4_extract(columns: Columns) -> bool:
    return columns.has("RECTYPE", "URN", "ATT8SCR") and not columns.has("LEA")


def _ks2_extract(columns: Columns) -> bool:
    return columns.has("RECTYPE", "URN", "READPROG") and not columns.has("LEA")


KINDS = (
    Kind(
        "ks4",
        "key stage 4 performance table",
        "ks4-tables",
        Needs.YEAR,
        _full_ks4,
        _reader(_KS4_TABLE),
        ragged=True,
    ),
    Kind(
        "ks2",
        "key stage 2 performance table",
        "ks2-tables",
        Needs.YEAR,
        _full_ks2,
        _reader(_KS2_TABLE),
        ragged=True,
    ),
    Kind(
        "ks4-extract",
        "extract of key stage 4 results",
        "ks4-extract",
        Needs.YEAR,
        _ks4_extract,
        _reader(_KS4_EXTRACT),
    ),
    Kind(
        "ks2-extract",
        "extract of key stage 2 results",
        "ks2-extract",
        Needs.YEAR,
        _ks2_extract,
        _reader(_KS2_EXTRACT),
    ),
)
