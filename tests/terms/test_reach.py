"""Reach: one rule in two forms, tried exhaustively without a database."""

from itertools import product

import pytest

from smeaton.terms import ROLES, Grant, Permission, Reach, Refused, Role, ScopeKind, Where

PLACES, TRUSTS, SCHOOLS = (1, 2), (10, 20, None), (100, 200)
EVERYWHERE = [Where(p, s, t) for p, s, t in product(PLACES, SCHOOLS, TRUSTS)]
EVERY_GRANT = [
    Grant(role, scope, key)
    for role in Role
    for scope, keys in (
        (ScopeKind.PLACE, (1, 2)),
        (ScopeKind.TRUST, (10, 20)),
        (ScopeKind.SCHOOL, (100, 200)),
    )
    for key in keys
]


def allowed_by_scopes(reach: Reach, permission: Permission, where: Where) -> bool:
    scopes = reach.scopes(permission)
    return (
        scopes.everywhere
        or where.place in scopes.places
        or where.trust in scopes.trusts
        or where.school in scopes.schools
    )


@pytest.mark.parametrize("permission", list(Permission))
def test_both_forms_of_the_rule_agree_for_every_pair_of_grants(permission: Permission) -> None:
    for first, second in product(EVERY_GRANT, EVERY_GRANT):
        reach = Reach("person:1", frozenset({first, second}))
        for where in EVERYWHERE:
            assert reach.can(permission, where) == allowed_by_scopes(reach, permission, where)


def test_a_grant_gives_what_its_role_holds_where_it_was_given_and_nothing_elsewhere() -> None:
    for grant in EVERY_GRANT:
        reach = Reach("person:1", frozenset({grant}))
        for permission, where in product(Permission, EVERYWHERE):
            held = permission in ROLES[grant.role].permissions
            inside = {"place": where.place, "trust": where.trust, "school": where.school}[
                grant.scope
            ] == grant.id
            assert reach.can(permission, where) == (held and inside)


def test_nobody_can_do_nothing() -> None:
    reach = Reach.nobody()
    assert not any(reach.can(p, w) for p, w in product(Permission, EVERYWHERE))
    assert not any(reach.scopes(p) for p in Permission)


def test_a_thing_without_a_trust_is_not_covered_by_a_trust_grant() -> None:
    reach = Reach("person:1", frozenset({Grant(Role.TRUST_LEAD, ScopeKind.TRUST, 10)}))
    assert not reach.can(Permission.VIEW_DEPARTMENT, Where(place=1, school=100, trust=None))


def test_a_refusal_names_the_actor_and_the_permission() -> None:
    with pytest.raises(Refused, match="person:7 may not run plan"):
        Reach("person:7").require(Permission.RUN_PLAN, Where(place=1))


def test_the_installation_itself_reaches_everywhere() -> None:
    reach = Reach.of_system("demo")
    assert all(reach.can(p, w) for p, w in product(Permission, EVERYWHERE))
    assert reach.actor == "system:demo"


def test_every_role_is_described_and_can_be_held_somewhere() -> None:
    assert set(ROLES) == set(Role)
    for description in ROLES.values():
        assert description.title
        assert description.description.endswith(".")
        assert description.scopes
        assert description.permissions
