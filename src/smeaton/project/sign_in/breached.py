"""Passwords that are known from breaches, looked up in a file on this machine."""

import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ImproperlyConfigured, ValidationError

_LINE = re.compile(rb"[0-9A-F]{40}(:\d+)?\r?\n")
_DIGITS = 40


class NotBreached:
    """Refuses what stands in a list of breached passwords, by its hash; without a list nothing.

    The list is a file as Pwned Passwords is given away: a SHA-1 in capitals a line, in their order, each with
    how often it was seen or without. It has a thousand million lines, and is searched by halves, on disk.
    """

    def __init__(self, hashes: str = "") -> None:
        """Look at how the file begins. One that is not such a list stops the site at its start."""
        self._list = Path(hashes) if hashes else None
        if self._list is None:
            return
        with self._list.open("rb") as file:
            if not _LINE.fullmatch(file.readline(_DIGITS + 20)):
                raise ImproperlyConfigured(
                    f"SMEATON_BREACHED_PASSWORDS={hashes} does not begin with a SHA-1 in capitals: it has to "
                    "be a list of hashes in their order, one a line, as Pwned Passwords is downloaded."
                )

    def validate(self, password: str, _user: object = None) -> None:
        """`ValidationError` with a sentence that says what to do instead."""
        if self._list is None:
            return
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        with self._list.open("rb") as file:
            if stands_in(file, digest.encode()):
                raise ValidationError(
                    "That password is known from a breach of another site, so it is tried first. Put three "
                    "or four words together that have nothing to do with your work, and use them here only.",
                    code="password_breached",
                )

    def get_help_text(self) -> str:
        """For who asks beforehand."""
        return "Not known from a breach of another site."


def stands_in(file: BinaryIO, digest: bytes) -> bool:
    """Whether a line begins with that; lines are in order. Some forty reads for a thousand million lines."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        file.seek(max(middle - 1, 0))
        if middle:
            file.readline()  # to the first line that begins there or later
        line = file.readline()
        if line[:_DIGITS] == digest:
            return True
        if line and line[:_DIGITS] < digest:
            low = file.tell()
        else:
            high = middle
    return False
