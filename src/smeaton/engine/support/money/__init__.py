"""What a plan's money is spent on, and which budget lines can pay for it.

`spend_of` adds up a plan by kind of spend; `assign` puts the kinds on lines by a maximal flow, to the penny.
"""

from smeaton.engine.support.money.assigning import Assignment, Line, Shortage, assign
from smeaton.engine.support.money.spending import KINDS, in_pence, spend_of

__all__ = ["KINDS", "Assignment", "Line", "Shortage", "assign", "in_pence", "spend_of"]
