"""Reads about letters: what became of each, how the outbox stands, and the marks that replies carry."""

from smeaton.apps.outbox.queries.letters import (
    LetterStatus,
    LetterText,
    OutboxStatus,
    latest_letters,
    letters_about,
    on_their_way,
    outbox_status,
    uncertain_about,
)
from smeaton.apps.outbox.queries.marks import MARK, letter_of, mark_of

__all__ = [
    "MARK",
    "LetterStatus",
    "LetterText",
    "OutboxStatus",
    "latest_letters",
    "letter_of",
    "letters_about",
    "mark_of",
    "on_their_way",
    "outbox_status",
    "uncertain_about",
]
