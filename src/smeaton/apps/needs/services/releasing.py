"""From an analysis to what is kept of it: what nobody may read or work out is gone before it is stored.

The rules are docs/explanation/what-is-withheld.md; the arithmetic is `engine.needs.suppression`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from smeaton.apps.needs.models import ProfileCell, ProfileRun
from smeaton.engine.needs.change import Changes
from smeaton.engine.needs.result import Cell
from smeaton.engine.needs.suppression import FEWEST, coarsened, may_refresh, too_few

Shown = Mapping[tuple[int, str], ProfileCell]


@dataclass(frozen=True)
class Released:
    """What may be kept of a cell beside its coarsened estimate."""

    by_role: dict[str, Any]
    sources: list[dict[str, Any]]
    lead_gap: float | None
    lead_disagrees: bool


def shown_before(run: ProfileRun | None) -> dict[tuple[int, str], ProfileCell]:
    """The cells of the analysis that has been shown of the same wave, by department and strand."""
    if run is None:
        return {}
    return {(cell.department_id, cell.strand): cell for cell in run.cells.all()}


def teachers_in(cell: Cell) -> int:
    """How many teachers chose a level in the cell."""
    said = cell.by_role.get("teacher")
    return said.n if said else 0


def released(cell: Cell, before: ProfileCell | None) -> Released:
    """The breakdown by role and the sources' views that a cell shows.

    What fewer than five teachers said is counted and not kept. Once shown, what the teachers said, and
    whatever is compared with it, stays as it was until five more have answered: two analyses of one wave do
    not differ by one colleague.
    """
    by_role = {role: asdict(said) for role, said in cell.by_role.items()}
    sources = [asdict(view) for view in cell.sources]
    teachers = teachers_in(cell)
    old = (before.by_role.get("teacher") or {}) if before is not None else {}
    shown_for = int(old["n"]) if old and not old.get("withheld") else None
    if before is not None and shown_for is not None and not may_refresh(teachers, shown_for):
        return Released(by_role | {"teacher": old}, before.sources, before.lead_gap, before.lead_disagrees)
    if too_few(teachers):
        by_role["teacher"] = {"n": teachers, "withheld": True}
    return Released(by_role, sources, cell.lead_gap, cell.lead_disagrees)


def cell_to_keep(
    run: ProfileRun, cell: Cell, before: ProfileCell | None, change: dict[str, Any]
) -> ProfileCell:
    """The row of a cell: coarse where it rests on one to four teachers, its breakdown as `released`."""
    kept, shown = coarsened(cell, teachers_in(cell)), released(cell, before)
    return ProfileCell(
        run=run,
        department_id=int(cell.department),
        strand=cell.strand,
        estimate=kept.estimate,
        se=kept.se,
        lower=kept.lower,
        upper=kept.upper,
        reliability=cell.reliability,
        p_weakest3=kept.p_weakest3,
        answers=cell.answers,
        respondents=cell.respondents,
        by_role=shown.by_role,
        note=cell.note,
        lead_gap=shown.lead_gap,
        lead_disagrees=shown.lead_disagrees,
        sources=shown.sources,
        change=change,
    )


def changes_to_keep(found: Changes, teachers: Mapping[tuple[str, str], tuple[int, int]]) -> dict[Any, Any]:
    """(department, strand) → change as JSON, where no wave rests on one to four teachers.

    `teachers` says how many teachers chose a level in the wave before and in this one.
    """
    kept: dict[Any, Any] = {}
    for cell in found.cells:
        key = (cell.department, cell.strand)
        if not any(0 < n < FEWEST for n in teachers.get(key, (0, 0))):
            shown = asdict(cell)
            del shown["department"], shown["strand"]
            kept[key] = {
                name: round(value, 2 if name == "se" else 1) if isinstance(value, float) else value
                for name, value in shown.items()
            }
    return kept
