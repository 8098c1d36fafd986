"""A profile of needs: what comes out of the engine."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from smeaton.engine.needs.variance import Variance


@dataclass(frozen=True)
class RoleSummary:
    """What one role said in a cell: `n` people, their `answers`, the median level, and counts per level."""

    n: int
    answers: int
    median: float | None
    counts: tuple[int, int, int, int]
    dont_know: int = 0
    not_applicable: int = 0


@dataclass(frozen=True)
class Cell:
    """The need of a department in a strand: expected mean level (1 to 4) at average leniency.

    `lower` and `upper` bound the 90% interval, cut off at 1 and 4. `reliability` (0 to 1) is None where too
    few departments answered to know how much departments differ. `note` says what the cell rests on where
    that is little. `lead_gap` is the lead's view minus the teachers', beyond the usual difference.
    """

    department: str
    strand: str
    estimate: float
    se: float
    lower: float
    upper: float
    reliability: float | None
    p_weakest3: float
    answers: int
    respondents: int
    by_role: Mapping[str, RoleSummary] = field(default_factory=dict)
    note: str = ""
    lead_gap: float | None = None
    lead_disagrees: bool = False


@dataclass(frozen=True)
class Diagnostics:
    """How the estimates came about. `variance_used` made the intervals; None where not all is estimable."""

    departments: int
    respondents: int
    items: int
    strands: int
    answers: int
    dont_know: int
    not_applicable: int
    evaluations: int
    converged: bool
    log_likelihood: float | None
    quantile: float
    degrees_of_freedom: int | None
    pooled: bool
    variance_used: Variance | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


@dataclass(frozen=True)
class Profile:
    """Variance components (None where not estimable), a cell for each department and strand, and warnings.

    Cells follow the departments in alphabetical order, and in each the strands in the instrument's order.
    """

    variance: Mapping[str, float | None]
    cells: tuple[Cell, ...]
    warnings: tuple[str, ...]
    diagnostics: Diagnostics
