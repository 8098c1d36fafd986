"""Writes of support, each atomic and recorded: the catalogue and resources, and plan runs."""

from smeaton.apps.support.services.alternatives import Alternative, alternatives
from smeaton.apps.support.services.calendars import CalendarRefused, set_calendar
from smeaton.apps.support.services.carrying_out import carry_out
from smeaton.apps.support.services.catalogue import (
    CatalogueError,
    add_host,
    add_mentor,
    load_catalogue,
    set_plan_settings,
)
from smeaton.apps.support.services.catalogue_editing import (
    OfferRefused,
    WorkbookRefused,
    discard_workbook,
    import_workbook,
    keep_workbook,
    preview,
    read_workbook,
    save_offer,
    set_in_use,
)
from smeaton.apps.support.services.catalogue_reading import RowError
from smeaton.apps.support.services.drawing import draw_pictures
from smeaton.apps.support.services.explaining import explain_plan
from smeaton.apps.support.services.handing_over import (
    HandoverRefused,
    bring_back,
    hand_over,
    propose_handover,
)
from smeaton.apps.support.services.mentors import MentorRefused, save_mentor
from smeaton.apps.support.services.money import LineRefused, remove_line, save_line
from smeaton.apps.support.services.planning import PlanBusy, cancel, reap, request_plan
from smeaton.apps.support.services.proposing import ProposalRefused, Sent, remind, send_proposals
from smeaton.apps.support.services.replanning import (
    NothingToReplan,
    cancel_run,
    replies_wait,
    request_replan,
)
from smeaton.apps.support.services.replying import ReplyRefused, Said, accept_all, reply, withdraw
from smeaton.apps.support.services.scenarios import (
    ScenarioRefused,
    choose_scenario,
    make_scenario,
    plan_next,
    plan_scenario,
    remove_scenario,
)
from smeaton.apps.support.services.signing import PERMISSIONS, SignRefused, sign

__all__ = [
    "PERMISSIONS",
    "Alternative",
    "CalendarRefused",
    "CatalogueError",
    "HandoverRefused",
    "LineRefused",
    "MentorRefused",
    "NothingToReplan",
    "OfferRefused",
    "PlanBusy",
    "ProposalRefused",
    "ReplyRefused",
    "RowError",
    "Said",
    "ScenarioRefused",
    "Sent",
    "SignRefused",
    "WorkbookRefused",
    "accept_all",
    "add_host",
    "add_mentor",
    "alternatives",
    "bring_back",
    "cancel",
    "cancel_run",
    "carry_out",
    "choose_scenario",
    "discard_workbook",
    "draw_pictures",
    "explain_plan",
    "free_mentor",
    "hand_over",
    "import_workbook",
    "keep_workbook",
    "load_catalogue",
    "make_scenario",
    "plan_next",
    "plan_scenario",
    "preview",
    "propose_handover",
    "read_workbook",
    "reap",
    "remind",
    "remove_line",
    "remove_scenario",
    "replies_wait",
    "reply",
    "request_plan",
    "request_replan",
    "save_line",
    "save_mentor",
    "save_offer",
    "send_proposals",
    "set_calendar",
    "set_in_use",
    "set_plan_settings",
    "sign",
    "withdraw",
]
