"""How alike two wordings are: the same words count, rare ones more, and what one leaves out of the other."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log

_WORD = re.compile(r"[^\W_]+")
_NUMBER_BEFORE = re.compile(r"^\(?(?:q(?:uestion)?\s*)?\d{1,3}(?:\.\d{1,2})?[.):]?\s+", re.IGNORECASE)
_LITTLE = frozenset({"a", "an", "and", "at", "in", "is", "of", "on", "or", "the", "to"})
_CLOSE_CALLS = 3
_WORTH_COMPARING = 0.35


def normalised(text: str) -> str:
    """The words of a text for comparison: without case, accents, punctuation and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).replace("'", "").casefold()
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def without_number(text: str) -> str:
    """A question without the number before it: “12. Who …” is “Who …”."""
    return _NUMBER_BEFORE.sub("", text)


@dataclass(frozen=True)
class Asked:
    """Something that the instrument asks, in the wordings in which a survey may have asked it."""

    target: str
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """What a heading is most like, and how much: 1 is the same wording."""

    target: str
    score: float


class Likeness:
    """Compares headings with what is asked. Words that most questions share count for little."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._asked = [
            (
                each.target,
                [(text, _words(text)) for text in dict.fromkeys(map(normalised, each.wordings)) if text],
            )
            for each in asked
        ]
        seen: Counter[str] = Counter()
        for _, texts in self._asked:
            seen.update({word for _, words in texts for word in words})
        many = max(len(self._asked), 1)
        self._weight: Mapping[str, float] = {word: log(1 + many / count) for word, count in seen.items()}
        self._unknown = log(1 + many)

    def best(self, heading_in_several_ways: Iterable[str]) -> list[Alike]:
        """What the heading is most like, the likest first, at most three."""
        ways = [
            (text, _words(text)) for text in dict.fromkeys(map(normalised, heading_in_several_ways)) if text
        ]
        rough = [
            (max((self._shared(a, b) for _, a in ways for _, b in texts), default=0.0), target, texts)
            for target, texts in self._asked
        ]
        rough.sort(key=lambda each: -each[0])
        found = []
        for shared, target, texts in rough[:_CLOSE_CALLS]:
            if shared >= _WORTH_COMPARING:
                letters = max(_letters(a, b) for a, _ in ways for b, _ in texts)
                found.append(
                    Alike(target, 1.0 if letters == 1 else min(0.65 * shared + 0.35 * letters, 0.99))
                )
        return sorted(found, key=lambda each: -each.score)

    def _shared(self, ours: frozenset[str], theirs: frozenset[str]) -> float:
        """The weight of shared words in that of all words of both (Dice), or nearly so of the shorter one."""
        both = self._sum(ours & theirs)
        if not both:
            return 0.0
        small, large = sorted((self._sum(ours), self._sum(theirs)))
        inside = 0.85 * both / small if min(len(ours), len(theirs)) >= 4 else 0.0
        return max(2 * both / (small + large), inside)

    def _sum(self, words: Iterable[str]) -> float:
        return sum(self._weight.get(word, self._unknown) for word in words)


def _ways(texts: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    return [(text, _words(text)) for text in dict.fromkeys(map(normalised, texts)) if text]


def _words(text: str) -> frozenset[str]:
    every = frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in text.split())
    return every - _LITTLE or every


def _letters(ours: str, theirs: str) -> float:
    return 1.0 if ours == theirs else SequenceMatcher(None, ours[:300], theirs[:300], autojunk=False).ratio()
