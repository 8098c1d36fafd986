"""Published outcomes with their status, source and version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smeaton.apps.register.models import Outcome
from smeaton.apps.register.queries.history import predecessors_of, predecessors_of_many
from smeaton.terms import Reported, Status

SOURCE_TITLES = {
    "lait": "local authority interactive tool, long series",
    "ks4-tables": "key stage 4 performance tables",
    "ks4-tables-all-schools": "key stage 4 performance tables, all schools in England",
    "ks4-extract": "key stage 4 results, all-England extract",
    "school-figures": "school performance figures",
    "ks2-tables": "key stage 2 performance tables",
    "ks2-tables-all-schools": "key stage 2 performance tables, all schools in England",
    "ks2-extract": "key stage 2 results, extract",
    "gias": "Get Information about Schools",
    "gias-links": "Get Information about Schools, links",
    "mats": "multi-academy trust performance tables",
    "eligibility": "eligibility for funded professional development",
}
"""What a page calls each source. Statistics originate with the Department for Education (OGL v3.0)."""

_VERSIONS = ("final", "revised", "unstated", "provisional")
_SOURCES = ("ks4-tables", "ks2-tables", "lait", "ks4-extract", "ks2-extract")


@dataclass(frozen=True)
class OutcomeRow:
    """One published figure. `urn` is the number under which it was published: a predecessor's, perhaps.

    `year` is the calendar year in which the academic year ends; `group` is all, disadvantaged or other.
    """

    urn: int
    year: int
    stage: str
    measure: str
    group: str
    reported: Reported
    source: str
    version: str

    @property
    def source_title(self) -> str:
        """What a page calls the source."""
        return SOURCE_TITLES.get(self.source, self.source)


def outcomes_of(urn: int, *, follow: bool = True) -> list[OutcomeRow]:
    """All published figures of a school, by year; `follow` adds those under the numbers it had before."""
    return _rows([urn, *(predecessors_of(urn) if follow else [])])


def outcomes_by_school(urns: Iterable[int]) -> dict[int, list[OutcomeRow]]:
    """`outcomes_of` for many schools, their predecessors' figures with them, in a handful of queries."""
    numbers = {urn: [urn, *before] for urn, before in predecessors_of_many(urns).items()}
    schools_of: dict[int, list[int]] = {}
    for urn, own in numbers.items():
        for number in own:
            schools_of.setdefault(number, []).append(urn)
    found: dict[int, list[OutcomeRow]] = {urn: [] for urn in numbers}
    for row in _rows(schools_of):
        for urn in schools_of[row.urn]:
            found[urn].append(row)
    return found


def outcomes_of_many(
    urns: Iterable[int], *, measures: Sequence[str] = (), years: Sequence[int] = ()
) -> list[OutcomeRow]:
    """The figures of many schools under their own numbers, in one query; narrowed to measures and years."""
    rows = Outcome.objects.filter(school__in=set(urns))
    if measures:
        rows = rows.filter(measure__in=measures)
    if years:
        rows = rows.filter(year__in=years)
    return [_row(row) for row in rows]


def best_outcomes(rows: Iterable[OutcomeRow]) -> list[OutcomeRow]:
    """One figure for each school, year, stage, measure and group, where several sources or versions give it.

    Full tables come before extracts, final before revised before provisional; what was not published comes
    last. A figure that the final table suppresses stays suppressed, whatever a provisional one showed.
    """
    chosen: dict[tuple[int, int, str, str, str], OutcomeRow] = {}
    for row in sorted(rows, key=_preference):
        chosen.setdefault((row.urn, row.year, row.stage, row.measure, row.group), row)
    return sorted(chosen.values(), key=lambda row: (row.year, row.stage, row.measure, row.group, row.urn))


def _preference(row: OutcomeRow) -> tuple[bool, int, int, str, str]:
    source = _SOURCES.index(row.source) if row.source in _SOURCES else len(_SOURCES)
    version = _VERSIONS.index(row.version) if row.version in _VERSIONS else len(_VERSIONS)
    return (row.reported.status is Status.MISSING, source, version, row.source, row.version)


def _rows(urns: Iterable[int]) -> list[OutcomeRow]:
    rows = Outcome.objects.filter(school__in=set(urns)).order_by(
        "year", "stage", "measure", "group", "source", "version", "about"
    )
    return [_row(row) for row in rows]


def _row(row: Outcome) -> OutcomeRow:
    return OutcomeRow(
        urn=row.about,
        year=row.year,
        stage=row.stage,
        measure=row.measure,
        group=row.group,
        reported=Reported(Status(row.status), row.value),
        source=row.source,
        version=row.version,
    )
