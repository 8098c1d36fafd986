"""Instruments, waves of the audit, answers, and the profiles worked out from them."""

from smeaton.apps.needs.models.instrument import Instrument
from smeaton.apps.needs.models.profile import ProfileCell, ProfileRun
from smeaton.apps.needs.models.response import Answer, AnswerKind, RespondentRole, Response
from smeaton.apps.needs.models.wave import Wave

__all__ = [
    "Answer",
    "AnswerKind",
    "Instrument",
    "ProfileCell",
    "ProfileRun",
    "RespondentRole",
    "Response",
    "Wave",
]
