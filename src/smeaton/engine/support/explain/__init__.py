"""Why a plan is as it is: what each item brings, how firmly it stands, what more money would buy."""

from smeaton.engine.support.explain.budget import BudgetCurve, Prices, budget_curve
from smeaton.engine.support.explain.draws import firmness
from smeaton.engine.support.explain.shapley import ItemShare, shares

__all__ = ["BudgetCurve", "ItemShare", "Prices", "budget_curve", "firmness", "shares"]
