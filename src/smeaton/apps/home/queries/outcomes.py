"""A school's published figures as lines of a table: a measure over the years, absences with their reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smeaton.apps.register.queries import OutcomeRow, best_outcomes
from smeaton.terms import AcademicYear, Reported, Status
from smeaton.ui.figures import reported

NO_FIGURE = "no figure"
"""Nothing was imported for that year: other than a figure that was published as missing."""

SHOWN: tuple[tuple[str, str, str, str, int], ...] = (
    ("science_value_added", "all", "Science value added", "science; national average 0", 2),
    ("science_value_added", "disadvantaged", "Science value added, disadvantaged pupils", "science", 2),
    ("ebacc_science_entry", "all", "Entered for EBacc science, %", "science", 0),
    ("ebacc_science_4", "all", "EBacc science at grade 4 or above, %", "science", 0),
    ("ebacc_science_5", "all", "EBacc science at grade 5 or above, %", "science", 0),
    ("separate_sciences_entry", "all", "Entered for three separate sciences, %", "science", 0),
    ("attainment8", "all", "Attainment 8", "all subjects", 1),
    ("attainment8", "disadvantaged", "Attainment 8, disadvantaged pupils", "all subjects", 1),
    ("attainment8", "other", "Attainment 8, other pupils", "all subjects", 1),
    ("progress8", "all", "Progress 8", "all subjects; national average 0", 2),
    ("ebacc_aps", "all", "EBacc average point score", "EBacc subjects", 2),
    ("pupils_share", "disadvantaged", "Disadvantaged pupils, %", "pupils at the end of key stage 4", 0),
)
"""Measure, group, title, what it covers, decimals: science first, then all subjects."""


@dataclass(frozen=True)
class OutcomeCell:
    """One year of a line: its figure in words, or the reason why there is none."""

    ends: int
    figure: Reported | None
    text: str

    @property
    def year(self) -> AcademicYear:
        """The academic year, as its column is headed."""
        return AcademicYear(self.ends)


@dataclass(frozen=True)
class OutcomeLine:
    """One measure over the years, the earliest first. `covers` says of which subjects it speaks."""

    measure: str
    group: str
    title: str
    covers: str
    cells: tuple[OutcomeCell, ...]

    @property
    def latest(self) -> OutcomeCell | None:
        """The last year with a published figure."""
        return next((c for c in reversed(self.cells) if c.figure and c.figure.status is Status.VALUE), None)


def outcome_lines(rows: Iterable[OutcomeRow]) -> list[OutcomeLine]:
    """The lines of `SHOWN` for which there is any figure or status, over every year that any of them has."""
    chosen: dict[tuple[str, str, int], OutcomeRow] = {}
    for row in sorted(best_outcomes(rows), key=lambda r: (r.reported.status is not Status.VALUE, -r.urn)):
        if row.stage == "KS4":
            chosen.setdefault((row.measure, row.group, row.year), row)
    wanted = {(measure, group) for measure, group, *_ in SHOWN}
    years = sorted({year for measure, group, year in chosen if (measure, group) in wanted})
    return [
        OutcomeLine(measure, group, title, covers, _cells(chosen, measure, group, years, places))
        for measure, group, title, covers, places in SHOWN
        if any((measure, group, year) in chosen for year in years)
    ]


def _cells(
    chosen: dict[tuple[str, str, int], OutcomeRow],
    measure: str,
    group: str,
    years: Sequence[int],
    places: int,
) -> tuple[OutcomeCell, ...]:
    found = [(year, chosen.get((measure, group, year))) for year in years]
    return tuple(
        OutcomeCell(year, row.reported if row else None, reported(row.reported, places) if row else NO_FIGURE)
        for year, row in found
    )
