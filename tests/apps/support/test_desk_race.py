"""Many at once ask for scenarios and choose: on both databases one run is live and one plan is current."""

from tests.factories.installation import Installation, on_both_databases

PREPARE = """
from django.utils import timezone
from smeaton.apps.support import services
from smeaton.engine.support.scenarios import Change, ChangeKind
from tests.factories.personas import SYSTEM, make_personas
from tests.factories.support import planned

personas = make_personas()
planned(personas)
for name, percent in (("Less", -50), ("More", 50), ("Waits", 10)):
    scenario = services.make_scenario(
        reach=SYSTEM, programme_id=personas.programme.pk, name=name,
        changes=[Change(ChangeKind.MONEY, percent)], at=timezone.now(),
    )
    if name != "Waits":
        run = services.plan_scenario(reach=SYSTEM, scenario_id=scenario.pk, at=timezone.now())
        services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
"""

RACE = """
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from django.utils import timezone
from smeaton.apps.history.models import Event
from smeaton.apps.support import services
from smeaton.apps.support.models import PlanRun, Scenario
from tests.factories.personas import SYSTEM

keys = dict(Scenario.objects.values_list("name", "pk"))

def somebody(n):
    given = {"reach": SYSTEM, "at": timezone.now()}
    try:
        if n % 3 == 2:
            services.plan_scenario(scenario_id=keys["Waits"], **given)
        else:
            services.choose_scenario(scenario_id=keys["Less" if n % 3 else "More"], **given)
        return True
    except (services.PlanBusy, services.ScenarioRefused):
        return False
    finally:
        connection.close()

with ThreadPoolExecutor(6) as people:
    done = list(people.map(somebody, range(18)))

assert PlanRun.objects.filter(current=True).count() == 1
assert PlanRun.objects.live().count() == 1
assert sum(done[2::3]) == 1, done
chosen = list(Event.objects.filter(subject="scenario", action="chosen").order_by("id"))
assert len(chosen) == sum(done) - 1 >= 1
assert all(one.changes["plan"] == two.changes["before"] for one, two in zip(chosen, chosen[1:]))
assert PlanRun.objects.get(current=True).pk == chosen[-1].changes["plan"]
"""


installation = on_both_databases("smeaton_desk")


def test_one_run_is_live_and_one_plan_is_current(installation: Installation) -> None:
    installation.run(PREPARE)
    installation.run(RACE)
