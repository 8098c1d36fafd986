"""The attainment gap of a local authority against England's, year by year.

The figures are Attainment 8, over all subjects, and are shown as such: the programme's gap is in science.
"""

from dataclasses import dataclass

from smeaton.apps.register.models import Outcome
from smeaton.engine.sources import ENGLAND
from smeaton.engine.sources.consistency import TEACHER_ASSESSED, implied_share, suspect_years
from smeaton.terms import Reported, Status

TEACHER_ASSESSED_FLAG = "teacher-assessed grades"

_MISSING = Reported(Status.MISSING)
_GROUPS = ("all", "disadvantaged", "other")
_RANKS = [
    ("lait", "unstated"),
    ("ks4-tables", "final"),
    ("ks4-tables", "revised"),
    ("ks4-tables", "unstated"),
    ("ks4-tables", "provisional"),
]


@dataclass(frozen=True)
class GapYear:
    """One year: average Attainment 8 of disadvantaged and other pupils, in points.

    `gap` is other minus disadvantaged, to one decimal, None where one of them is not published; `england_gap`
    the same for state-funded schools in England. `flags`: “teacher-assessed grades” (never join such a year
    to the others by a line) and sentences that begin with “check:”.
    """

    year: int
    disadvantaged: Reported
    other: Reported
    gap: float | None
    england_gap: float | None
    flags: tuple[str, ...]
    source: str
    all_pupils: Reported = _MISSING

    @property
    def teacher_assessed(self) -> bool:
        """Whether the year's grades were assessed by teachers."""
        return TEACHER_ASSESSED_FLAG in self.flags


@dataclass(frozen=True)
class GapSeries:
    """The series of one authority. `years` is empty where nothing is known."""

    code: int
    name: str
    years: list[GapYear]
    measure: str = "Attainment 8, all subjects"


_Figures = dict[str, Reported]


def gap_series(la_code: int) -> GapSeries:
    """The gap series of the authority with that code: one query, however long it is."""
    found: dict[int, dict[int, dict[tuple[str, str], _Figures]]] = {la_code: {}, ENGLAND: {}}
    rows = Outcome.objects.filter(about__in=[la_code, ENGLAND], stage="KS4", measure="attainment8")
    name = ""
    for row in rows.select_related("authority"):
        name = str(row.authority or name)
        sets = found[row.about].setdefault(row.year, {}).setdefault((row.source, row.version), {})
        sets[row.group] = Reported(Status(row.status), row.value)
    chosen = {
        year: best for year, sets in sorted(found[la_code].items()) if (best := _best(sets)) is not None
    }
    flags = _flags({year: figures for year, (_, figures) in chosen.items()})
    return GapSeries(
        la_code,
        name or f"Local authority {la_code}",
        [
            GapYear(
                year=year,
                disadvantaged=figures["disadvantaged"],
                other=figures["other"],
                gap=_gap(figures),
                england_gap=_england(found[ENGLAND].get(year, {}), source),
                flags=flags.get(year, ()),
                source=source,
                all_pupils=figures["all"],
            )
            for year, (source, figures) in chosen.items()
        ],
    )


def _best(sets: dict[tuple[str, str], _Figures], first: str = "") -> tuple[str, _Figures] | None:
    """The figures of the most complete, then the most preferred source, for all three groups."""
    order = sorted(_RANKS, key=lambda rank: rank[0] != first) if first else _RANKS
    usable = [
        (source, {group: sets[source, version].get(group, _MISSING) for group in _GROUPS})
        for source, version in order
        if (source, version) in sets
    ]
    with_gap = [entry for entry in usable if _gap(entry[1]) is not None]
    return next(iter(with_gap or usable), None)


def _gap(figures: _Figures) -> float | None:
    disadvantaged, other = figures["disadvantaged"].value, figures["other"].value
    return None if disadvantaged is None or other is None else round(other - disadvantaged, 1)


def _england(sets: dict[tuple[str, str], _Figures], source: str) -> float | None:
    best = _best(sets, first=source)
    return None if best is None else _gap(best[1])


def _flags(figures: dict[int, _Figures]) -> dict[int, tuple[str, ...]]:
    shares = {}
    for year, split in figures.items():
        everyone, disadvantaged, other = (split[group].value for group in _GROUPS)
        if everyone is not None and disadvantaged is not None and other is not None:
            share = implied_share(everyone, disadvantaged, other)
            if share is not None:
                shares[year] = share
    suspect = suspect_years(shares)
    marked = {year: (TEACHER_ASSESSED_FLAG,) for year in figures if year in TEACHER_ASSESSED}
    return {year: marked.get(year, ()) + ((suspect[year],) if year in suspect else ()) for year in figures}
