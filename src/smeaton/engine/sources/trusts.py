"""Trust lists: the performance table of multi-academy trusts, which names the members of each."""

import re

from smeaton.engine.sources.cells import Columns, Row
from smeaton.engine.sources.facts import Line, Taken, TrustFact
from smeaton.engine.sources.kind import Context, Kind, LineReader, Needs

_MEMBERS = ("INSTITUTIONS_INMAT", "INSTITUTIONS_MATPTINC")


def _recognises(columns: Columns) -> bool:
    return columns.has("TRUST_NAME", "TRUST_UID") and columns.find(*_MEMBERS) is not None


def _reader(columns: Columns, context: Context) -> LineReader:
    name, uid = columns.need("TRUST_NAME"), columns.need("TRUST_UID")
    house, ukprn = columns.find("TRUST_COMPANIES_HOUSE_NUMBER"), columns.find("TRUST_UKPRN")
    lists = [index for names in _MEMBERS if (index := columns.find(names)) is not None]

    def read(line: int, row: Row) -> Line:
        number = row.whole(uid, 1, 2_000_000_000)
        if number is None:
            raise row.bad(uid, "is empty: a trust is known by its group UID")
        if not row.text(name):
            raise row.bad(name, "is empty: a trust needs a name")
        earlier = context.first_line_with(number, line)
        if earlier is not None:
            raise row.bad(uid, f"the file names this trust twice: first in line {earlier}")
        members = sorted({member for index in lists for member in _members(row, index)})
        trust = TrustFact(
            row.text(name),
            number,
            _companies_house(row, house),
            row.whole(ukprn, 0, 99_999_999) or None,
            tuple(members),
        )
        return Taken(line, (trust,))

    return read


def _members(row: Row, index: int) -> list[int]:
    parts = [part for part in re.split(r"[;,\s]+", row.text(index, longest=20_000)) if part]
    if not all(re.fullmatch(r"[1-9][0-9]{5}", part) for part in parts):
        raise row.bad(index, "is not a list of URNs separated by semicolons")
    return [int(part) for part in parts]


def _companies_house(row: Row, index: int | None) -> str | None:
    number = row.text(index, longest=20).upper()
    return (number.zfill(8) if number.isdigit() else number) or None


TRUSTS = Kind(
    name="mats",
    title="multi-academy trusts and their members",
    source="mats",
    needs=Needs.YEAR,
    recognises=_recognises,
    reader=_reader,
)
