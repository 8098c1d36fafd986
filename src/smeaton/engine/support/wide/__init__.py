"""A region or a country: places with one purse, planned apart at common prices and bounded as a whole.

Formats: docs/reference/plan-formats.md. How it works: docs/explanation/how-packages-are-planned.md.
"""

from smeaton.engine.support.wide.course import WideProgress
from smeaton.engine.support.wide.dispatch import WorkersLost
from smeaton.engine.support.wide.nation import FORMAT, Nation
from smeaton.engine.support.wide.outcome import NationPlan, NationScore, evaluate_nation
from smeaton.engine.support.wide.planner import Record, plan_wide

__all__ = [
    "FORMAT",
    "Nation",
    "NationPlan",
    "NationScore",
    "Record",
    "WideProgress",
    "WorkersLost",
    "evaluate_nation",
    "plan_wide",
]
