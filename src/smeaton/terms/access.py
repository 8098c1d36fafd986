"""Permissions as an enum, roles as described data. The rule that joins them is `smeaton.terms.reach`."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that somebody may do somewhere. Public register facts need none."""

    VIEW_PLACE = "view place"
    MANAGE_PLACE = "manage place"
    VIEW_DEPARTMENT = "view department"
    VIEW_PLACE_NEEDS = "view place needs"
    ANALYSE_NEEDS = "analyse needs"
    EDIT_INSTRUMENT = "edit instrument"
    RUN_AUDIT = "run audit"
    VIEW_RESPONSE_RATES = "view response rates"
    ASK_COLLEAGUES = "ask colleagues"
    MODERATE_NEEDS = "moderate needs"
    CHOOSE_PRIORITIES = "choose priorities"
    CONFIRM_PRIORITIES = "confirm priorities"
    VIEW_PACKAGE = "view package"
    VIEW_OFFERS = "view offers"
    VIEW_PLAN = "view plan"
    RUN_PLAN = "run plan"
    EXPORT_PLAN = "export plan"
    EDIT_CATALOGUE = "edit catalogue"
    SEND_PROPOSALS = "send proposals"
    REPLY_TO_PACKAGE = "reply to package"
    SIGN_AS_LEAD = "sign package as lead"
    SIGN_AS_HEAD = "sign package as head"
    SIGN_AS_HUB = "sign package as hub"


class ScopeKind(StrEnum):
    """What a grant is given over. A school stands under two parents, a trust and a place."""

    PLACE = "place"
    TRUST = "trust"
    SCHOOL = "school"


class Role(StrEnum):
    """The part that somebody plays in a programme."""

    HUB_LEAD = "hub lead"
    ACCOUNTABILITY_LEAD = "accountability lead"
    SUBJECT_LEAD = "subject lead"
    HEAD = "head"
    TRUST_LEAD = "trust lead"


@dataclass(frozen=True)
class RoleDescription:
    """A role in plain English, with what it may do and what it may be granted over."""

    title: str
    description: str
    scopes: frozenset[ScopeKind]
    permissions: frozenset[Permission]


_OWN_DEPARTMENT = frozenset({Permission.VIEW_DEPARTMENT, Permission.VIEW_PACKAGE})

ROLES: dict[Role, RoleDescription] = {
    Role.HUB_LEAD: RoleDescription(
        "Hub lead",
        "Runs the programme in a place: sees every department in it, runs its audits, plans and organises "
        "the support, signs packages last. Priorities, replies and their own signatures are for the "
        "department and its head.",
        frozenset({ScopeKind.PLACE}),
        frozenset(Permission)
        - {
            Permission.CHOOSE_PRIORITIES,
            Permission.CONFIRM_PRIORITIES,
            Permission.REPLY_TO_PACKAGE,
            Permission.SIGN_AS_LEAD,
            Permission.SIGN_AS_HEAD,
        },
    ),
    Role.ACCOUNTABILITY_LEAD: RoleDescription(
        "Accountability lead",
        "Answers to the funder and the board: sees what the hub lead sees and changes nothing; no order "
        "of need names departments.",
        frozenset({ScopeKind.PLACE}),
        _OWN_DEPARTMENT
        | {
            Permission.VIEW_PLACE,
            Permission.VIEW_PLACE_NEEDS,
            Permission.VIEW_RESPONSE_RATES,
            Permission.VIEW_OFFERS,
            Permission.VIEW_PLAN,
            Permission.EXPORT_PLAN,
        },
    ),
    Role.SUBJECT_LEAD: RoleDescription(
        "Subject lead",
        "Leads the department of one school: sees its needs and its support package, and no other school's; "
        "says which colleagues are asked, chooses its priorities, replies to its package and signs it.",
        frozenset({ScopeKind.SCHOOL}),
        _OWN_DEPARTMENT
        | {
            Permission.VIEW_RESPONSE_RATES,
            Permission.ASK_COLLEAGUES,
            Permission.CHOOSE_PRIORITIES,
            Permission.REPLY_TO_PACKAGE,
            Permission.SIGN_AS_LEAD,
        },
    ),
    Role.HEAD: RoleDescription(
        "Head",
        "Leads one school: sees its department's needs and support package, and no other school's; "
        "confirms the priorities that its lead has agreed, and signs the package that the lead has signed.",
        frozenset({ScopeKind.SCHOOL}),
        _OWN_DEPARTMENT
        | {Permission.VIEW_RESPONSE_RATES, Permission.CONFIRM_PRIORITIES, Permission.SIGN_AS_HEAD},
    ),
    Role.TRUST_LEAD: RoleDescription(
        "Trust lead",
        "Leads a trust: sees the departments of the trust's own schools, and no other trust's.",
        frozenset({ScopeKind.TRUST}),
        _OWN_DEPARTMENT,
    ),
}
