"""Two scenarios beside the first plan, and the budget lines that it is set against; all synthetic."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from smeaton.apps.places.models import Programme
from smeaton.apps.support import services
from smeaton.apps.support.models import BudgetLine, PlanRun, PlanStatus, Scenario, Spend
from smeaton.engine.support.scenarios import Change, ChangeKind
from smeaton.terms import Reach

SECONDS = 3
"""How long the planner looks for each scenario: enough to look at, not to tell small differences apart."""

_LINES = (
    ("SCI-4410", "Programme grant", 24_000, (Spend.COURSES, Spend.PLACES, Spend.MENTORING)),
    ("SCI-4420", "Cover fund", 10_000, (Spend.COVER,)),
    ("STEM-02", "STEM bursary", 4_000, (Spend.PLACES, Spend.TRAVEL)),
    ("LA-9001", "Authority’s flexible line", 4_000, tuple(Spend)),
)
"""Code, name, pounds and what each may be spent on; together the budget of the place."""

_SCENARIOS = (
    ("10% less money", Change(ChangeKind.MONEY, -10)),
    ("Two more mentors", Change(ChangeKind.MENTORS, 2)),
)


@transaction.atomic
def enter_budget_lines(*, reach: Reach, programme: Programme) -> None:
    """Enter the budget lines, unless there are some already."""
    if BudgetLine.objects.filter(programme=programme).exists():
        return
    for code, name, amount, allowed in _LINES:
        services.save_line(
            reach=reach,
            programme_id=programme.pk,
            code=code,
            name=name,
            amount=Decimal(amount),
            allowed=[kind.value for kind in allowed],
        )


def plan_scenarios(
    *,
    reach: Reach,
    programme: Programme,
    seconds: int,
    now: Callable[[], datetime],
    say: Callable[[str], None],
) -> None:
    """Make the scenarios and plan them as the page's task does, unless they are planned already.

    Where a plan is being made, which a visitor began, they wait until the worker has ended it.
    """
    for name, change in _SCENARIOS:
        scenario = Scenario.objects.filter(programme=programme, name=name).first()
        if scenario is None:
            say(f"Scenario: {name}")
            scenario = services.make_scenario(
                reach=reach, programme_id=programme.pk, name=name, changes=[change], at=now()
            )
        if PlanRun.objects.filter(scenario=scenario, status=PlanStatus.COMPLETE).exists():
            continue
        if PlanRun.objects.filter(programme=programme).live().exists():
            return
        run = services.plan_scenario(
            reach=reach, scenario_id=scenario.pk, at=now(), seconds=min(seconds, SECONDS)
        )
        services.carry_out(reach=reach, plan_run_id=run.pk, now=now)
