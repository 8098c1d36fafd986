"""Which analysis counts, and how it was made: shared by the reads of this app."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min

from smeaton.apps.needs.models import ProfileCell, ProfileRun
from smeaton.apps.needs.queries.instruments import read_source
from smeaton.apps.places.models import DepartmentQuerySet
from smeaton.engine.needs.instrument import Instrument
from smeaton.engine.needs.variance import Variance


@dataclass(frozen=True)
class RunCard:
    """The analysis that is shown, with the instrument it rests on."""

    pk: int
    wave_id: int
    wave_name: str
    made_at: datetime
    first_made_at: datetime
    """When the wave was first analysed: from then on its figures could be kept and compared."""
    instrument: Instrument
    variance: Variance | None
    """Variance components that intervals were made with; None where too few answered to estimate them."""
    quantile: float
    """How many standard errors reach to the bounds of a 90% interval."""
    warnings: tuple[str, ...]
    anchored: bool
    """Whether levels may be compared between departments: vignettes or an outside anchor allow it."""
    since: str
    """The wave before, with which this one was compared; empty for the first."""
    outcomes: Mapping[str, Any]
    """Published results beside the answers, as the analysis keeps them; empty where there are none."""


def current_run(programme_id: int) -> RunCard | None:
    """The current analysis of the programme's latest analysed wave; None before the first."""
    row = (
        ProfileRun.objects.filter(wave__programme=programme_id, current=True)
        .select_related("wave__instrument")
        .annotate(first_made_at=Min("wave__profile_runs__made_at"))
        .order_by("-wave__opens", "-wave_id")
        .first()
    )
    if row is None:
        return None
    used = row.diagnostics.get("variance_used")
    return RunCard(
        pk=row.pk,
        wave_id=row.wave_id,
        wave_name=row.wave.name,
        made_at=row.made_at,
        first_made_at=row.first_made_at,
        instrument=read_source(row.wave.instrument.source),
        variance=Variance(**used) if used else None,
        quantile=float(row.diagnostics.get("quantile", 1.645)),
        warnings=tuple(row.diagnostics.get("warnings", ())),
        anchored=row.diagnostics.get("anchored", "no") != "no",
        since=(row.diagnostics.get("change") or {}).get("since", ""),
        outcomes=row.diagnostics.get("outcomes") or {},
    )


def cells_of(
    run: RunCard, shared: DepartmentQuerySet, *unread: str, strand: str | None = None
) -> list[ProfileCell]:
    """The cells of an analysis for some departments, in the order of their schools' names: one query.

    `strand` is the one to read, all without it; `unread` are the cell's fields that the caller does not look
    at: a place has hundreds of cells, and what each role said of each takes longer to read than all figures.
    """
    rows = ProfileCell.objects.filter(run=run.pk, department__in=shared.order_by())
    rows = rows.select_related("department__school").defer(*unread)
    if strand is not None:
        rows = rows.filter(strand=strand)
    return list(rows.order_by("department__school__name", "department_id", "id"))
