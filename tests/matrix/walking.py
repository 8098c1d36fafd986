"""Asking one address as one person, and what the policy says of that."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.urls import reverse

from smeaton.project.policy import RULES, Over, Rule
from smeaton.project.policy.addresses import Address, addresses
from smeaton.terms import ROLES, Permission, Role, ScopeKind
from tests.matrix.world import Visitor, Whose, World

ADDRESSES = {address.name: address for address in addresses()}
PARTIES = {"lead": Permission.SIGN_AS_LEAD, "head": Permission.SIGN_AS_HEAD, "hub": Permission.SIGN_AS_HUB}
OTHERWISE = {
    "ui:picture": {"key": "picture"},
    "support:catalogue-offer": {"key": "offer"},
    "support:catalogue-use": {"key": "offer"},
    "needs:no-reminders": {"token": "stop"},
    "access:join": {"token": "joining_token"},
    "access:withdraw-invitation": {"invitation": "joining"},
    "access:trust-staff-list-look": {"staff_list": "trust_list"},
    "access:school-staff-list-look": {"staff_list": "school_list"},
}
"""Addresses whose part has a name that means something else elsewhere."""
BODIES = {
    "support:happened": {"what": "again"},
    "support:change-item": {"kind": "decline"},
    "support:accept": {"version": "1"},
    "access:send-invitations": {"invitation": "{joining}"},
    "access:vouch": {"grant": "{on_word}"},
}
"""What is sent where an empty form is answered as a page that is not there; all others get an empty one."""
BELOW_A_PLACE = {"urn", "trust", "grant", "joining", "agreement"}
"""Parts that stand for something of one trust or school of a place: the neighbour has another."""
_HUB = {ScopeKind.PLACE, ScopeKind.PROGRAMME}
_ITS_PLACE, _ITS_TRUST = {ScopeKind.PLACE}, {*_HUB, ScopeKind.TRUST}
_ITS_SCHOOL = {*_ITS_TRUST, ScopeKind.SCHOOL}
COVERED = {
    Over.PLACE: (_ITS_PLACE, _ITS_PLACE),
    Over.PROGRAMME: (_HUB, _HUB),
    Over.DEPARTMENT: (set(ScopeKind), _HUB),
    Over.PERSON: (set(ScopeKind), _HUB),
    Over.TRUST: (_ITS_TRUST, _HUB),
    Over.SCHOOL: (_ITS_SCHOOL, _HUB),
    Over.HELD: (_ITS_SCHOOL, _HUB),
    Over.PARTY: ({ScopeKind.TRUST}, set[ScopeKind]()),
    Over.AGREEMENT: ({*_HUB, ScopeKind.TRUST}, _HUB),
}
"""What a grant has to be over: for one's own thing, and for the neighbour's. Roles of the matrix that end or
are invited to are a school's; its agreements are with trusts."""


def rows(name: str) -> Iterator[tuple[Rule, str, dict[str, Any]]]:
    """The rows of an address, by method, with what its parts are set to; one for each party that signs.

    The roles that end, those invited to and those vouched for are a teacher's.
    """
    for row in RULES:
        if row.address != name:
            continue
        rule = row
        if row.over is Over.HELD:
            rule = replace(
                row,
                gives=(Role.TEACHER,) if row.gives else (),
                vouches=(Role.TEACHER,) if row.vouches else (),
            )
        for method in rule.methods:
            if "party" not in ADDRESSES[name].parts:
                yield rule, method, {}
                continue
            for party, permission in PARTIES.items():
                yield replace(rule, any_of=(permission,)), method, {"party": party}


def whose(address: Address) -> tuple[Whose, ...]:
    """Whose things the address can be about: with a school or trust in it a sibling's too."""
    renamed = OTHERWISE.get(address.name, {})
    if BELOW_A_PLACE & {renamed.get(part, part) for part in address.parts}:
        return tuple(Whose)
    return (Whose.OWN, Whose.FOREIGN) if address.parts else (Whose.OWN,)


def url(world: World, address: Address, of: Whose, by: Visitor | None = None, **other: Any) -> str:
    """The address, about that person's things; `by` has a session and a passkey of their own."""
    own = by.own if by is not None and of is Whose.OWN else {}
    parts, renamed = world.parts[of] | own | other, OTHERWISE.get(address.name, {})
    return reverse(address.name, kwargs={part: parts[renamed.get(part, part)] for part in address.parts})


def body(name: str, parts: dict[str, Any]) -> dict[str, str]:
    """What is sent to the address of that name, about the things that are its parts."""
    return {key: value.format(**parts) for key, value in BODIES.get(name, {}).items()}


def may(rule: Rule, visitor: Visitor, of: Whose) -> bool:
    """What the policy says, read the long way: role by role, without `Reach`."""
    if visitor.ended or rule.over is Over.PROVIDER:
        return False  # told that their access has ended; no provider is set up here
    if rule.over is Over.ANYBODY:
        return True
    if rule.over is Over.LINK:
        return "token" in ADDRESSES[rule.address].parts or visitor.answering
    if rule.over in (Over.ONESELF, Over.SHOWN):
        return visitor.signed_in and of is Whose.OWN
    if rule.over is Over.SIGNED_IN and not rule.any_of:
        return visitor.signed_in
    if visitor.role is None or (rule.over is not Over.SIGNED_IN and not _covers(visitor, rule.over, of)):
        return False
    role = ROLES[visitor.role]
    return (
        set(rule.needs) <= role.permissions
        and (not rule.any_of or bool(role.permissions & set(rule.any_of)))
        and (not rule.gives or bool(role.gives & set(rule.gives)))
        and (not rule.vouches or bool(role.vouches & set(rule.vouches)))
    )


def _covers(visitor: Visitor, over: Over, of: Whose) -> bool:
    own, sibling = COVERED[over]
    return visitor.scope in {Whose.OWN: own, Whose.SIBLING: sibling, Whose.FOREIGN: set[ScopeKind]()}[of]


def ask(
    visitor: Visitor, method: str, address: str, body: Mapping[str, str | list[str]] | None = None
) -> Any:
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
