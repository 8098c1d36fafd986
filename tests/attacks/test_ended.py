"""Somebody stays signed in after their post has ended, or goes on reading what a trust shares no more."""

from datetime import timedelta

from django.utils import timezone

from smeaton.apps.access.models import Agreement, GrantRecord
from smeaton.apps.access.services import end_grant, withdraw_agreement
from smeaton.project.policy import Over
from smeaton.terms import ROLES, Role
from tests.factories.personas import SYSTEM
from tests.matrix.walking import ADDRESSES, answered, ask, body, may, rows, url
from tests.matrix.world import Visitor, Whose, World


def opened(world: World, visitor: Visitor, *over: Over) -> set[str]:
    """The addresses over such things that somebody may open for reading, of what is their own."""
    found = set()
    for name, address in ADDRESSES.items():
        for rule, method, other in rows(name):
            if rule.over in over and method == "GET" and may(rule, visitor, Whose.OWN):
                place = url(world, address, Whose.OWN, **other)
                if answered(rule, ask(visitor, method, place, body(name, world.parts[Whose.OWN]))):
                    found.add(place)
    return found


def test_a_session_is_of_no_use_once_the_grant_has_ended(world: World) -> None:
    for role in (Role.SUBJECT_LEAD, Role.HUB_LEAD):
        visitor = next(each for each in world.visitors if each.role is role)
        before = opened(world, visitor, Over.DEPARTMENT, Over.PROGRAMME, Over.PLACE)
        assert len(before) > 5
        person = GrantRecord.objects.get(person__name=f"{role} {visitor.scope}").pk
        end_grant(reach=SYSTEM, grant_id=person, on=timezone.localdate() - timedelta(days=1))
        assert opened(world, visitor, Over.DEPARTMENT, Over.PROGRAMME, Over.PLACE) == set()
        told = visitor.client.get("/")
        assert told.status_code == 403
        assert "Your access has ended" in told.content.decode()
        assert visitor.client.get("/")["Location"].startswith("/sign-in/")  # signed out with it


def test_what_a_trust_shares_no_more_is_refused_at_the_next_request(world: World) -> None:
    own = world.places[0]
    visitors = [visitor for visitor in world.visitors if visitor.role]
    before = {str(visitor): opened(world, visitor, Over.DEPARTMENT) for visitor in visitors}
    agreement = Agreement.objects.get(trust=own.department.school.trust, programme=own.programme)
    withdraw_agreement(reach=own.reach("trust_lead"), agreement_id=agreement.pk, at=timezone.now())
    for visitor in visitors:
        assert visitor.role is not None
        still = opened(world, visitor, Over.DEPARTMENT)
        if ROLES[visitor.role].of_programme:
            assert not still, f"{visitor}: {still}"
        else:
            assert still == before[str(visitor)], visitor
    assert before["hub lead of a place"]
    assert before["mentor of a school"]
