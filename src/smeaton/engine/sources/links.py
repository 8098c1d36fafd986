"""Predecessors and successors: the register's file of links."""

from smeaton.engine.sources.cells import Columns, Row
from smeaton.engine.sources.facts import Ignored, Line, LinkFact, Taken
from smeaton.engine.sources.kind import Context, Kind, LineReader, Needs

_KINDS = {"": "successor", "merged": "merged", "amalgamated": "amalgamated", "split school": "split"}

_NO_DIRECTION = (
    "links such as “Sixth Form Centre Link”, “Result of Amalgamation” or “Other” do not say which school "
    "followed which"
)


def _recognises(columns: Columns) -> bool:
    return columns.has("URN", "LinkURN", "LinkType")


def _reader(columns: Columns, _: Context) -> LineReader:
    own, other, sort = columns.need("URN"), columns.need("LinkURN"), columns.need("LinkType")
    day = columns.find("LinkEstablishedDate", "Link established date", "LinkDate")

    def read(line: int, row: Row) -> Line:
        words = row.text(sort).casefold()
        direction, _, kind = words.partition(" - ")
        if direction not in {"predecessor", "successor"} or kind not in _KINDS:
            return Ignored(line, _NO_DIRECTION)
        urn, linked = row.urn(own), row.urn(other)
        if urn == linked:
            raise row.bad(other, "links the school with itself")
        before, after = (urn, linked) if direction == "successor" else (linked, urn)
        return Taken(line, (LinkFact(before, after, _KINDS[kind], row.date(day)),))

    return read


LINKS = Kind(
    name="gias-links",
    title="links between schools",
    source="gias-links",
    needs=Needs.NOTHING,
    recognises=_recognises,
    reader=_reader,
)
