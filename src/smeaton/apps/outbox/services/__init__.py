"""Writes about letters: writing and withdrawing them, sending what is due, what became of them (ADR 0008)."""

from smeaton.apps.outbox.services.ending import (
    UnknownLetter,
    mark_returned,
    send_again,
    take_back,
    take_report,
)
from smeaton.apps.outbox.services.sending import SendReport, send_due
from smeaton.apps.outbox.services.writing import LetterDraft, withdraw_letters, write_letter, write_letters

__all__ = [
    "LetterDraft",
    "SendReport",
    "UnknownLetter",
    "mark_returned",
    "send_again",
    "send_due",
    "take_back",
    "take_report",
    "withdraw_letters",
    "write_letter",
    "write_letters",
]
