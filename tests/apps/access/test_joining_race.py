"""People in several processes at the same moment: one chain, one signature, one login, on both databases."""

from tests.factories.installation import Installation, on_both_databases

PREPARE = """
from tests.factories.personas import make_personas
make_personas()
"""

TOGETHER = """
import os, sys, traceback
from datetime import date, timedelta
from django.db import connections, transaction
from django.utils import timezone
from smeaton.apps.access.models import Agreement, GrantRecord, InvitationToJoin
from smeaton.apps.access.services import *
from smeaton.apps.history.models import Event
from smeaton.apps.history.queries import verify
from smeaton.apps.history.services import record
from smeaton.apps.people.models import Person, Post, User
from smeaton.apps.places.models import Place, Programme
from smeaton.apps.register.models import Trust
from smeaton.terms import Role, ScopeKind
from tests.apps.access.test_inviting import secret
from tests.factories.personas import SYSTEM

at = timezone.now()

def together(count, work):
    '''Do it in so many processes at once; none may fail. Returns which of them said yes.'''
    connections.close_all()
    begin, go = os.pipe()
    numbers = []
    for n in range(count):
        number = os.fork()
        if number == 0:
            status = 2
            try:
                os.close(go)
                os.read(begin, 1)  # the end of the pipe is everybody's starting pistol
                status = 1 if work(n) else 0
            except BaseException:
                traceback.print_exc()
            finally:
                connections.close_all()
                sys.stderr.flush()
                os._exit(status)
        numbers.append(number)
    os.close(go)
    os.close(begin)
    said = [os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) for number in numbers]
    assert set(said) <= {0, 1}, said
    return said.count(1)

def chain_holds():
    found = verify(reach=SYSTEM)
    assert found.holds and found.events == Event.objects.count(), found
    numbers = list(Event.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
"""

HISTORY = """
def write(n):
    for k in range(8):
        with transaction.atomic():
            record(reach=SYSTEM, action="changed", subject="standing", subject_id=f"{n}-{k}")

together(4, write)
assert Event.objects.filter(subject="standing").count() == 32
chain_holds()
"""

AGREEMENTS = """
programme, trust = Programme.objects.get(place__slug="testshire").pk, Trust.objects.order_by("pk").first().pk
until = date.today() + timedelta(days=200)

def somebody(n):
    for k in range(4):
        theirs = Agreement.objects.filter(programme=programme, trust=trust)
        try:
            if n % 3 == 0:
                propose_agreement(reach=SYSTEM, programme_id=programme, trust=trust, until=until, at=at)
            elif n % 3 == 1:
                key = theirs.filter(signed_at__isnull=True).values_list("pk", flat=True).last()
                if key:
                    sign_agreement(reach=SYSTEM, agreement_id=key, signed_as="Chief executive", at=at)
            else:
                key = theirs.filter(signed_at__isnull=False).values_list("pk", flat=True).first()
                if key:
                    withdraw_agreement(reach=SYSTEM, agreement_id=key, at=at)
        except (AgreementRefused, Agreement.DoesNotExist):
            pass

together(3, somebody)
rows = list(Agreement.objects.filter(programme=programme, trust=trust))
assert len({row.number for row in rows}) == len(rows)
holding = [row for row in rows if row.signed_at and not row.withdrawn_at and not row.superseded_at]
assert len(holding) <= 1, holding
assert sum(row.signed_at is None for row in rows) <= 1, rows
deeds = Event.objects.filter(subject="agreement")
signed = list(deeds.filter(action="signed").values_list("subject_id", flat=True))
assert len(signed) == len(set(signed))
# What somebody has signed is never taken away by somebody who proposes at that moment.
assert set(signed) <= {str(row.pk) for row in Agreement.objects.all()}, (signed, rows)
withdrawn = list(deeds.filter(action="withdrew").values_list("subject_id", flat=True))
assert len(withdrawn) == len(set(withdrawn))
chain_holds()

# One agreement, signed by everybody at once: once.
row = propose_agreement(reach=SYSTEM, programme_id=programme, trust=trust, until=until, at=at)

def sign(n):
    try:
        sign_agreement(reach=SYSTEM, agreement_id=row.pk, signed_as="Chief executive", at=at)
        return True
    except AgreementRefused:
        return False

assert together(4, sign) == 1
chain_holds()
"""

JOINING = """
schools = [900_001, 900_002]
place = Place.objects.get(slug="testshire").pk

def ask(role, school, email="ann@alder.example"):
    row = invite(
        reach=SYSTEM, email=email, name="Ann Person", role=role, scope=ScopeKind.SCHOOL, key=school,
        place=place, at=at,
    )
    return secret(row)

def accept(token):
    try:
        accept_invitation(token=token, at=at)
        return True
    except JoiningRefused:
        return False

link = ask(Role.TEACHER, schools[0])
assert together(4, lambda n: accept(link)) == 1
ann = User.objects.get(email="ann@alder.example").person
assert (ann.posts.count(), GrantRecord.objects.filter(person=ann).count()) == (1, 1)
assert Person.objects.filter(name="Ann Person").count() == 1

# Two invitations of one address, opened in two windows: one person with both roles.
for k in range(3):
    address = f"bob{k}@alder.example"
    links = [ask(Role.TEACHER, schools[0], address), ask(Role.TECHNICIAN, schools[1], address)]
    assert together(2, lambda n: accept(links[n])) == 2
    bob = User.objects.get(email=address).person
    assert GrantRecord.objects.filter(person=bob).count() == 2, k
assert Person.objects.filter(user__isnull=True, name="Ann Person").count() == 0
chain_holds()
"""


installation = on_both_databases("smeaton_joining")


def test_one_chain_one_signature_and_one_login_however_many_press_at_once(installation: Installation) -> None:
    installation.run(PREPARE)
    for story in (HISTORY, AGREEMENTS, JOINING):
        installation.run(TOGETHER + story)
