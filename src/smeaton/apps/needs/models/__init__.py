"""Instruments, waves of the audit, invitations, answers, profiles, and what follows from them."""

from smeaton.apps.needs.models.instrument import Instrument
from smeaton.apps.needs.models.invitation import Invitation
from smeaton.apps.needs.models.item_bank import CalibratedItem
from smeaton.apps.needs.models.level_record import LevelKind, LevelRecord
from smeaton.apps.needs.models.priority import ChoiceState, Leverage, Priority, PriorityChoice
from smeaton.apps.needs.models.profile import ProfileCell, ProfileRun
from smeaton.apps.needs.models.response import (
    Answer,
    AnswerKind,
    Readiness,
    RespondentRole,
    Response,
    ResponseOrigin,
    StrandNote,
    StrandReadiness,
)
from smeaton.apps.needs.models.survey_import import ImportState, SurveyImport, SurveyMapping
from smeaton.apps.needs.models.wave import Wave, WaveForm

__all__ = [
    "Answer",
    "AnswerKind",
    "CalibratedItem",
    "ChoiceState",
    "ImportState",
    "Instrument",
    "Invitation",
    "LevelKind",
    "LevelRecord",
    "Leverage",
    "Priority",
    "PriorityChoice",
    "ProfileCell",
    "ProfileRun",
    "Readiness",
    "RespondentRole",
    "Response",
    "ResponseOrigin",
    "StrandNote",
    "StrandReadiness",
    "SurveyImport",
    "SurveyMapping",
    "Wave",
    "WaveForm",
]
