"""Published results beside what staff answered: of a department as a whole, never of a strand."""

from collections.abc import Collection, Iterable, Mapping
from statistics import fmean
from typing import Any

from smeaton.apps.needs.inputs import published_results
from smeaton.apps.needs.models import ProfileCell
from smeaton.apps.places.models import Department
from smeaton.engine.needs.disagreement import outcome_views
from smeaton.engine.needs.result import Diagnostics


def outcomes_to_keep(
    cells: Iterable[ProfileCell], about: Diagnostics, together: Collection[int] | None = None
) -> dict[str, Any]:
    """What an analysis keeps of published results; empty where none of its schools has one.

    `year`, and by the key of each department `status`, `figure`, `expected` (both in points) and `flagged`.
    Levels are compared between departments only where vignettes allow it: elsewhere nothing is expected and
    nothing flagged. The engine is given levels as pages show them, coarse and to a tenth, so that what comes
    out tells no more than those do. Compared are only the departments `together`, where these are given.
    """
    levels: dict[int, list[float]] = {}
    for cell in cells:
        levels.setdefault(cell.department_id, []).append(round(cell.estimate, 1))
    urns = dict(Department.objects.filter(pk__in=levels).values_list("pk", "school_id"))
    published = published_results(urns.values())
    if published is None:
        return {}
    reported = {department: published.by_school[urn] for department, urn in urns.items()}
    compared = {} if about.anchored == "no" else _whole(levels, about.not_anchored)
    if together is not None:
        compared = {key: level for key, level in compared.items() if int(key) in together}
    figures = {str(key): each.value for key, each in reported.items() if each.value is not None}
    views = {view.department: view for view in outcome_views(compared, figures)}
    kept = {}
    for department, each in sorted(reported.items()):
        view = views.get(str(department))
        kept[str(department)] = {
            "status": str(each.status),
            "figure": each.value,
            "expected": round(view.expected) if view else None,
            "flagged": bool(view and view.flagged),
        }
    return {"year": published.year, "anchored": bool(compared), "departments": kept}


def _whole(levels: Mapping[int, list[float]], not_anchored: Iterable[str]) -> dict[str, float]:
    """The overall level of each department that may be compared: the mean of its strands."""
    left_out = set(not_anchored)
    return {str(key): fmean(found) for key, found in levels.items() if str(key) not in left_out}
