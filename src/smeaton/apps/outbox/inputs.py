"""Delivery reports (RFC 3464) that mail servers send back about our letters."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message

from smeaton.apps.outbox.queries import MARK

MOST_BYTES = 2_000_000
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_FROM_LETTER = ("Return-Path", "Message-ID")


class NotAReport(ValueError):
    """The message is not a delivery report. Its text is a sentence."""


@dataclass(frozen=True)
class DeliveryReport:
    """What a report says: the marks of letters it may be about, likeliest first, and how it went."""

    marks: tuple[str, ...]
    action: str
    """As RFC 3464 has it: failed, delayed, delivered, relayed or expanded."""
    reason: str

    @property
    def failed(self) -> bool:
        """Whether the letter did not arrive and will not."""
        return self.action == "failed"


def read_report(content: bytes) -> DeliveryReport:
    """Read a delivery report; `NotAReport` for anything else, whatever the bytes are."""
    if len(content) > MOST_BYTES:
        raise NotAReport("This message is too large for a delivery report.")
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        fields = [_fields(part) for part in message.walk() if _type(part) == "message/delivery-status"]
        marks = tuple(dict.fromkeys(_marks(message)))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NotAReport("This message is damaged: it cannot be read as a delivery report.") from None
    recipients = [block for blocks in fields for block in blocks if "action" in block]
    if not recipients:
        raise NotAReport("This message is not a delivery report: it says of no recipient how it went.")
    worst = next((block for block in recipients if _action(block) == "failed"), recipients[0])
    reason = " ".join(filter(None, [worst.get("status", ""), _diagnosis(worst)]))
    return DeliveryReport(marks, _action(worst), reason or "It did not arrive.")


def _type(part: Message) -> str:
    return part.get_content_type().lower()


def _fields(part: Message) -> list[dict[str, str]]:
    """The blocks of a report as lower-case names and values; the parser has made each a message."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [
            {name.lower(): _line(value) for name, value in block.items()}
            for block in payload
            if isinstance(block, Message)
        ]
    return []


def _marks(message: Message) -> list[str]:
    """Marks in the address that the report was sent to, then in the head of the letter it returns."""
    found = [mark for name in _TO for value in message.get_all(name, []) for mark in _marks_in(value)]
    for part in message.walk():
        if part is message:
            continue
        found += [
            mark for name in _FROM_LETTER for value in part.get_all(name, []) for mark in _marks_in(value)
        ]
        if _type(part) == "text/rfc822-headers":
            found += _marks_in(str(part.get_payload()))
    return found


def _marks_in(value: object) -> list[str]:
    # the plus sign and the angle bracket end a word, so that a mark within an address is found
    return [f"{number}.{signature}" for number, signature in MARK.findall(str(value))]


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _action(block: dict[str, str]) -> str:
    return block["action"].lower().partition(" ")[0].strip("();")


def _diagnosis(block: dict[str, str]) -> str:
    """What the other server said, without the word for the kind of it and without addresses."""
    words = block.get("diagnostic-code", "").partition(";")[2].strip()
    return re.sub(r"<?[^\s<>]+@[^\s<>]+>?", "(address)", words)[:200]
