"""Column generation by department: a bound on what any plan can cover, tighter than a solver's own.

A column is one department's whole package. Prices on what departments share (money, runs, seats in runs,
mentors) let each department be planned alone; what those packages are worth at the prices, plus what the
shared things cost, bounds every plan.

For several places with one purse: `bound_at(a, money, seats, seconds=…)` bounds one place at given prices and
says what its mix of packages spends and takes; hand its `centre` back as `start` when prices have moved.
"""

from smeaton.engine.support.columns.at_prices import PlaceBound, bound_at

__all__ = ["PlaceBound", "bound_at"]
