"""Plan anew when something has happened, and disturb as little as pays (docs/explanation/re-planning.md)."""

from smeaton.engine.support.replan.again import replan
from smeaton.engine.support.replan.fallen import known
from smeaton.engine.support.replan.moves import DepartmentMoves, Held, ItemMove
from smeaton.engine.support.replan.swaps import Alternative, alternatives
from smeaton.engine.support.replan.told import Changed, Penalty, Released, Replan, Status

__all__ = [
    "Alternative",
    "Changed",
    "DepartmentMoves",
    "Held",
    "ItemMove",
    "Penalty",
    "Released",
    "Replan",
    "Status",
    "alternatives",
    "known",
    "replan",
]
