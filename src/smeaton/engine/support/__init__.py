"""Plan the support of a place: problem in, `plan`, plan out; `evaluate` scores any plan; `explain` says why.

Formats: docs/reference/plan-formats.md. How it works: docs/explanation/how-packages-are-planned.md.
"""

from smeaton.engine.support.evaluate import Score, evaluate
from smeaton.engine.support.planner import plan
from smeaton.engine.support.plans import (
    Floor,
    ItemKey,
    Mentoring,
    Plan,
    PlanError,
    Progress,
    Run,
    Seats,
)
from smeaton.engine.support.problem import (
    Closed,
    Dates,
    Department,
    Facilitator,
    Host,
    Mentor,
    MentorRules,
    Offer,
    Problem,
    ProblemError,
    Response,
    Rules,
    Strand,
)

__all__ = [
    "Closed",
    "Dates",
    "Department",
    "Facilitator",
    "Floor",
    "Host",
    "ItemKey",
    "Mentor",
    "MentorRules",
    "Mentoring",
    "Offer",
    "Plan",
    "PlanError",
    "Problem",
    "ProblemError",
    "Progress",
    "Response",
    "Rules",
    "Run",
    "Score",
    "Seats",
    "Strand",
    "evaluate",
    "plan",
]
