"""The needs of a place: departments × strands for those responsible, and needs for the planner."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean
from typing import Any, cast

from django.db.models import Count, Q
from django.utils import timezone

from smeaton.apps.access.queries import NOTHING_HIDDEN, NotShared, counted, in_totals
from smeaton.apps.needs.models import ProfileCell, Response
from smeaton.apps.needs.queries import words
from smeaton.apps.needs.queries.department import FEWEST_SHOWN, disagreements, middle_halves
from smeaton.apps.needs.queries.runs import RunCard, cells_of, current_run
from smeaton.apps.places.models import Department, DepartmentQuerySet, Programme
from smeaton.apps.places.queries import ProgrammeCard
from smeaton.engine.needs.bands import CLEAR, POSSIBLE, Band, band, need
from smeaton.terms import Permission, Reach, Where

UNNAMED = "A department"
"""What departments are called before those who do not answer for them."""
NO_TOTAL = "No total can be shown just now without telling of single departments."


@dataclass(frozen=True)
class MatrixCell:
    """How sure we are that a strand is a priority of a department; `rank` 1 is its likeliest."""

    strand: str
    title: str
    band: Band
    p_weakest3: float
    estimate: float
    lower: float
    upper: float
    rank: int
    note: str


@dataclass(frozen=True)
class StrandColumn:
    """A strand over all departments of the place with an analysis."""

    strand: str
    title: str
    clear: int
    possible: int
    mean_need: float
    lowest: float | None = None
    """Lowest and highest level of a department, and the middle half; None where they may not be compared."""
    highest: float | None = None
    middle: tuple[float, float] | None = None


@dataclass(frozen=True)
class DepartmentRow:
    """A department over all strands, cells in the order of the columns; none where nobody answered.

    An unnamed one has no key, no URN and no count of its people, by which it could be told.
    """

    department_id: int
    urn: int
    school_name: str
    standing: str
    answered: int
    """People of all roles who answered."""
    mean_need: float | None
    cells: tuple[MatrixCell, ...]

    @property
    def clear(self) -> int:
        """How many strands are clearly a priority."""
        return sum(cell.band == CLEAR for cell in self.cells)


@dataclass(frozen=True)
class PlaceDisagreement:
    """A difference between two sources in some department; who may not act on it is not told in which."""

    sentence: str
    school_name: str
    urn: int | None


@dataclass(frozen=True)
class PlaceProfile:
    """The needs of a programme's departments; most clear priorities in the first rows and columns.

    `rows` holds the departments with an analysis, `without` those that have none yet; with those not shared
    they are `departments`, the denominator. `analysed` counts those that the figures are made of; where these
    are `totals` alone there are no rows.
    """

    programme_id: int
    departments: int
    analysed: int
    synthetic: bool
    finding: str
    columns: tuple[StrandColumn, ...]
    rows: tuple[DepartmentRow, ...]
    without: tuple[DepartmentRow, ...]
    disagreements: tuple[PlaceDisagreement, ...]
    anchored: bool
    wave_name: str
    made_at: datetime | None
    source: str
    notes: tuple[str, ...]
    not_shared: NotShared = NOTHING_HIDDEN
    """Departments whose trusts share nothing with this reader: in no figure but this one."""
    named: bool = True
    """Whether departments are named; else all rows bear the same name."""
    totals: bool = False
    """Whether the reader sees no department, but totals alone."""


@dataclass(frozen=True)
class ClearestNeed:
    """The strand that is likeliest to be among a department's three weakest."""

    strand: str
    title: str
    band: Band
    p_weakest3: float


def place_profile(programme: Programme | ProgrammeCard, reach: Reach) -> PlaceProfile:
    """Departments × strands: four queries. `Refused` without `VIEW_PLACE_NEEDS` over the programme.

    Only what trusts share is in the figures. Whoever sees departments (`VIEW_DEPARTMENT`) has figures of
    those alone: with totals that held others as well, one subtraction would tell what those had said. Others
    see no department, and totals of three departments and five people at least (`access.queries.in_totals`).
    """
    reach.require(Permission.VIEW_PLACE_NEEDS, programme.where)
    run = current_run(programme.pk)
    totals = not reach.can(Permission.VIEW_DEPARTMENT, programme.where)
    shared = departments_shown(programme, reach, run)
    cells = cells_of(run, shared, "by_role", "change") if run else []
    columns = _columns(run, cells) if run else ()
    if totals:
        columns = _of_enough(columns, cells)
    rows, unshared = _rows(programme.pk, shared, run, cells, columns)
    with_cells = [row for row in rows if row.cells]
    everywhere = len(rows) + unshared.schools
    return PlaceProfile(
        programme_id=programme.pk,
        departments=everywhere,
        analysed=len(with_cells),
        not_shared=unshared,
        synthetic=programme.synthetic,
        disagreements=() if totals else _worth_a_conversation(run, cells, reach, programme.where),
        anchored=bool(run and run.anchored),
        finding=NO_TOTAL
        if totals and run and not columns
        else _finding(columns, len(with_cells), everywhere),
        columns=columns,
        rows=() if totals else tuple(sorted(with_cells, key=_pattern)),
        without=() if totals else tuple(row for row in rows if not row.cells),
        wave_name=run.wave_name if run else "",
        made_at=run.made_at if run else None,
        source=f"{run.instrument.title}, {run.wave_name}" if run else "",
        notes=run.warnings if run else (),
        totals=totals,
    )


def departments_shown(
    programme: Programme | ProgrammeCard, reach: Reach, run: RunCard | None
) -> DepartmentQuerySet:
    """The departments that the place's figures are made of for this reader."""
    rows = Department.objects.filter(programme=programme.pk)
    if reach.can(Permission.VIEW_DEPARTMENT, programme.where):
        return rows.visible_to(reach, Permission.VIEW_DEPARTMENT)
    if run is None:
        return rows.none()
    together = in_totals(programme.pk, since=run.first_made_at, at=timezone.now(), roles=reach.roles())
    return rows.filter(pk__in=together)


def _of_enough(columns: tuple[StrandColumn, ...], cells: Sequence[ProfileCell]) -> tuple[StrandColumn, ...]:
    """The columns that rest on enough people, without what one department alone has said."""
    people: Counter[str] = Counter()
    for cell in cells:
        people[cell.strand] += cell.respondents
    return tuple(
        replace(column, lowest=None, highest=None)
        for column in columns
        if people[column.strand] >= FEWEST_SHOWN
    )


def place_matrix(programme: Programme | ProgrammeCard, reach: Reach) -> PlaceProfile:
    """`place_profile` for the matrix, which sets departments in an order of need.

    Departments are named to those who act on it (`MODERATE_NEEDS`); to others, rows are in an order that
    tells nothing but their own cells.
    """
    found = place_profile(programme, reach)
    return found if reach.can(Permission.MODERATE_NEEDS, programme.where) else _unnamed(found)


def _unnamed(profile: PlaceProfile) -> PlaceProfile:
    def bare(row: DepartmentRow) -> DepartmentRow:
        return replace(row, department_id=0, urn=0, school_name=UNNAMED, standing="", answered=0)

    rows = sorted(
        (bare(row) for row in profile.rows),
        key=lambda row: (*_pattern(row), [(-cell.p_weakest3, cell.estimate) for cell in row.cells]),
    )
    return replace(
        profile, named=False, rows=tuple(rows), without=tuple(bare(row) for row in profile.without)
    )


def _worth_a_conversation(
    run: RunCard | None, cells: Sequence[ProfileCell], reach: Reach, where: Where
) -> tuple[PlaceDisagreement, ...]:
    """Disagreements over the place; departments are named to those who moderate."""
    if run is None:
        return ()
    named = reach.can(Permission.MODERATE_NEEDS, where)
    return tuple(
        PlaceDisagreement(
            each.sentence,
            cell.department.school.name if named else "One department",
            cell.department.school_id if named else None,
        )
        for cell, each in disagreements(run, cells)
    )


def needs_of(programme_id: int, reach: Reach) -> dict[int, dict[str, tuple[float, float]]]:
    """Department id → strand → need (0 leading to 1 not yet) and its standard error, for the planner.

    For the departments that their trusts share by name: `Refused` without `VIEW_PLACE_NEEDS` over the place.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.VIEW_PLACE_NEEDS, programme.where)
    run = current_run(programme_id)
    found: dict[int, dict[str, tuple[float, float]]] = {}
    if run is not None:
        shared = Department.objects.filter(programme=programme_id)
        shared = shared.visible_to(reach, Permission.VIEW_DEPARTMENT)
        rows = ProfileCell.objects.filter(run=run.pk, department__in=shared).order_by("department_id", "id")
        for key, strand, estimate, se in rows.values_list("department_id", "strand", "estimate", "se"):
            found.setdefault(key, {})[strand] = (need(estimate), se / 3)
    return found


def answered_in(programme_id: int, reach: Reach) -> dict[int, int]:
    """Department id → people who answered the analysed audit, where `VIEW_RESPONSE_RATES` is held."""
    run = current_run(programme_id)
    if run is None:
        return {}
    seen = Department.objects.filter(programme=programme_id)
    seen = seen.visible_to(reach, Permission.VIEW_RESPONSE_RATES).order_by()
    rows = Response.objects.filter(wave=run.wave_id, department__in=seen).order_by()
    return dict(rows.values_list("department_id").annotate(Count("id")))


def clearest_needs(programme_id: int, reach: Reach) -> dict[int, ClearestNeed]:
    """Department id → its clearest need, for the departments over which `VIEW_DEPARTMENT` is held."""
    run = current_run(programme_id)
    if run is None:
        return {}
    seen = Department.objects.filter(programme=programme_id).visible_to(reach, Permission.VIEW_DEPARTMENT)
    rows = ProfileCell.objects.filter(run=run.pk, department__in=seen)
    best: dict[int, ClearestNeed] = {}
    for cell in rows.order_by("department_id", "-p_weakest3", "estimate", "id"):
        title = run.instrument.titles.get(cell.strand, cell.strand)
        best.setdefault(
            cell.department_id, ClearestNeed(cell.strand, title, band(cell.p_weakest3), cell.p_weakest3)
        )
    return best


def _columns(run: RunCard, cells: Sequence[ProfileCell]) -> tuple[StrandColumn, ...]:
    found = []
    for strand, title in run.instrument.titles.items():
        own = [cell for cell in cells if cell.strand == strand]
        if own:
            bands = Counter(band(cell.p_weakest3) for cell in own)
            mean = fmean(need(cell.estimate) for cell in own)
            column = StrandColumn(strand, title, bands[CLEAR], bands[POSSIBLE], mean)
            found.append(replace(column, **_spread(own)) if run.anchored else column)
    return tuple(sorted(found, key=lambda column: (-column.clear, -column.possible, -column.mean_need)))


def _spread(cells: Sequence[ProfileCell]) -> dict[str, Any]:
    """How a strand's levels spread over departments, without saying whose they are."""
    middle = middle_halves(cells).get(cells[0].strand)
    if middle is None:
        return {}
    levels = [cell.estimate for cell in cells]
    return {"lowest": min(levels), "highest": max(levels), "middle": middle}


def _rows(
    programme_id: int,
    shared: DepartmentQuerySet,
    run: RunCard | None,
    cells: Sequence[ProfileCell],
    columns: Sequence[StrandColumn],
) -> tuple[list[DepartmentRow], NotShared]:
    """The departments in the figures, and how many of the programme are not shared."""
    by_department: dict[int, dict[str, ProfileCell]] = {}
    for cell in cells:
        by_department.setdefault(cell.department_id, {})[cell.strand] = cell
    answered: Mapping[int, int] = {}
    if run is not None:
        responses = Response.objects.filter(wave=run.wave_id).order_by()
        answered = dict(responses.values_list("department_id").annotate(Count("id")))
    departments = Department.objects.filter(programme=programme_id).select_related("school")
    marked = departments.annotate(shared=Q(pk__in=shared.order_by().values("pk")))
    rows, who = [], []
    for department in cast("Iterable[Any]", marked.order_by("school__name", "id")):
        who.append((department.school.trust_id, bool(department.shared)))
        if not department.shared:
            continue
        own = by_department.get(department.pk, {})
        likeliest = sorted(own, key=lambda strand: (-own[strand].p_weakest3, own[strand].estimate))
        rank = {strand: place for place, strand in enumerate(likeliest, start=1)}
        rows.append(
            DepartmentRow(
                department_id=department.pk,
                urn=department.school_id,
                school_name=department.school.name,
                standing=department.standing,
                answered=answered.get(department.pk, 0),
                mean_need=fmean(need(cell.estimate) for cell in own.values()) if own else None,
                cells=tuple(
                    _cell(own[c.strand], c.title, rank[c.strand]) for c in columns if c.strand in own
                ),
            )
        )
    return rows, counted(who)


def _pattern(row: DepartmentRow) -> tuple[object, ...]:
    """Most clear priorities first, then those that share the commonest needs: the pattern stands in a corner.

    Not by level: how departments compare also depends on how strictly their staff judge themselves.
    """
    order = {CLEAR: 0, POSSIBLE: 1}
    return (-row.clear, *(order.get(cell.band, 2) for cell in row.cells), row.school_name)


def _cell(cell: ProfileCell, title: str, rank: int) -> MatrixCell:
    return MatrixCell(
        cell.strand,
        title,
        band(cell.p_weakest3),
        cell.p_weakest3,
        cell.estimate,
        cell.lower,
        cell.upper,
        rank,
        cell.note,
    )


def _finding(columns: Sequence[StrandColumn], analysed: int, departments: int) -> str:
    if not columns:
        return "No department's needs have been analysed yet."
    leading = [column for column in columns if column.clear][:2]
    of = f"{departments} departments"
    if not leading:
        return f"No strand is clearly a priority in any department yet: {analysed} of {of} have answered."
    names = words.begun(words.joined([words.in_text(column.title) for column in leading]))
    if len(leading) == 1:
        return f"{names} is clearly a priority in {leading[0].clear} of {of}."
    counts = " and ".join(str(column.clear) for column in leading)
    return f"{names} are clear priorities, in {counts} of {of}."
