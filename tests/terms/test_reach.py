"""Reach: one rule in two forms, tried exhaustively without a database."""

from dataclasses import replace
from itertools import product

import pytest

from smeaton.terms import (
    ROLES,
    SHARING,
    Grant,
    Permission,
    Reach,
    Refused,
    Role,
    ScopeKind,
    Scopes,
    Shared,
    Sharing,
    Where,
)

PLACES, TRUSTS, SCHOOLS, PROGRAMMES = (1, 2), (10, 20, None), (100, 200), (7, 8)
DEPARTMENTS = [Where(p, s, t, g) for p, s, t, g in product(PLACES, SCHOOLS, TRUSTS, PROGRAMMES)]
EVERYWHERE = [
    *DEPARTMENTS,
    *(Where(place=p) for p in PLACES),
    *(Where(place=1, programme=g) for g in PROGRAMMES),
]
EVERY_GRANT = [
    Grant(role, scope, key)
    for role in Role
    for scope, keys in (
        (ScopeKind.PLACE, (1, 2)),
        (ScopeKind.PROGRAMME, (7, 8)),
        (ScopeKind.TRUST, (10, 20)),
        (ScopeKind.SCHOOL, (100, 200)),
    )
    if scope in ROLES[role].scopes
    for key in keys
]
AGREED = (
    frozenset[Sharing](),
    frozenset({Sharing(7, frozenset(Shared), frozenset(Role), trust=10)}),
    frozenset({Sharing(8, frozenset({Shared.AGGREGATES}), frozenset({Role.EVALUATOR}), trust=20)}),
    frozenset({Sharing(7, frozenset({Shared.NAMED_DEPARTMENTS}), frozenset({Role.MENTOR}), school=100)}),
)


def in_set_form(scopes: Scopes, where: Where) -> bool:
    """What a queryset makes of `Scopes`, for a thing that stands at `where`."""
    if scopes.everywhere or where.trust in scopes.trusts or where.school in scopes.schools:
        return True
    if where.school is None:
        return where.place in scopes.places or where.programme in scopes.programmes
    keys = {
        ScopeKind.PLACE: where.place,
        ScopeKind.PROGRAMME: where.programme,
        ScopeKind.SCHOOL: where.school,
    }
    keys[ScopeKind.TRUST] = where.trust
    return any(
        keys[within.scope] == within.id
        and (within.inside is None or keys[within.inside[0]] == within.inside[1])
        and (
            within.parties is None
            or any(
                agreed.programme == where.programme
                and (agreed.trust == where.trust if where.trust else agreed.school == where.school)
                for agreed in within.parties
            )
        )
        for within in scopes.within
    )


WORDS = (Grant(Role.HUB_LEAD, ScopeKind.PLACE, 1), Grant(Role.COORDINATOR, ScopeKind.PROGRAMME, 7))
OWN = [grant for grant in EVERY_GRANT if not ROLES[grant.role].of_programme]
ON_WORD = [replace(grant, word=word) for grant in OWN for word in WORDS]
SIGNATURES = {Permission.SIGN_AGREEMENT, Permission.SIGN_AS_LEAD, Permission.SIGN_AS_HEAD}
NOTHING_SAID = {Permission.MANAGE_PEOPLE, Permission.VIEW_AGREEMENTS}
"""They show nothing of what schools have said, and so ask for nobody's word."""


@pytest.mark.parametrize("agreed", AGREED)
def test_a_role_on_a_word_reaches_no_further_than_whoever_gave_it_and_signs_nothing(
    agreed: frozenset[Sharing],
) -> None:
    for grant in ON_WORD:
        word = grant.word
        assert word is not None
        mine = Reach("person:1", frozenset({grant}), sharing=agreed)
        giver = Reach("person:2", frozenset({word}), sharing=agreed)
        for permission, where in product(Permission, EVERYWHERE):
            own = permission in ROLES[grant.role].permissions and grant.covers(where)
            if permission in SIGNATURES:
                expected = False
            elif permission in NOTHING_SAID:
                expected = own
            else:
                shown = permission if permission in SHARING else Permission.VIEW_DEPARTMENT
                expected = own and giver.can(shown, where)
            assert mine.can(permission, where) is expected, (grant, permission, where)
            assert mine.can(permission, where) == in_set_form(mine.scopes(permission), where)


@pytest.mark.parametrize("agreed", AGREED)
def test_both_forms_agree_for_a_role_on_a_word_beside_any_other(agreed: frozenset[Sharing]) -> None:
    for first, second in product(ON_WORD[::3], EVERY_GRANT[::3]):
        reach = Reach("person:1", frozenset({first, second}), sharing=agreed)
        for permission in (*SHARING, *SIGNATURES, *NOTHING_SAID, Permission.CHOOSE_PRIORITIES):
            scopes = reach.scopes(permission)
            for where in DEPARTMENTS:
                assert reach.can(permission, where) == in_set_form(scopes, where), (first, second, permission)


def test_what_rests_on_a_word_is_handed_on_with_it_and_never_vouches() -> None:
    school = Where(place=1, school=100, trust=10, programme=7)
    word = WORDS[0]
    for grant in EVERY_GRANT:
        for given in Role:
            if ROLES[given].of_programme or given not in ROLES[grant.role].gives or not grant.covers(school):
                continue
            hub = ROLES[grant.role].of_programme
            reach = Reach("person:1", frozenset({grant}))
            assert reach.word_for(given, school) == (grant if hub else None)
            # whoever gives by a role of the school's own as well gives it as the school's own
            both = Reach("person:1", frozenset({grant, Grant(Role.HEAD, ScopeKind.SCHOOL, 100)}))
            assert both.word_for(Role.TEACHER, school) is None
            assert Reach("person:1", frozenset({replace(grant, word=word)})).word_for(given, school) == word
    assert Reach.of_system("tests").word_for(Role.HEAD, school) is None
    for grant in ON_WORD:
        reach = Reach("person:1", frozenset({grant}))
        assert not any(reach.may_vouch(role, where) for role, where in product(Role, EVERYWHERE))
        signs = grant.role in (Role.HEAD, Role.TRUST_LEAD)
        assert reach.signs_on_word(school) is (signs and grant.covers(school))
        assert not Reach("person:1", frozenset({replace(grant, word=None)})).signs_on_word(school)


def test_a_school_a_trust_and_the_administrator_vouch_and_nobody_of_the_programme() -> None:
    school, other = Where(place=1, school=100, trust=10), Where(place=1, school=200, trust=20)
    for role, scope, key, vouched in (
        (Role.HEAD, ScopeKind.SCHOOL, 100, {Role.TRUST_LEAD, Role.HEAD, Role.SUBJECT_LEAD, Role.TEACHER}),
        (Role.TRUST_LEAD, ScopeKind.TRUST, 10, {Role.TRUST_LEAD, Role.HEAD, Role.SUBJECT_LEAD, Role.TEACHER}),
        (Role.SUBJECT_LEAD, ScopeKind.SCHOOL, 100, {Role.TEACHER}),
        (Role.TEACHER, ScopeKind.SCHOOL, 100, set()),
        (Role.HUB_LEAD, ScopeKind.PLACE, 1, set()),
        (Role.COORDINATOR, ScopeKind.PLACE, 1, set()),
    ):
        reach = Reach("person:1", frozenset({Grant(role, scope, key)}))
        assert {each for each in Role if reach.may_vouch(each, school)} - {Role.TECHNICIAN} == vouched
        assert not any(reach.may_vouch(each, other) for each in Role)
        assert not any(reach.shown_to(reach).may_vouch(each, school) for each in Role)
    keeper = Reach("person:1", frozenset({Grant(Role.ADMINISTRATOR, ScopeKind.PLACE, 1)}))
    assert keeper.may_vouch(Role.TRUST_LEAD, other)
    assert not keeper.may_vouch(Role.HUB_LEAD, other)


@pytest.mark.parametrize("agreed", AGREED)
def test_both_forms_of_the_rule_agree_for_every_pair_of_grants(agreed: frozenset[Sharing]) -> None:
    for first, second in product(EVERY_GRANT, EVERY_GRANT[::3]):
        reach = Reach("person:1", frozenset({first, second}), sharing=agreed)
        for permission in (*SHARING, Permission.VIEW_PLACE, Permission.SIGN_AS_LEAD):
            scopes = reach.scopes(permission)
            for where in EVERYWHERE:
                assert reach.can(permission, where) == in_set_form(scopes, where), (first, permission, where)


def test_a_grant_gives_what_its_role_holds_where_it_was_given_and_nothing_elsewhere() -> None:
    for grant in EVERY_GRANT:
        everything = frozenset(
            Sharing(g, frozenset(Shared), frozenset(Role), **party)
            for g in PROGRAMMES
            for party in ({"trust": 10}, {"trust": 20}, {"school": 100}, {"school": 200})
        )
        reach = Reach("person:1", frozenset({grant}), sharing=everything)
        for permission, where in product(Permission, EVERYWHERE):
            held = permission in ROLES[grant.role].permissions
            assert reach.can(permission, where) == (held and grant.covers(where))


def test_people_of_a_programme_see_a_department_only_where_its_trust_shares_it_with_their_role() -> None:
    here = Where(place=1, programme=7, school=100, trust=10)
    agreed = Sharing(7, frozenset({Shared.NAMED_DEPARTMENTS}), frozenset({Role.HUB_LEAD}), trust=10)
    for role, sharing, seen in (
        (Role.HUB_LEAD, {agreed}, True),
        (Role.HUB_LEAD, set(), False),
        (Role.ACCOUNTABILITY_LEAD, {agreed}, False),
        (Role.HUB_LEAD, {Sharing(8, agreed.shares, agreed.roles, trust=10)}, False),
        (Role.HUB_LEAD, {Sharing(7, agreed.shares, agreed.roles, trust=20)}, False),
        (Role.HUB_LEAD, {Sharing(7, frozenset({Shared.AGGREGATES}), agreed.roles, trust=10)}, False),
        # a school's own agreement does not stand in for its trust's
        (Role.HUB_LEAD, {Sharing(7, agreed.shares, agreed.roles, school=100)}, False),
    ):
        reach = Reach("person:1", frozenset({Grant(role, ScopeKind.PLACE, 1)}), sharing=frozenset(sharing))
        assert reach.can(Permission.VIEW_DEPARTMENT, here) is seen
        assert reach.can(Permission.VIEW_PLACE, Where(place=1))


def test_a_schools_own_people_need_no_agreement() -> None:
    lead = Reach("person:1", frozenset({Grant(Role.SUBJECT_LEAD, ScopeKind.SCHOOL, 100)}))
    mentor = Reach("person:2", frozenset({Grant(Role.MENTOR, ScopeKind.SCHOOL, 100)}))
    here = Where(place=1, programme=7, school=100, trust=10)
    assert lead.can(Permission.VIEW_DEPARTMENT, here)
    assert not mentor.can(Permission.VIEW_DEPARTMENT, here)


def test_nobody_can_do_nothing() -> None:
    reach = Reach.nobody()
    assert not any(reach.can(p, w) for p, w in product(Permission, EVERYWHERE))
    assert not any(reach.scopes(p) for p in Permission)
    assert reach.person is None


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
    assert reach.person is None


def test_a_reach_says_under_which_agreement_it_reaches_a_department() -> None:
    agreed = frozenset({Sharing(7, frozenset(Shared), frozenset(Role), trust=10, agreement=4)})
    school = Where(place=1, school=100, trust=10, programme=7)

    def under(role: Role, scope: ScopeKind, key: int, where: Where) -> int | None:
        return Reach("person:1", frozenset({Grant(role, scope, key)}), sharing=agreed).under(where)

    assert under(Role.HUB_LEAD, ScopeKind.PLACE, 1, school) == 4
    assert under(Role.HUB_LEAD, ScopeKind.PLACE, 1, Where(1, 200, 20, 7)) is None  # nothing is agreed there
    assert under(Role.HUB_LEAD, ScopeKind.PLACE, 1, Where(place=1)) is None
    assert under(Role.HEAD, ScopeKind.SCHOOL, 100, school) is None  # their own: none is needed
    assert Reach.of_system("worker").under(school) is None


def test_roles_are_given_by_those_above_them_and_never_beyond_their_own_reach() -> None:
    def may(role: Role, scope: ScopeKind, key: int, given: Role, where: Where) -> bool:
        return Reach("person:1", frozenset({Grant(role, scope, key)})).may_give(given, where)

    school = Where(place=1, school=100, trust=10)
    assert may(Role.HUB_LEAD, ScopeKind.PLACE, 1, Role.SUBJECT_LEAD, school)
    assert not may(Role.HUB_LEAD, ScopeKind.PLACE, 2, Role.SUBJECT_LEAD, school)
    assert may(Role.TRUST_LEAD, ScopeKind.TRUST, 10, Role.HEAD, school)
    assert not may(Role.TRUST_LEAD, ScopeKind.TRUST, 20, Role.HEAD, school)
    assert may(Role.SUBJECT_LEAD, ScopeKind.SCHOOL, 100, Role.TEACHER, school)
    assert not may(Role.SUBJECT_LEAD, ScopeKind.SCHOOL, 100, Role.SUBJECT_LEAD, school)
    assert not any(may(Role.TEACHER, ScopeKind.SCHOOL, 100, role, school) for role in Role)


def test_every_role_is_described_and_can_be_held_somewhere() -> None:
    assert set(ROLES) == set(Role)
    for description in ROLES.values():
        assert description.title
        assert description.description.endswith(".")
        assert description.scopes
        assert description.permissions


def test_whoever_may_manage_people_gives_some_role_and_nobody_else_does() -> None:
    for description in ROLES.values():
        assert bool(description.gives) == (Permission.MANAGE_PEOPLE in description.permissions)
