"""The pages that cross stages, signing in and out, and what `ui` shows."""

from smeaton.project.policy.rule import BOTH, GET, POST, Over, Rule, of_department, of_place, of_programme
from smeaton.terms import Permission

_OWN = "about oneself"
DEMONSTRATION = "only in a demonstration without a real programme; elsewhere there is no such page"

RULES = (
    Rule("home:start", GET, Over.SIGNED_IN),
    Rule("home:sign-in", BOTH, Over.ANYBODY),
    Rule("home:sign-out", POST, Over.ANYBODY),
    Rule("home:be-somebody", POST, Over.ANYBODY, note=DEMONSTRATION),
    of_programme("home:place", GET, Permission.VIEW_PLACE),
    of_programme("home:briefs", GET, Permission.VIEW_PLACE),
    of_department("home:department", GET, Permission.VIEW_DEPARTMENT),
    of_department("home:brief", GET, Permission.VIEW_DEPARTMENT),
    # one's own record, and other people's
    Rule("home:my-record", GET, Over.SIGNED_IN, note=_OWN),
    Rule("home:my-record-json", GET, Over.SIGNED_IN, note=_OWN),
    Rule("home:my-record-xlsx", GET, Over.SIGNED_IN, note=_OWN),
    Rule("home:my-name", POST, Over.SIGNED_IN, note=_OWN),
    Rule("home:my-correction", POST, Over.SIGNED_IN, note=_OWN),
    Rule("home:my-history", GET, Over.SIGNED_IN, note=_OWN),
    of_place("home:corrections", GET, Permission.MANAGE_PEOPLE),
    of_place("home:answer-correction", POST, Permission.MANAGE_PEOPLE),
    of_department("home:department-history", GET, Permission.VIEW_HISTORY),
    Rule("home:person-history", GET, Over.PERSON, (Permission.VIEW_HISTORY,)),
    Rule("home:erase-person", BOTH, Over.PERSON, (Permission.ERASE_PERSON,), note="everywhere that they do"),
    Rule("ui:picture", GET, Over.SIGNED_IN, note="whoever knows its key, which cannot be guessed"),
    Rule("ui:gallery", GET, Over.SIGNED_IN),
    Rule("ui:sheet", GET, Over.SIGNED_IN),
)
