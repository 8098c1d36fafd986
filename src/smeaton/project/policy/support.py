"""The pages of the support stage."""

from smeaton.project.policy.rule import BOTH, GET, POST, Over, Rule, of_department, of_programme
from smeaton.terms import Permission

_PARTY = "the party that the address names: lead, head or hub"

RULES = (
    # one department's package
    of_department("support:package", GET, Permission.VIEW_PACKAGE),
    of_department("support:package-progress", GET, Permission.VIEW_PACKAGE),
    of_department("support:version", GET, Permission.VIEW_PACKAGE),
    of_department("support:change-item", BOTH, Permission.REPLY_TO_PACKAGE),
    of_department("support:wishes", BOTH, Permission.REPLY_TO_PACKAGE),
    of_department("support:accept", POST, Permission.REPLY_TO_PACKAGE),
    of_department("support:withdraw", POST, Permission.REPLY_TO_PACKAGE),
    Rule(
        "support:sign",
        BOTH,
        Over.DEPARTMENT,
        any_of=(Permission.SIGN_AS_LEAD, Permission.SIGN_AS_HEAD, Permission.SIGN_AS_HUB),
        note=_PARTY,
    ),
    # packages, seen by the hub
    of_programme("support:packages", GET, Permission.VIEW_PLACE, Permission.VIEW_PLAN),
    of_programme("support:send-proposals", POST, Permission.VIEW_PLACE, Permission.SEND_PROPOSALS),
    of_department("support:remind-lead", POST, Permission.SEND_PROPOSALS),
    # the plan
    of_programme("support:plan", GET, Permission.VIEW_PLACE, Permission.VIEW_PLAN),
    of_programme("support:run", POST, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    of_programme("support:progress", GET, Permission.VIEW_PLACE, Permission.VIEW_PLAN),
    of_programme("support:cancel", POST, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    of_programme("support:export", GET, Permission.VIEW_PLACE, Permission.EXPORT_PLAN),
    of_programme("support:happened", BOTH, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    of_programme("support:calendars", BOTH, Permission.VIEW_PLACE, Permission.MANAGE_PLACE),
    of_programme("support:rules", BOTH, Permission.VIEW_PLACE, Permission.MANAGE_PLACE),
    # the catalogue
    of_programme("support:offers", GET, Permission.VIEW_PLACE, Permission.VIEW_OFFERS),
    of_programme("support:catalogue", GET, Permission.VIEW_PLACE, Permission.VIEW_OFFERS),
    of_programme("support:catalogue-export", GET, Permission.VIEW_PLACE, Permission.EXPORT_PLAN),
    of_programme("support:catalogue-import", BOTH, Permission.VIEW_PLACE, Permission.EDIT_CATALOGUE),
    of_programme("support:catalogue-preview", BOTH, Permission.VIEW_PLACE, Permission.EDIT_CATALOGUE),
    of_programme("support:catalogue-discard", POST, Permission.VIEW_PLACE, Permission.EDIT_CATALOGUE),
    of_programme("support:catalogue-new", BOTH, Permission.VIEW_PLACE, Permission.EDIT_CATALOGUE),
    of_programme("support:catalogue-offer", BOTH, Permission.VIEW_PLACE, Permission.EDIT_CATALOGUE),
    of_programme("support:catalogue-use", POST, Permission.VIEW_PLACE, Permission.EDIT_CATALOGUE),
    # scenarios
    of_programme("support:scenarios", GET, Permission.VIEW_PLACE, Permission.VIEW_PLAN),
    of_programme("support:scenarios", POST, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    of_programme("support:scenario", GET, Permission.VIEW_PLACE, Permission.VIEW_PLAN),
    of_programme("support:scenario-run", POST, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    of_programme("support:scenario-progress", GET, Permission.VIEW_PLACE, Permission.VIEW_PLAN),
    of_programme("support:scenario-cancel", POST, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    of_programme("support:scenario-choose", POST, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    of_programme("support:scenario-remove", POST, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    # mentors and money
    of_programme("support:mentors", GET, Permission.VIEW_PLACE, Permission.VIEW_OFFERS),
    of_programme("support:mentor-new", BOTH, Permission.VIEW_PLACE, Permission.MANAGE_PLACE),
    of_programme("support:mentor", BOTH, Permission.VIEW_PLACE, Permission.MANAGE_PLACE),
    of_programme("support:mentor-out", BOTH, Permission.VIEW_PLACE, Permission.RUN_PLAN),
    of_programme("support:mentor-back", POST, Permission.VIEW_PLACE, Permission.MANAGE_PLACE),
    of_programme("support:money", GET, Permission.VIEW_PLACE, Permission.VIEW_PLAN),
    of_programme("support:money-export", GET, Permission.VIEW_PLACE, Permission.EXPORT_PLAN),
    of_programme("support:money-new", BOTH, Permission.VIEW_PLACE, Permission.MANAGE_PLACE),
    of_programme("support:money-line", BOTH, Permission.VIEW_PLACE, Permission.MANAGE_PLACE),
    of_programme("support:money-remove", POST, Permission.VIEW_PLACE, Permission.MANAGE_PLACE),
)
