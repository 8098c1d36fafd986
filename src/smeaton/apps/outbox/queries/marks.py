"""A letter's mark: its number with a signature, by which a returned letter is known again."""

import hmac
import re

from django.conf import settings

from smeaton.terms.keyed import keyed

_PURPOSE = "smeaton.outbox.mark"
MARK = re.compile(r"(?<![\w.])(\d{1,18})\.([0-9a-f]{32})(?![\w.])", re.IGNORECASE)
"""A mark within a longer text: the letter's number, a full stop, and 32 hexadecimal figures."""


def mark_of(letter_id: int) -> str:
    """The mark of a letter, the same while the key is; fit for the part of an address before the @."""
    return f"{letter_id}.{keyed(_PURPOSE, settings.SECRET_KEY, str(letter_id))}"


def letter_of(mark: str) -> int | None:
    """The letter's number where this installation made the mark, perhaps with an earlier key; else None."""
    found = MARK.fullmatch(mark)
    if found is None:
        return None
    number = int(found[1])
    ours = (
        keyed(_PURPOSE, key, str(number)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
    return number if any(hmac.compare_digest(each, found[2].lower()) for each in ours) else None
