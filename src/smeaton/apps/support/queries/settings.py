"""The settings that the next plan of a programme is made with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from smeaton.apps.places.models import Programme
from smeaton.apps.support.models import BudgetLine, PlanSettings
from smeaton.terms import Permission, Reach

USUAL_RULES: Mapping[str, object] = {
    "objective": "expected",
    "floor": "max",
    "evenings_per_staff_max": 2.0,
}
"""What the pages plan with: expected need, the least served protected, two evenings a teacher."""
_SHOWN = {"travel_limit_km": 25.0, "floor_cost": 0.02, "trust_share_max": None, "strand_share_max": None}


@dataclass(frozen=True)
class ShownRules:
    """Budget in pounds, period, and every rule that the form shows, the usual ones filled in."""

    budget: Decimal
    starts: date
    ends: date
    rules: Mapping[str, Any]


@dataclass(frozen=True)
class PlanRules:
    """What the next plan keeps to. `own`: the programme's own rules; `lines`: the number of budget lines."""

    shown: ShownRules
    own: Mapping[str, Any] = field(default_factory=dict)
    seconds: int = 40
    seed: int = 1
    lines: int = 0


def plan_rules(programme_id: int, reach: Reach, *, today: date) -> PlanRules:
    """The settings as they stand; where none are made yet, a year from `today` and no money."""
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.RUN_PLAN, programme.where)
    settings = PlanSettings.objects.filter(programme=programme_id).first()
    lines = BudgetLine.objects.filter(programme=programme_id).count()
    if settings is None:
        usual = ShownRules(Decimal(0), today, today + timedelta(days=364), _SHOWN | dict(USUAL_RULES))
        return PlanRules(usual, lines=lines)
    return PlanRules(
        ShownRules(
            settings.budget, settings.starts, settings.ends, _SHOWN | dict(USUAL_RULES) | settings.rules
        ),
        settings.rules,
        settings.seconds,
        settings.seed,
        lines,
    )
