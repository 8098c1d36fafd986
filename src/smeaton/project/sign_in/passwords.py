"""Passwords that others would try first: the common ones, and the words of this programme."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from smeaton.apps.home.queries.signing_in import words_about
from smeaton.apps.people.models import User

WORDS = frozenset((Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split())
"""Words that no password may be made of, besides the names of whoever sets it and of where they work."""
PIECES, MORE = 2, 4
"""A password is guessed that is so many words or common passwords, and at most so many signs besides."""
LONGEST = 80
"""Signs of a password from which on it is not looked at: nobody tries these."""


class NotGuessable(CommonPasswordValidator):
    """Refuses what is put together of one or two common passwords or words of ours, and little else.

    Django's list has some 20,000; `also` names a file with more, one a line, such as those of a breach.
    """

    def __init__(self, also: str = "") -> None:
        """Read the lists, once for each process. A file that is not there stops the site at its start."""
        super().__init__()
        if also:
            lines = Path(also).read_text(encoding="utf-8", errors="replace").splitlines()
            self.passwords |= {line.strip().lower() for line in lines}
        self._pieces = {_bare(each) for each in self.passwords} | WORDS

    def validate(self, password: str, user: Any = None) -> None:
        """`ValidationError` with a sentence that says what to do instead."""
        about = words_about(user) if isinstance(user, User) else set()
        ours = {_bare(word) for name in about for word in (name, *re.split(r"\W+", name))}
        common = password.lower().strip() in self.passwords
        if common or made_of(_bare(password), (self._pieces | ours)):
            raise ValidationError(
                "That is easily guessed: it is made of common passwords, names, or words of your work. "
                "Put three or four words together that have nothing to do with it.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """For who asks beforehand."""
        return "Not made of common passwords, names, or words of your work."


def made_of(password: str, pieces: Collection[str]) -> bool:
    """Whether few pieces, with few signs before, between and after, are all of it; or few different signs."""
    if len(set(password)) <= MORE:
        return True
    return len(password) <= LONGEST and _left(password, pieces, PIECES) <= MORE


def _left(text: str, pieces: Collection[str], number: int) -> int:
    """The fewest signs that are left over when so many pieces, of three signs or more, are taken out."""
    if number == 0 or len(text) < 3:
        return len(text)
    least = len(text)
    for start in range(len(text) - 2):
        for end in range(len(text), start + 2, -1):
            if text[start:end] in pieces:
                rest = max(text[:start], text[end:], key=len)
                least = min(least, len(text) - (end - start) - len(rest) + _left(rest, pieces, number - 1))
    return least


def _bare(text: str) -> str:
    """In lower case, without what stands between words: `Smeaton-2026!` is guessed as `smeaton 2026` is."""
    return re.sub(r"[\s!-/:-@\[-`{-~]+", "", text.casefold())
