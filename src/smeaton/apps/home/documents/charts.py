"""Charts and the map of the pages that cross stages."""

from smeaton.apps.home.queries.place import PlaceView
from smeaton.apps.needs.queries import DepartmentProfile
from smeaton.apps.register.queries import SOURCE_TITLES, GapSeries, GapYear
from smeaton.apps.register.queries.gap import TEACHER_ASSESSED_FLAG
from smeaton.terms import AcademicYear
from smeaton.ui.charts import Chart, Dot, GapPoint, Mark, dots, gap_lines
from smeaton.ui.charts.rows import MarkSource
from smeaton.ui.figures import decimal
from smeaton.ui.maps import MapPoint, SchoolMap, school_map

_MARKS: dict[str, MarkSource] = {"lead": "lead", "teacher": "teachers", "technician": "technicians"}
MOST_ON_MAP = 60
"""More schools than this are not drawn on one map: neither the picture nor its list could be read."""
LEVEL = 0.05
"""Two gaps that differ by less than this many points read the same."""


def _comparable(series: GapSeries) -> list[GapYear]:
    return [year for year in series.years if year.gap is not None and not year.flags]


def gap_finding(name: str, series: GapSeries | None) -> str:
    """“Plymouth's attainment gap is 15.8 points, 0.3 wider than England's, and has not closed since 2016.”"""
    known = _comparable(series) if series else []
    if not known:
        return f"No attainment gap has been published for {name}, or none has been imported yet."
    first, last = known[0], known[-1]
    assert first.gap is not None  # noqa: S101 - `_comparable` keeps years with a gap
    assert last.gap is not None  # noqa: S101
    sentence = f"{name}’s attainment gap was {decimal(last.gap)} points in {AcademicYear(last.year)}"
    if last.england_gap is not None:
        apart = round(last.gap, 1) - round(last.england_gap, 1)
        words = f"{decimal(abs(apart))} {'wider' if apart > 0 else 'narrower'} than"
        sentence += f", {words if abs(apart) >= LEVEL else 'the same as'} England’s"
    if last.year > first.year:
        moved = last.gap - first.gap
        if moved > -LEVEL:
            sentence += f", and has not closed since {AcademicYear(first.year)}"
        else:
            sentence += f", and has closed by {decimal(-moved)} since {AcademicYear(first.year)}"
    return f"{sentence} (all subjects, Attainment 8)."


def gap_chart(name: str, series: GapSeries) -> Chart:
    """The gap year by year; teacher-assessed years stand apart, flagged years carry their reason."""
    points = [
        GapPoint(
            year.year,
            year.gap,
            year.england_gap,
            unjoined=TEACHER_ASSESSED_FLAG in year.flags,
            flag="; ".join(flag for flag in year.flags if flag != TEACHER_ASSESSED_FLAG),
        )
        for year in series.years
    ]
    return gap_lines(
        points,
        title="Attainment gap, all subjects",
        finding="Attainment 8 points between pupils who are not disadvantaged and those who are. "
        "The programme’s own gap, in science, is not published by place.",
        ours=name,
        theirs="England",
        axis="Gap in Attainment 8 points",
        source="; ".join(dict.fromkeys(SOURCE_TITLES.get(year.source, year.source) for year in series.years)),
    )


def place_map(view: PlaceView) -> SchoolMap | None:
    """The schools where they stand, with the ring that their standing gives them.

    A place of more than `MOST_ON_MAP` schools is drawn as narrowed by the page's filters; None where that
    leaves none, or still too many to read.
    """
    rows = view.all_rows if len(view.all_rows) <= MOST_ON_MAP else view.rows
    if not 0 < len(rows) <= MOST_ON_MAP:
        return None
    points = [
        MapPoint(
            row.department.school_name,
            row.school.easting if row.school else None,
            row.school.northing if row.school else None,
            row.school.pupils if row.school else None,
            row.department.standing,
            row.url,
        )
        for row in rows
    ]
    return school_map(
        points,
        title=f"Schools of {view.place.name}",
        finding=f"{sum(row.department.takes_part for row in rows)} of {len(rows)} schools take part.",
        source="School register; standing in the programme",
        synthetic=view.synthetic,
    )


def needs_chart(profile: DepartmentProfile) -> Chart | None:
    """Every strand as a dot with its 90% interval, strongest need on top; None where nobody answered."""
    if not profile.strands:
        return None
    rows = [
        Dot(
            strand.title,
            strand.estimate,
            strand.lower,
            strand.upper,
            band=strand.band,
            middle=strand.middle,
            marks=tuple(
                Mark(_MARKS[says.role], says.median) for says in strand.by_role if says.median is not None
            ),
        )
        for strand in profile.strands
    ]
    return dots(
        rows,
        title="Twelve strands, strongest need on top"
        if len(rows) == 12
        else "Strands, strongest need on top",
        finding=profile.finding,
        axis="Expected level",
        levels=tuple(f"{number} {name}" for number, name in enumerate(profile.levels, 1)),
        source=profile.source,
        synthetic=profile.synthetic,
    )
