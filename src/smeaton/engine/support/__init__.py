"""Plan the support of a place: problem in, `plan`, plan out; `evaluate` scores any plan; `explain` says why.

Formats: docs/reference/plan-formats.md. How it works: docs/explanation/how-packages-are-planned.md.
"""

from smeaton.engine.support.clashes import Clash, Lock, clash_sentence, smallest_clash
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
    "Clash",
    "Closed",
    "Dates",
    "Department",
    "Facilitator",
    "Floor",
    "Host",
    "ItemKey",
    "Lock",
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
    "clash_sentence",
    "evaluate",
    "plan",
    "smallest_clash",
]
