"""The list of schools whose teachers may have funded professional development."""

from smeaton.engine.sources.cells import Columns, Row
from smeaton.engine.sources.facts import EligibilityFact, Ignored, Line, Taken
from smeaton.engine.sources.kind import Context, Kind, LineReader, Needs

_LISTS = {"pp50school": "high pupil premium", "riseschool": "RISE"}


def _recognises(columns: Columns) -> bool:
    return columns.has("type", "identifier", "identifier_type")


def _reader(columns: Columns, context: Context) -> LineReader:
    sort, identifier, scheme = (columns.need(name) for name in ("type", "identifier", "identifier_type"))

    def read(line: int, row: Row) -> Line:
        words = row.text(sort).rpartition("::")[2]
        chosen = _LISTS.get(words.casefold())
        if chosen is None:
            return Ignored(line, f"the list “{words}” is not one of schools")
        if row.text(scheme).casefold() != "urn":
            raise row.bad(scheme, "is not “urn”: a school is known by its URN")
        return Taken(line, (EligibilityFact(row.urn(identifier), chosen, context.year),))

    return read


ELIGIBILITY = Kind(
    name="eligibility",
    title="eligibility for funded professional development",
    source="eligibility",
    needs=Needs.YEAR,
    recognises=_recognises,
    reader=_reader,
)
