"""Why a plan is as it is: what each item brings, how firmly it stands, what more money would buy."""

from smeaton.engine.support.explain.around import Around
from smeaton.engine.support.explain.budget import BudgetCurve, Prices, budget_curve
from smeaton.engine.support.explain.draws import firmness
from smeaton.engine.support.explain.place import PlaceReasons, place_reasons
from smeaton.engine.support.explain.reasons import (
    Difference,
    Instead,
    ItemReasons,
    Loss,
    PackageReasons,
    package_reasons,
    reasons,
)
from smeaton.engine.support.explain.shapley import ItemShare, shares

__all__ = [
    "Around",
    "BudgetCurve",
    "Difference",
    "Instead",
    "ItemReasons",
    "ItemShare",
    "Loss",
    "PackageReasons",
    "PlaceReasons",
    "Prices",
    "budget_curve",
    "firmness",
    "package_reasons",
    "place_reasons",
    "reasons",
    "shares",
]
