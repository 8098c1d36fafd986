"""A letter's mark: its number with a signature, by which a returned letter is known again."""

import hashlib
import hmac
import re

from django.conf import settings

MARK = re.compile(r"(?<![\w.])(\d{1,18})\.([0-9a-f]{16})(?![\w.])", re.IGNORECASE)
"""A mark within a longer text: the letter's number, a full stop, and 16 hexadecimal figures."""


def mark_of(letter_id: int) -> str:
    """The mark of a letter, the same for ever; fit for the part of an address before the @."""
    return f"{letter_id}.{_signature(letter_id)}"


def letter_of(mark: str) -> int | None:
    """The letter's number where the mark is one that this installation made, else None."""
    found = MARK.fullmatch(mark)
    if found is None:
        return None
    number = int(found[1])
    return number if hmac.compare_digest(_signature(number), found[2].lower()) else None


def _signature(letter_id: int) -> str:
    key = hashlib.sha256(f"smeaton.outbox.mark:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, str(letter_id).encode(), hashlib.sha256).hexdigest()[:16]
