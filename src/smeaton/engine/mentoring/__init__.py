"""Who mentors whom: problem in, `match`, match out, with why each pair and why hours stay unmet.

Format: docs/reference/mentoring-format.md. For re-assignment outside support packages; inside them the
planner of `smeaton.engine.support` weighs mentoring against everything else.
"""

from smeaton.engine.mentoring.match import match
from smeaton.engine.mentoring.problem import Department, Known, Mentor, Never, Problem, Rules, Strand
from smeaton.engine.mentoring.result import Load, Match, Pair, Second, Unmet
from smeaton.terms.exchange import ProblemError

__all__ = [
    "Department",
    "Known",
    "Load",
    "Match",
    "Mentor",
    "Never",
    "Pair",
    "Problem",
    "ProblemError",
    "Rules",
    "Second",
    "Strand",
    "Unmet",
    "match",
]
