"""Asking one address as one person, and what the policy says of that."""

from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.urls import reverse

from smeaton.project.policy import RULES, Over, Rule
from smeaton.project.policy.addresses import Address, addresses
from smeaton.terms import ROLES, Permission, ScopeKind
from tests.matrix.world import Visitor, Whose, World

ADDRESSES = {address.name: address for address in addresses()}
PLACE, PROGRAMME = ScopeKind.PLACE, ScopeKind.PROGRAMME
PARTIES = {"lead": Permission.SIGN_AS_LEAD, "head": Permission.SIGN_AS_HEAD, "hub": Permission.SIGN_AS_HUB}
OTHERWISE = {
    "ui:picture": {"key": "picture"},
    "support:catalogue-offer": {"key": "offer"},
    "support:catalogue-use": {"key": "offer"},
    "needs:no-reminders": {"token": "stop"},
}
"""Addresses whose part has a name that means something else elsewhere."""
BODIES = {
    "support:happened": {"what": "again"},
    "support:change-item": {"kind": "decline"},
    "support:accept": {"version": "1"},
}
"""What is sent where an empty form is answered as a page that is not there; all others get an empty one."""


def rows(name: str) -> Iterator[tuple[Rule, str, dict[str, Any]]]:
    """The rows of an address, by method, with what its parts are set to; one for each party that signs."""
    for rule in RULES:
        if rule.address != name:
            continue
        for method in rule.methods:
            if "party" not in ADDRESSES[name].parts:
                yield rule, method, {}
                continue
            for party, permission in PARTIES.items():
                yield replace(rule, any_of=(permission,)), method, {"party": party}


def whose(address: Address) -> tuple[Whose, ...]:
    """Whose things the address can be about: with a school in it a sibling's too."""
    if "urn" in address.parts:
        return tuple(Whose)
    return (Whose.OWN, Whose.FOREIGN) if address.parts else (Whose.OWN,)


def url(world: World, address: Address, of: Whose, **other: Any) -> str:
    """The address, about that person's things."""
    parts, renamed = world.parts[of] | other, OTHERWISE.get(address.name, {})
    return reverse(address.name, kwargs={part: parts[renamed.get(part, part)] for part in address.parts})


def may(rule: Rule, visitor: Visitor, of: Whose) -> bool:
    """What the policy says, read the long way: role by role, without `Reach`."""
    if rule.over is Over.ANYBODY:
        return True
    if rule.over is Over.LINK:
        return "token" in ADDRESSES[rule.address].parts or visitor.answering
    if rule.over is Over.SIGNED_IN and not rule.any_of:
        return visitor.signed_in
    if visitor.role is None or (rule.over is not Over.SIGNED_IN and not _covers(visitor, rule.over, of)):
        return False
    held = ROLES[visitor.role].permissions
    return set(rule.needs) <= held and (not rule.any_of or bool(held & set(rule.any_of)))


def _covers(visitor: Visitor, over: Over, of: Whose) -> bool:
    if of is Whose.FOREIGN:
        return False
    if over in (Over.DEPARTMENT, Over.PERSON) and of is Whose.OWN:
        return True
    return visitor.scope is PLACE or (visitor.scope is PROGRAMME and over is not Over.PLACE)


def ask(visitor: Visitor, method: str, address: str, body: dict[str, str] | None = None) -> Any:
    """The answer to one request; whatever it changed, in the database or in the browser, is undone."""
    before = {name: morsel.value for name, morsel in visitor.client.cookies.items()}
    with transaction.atomic():
        answer = visitor.client.generic(method, address) if method == "GET" else None
        answer = answer or visitor.client.post(address, body or {})
        transaction.set_rollback(True)
    visitor.client.cookies = SimpleCookie(before)
    return answer


def answered(rule: Rule, answer: Any) -> bool:
    """Whether the request was let through: a page, a way on, or a form with its mistakes named."""
    if answer.status_code in (301, 302):
        return rule.over is Over.ANYBODY or not answer["Location"].startswith("/sign-in/")
    if answer.status_code in (200, 202, 400, 422):
        return True
    assert answer.status_code in (403, 404), answer.status_code
    return False
