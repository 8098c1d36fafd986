"""The rows that charts are made from: plain values, which the pages' queries have already worked out."""

from dataclasses import dataclass
from typing import Literal

MarkSource = Literal["lead", "teachers", "technicians"]


@dataclass(frozen=True)
class GapPoint:
    """One year of a gap series, in points; `year` is the calendar year in which the academic year ends.

    `unjoined` marks years that no line may join to others (teacher-assessed grades); `flag` is the reason
    why a figure should be looked at twice, drawn beside it.
    """

    year: int
    ours: float | None
    theirs: float | None
    unjoined: bool = False
    flag: str = ""


@dataclass(frozen=True)
class Mark:
    """What one kind of respondent said, as a small sign beside the estimate."""

    source: MarkSource
    value: float


@dataclass(frozen=True)
class Dot:
    """An estimate with its 90% interval.

    `band` is a word of `smeaton.ui.bands`, `middle` the middle half of the place's departments.
    """

    label: str
    estimate: float
    lower: float
    upper: float
    band: str = ""
    middle: tuple[float, float] | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Pair:
    """A value before and after, with the interval of the first where it is an estimate."""

    label: str
    before: float
    after: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Bar:
    """A part of a whole: `value` of `total`, in the same unit."""

    label: str
    value: float
    total: float
    ours: bool = True


@dataclass(frozen=True)
class BudgetPoint:
    """Need covered, as a share from 0 to 1, at a budget in pounds."""

    budget: float
    share: float
