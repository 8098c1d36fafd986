"""Many at once choose, agree and confirm: on both databases one choice holds, and none is lost or doubled."""

from tests.factories.installation import Installation, on_both_databases

PREPARE = """
from tests.factories.personas import make_personas
from tests.factories.support import profile
profile(make_personas())
"""

RACE = """
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from django.utils import timezone
from smeaton.apps.history.models import Event
from smeaton.apps.history.queries import verify
from smeaton.apps.needs.models import PriorityChoice
from smeaton.apps.needs.services import choosing
from smeaton.apps.places.models import Department
from tests.factories.personas import SYSTEM

key = Department.objects.get(school=900_001).pk
SETS = [["recall", "feedback", "leadership"], ["feedback", "recall", "leadership"]]
given = {"reach": SYSTEM, "department_id": key, "at": timezone.now()}

def somebody(n):
    strands = SETS[n % 2]
    try:
        if n % 3 == 0:
            choosing.save_draft(strands=strands, **given)
        elif n % 3 == 1:
            choosing.agree(strands=strands, reasons={}, **given)
        else:
            for number in range(1, 20):
                try:
                    choosing.confirm(number=number, **given)
                except choosing.ChoiceMovedOn:
                    pass
    except choosing.ChoiceMovedOn:
        pass
    finally:
        connection.close()

with ThreadPoolExecutor(8) as people:
    list(people.map(somebody, range(36)))

rows = list(PriorityChoice.objects.filter(department=key).order_by("number"))
assert [row.number for row in rows] == list(range(1, len(rows) + 1)), rows
states = [row.state for row in rows]
assert states.count("draft") <= 1 and states.count("agreed") + states.count("confirmed") == 1, states
assert all(row.priorities.count() == 3 for row in rows)
agreed = Event.objects.about("department", key).filter(action="agreed priorities")
assert sorted(event.changes["choice"] for event in agreed) == [row.number for row in rows if row.agreed_at]
confirmed = Event.objects.about("department", key).filter(action="confirmed priorities")
numbers = [event.changes["choice"] for event in confirmed]
assert len(numbers) == len(set(numbers)) == sum(row.confirmed_at is not None for row in rows)
assert len(agreed) > 1
chain = verify(reach=SYSTEM)
assert chain.holds and chain.events == Event.objects.count(), chain
"""


installation = on_both_databases("smeaton_priorities")


def test_one_choice_holds_however_many_press_at_once(installation: Installation) -> None:
    installation.run(PREPARE)
    installation.run(RACE)
