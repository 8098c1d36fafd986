"""Permissions as an enum, roles as described data. The rule that joins them is `smeaton.terms.reach`."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that somebody may do somewhere. Public register facts need none."""

    VIEW_PLACE = "view place"
    MANAGE_PLACE = "manage place"
    VIEW_DEPARTMENT = "view department"
    VIEW_MODERATED_LEVELS = "view moderated levels"
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
    MANAGE_PEOPLE = "manage people"
    VIEW_AGREEMENTS = "view agreements"
    PROPOSE_AGREEMENTS = "propose agreements"
    SIGN_AGREEMENT = "sign agreement"
    SEE_AS_THEY_DO = "see it as they do"
    VIEW_HISTORY = "view history"
    ERASE_PERSON = "erase person"


class ScopeKind(StrEnum):
    """What a grant is given over. A school stands under two parents, a trust and a place."""

    PLACE = "place"
    PROGRAMME = "programme"
    TRUST = "trust"
    SCHOOL = "school"


class Shared(StrEnum):
    """What a trust's agreement lets the people of a programme see of the trust's schools."""

    AGGREGATES = "aggregates"
    NAMED_DEPARTMENTS = "named departments"
    MODERATED_VALUES = "moderated values"


class Role(StrEnum):
    """The part that somebody plays in a programme."""

    ADMINISTRATOR = "administrator"
    HUB_LEAD = "hub lead"
    COORDINATOR = "coordinator"
    ACCOUNTABILITY_LEAD = "accountability lead"
    EVALUATOR = "evaluator"
    MENTOR = "mentor"
    SUBJECT_LEAD = "subject lead"
    HEAD = "head"
    TEACHER = "teacher"
    TECHNICIAN = "technician"
    TRUST_LEAD = "trust lead"


@dataclass(frozen=True)
class RoleDescription:
    """A role in plain English: what it may do, over what it is held, whose it is and which roles it gives.

    `of_programme` is for people of the programme: they see a school's department only so far as its trust's
    agreement shares it. The others belong to the school or the trust itself. `vouches` are the roles of
    a school or a trust for whose holders it can vouch, there and at the trust of its own school.
    `second_factor` is asked at sign-in of whoever holds the role.
    """

    title: str
    description: str
    scopes: frozenset[ScopeKind]
    permissions: frozenset[Permission]
    of_programme: bool = False
    gives: frozenset[Role] = frozenset()
    vouches: frozenset[Role] = frozenset()
    second_factor: bool = False


_P = Permission
_OVER_A_PROGRAMME = frozenset({ScopeKind.PLACE, ScopeKind.PROGRAMME})
_OWN_DEPARTMENT = frozenset({_P.VIEW_DEPARTMENT, _P.VIEW_MODERATED_LEVELS, _P.VIEW_PACKAGE})
_STAFF = frozenset({Role.TEACHER, Role.TECHNICIAN})
_OF_A_SCHOOL = frozenset({Role.HEAD, Role.SUBJECT_LEAD, *_STAFF})
_OF_THE_DEPARTMENT = frozenset(
    {_P.CHOOSE_PRIORITIES, _P.CONFIRM_PRIORITIES, _P.REPLY_TO_PACKAGE, _P.SIGN_AS_LEAD, _P.SIGN_AS_HEAD}
)

ROLES: dict[Role, RoleDescription] = {
    Role.ADMINISTRATOR: RoleDescription(
        "Administrator",
        "Keeps the installation for a place: lets its hub leads in and out, erases people, and sees nothing "
        "of what schools have said.",
        _OVER_A_PROGRAMME,
        frozenset({_P.MANAGE_PEOPLE, _P.VIEW_AGREEMENTS, _P.ERASE_PERSON}),
        of_programme=True,
        gives=frozenset({Role.ADMINISTRATOR, Role.HUB_LEAD, Role.COORDINATOR, Role.ACCOUNTABILITY_LEAD}),
        vouches=_OF_A_SCHOOL | {Role.TRUST_LEAD},
        second_factor=True,
    ),
    Role.HUB_LEAD: RoleDescription(
        "Hub lead",
        "Runs the programme in a place: sees every department whose trust shares it, runs its audits, plans "
        "and organises the support, signs packages last. Priorities, replies and their own signatures are "
        "for the department and its head, agreements for the trust.",
        _OVER_A_PROGRAMME,
        frozenset(Permission) - _OF_THE_DEPARTMENT - {_P.SIGN_AGREEMENT, _P.ERASE_PERSON},
        of_programme=True,
        gives=frozenset(Role) - {Role.ADMINISTRATOR},
        second_factor=True,
    ),
    Role.COORDINATOR: RoleDescription(
        "Coordinator",
        "Keeps the programme going from day to day: who is asked, what is offered, who comes. Neither plans, "
        "nor moderates, nor signs.",
        _OVER_A_PROGRAMME,
        _OWN_DEPARTMENT
        | {
            _P.VIEW_PLACE,
            _P.VIEW_RESPONSE_RATES,
            _P.ASK_COLLEAGUES,
            _P.RUN_AUDIT,
            _P.VIEW_OFFERS,
            _P.EDIT_CATALOGUE,
            _P.VIEW_PLAN,
            _P.EXPORT_PLAN,
            _P.MANAGE_PEOPLE,
            _P.VIEW_AGREEMENTS,
        },
        of_programme=True,
        gives=_OF_A_SCHOOL | {Role.MENTOR},
        second_factor=True,
    ),
    Role.ACCOUNTABILITY_LEAD: RoleDescription(
        "Accountability lead",
        "Answers to the funder and the board: sees what the hub lead sees and changes nothing; no order "
        "of need names departments.",
        _OVER_A_PROGRAMME,
        _OWN_DEPARTMENT
        | {
            _P.VIEW_PLACE,
            _P.VIEW_PLACE_NEEDS,
            _P.VIEW_RESPONSE_RATES,
            _P.VIEW_OFFERS,
            _P.VIEW_PLAN,
            _P.EXPORT_PLAN,
            _P.VIEW_AGREEMENTS,
        },
        of_programme=True,
        second_factor=True,
    ),
    Role.EVALUATOR: RoleDescription(
        "Evaluator",
        "Judges what the programme did: sees the place's figures, and no department.",
        _OVER_A_PROGRAMME,
        frozenset({_P.VIEW_PLACE, _P.VIEW_PLACE_NEEDS}),
        of_programme=True,
    ),
    Role.MENTOR: RoleDescription(
        "Mentor",
        "Works with the department of a school that is not their own: sees its needs and its package so far "
        "as its trust shares them.",
        frozenset({ScopeKind.SCHOOL}),
        _OWN_DEPARTMENT,
        of_programme=True,
    ),
    Role.SUBJECT_LEAD: RoleDescription(
        "Subject lead",
        "Leads the department of one school: sees its needs and its support package, and no other school's; "
        "says which colleagues are asked, chooses its priorities, replies to its package and signs it.",
        frozenset({ScopeKind.SCHOOL}),
        _OWN_DEPARTMENT
        | {
            _P.VIEW_RESPONSE_RATES,
            _P.ASK_COLLEAGUES,
            _P.CHOOSE_PRIORITIES,
            _P.REPLY_TO_PACKAGE,
            _P.SIGN_AS_LEAD,
            _P.MANAGE_PEOPLE,
            _P.VIEW_HISTORY,
        },
        gives=_STAFF,
        vouches=_STAFF,
    ),
    Role.HEAD: RoleDescription(
        "Head",
        "Leads one school: sees its department's needs and support package, and no other school's; "
        "confirms the priorities that its lead has agreed, and signs the package that the lead has signed.",
        frozenset({ScopeKind.SCHOOL}),
        _OWN_DEPARTMENT
        | {
            _P.VIEW_RESPONSE_RATES,
            _P.CONFIRM_PRIORITIES,
            _P.SIGN_AS_HEAD,
            _P.MANAGE_PEOPLE,
            _P.VIEW_AGREEMENTS,
            _P.SIGN_AGREEMENT,
            _P.VIEW_HISTORY,
        },
        gives=_OF_A_SCHOOL,
        vouches=_OF_A_SCHOOL | {Role.TRUST_LEAD},
    ),
    Role.TEACHER: RoleDescription(
        "Teacher",
        "Teaches in a department: sees the support that is planned for it, and their own page.",
        frozenset({ScopeKind.SCHOOL}),
        frozenset({_P.VIEW_PACKAGE}),
    ),
    Role.TECHNICIAN: RoleDescription(
        "Technician",
        "Prepares a department's practical work and keeps it safe, perhaps at two schools: sees the support "
        "that is planned for it, and their own page.",
        frozenset({ScopeKind.SCHOOL}),
        frozenset({_P.VIEW_PACKAGE}),
    ),
    Role.TRUST_LEAD: RoleDescription(
        "Trust lead",
        "Leads a trust: sees the departments of the trust's own schools, and no other trust's; signs what "
        "the trust shares, and ends it.",
        frozenset({ScopeKind.TRUST}),
        _OWN_DEPARTMENT | {_P.MANAGE_PEOPLE, _P.VIEW_AGREEMENTS, _P.SIGN_AGREEMENT},
        gives=_OF_A_SCHOOL | {Role.TRUST_LEAD},
        vouches=_OF_A_SCHOOL | {Role.TRUST_LEAD},
        second_factor=True,
    ),
}

SHARING: dict[Permission, Shared] = {
    _P.VIEW_DEPARTMENT: Shared.NAMED_DEPARTMENTS,
    _P.VIEW_RESPONSE_RATES: Shared.NAMED_DEPARTMENTS,
    _P.ASK_COLLEAGUES: Shared.NAMED_DEPARTMENTS,
    _P.RUN_AUDIT: Shared.NAMED_DEPARTMENTS,
    _P.ANALYSE_NEEDS: Shared.NAMED_DEPARTMENTS,
    _P.VIEW_PACKAGE: Shared.NAMED_DEPARTMENTS,
    _P.SEND_PROPOSALS: Shared.NAMED_DEPARTMENTS,
    _P.SIGN_AS_HUB: Shared.NAMED_DEPARTMENTS,
    _P.VIEW_MODERATED_LEVELS: Shared.MODERATED_VALUES,
    _P.MODERATE_NEEDS: Shared.MODERATED_VALUES,
    _P.VIEW_PLACE_NEEDS: Shared.AGGREGATES,
    _P.RUN_PLAN: Shared.NAMED_DEPARTMENTS,
    _P.VIEW_PLAN: Shared.NAMED_DEPARTMENTS,
    _P.EXPORT_PLAN: Shared.NAMED_DEPARTMENTS,
    _P.VIEW_HISTORY: Shared.NAMED_DEPARTMENTS,
}
"""What a school's trust must share before people of the programme use a permission over its department."""

SIGNATURES = frozenset({_P.SIGN_AGREEMENT, _P.SIGN_AS_LEAD, _P.SIGN_AS_HEAD})
"""Held only by those of whom somebody other than the programme's people says that they are who they are."""

UNBOUND = frozenset({_P.MANAGE_PEOPLE, _P.VIEW_AGREEMENTS})
"""Held from the first moment on: they show nothing of what schools have said."""

LOOKED_AT: dict[Permission, Permission] = {
    _P.CHOOSE_PRIORITIES: _P.MODERATE_NEEDS,
    _P.CONFIRM_PRIORITIES: _P.MODERATE_NEEDS,
    _P.REPLY_TO_PACKAGE: _P.VIEW_PACKAGE,
    _P.SIGN_AS_LEAD: _P.VIEW_PACKAGE,
    _P.SIGN_AS_HEAD: _P.VIEW_PACKAGE,
    _P.SIGN_AGREEMENT: _P.VIEW_AGREEMENTS,
}
"""What a hub lead must hold to see, as somebody else does, where that one acts and the hub lead never may."""


@dataclass(frozen=True)
class SharedDescription:
    """A class of what is shared, in plain English: its title, who sees it, and every field that it covers."""

    title: str
    description: str
    fields: tuple[str, ...]


SHARED: dict[Shared, SharedDescription] = {
    Shared.AGGREGATES: SharedDescription(
        "Totals of the place",
        "Your departments are counted in totals that name nobody: for the evaluator, and as the middle half "
        "that every school of the programme sees beside its own levels. No total is made of fewer than three "
        "departments or five people.",
        (
            "for how many departments each strand is clearly or possibly a priority",
            "the mean need of the place in each strand",
            "the middle half of departments in each strand, of five departments at least",
            "what is usual among published results at a department’s overall level",
        ),
    ),
    Shared.NAMED_DEPARTMENTS: SharedDescription(
        "Your departments by name",
        "The people of the programme whom the agreement names see each department of your schools, ask its "
        "staff, plan its support with it, and send it its package.",
        (
            "school, standing in the programme, numbers of teachers and technicians, release days, calendar",
            "who is asked (name, address, role) and how many have answered; never what one person answered",
            "level of each strand with its interval, how sure it is, and what changed since the last audit",
            "what leads, technicians and five or more teachers said of a strand, and where they disagree",
            "priorities with their reasons",
            "support package: items, places, hours, cost, dates; its versions, replies and signatures",
            "mentors, by role and school, and sessions that a school hosts",
        ),
    ),
    Shared.MODERATED_VALUES: SharedDescription(
        "Moderated levels",
        "What was agreed in a visit or a call about a level stands beside what staff answered, and the hub "
        "lead may record it.",
        ("moderated and agreed level of a strand, with evidence, day of the visit and who recorded it",),
    ),
}
"""What an agreement covers, class by class: shown to whoever signs it, and in docs/explanation."""
