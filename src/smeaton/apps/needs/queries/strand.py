"""One strand over the departments of a place, for those who answer for all of them."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from smeaton.apps.access.queries import NOTHING_HIDDEN, NotShared, counted
from smeaton.apps.needs.models import ProfileCell
from smeaton.apps.needs.queries import words
from smeaton.apps.needs.queries.department import FEWEST_SHOWN, RoleSays, middle_halves, roles_say
from smeaton.apps.needs.queries.place import NO_TOTAL, UNNAMED, departments_shown
from smeaton.apps.needs.queries.runs import cells_of, current_run
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.places.queries import ProgrammeCard
from smeaton.engine.needs.bands import CLEAR, POSSIBLE, UNLIKELY, Band, band
from smeaton.terms import Permission, Reach

BANDS = {CLEAR: 2, POSSIBLE: 1, UNLIKELY: 0}


@dataclass(frozen=True)
class StrandRow:
    """One department in this strand; an unnamed one has nothing by which it could be told."""

    department_id: int
    urn: int
    school_name: str
    estimate: float
    lower: float
    upper: float
    band: Band
    p_weakest3: float
    respondents: int
    by_role: tuple[RoleSays, ...]
    note: str


@dataclass(frozen=True)
class StrandProfile:
    """A strand over departments, the strongest need first: by level if `anchored`, else by band.

    `statements` are what was asked, in order.
    """

    strand: str
    title: str
    about: str
    statements: tuple[str, ...]
    levels: tuple[str, ...]
    finding: str
    rows: tuple[StrandRow, ...]
    departments: int
    middle: tuple[float, float] | None
    anchored: bool
    """Whether levels may be compared between departments; else each has only its own band."""
    named: bool
    """Whether departments are named; else all rows bear the same name."""
    synthetic: bool
    wave_name: str
    made_at: datetime | None
    source: str
    not_shared: NotShared = NOTHING_HIDDEN
    """Departments whose trusts share nothing with this reader."""
    totals: bool = False
    """Whether the reader sees no department, but totals alone."""


def strand_profile(programme: Programme | ProgrammeCard, strand: str, reach: Reach) -> StrandProfile | None:
    """The strand over departments: three queries; None where the analysis knows no such strand.

    Departments are named to those who act on it (`MODERATE_NEEDS`): others see no order of them by name.
    `Refused` without `VIEW_PLACE_NEEDS` over the place.
    """
    where = programme.where
    reach.require(Permission.VIEW_PLACE_NEEDS, where)
    run = current_run(programme.pk)
    if run is None or strand not in run.instrument.titles:
        return None
    asked = next(each for each in run.instrument.strands if each.id == strand)
    totals = not reach.can(Permission.VIEW_DEPARTMENT, where)
    shared = departments_shown(programme, reach, run)
    everywhere = Department.objects.filter(programme=programme.pk).annotate(
        shared=Q(pk__in=shared.order_by().values("pk"))
    )
    who = list(everywhere.order_by().values_list("school__trust", "shared"))
    cells = cells_of(run, shared, "sources", "change", strand=strand)
    if totals and sum(cell.respondents for cell in cells) < FEWEST_SHOWN:
        cells = []
    named = reach.can(Permission.MODERATE_NEEDS, where)
    rows = sorted(
        (_row(cell) if named else _unnamed(_row(cell)) for cell in cells),
        key=lambda row: (
            row.estimate if run.anchored else -BANDS[row.band],
            row.school_name,
            -row.p_weakest3,
            row.estimate,
        ),
    )
    clear = sum(row.band == CLEAR for row in rows)
    return StrandProfile(
        strand=strand,
        title=asked.title,
        about=asked.about,
        statements=tuple(item.text for item in asked.items),
        levels=run.instrument.levels,
        finding=NO_TOTAL if totals and not rows else _finding(asked.title, clear, len(rows), len(who)),
        rows=() if totals else tuple(rows),
        departments=len(who),
        middle=middle_halves(cells).get(strand) if run.anchored else None,
        anchored=run.anchored,
        named=named,
        synthetic=programme.synthetic,
        wave_name=run.wave_name,
        made_at=run.made_at,
        source=f"{run.instrument.title}, {run.wave_name}",
        not_shared=counted(who),
        totals=totals,
    )


def _row(cell: ProfileCell) -> StrandRow:
    return StrandRow(
        department_id=cell.department_id,
        urn=cell.department.school_id,
        school_name=cell.department.school.name,
        estimate=cell.estimate,
        lower=cell.lower,
        upper=cell.upper,
        band=band(cell.p_weakest3),
        p_weakest3=cell.p_weakest3,
        respondents=cell.respondents,
        by_role=roles_say(cell.by_role),
        note=cell.note,
    )


def _unnamed(row: StrandRow) -> StrandRow:
    return replace(row, department_id=0, urn=0, school_name=UNNAMED, respondents=0, by_role=(), note="")


def _finding(title: str, clear: int, analysed: int, departments: int) -> str:
    if not analysed:
        return f"Nobody has answered about {words.in_text(title)} yet."
    where = f"{clear} of {departments} departments" if clear else f"none of {departments} departments"
    left = departments - analysed
    rest = f" {words.begun(words.number(left))} of them {'has' if left == 1 else 'have'} no analysis yet."
    return f"{title} is clearly a priority in {where}.{rest if left else ''}"
