"""A profile of needs: what comes out of the engine."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from smeaton.engine.needs.bands import Band, band
from smeaton.engine.needs.design import ItemMean
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


Source = Literal["lead", "teachers", "technicians"]
Anchor = Literal["vignettes", "no"]


@dataclass(frozen=True)
class SourceView:
    """How one source sees a cell, beside the estimate of all together; never averaged into it.

    `value` (level 1 to 4) rests on `n` people, with the standard error `se`. `gap` is the source minus the
    source named in `against`, in levels, beyond their usual difference in that strand and throughout that
    department; `z` is the gap in standard errors and `p` its two-sided probability by chance. They are None
    where nothing may be compared, and for the teachers, with whom others are compared. `flagged` findings
    are worth a conversation.
    """

    source: Source
    n: int
    value: float
    se: float
    gap: float | None = None
    z: float | None = None
    p: float | None = None
    flagged: bool = False
    against: Source | None = None


@dataclass(frozen=True)
class Cell:
    """The need of a department in a strand: expected mean level (1 to 4) at average leniency.

    `lower` and `upper` bound the 90% interval, cut off at 1 and 4. `reliability` (0 to 1: of differences
    between departments) and `reliability_within` (of the order of a department's own strands) are None where
    too few departments answered to know how much departments differ. `note` says what the cell rests on where
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
    reliability_within: float | None = None
    sources: tuple[SourceView, ...] = ()

    @property
    def band(self) -> Band:
        """How sure we are that the strand is among the department's three weakest, in a word."""
        return band(self.p_weakest3)


@dataclass(frozen=True)
class Diagnostics:
    """How the estimates came about. `variance_used` made the intervals; None where not all is estimable.

    `anchored` says what allows levels to be compared between departments. `vignettes` described colleagues
    were rated by `vignette_raters` of the respondents; `vignette_reliability` (0 to 1) is that of one
    person's generosity as they show it. `not_anchored` are departments in which too few rated them.
    """

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
    anchored: Anchor = "no"
    vignettes: int = 0
    vignette_raters: int = 0
    vignette_reliability: float | None = None
    not_anchored: tuple[str, ...] = ()

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
    items: Mapping[str, ItemMean] = field(default_factory=dict)
    """What each item's mean level was, for the item bank."""
