"""Variance components of the needs model, and what they say about audits of other sizes (a D-study)."""

import math
from dataclasses import dataclass

Z90 = 1.6448536269514722
"""Half of a 90% interval in standard errors, for a normal distribution."""


@dataclass(frozen=True)
class Variance:
    """The five components, on the scale of levels (1 to 4), squared.

    `department` is how much departments differ as a whole, `department_strand` how much a strand of theirs
    differs beyond that, `respondent` how generous people are in general, `respondent_strand` in one strand,
    and `residual` what is left of a single answer.
    """

    department: float
    department_strand: float
    respondent: float
    respondent_strand: float
    residual: float

    @property
    def between(self) -> float:
        """Variance of departments' levels in a strand."""
        return self.department + self.department_strand

    def error(self, respondents: float, items: float) -> float:
        """Variance of the mean of a strand over so many respondents with so many items each."""
        return (self.respondent + self.respondent_strand) / respondents + self.residual / (
            respondents * items
        )


TYPICAL = Variance(
    department=0.057, department_strand=0.041, respondent=0.213, respondent_strand=0.069, residual=0.54
)
"""Components of a simulated audit of 19 departments (docs/explanation/how-needs-are-estimated.md).

An assumption, used for intervals only where too few people answered to estimate any, and said in the result.
"""


@dataclass(frozen=True)
class Design:
    """How precise an audit of a given size is, in a typical department and strand.

    `se` is the standard error of an estimate in levels; `repeat_within` how closely a repeat with as many
    other people would agree, nine times in ten; `reliability` (Phi of generalizability theory) and
    `reliability_within` (of the order of strands inside a department) run from 0 to 1.
    """

    respondents: int
    items: float
    se: float
    repeat_within: float
    reliability: float
    reliability_within: float


def design(variance: Variance, respondents: int, items: float) -> Design:
    """Precision with so many respondents (1 or more) and items per strand: the D-study formulas."""
    error = variance.error(respondents, items)
    phi = variance.between / (variance.between + error) if variance.between + error else 0.0
    within_error = variance.respondent_strand / respondents + variance.residual / (respondents * items)
    strand = variance.department_strand
    return Design(
        respondents=respondents,
        items=items,
        se=math.sqrt(phi * error),
        repeat_within=Z90 * phi * math.sqrt(2 * error),
        reliability=phi,
        reliability_within=strand / (strand + within_error) if strand + within_error else 0.0,
    )
