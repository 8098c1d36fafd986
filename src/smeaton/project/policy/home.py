"""The pages that cross stages, one's own record, and what `ui` shows."""

from smeaton.project.policy.rule import BOTH, GET, POST, Over, Rule, of_department, of_place, of_programme
from smeaton.terms import Permission

RULES = (
    Rule("home:start", GET, Over.SIGNED_IN),
    of_programme("home:place", GET, Permission.VIEW_PLACE),
    of_programme("home:briefs", GET, Permission.VIEW_PLACE),
    of_department("home:department", GET, Permission.VIEW_DEPARTMENT),
    of_department("home:brief", GET, Permission.VIEW_DEPARTMENT),
    # one's own record, and other people's
    Rule("home:my-record", GET, Over.ONESELF),
    Rule("home:my-record-json", GET, Over.ONESELF),
    Rule("home:my-record-xlsx", GET, Over.ONESELF),
    Rule("home:my-name", POST, Over.ONESELF),
    Rule("home:my-correction", POST, Over.ONESELF),
    Rule("home:my-history", GET, Over.ONESELF),
    of_programme("home:corrections", GET, Permission.MANAGE_PEOPLE),
    of_programme("home:answer-correction", POST, Permission.MANAGE_PEOPLE),
    of_department("home:department-history", GET, Permission.VIEW_HISTORY),
    Rule("home:person-history", GET, Over.PERSON, (Permission.VIEW_HISTORY,)),
    Rule("home:erase-person", BOTH, Over.PERSON, (Permission.ERASE_PERSON,), note="everywhere that they do"),
    of_place("home:holds", GET, Permission.ERASE_PERSON),
    Rule("home:hold", BOTH, Over.PERSON, (Permission.ERASE_PERSON,), note="everywhere that they do"),
    Rule("home:lift-hold", BOTH, Over.PERSON, (Permission.ERASE_PERSON,), note="everywhere that they do"),
    Rule(
        "home:sign-out-person",
        BOTH,
        Over.PERSON,
        (Permission.MANAGE_PEOPLE,),
        note="everywhere that they have a part",
    ),
    Rule("ui:picture", GET, Over.SHOWN),
    Rule("ui:gallery", GET, Over.SIGNED_IN),
    Rule("ui:sheet", GET, Over.SIGNED_IN),
)
