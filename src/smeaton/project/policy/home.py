"""The pages that cross stages, signing in and out, and what `ui` shows."""

from smeaton.project.policy.rule import BOTH, GET, POST, Over, Rule, of_department, of_programme
from smeaton.terms import Permission

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
    Rule("ui:picture", GET, Over.SIGNED_IN, note="whoever knows its key, which cannot be guessed"),
    Rule("ui:gallery", GET, Over.SIGNED_IN),
    Rule("ui:sheet", GET, Over.SIGNED_IN),
)
