"""Letters as messages, and the conversation with a mail server."""

from smeaton.apps.outbox.mail.composing import Message, Unsendable, compose
from smeaton.apps.outbox.mail.server import (
    ConnectionLost,
    Doubt,
    LetterDeclined,
    MailServer,
    ServerTrouble,
    server_from,
)

__all__ = [
    "ConnectionLost",
    "Doubt",
    "LetterDeclined",
    "MailServer",
    "Message",
    "ServerTrouble",
    "Unsendable",
    "compose",
    "server_from",
]
