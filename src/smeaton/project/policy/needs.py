"""The pages of the needs stage."""

from smeaton.project.policy.rule import BOTH, GET, POST, Over, Rule, of_department, of_place, of_programme
from smeaton.project.policy.sign_in import DEMONSTRATION
from smeaton.terms import Permission

_LETTERS = f"letters of audits of such a place or programme; {DEMONSTRATION}"
_ANSWERING = "the one invitation that the link of the letter opened on this device"
_SHARED = "an audit that is everybody's is shown to anybody signed in"

RULES = (
    of_programme("needs:place", GET, Permission.VIEW_PLACE, Permission.VIEW_PLACE_NEEDS),
    of_programme("needs:strand", GET, Permission.VIEW_PLACE, Permission.VIEW_PLACE_NEEDS),
    # audits: planned, run, watched
    of_programme("needs:waves", GET, Permission.VIEW_PLACE, Permission.VIEW_RESPONSE_RATES),
    of_programme("needs:plan-wave", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:change-wave", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:close-wave", POST, Permission.RUN_AUDIT),
    of_programme("needs:reopen-wave", POST, Permission.RUN_AUDIT),
    of_programme("needs:analyse", POST, Permission.ANALYSE_NEEDS),
    of_programme("needs:board", GET, Permission.VIEW_PLACE, Permission.VIEW_RESPONSE_RATES),
    of_programme("needs:board-export", GET, Permission.VIEW_RESPONSE_RATES),
    of_programme("needs:send", POST, Permission.RUN_AUDIT),
    of_programme("needs:remind", POST, Permission.RUN_AUDIT),
    of_programme("needs:send-uncertain", POST, Permission.RUN_AUDIT),
    of_department("needs:own-board", GET, Permission.VIEW_RESPONSE_RATES),
    of_department("needs:remind-own", POST, Permission.ASK_COLLEAGUES),
    # who is asked
    of_programme("needs:people", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_department("needs:department-people", BOTH, Permission.ASK_COLLEAGUES),
    of_department("needs:change-person", POST, Permission.ASK_COLLEAGUES),
    # answers on paper and from other tools
    of_department("needs:paper", GET, Permission.ASK_COLLEAGUES),
    of_programme("needs:pile", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:sheets", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:undo-sheet", POST, Permission.RUN_AUDIT),
    of_programme("needs:import", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:import-columns", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:import-answers", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:import-preview", BOTH, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:import-left-out", GET, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:import-done", GET, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    of_programme("needs:import-discard", POST, Permission.VIEW_PLACE, Permission.RUN_AUDIT),
    # letters, read in a demonstration
    Rule("needs:outbox", GET, Over.SIGNED_IN, any_of=(Permission.RUN_AUDIT,), note=_LETTERS),
    Rule("needs:letter", GET, Over.PROGRAMME, (Permission.RUN_AUDIT,), note=_LETTERS),
    Rule("needs:letter-html", GET, Over.PROGRAMME, (Permission.RUN_AUDIT,), note=_LETTERS),
    # respondents
    Rule("needs:no-reminders", BOTH, Over.LINK),
    Rule("needs:answer", BOTH, Over.LINK, note="the link of the letter; opening it changes nothing"),
    Rule("needs:answer-list", GET, Over.LINK, note=_ANSWERING),
    Rule("needs:answer-part", BOTH, Over.LINK, note=_ANSWERING),
    Rule("needs:answer-check", BOTH, Over.LINK, note=_ANSWERING),
    Rule("needs:answer-finished", GET, Over.LINK, note=_ANSWERING),
    Rule("needs:answer-stop", POST, Over.ANYBODY),
    Rule("needs:answer-stopped", GET, Over.ANYBODY),
    # priorities and levels
    of_programme("needs:place-priorities", GET, Permission.VIEW_PLACE, Permission.VIEW_PLACE_NEEDS),
    Rule(
        "needs:leverage",
        BOTH,
        Over.PROGRAMME,
        (Permission.VIEW_PLACE,),
        (Permission.RUN_AUDIT, Permission.MODERATE_NEEDS),
    ),
    of_department("needs:priorities", GET, Permission.VIEW_DEPARTMENT),
    of_department("needs:priorities", POST, Permission.VIEW_DEPARTMENT, Permission.CHOOSE_PRIORITIES),
    of_department("needs:order", BOTH, Permission.CHOOSE_PRIORITIES),
    of_department("needs:drop", POST, Permission.CHOOSE_PRIORITIES),
    of_department("needs:confirm", POST, Permission.CONFIRM_PRIORITIES),
    of_department("needs:moderation", GET, Permission.VIEW_DEPARTMENT),
    of_department("needs:moderation", POST, Permission.VIEW_DEPARTMENT, Permission.MODERATE_NEEDS),
    of_department("needs:one-pager", GET, Permission.VIEW_DEPARTMENT),
    of_department("needs:one-pager-pdf", GET, Permission.VIEW_DEPARTMENT),
    # audits as they are worded
    of_place("needs:instruments", GET, Permission.VIEW_PLACE),
    of_place("needs:instrument-import", BOTH, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument", GET, Permission.VIEW_PLACE, note=_SHARED),
    of_place("needs:instrument-export", GET, Permission.VIEW_PLACE, note=_SHARED),
    of_place("needs:instrument-compare", GET, Permission.VIEW_PLACE),
    of_place("needs:instrument-copy", BOTH, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument-edit", GET, Permission.VIEW_PLACE, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument-start", BOTH, Permission.VIEW_PLACE, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument-vignettes", BOTH, Permission.VIEW_PLACE, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument-check", BOTH, Permission.VIEW_PLACE, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument-discard", POST, Permission.VIEW_PLACE, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument-strand-add", BOTH, Permission.VIEW_PLACE, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument-strand", BOTH, Permission.VIEW_PLACE, Permission.EDIT_INSTRUMENT),
    of_place("needs:instrument-strand-remove", POST, Permission.VIEW_PLACE, Permission.EDIT_INSTRUMENT),
)
