"""Somebody changes a number in an address that is theirs, hoping for somebody else's thing behind it."""

from typing import Any

from django.urls import reverse

from smeaton.apps.history.models import Event
from smeaton.project.policy import Over
from smeaton.project.policy.addresses import Address
from smeaton.terms import Role
from tests.matrix.walking import ADDRESSES, OTHERWISE, answered, ask, body, rows
from tests.matrix.world import Visitor, Whose, World

IDS = {"urn", "wave", "invitation", "survey", "run", "scenario", "mentor", "line", "reply", "item", "version"}
IDS |= {"person", "correction", "trust", "grant", "joining", "trust_list", "school_list"}
"""Parts of an address that name one thing, each other in every place."""
OF_A_DEPARTMENT = {"invitation", "reply", "grant", "joining", "school_list"}


def holder(world: World, role: Role) -> Visitor:
    """The visitor with that role."""
    return next(visitor for visitor in world.visitors if visitor.role is role)


def named(address: Address) -> set[str]:
    """What the parts of the address stand for, by the names that `world.parts` has for it."""
    return {OTHERWISE.get(address.name, {}).get(part, part) for part in address.parts}


def refused(visitor: Visitor, name: str, parts: dict[str, Any]) -> list[str]:
    """The requests with these parts that were let through, or wrote history."""
    through = []
    renamed = OTHERWISE.get(name, {})
    kwargs = {part: parts[renamed.get(part, part)] for part in ADDRESSES[name].parts}
    for rule, method, other in rows(name):
        address, before = reverse(name, kwargs=kwargs | other), Event.objects.count()
        answer = ask(visitor, method, address, body(name, parts))
        if rule.over not in (Over.ANYBODY, Over.LINK) and answered(rule, answer):
            through.append(f"{method} {address} as {visitor}: {answer.status_code}")
        assert Event.objects.count() == before
    return through


def test_a_thing_of_another_place_is_not_found_under_ones_own(world: World) -> None:
    own, foreign = world.parts[Whose.OWN], world.parts[Whose.FOREIGN]
    through, tried = [], 0
    for name, address in ADDRESSES.items():
        for part in IDS & named(address) if "place" in address.parts else ():
            assert own[part] != foreign[part] or part == "item", part
            for role in (Role.HUB_LEAD, Role.SUBJECT_LEAD):
                tried += 1
                through += refused(holder(world, role), name, own | {part: foreign[part]})
    assert not through, "\n".join(through)
    assert tried > 100


def test_a_thing_of_the_neighbour_is_not_found_under_ones_own_department(world: World) -> None:
    own, sibling = world.parts[Whose.OWN], world.parts[Whose.SIBLING]
    through, tried = [], 0
    for name, address in ADDRESSES.items():
        for part in OF_A_DEPARTMENT & named(address):
            tried += 1
            through += refused(holder(world, Role.SUBJECT_LEAD), name, own | {part: sibling[part]})
    assert not through, "\n".join(through)
    assert tried >= len(OF_A_DEPARTMENT)
