"""Leads who reply, and tasks that begin, at the same moment: on both databases nothing is lost."""

from tests.factories.installation import Installation, on_both_databases

PREPARE = """
from tests.factories.personas import make_personas
from tests.factories.support import told
told(make_personas())
"""

RACE = """
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from django.db import connection
from django.utils import timezone
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support import services
from smeaton.apps.support.models import PackageVersion, PlanRun, Reply, ReplyKind
from smeaton.apps.support.services import Said
from tests.factories.personas import SYSTEM

programme = Programme.objects.get(place__slug="testshire").pk
keys = list(Department.objects.filter(programme=programme).values_list("pk", flat=True))

def somebody(n):
    try:
        services.reply(
            reach=SYSTEM, department_id=keys[n % 2], version=1, at=timezone.now(),
            said=Said(ReplyKind.CAP, days=Decimal(20 + n)),
        )
        run = services.request_replan(reach=SYSTEM, programme_id=programme, at=timezone.now())
        return run.pk if run else None
    finally:
        connection.close()

with ThreadPoolExecutor(6) as people:
    runs = [run for run in people.map(somebody, range(12)) if run is not None]

assert len(runs) == 1 == PlanRun.objects.live().count(), runs  # one run takes in what all have said
assert Reply.objects.count() == 12
assert sorted(Reply.objects.in_force().values_list("department", flat=True)) == sorted(keys)

def worker(_):
    try:
        return services.carry_out(reach=SYSTEM, plan_run_id=runs[0], now=timezone.now)
    finally:
        connection.close()

with ThreadPoolExecutor(2) as workers:
    list(workers.map(worker, range(2)))

assert PlanRun.objects.get(current=True).pk == runs[0]
assert not services.replies_wait(programme)
for key in keys:
    rows = PackageVersion.objects.filter(department=key).order_by("number")
    numbers = list(rows.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) <= 2, numbers
"""


installation = on_both_databases("smeaton_replies")


def test_two_replies_at_the_same_moment_are_both_taken_in_by_one_run(installation: Installation) -> None:
    installation.run(PREPARE)
    installation.run(RACE)
