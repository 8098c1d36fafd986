"""Writes about needs, by topic: instruments, waves, responses, analyses. All are checked and recorded."""

from smeaton.apps.needs.services.analysing import analyse
from smeaton.apps.needs.services.instruments import add_instrument
from smeaton.apps.needs.services.responses import (
    AnswersRefused,
    ResponseGiven,
    record_response,
    record_responses,
)
from smeaton.apps.needs.services.waves import open_wave
from smeaton.engine.needs.table import NothingToAnalyse

__all__ = [
    "AnswersRefused",
    "NothingToAnalyse",
    "ResponseGiven",
    "add_instrument",
    "analyse",
    "open_wave",
    "record_response",
    "record_responses",
]
