"""One strand over the departments of a place."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smeaton.apps.needs.queries import RoleSays, StrandProfile, StrandRow, strand_profile
from smeaton.apps.needs.views.places import programme_of
from smeaton.ui.charts import Chart, Dot, Mark, dots
from smeaton.ui.charts.rows import MarkSource
from smeaton.ui.requests import Request

_SIGNS: dict[str, MarkSource] = {"lead": "lead", "teacher": "teachers", "technician": "technicians"}


@require_safe
@login_required
def strand(request: Request, place: str, strand: str) -> HttpResponse:
    """How the departments stand in one strand, each with its interval."""
    programme = programme_of(request, place)
    profile = strand_profile(programme, strand, request.reach)
    if profile is None:
        raise Http404("no such strand in the analysis of that place")
    return render(
        request,
        "needs/strand.html",
        {
            "programme": programme,
            "profile": profile,
            "chart": chart_of(profile) if profile.anchored and not profile.totals else None,
        },
    )


def chart_of(profile: StrandProfile) -> Chart:
    """Dots with intervals, one row a department, the strongest need first."""
    return dots(
        [_dot(row, profile.middle) for row in profile.rows],
        title=f"{profile.title}: {len(profile.rows)} of {profile.departments} departments",
        finding="The dot is the expected level, the line its 90% interval. Where lines overlap, the order "
        "could be another.",
        axis="Level of practice",
        levels=[f"{level} {name.lower()}" for level, name in enumerate(profile.levels, start=1)],
        source=profile.source,
        synthetic=profile.synthetic,
    )


def _dot(row: StrandRow, middle: tuple[float, float] | None) -> Dot:
    marks = tuple(mark for said in row.by_role if (mark := _mark(said)))
    return Dot(row.school_name, row.estimate, row.lower, row.upper, row.band, middle, marks)


def _mark(said: RoleSays) -> Mark | None:
    return None if said.median is None else Mark(_SIGNS[said.role], said.median)
