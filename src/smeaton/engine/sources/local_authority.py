"""The local authority interactive tool's long series: one figure a line, all authorities, many years."""

from smeaton.engine.sources.cells import Columns, Row
from smeaton.engine.sources.facts import ENGLAND, AuthorityFact, Fact, Ignored, Line, OutcomeFact, Taken
from smeaton.engine.sources.kind import Context, Kind, LineReader, Needs
from smeaton.engine.sources.measures import PERCENT, POINTS, PROGRESS, Unit
from smeaton.engine.sources.naming import UNSTATED, plausible
from smeaton.terms import AcademicYear

SOURCE = "lait"
_ENGLAND_CODE = 970
_REGIONS = range(971, 1000)

_SERIES: dict[str, tuple[str, str, str, Unit]] = {
    "avg_attain8_score": ("KS4", "attainment8", "all", POINTS),
    "dap_ks4_att8": ("KS4", "attainment8", "disadvantaged", POINTS),
    "nondap_ks4_att8": ("KS4", "attainment8", "other", POINTS),
    "avg_prog8_score": ("KS4", "progress8", "all", PROGRESS),
    "dap_ks4_prog8": ("KS4", "progress8", "disadvantaged", PROGRESS),
    "nondap_ks4_prog8": ("KS4", "progress8", "other", PROGRESS),
    "dap_new_ks2_rwm": ("KS2", "rwm_expected", "disadvantaged", PERCENT),
    "nondap_new_ks2_rwm": ("KS2", "rwm_expected", "other", PERCENT),
    "ks2sci_teacher_assess": ("KS2", "science_expected", "all", PERCENT),
    "prifsm": ("primary", "free_school_meals", "all", PERCENT),
    "secfsm": ("secondary", "free_school_meals", "all", PERCENT),
    "ever6_fsm_sec": ("secondary", "free_school_meals_in_six_years", "all", PERCENT),
}
"""Series → stage, measure, group, unit. Shares of pupils are percentages."""


def _recognises(columns: Columns) -> bool:
    return columns.has("LA Number", "Short Desc", "Years", "Values")


def _reader(columns: Columns, context: Context) -> LineReader:
    number, series, years, values = (
        columns.need(name) for name in ("LA Number", "Short Desc", "Years", "Values")
    )
    name = columns.find("LA and Regions", "LA Name", "Local authority")

    def read(line: int, row: Row) -> Line:
        words = row.text(series)
        meaning = _SERIES.get(words.casefold())
        if meaning is None:
            return Ignored(line, f"the series “{words}” is not one that is kept")
        code = row.whole(number, 1, 999)
        if code is None:
            raise row.bad(number, "is empty: a figure is about an authority or England")
        if code in _REGIONS:
            return Ignored(line, "figures about regions are not kept")
        stage, measure, group, unit = meaning
        try:
            year = AcademicYear.parse(row.text(years).removesuffix(".0"))
        except ValueError:
            raise row.bad(years, "is not an academic year") from None
        if not plausible(year):
            raise row.bad(years, "is not a year for which there can be results")
        key = (code, year.ends, words.casefold())
        earlier = context.first_line_with(key, line)
        if earlier is not None:
            raise row.bad(series, f"the file gives this figure twice: first in line {earlier}")
        about = ENGLAND if code == _ENGLAND_CODE else code
        figure = row.reported(values, unit.lowest, unit.highest)
        facts: list[Fact] = [OutcomeFact(about, year.ends, stage, measure, group, figure, SOURCE, UNSTATED)]
        if about and (called := row.text(name, longest=120)):
            facts.append(AuthorityFact(about, called))
        return Taken(line, tuple(facts))

    return read


LOCAL_AUTHORITY = Kind(
    name="lait",
    title="local authorities' long series",
    source=SOURCE,
    needs=Needs.NOTHING,
    recognises=_recognises,
    reader=_reader,
)
