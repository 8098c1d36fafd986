"""The pages of people and agreements: who is in, inviting, joining, staff lists, seeing, signing."""

from smeaton.project.policy.rule import BOTH, GET, POST, Over, Rule, of_place, of_programme
from smeaton.terms import ROLES, Permission, Role, ScopeKind

_MANAGE = (Permission.MANAGE_PEOPLE,)
_STAFF = (Role.TEACHER, Role.TECHNICIAN)
_ROLE = "the role of the address"
_INVITED = "the role of the invitation"


def _over(scope: ScopeKind) -> tuple[Role, ...]:
    """The roles that can be held over such a thing."""
    return tuple(role for role in Role if scope in ROLES[role].scopes)


RULES = (
    # who is in
    of_programme("access:people", GET, *_MANAGE),
    Rule("access:trust-people", GET, Over.TRUST, _MANAGE),
    Rule("access:school-people", GET, Over.SCHOOL, _MANAGE),
    # inviting, and joining
    Rule("access:invite", BOTH, Over.PLACE, _MANAGE, gives=_over(ScopeKind.PLACE)),
    Rule("access:trust-invite", BOTH, Over.TRUST, _MANAGE, gives=_over(ScopeKind.TRUST)),
    Rule("access:school-invite", BOTH, Over.SCHOOL, _MANAGE, gives=_over(ScopeKind.SCHOOL)),
    Rule("access:invite-school", BOTH, Over.SCHOOL, (*_MANAGE, Permission.PROPOSE_AGREEMENTS)),
    Rule("access:send-invitations", POST, Over.HELD, _MANAGE, gives=tuple(Role), note=_INVITED),
    Rule("access:withdraw-invitation", POST, Over.HELD, _MANAGE, gives=tuple(Role), note=_INVITED),
    Rule("access:join", BOTH, Over.LINK, note="the link of the letter; opening it changes nothing"),
    # vouching for whoever is in on the word of the programme's people alone
    Rule(
        "access:vouch",
        POST,
        Over.HELD,
        _MANAGE,
        vouches=tuple(Role),
        note="neither for oneself nor for whom one let in; for a trust's lead also the heads of its schools",
    ),
    # roles that end
    Rule("access:end-role", BOTH, Over.HELD, _MANAGE, gives=tuple(Role), note=_ROLE),
    # staff lists
    Rule("access:trust-staff-list", BOTH, Over.TRUST, _MANAGE, gives=_STAFF),
    Rule("access:school-staff-list", BOTH, Over.SCHOOL, _MANAGE, gives=_STAFF),
    Rule("access:trust-staff-list-look", BOTH, Over.TRUST, _MANAGE, gives=_STAFF),
    Rule("access:school-staff-list-look", BOTH, Over.SCHOOL, _MANAGE, gives=_STAFF),
    # seeing pages as somebody else does
    of_place(
        "access:see-as",
        POST,
        *_MANAGE,
        Permission.SEE_AS_THEY_DO,
        note="people who have a role there and nowhere else",
    ),
    Rule("access:stop-seeing", POST, Over.SIGNED_IN),
    # what trusts share
    of_programme("access:agreements", GET, Permission.VIEW_AGREEMENTS),
    of_programme("access:agreements", POST, Permission.VIEW_AGREEMENTS, Permission.PROPOSE_AGREEMENTS),
    Rule("access:agreement", GET, Over.AGREEMENT, (Permission.VIEW_AGREEMENTS,)),
    Rule("access:agreement-sign", POST, Over.PARTY, (Permission.VIEW_AGREEMENTS, Permission.SIGN_AGREEMENT)),
    Rule(
        "access:agreement-withdraw", BOTH, Over.PARTY, (Permission.VIEW_AGREEMENTS, Permission.SIGN_AGREEMENT)
    ),
    Rule(
        "access:agreement-review", POST, Over.PARTY, (Permission.VIEW_AGREEMENTS, Permission.SIGN_AGREEMENT)
    ),
)
