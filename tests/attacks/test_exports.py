"""Somebody takes another trust's file; or two of their own, to read what neither says in their difference."""

import random

from django.test import Client
from django.utils import timezone

from smeaton.apps.needs.models import Response
from smeaton.apps.needs.services import ResponseGiven, analyse, record_responses
from smeaton.project.policy import RULES, Over
from smeaton.terms import Role
from tests.factories.needs import levels_for
from tests.factories.personas import SYSTEM
from tests.matrix.downloads import addresses_of_files, downloads
from tests.matrix.walking import ADDRESSES, answered, ask, rows, url
from tests.matrix.world import Visitor, Whose, World


def test_nobody_takes_away_a_file_of_another_place_or_of_the_neighbouring_trust(world: World) -> None:
    own, foreign = world.places
    hub = next(visitor for visitor in world.visitors if visitor.role is Role.HUB_LEAD)
    oneself = {rule.address for rule in RULES if rule.over is Over.ONESELF}
    names = set(downloads(world, hub, addresses_of_files(world))) - oneself
    assert len(names) >= 6
    thieves = [
        (Visitor("hub lead elsewhere", foreign.client("hub_lead")), Whose.OWN),
        (Visitor("hub lead here", own.client("hub_lead")), Whose.FOREIGN),
        (Visitor("trust lead elsewhere", foreign.client("trust_lead")), Whose.OWN),
        (Visitor("head here", own.client("head")), Whose.OWN),
        (Visitor("nobody", Client()), Whose.OWN),
    ]
    for name in names:
        for rule, method, other in rows(name):
            for thief, of in thieves:
                answer = ask(thief, method, url(world, ADDRESSES[name], of, **other))
                assert not answered(rule, answer), f"{thief}: {name}"
                assert "Content-Disposition" not in answer.headers


def test_the_files_of_two_days_do_not_tell_what_the_one_new_colleague_said(world: World) -> None:
    """A teacher answers between two exports, once everything at the lowest level and once at the highest.

    Their department is small. Every file that anybody may take is the same whatever they said.
    """
    own = world.places[0]
    wave = own.programme.waves.get()
    items = [item for item, _ in levels_for("teacher", random.Random(1))]  # noqa: S311
    colleagues = [
        ResponseGiven(
            department.pk, "teacher", f"{department.pk}-{number}", dict.fromkeys(items, 1 + number % 4)
        )
        for department in (own.department, own.neighbour)
        for number in range(6)
    ]
    record_responses(reach=SYSTEM, wave_id=wave.pk, responses=colleagues)
    days, files = [], [name for name in addresses_of_files(world) if not name.startswith("home:my-")]
    for level in (1, 4):
        Response.objects.filter(wave=wave, respondent="newcomer").delete()
        given = ResponseGiven(own.department.pk, "teacher", "newcomer", dict.fromkeys(items, level))
        record_responses(reach=SYSTEM, wave_id=wave.pk, responses=[given])
        analyse(reach=SYSTEM, wave_id=wave.pk, at=timezone.now())
        days.append(
            {
                str(visitor): {name: file.cells() for name, file in downloads(world, visitor, files).items()}
                for visitor in world.visitors
                if visitor.role
            }
        )
    assert days[0] == days[1]
    assert sum(map(len, days[0].values())) > 10
