"""What an answer's text means: a level, don't know, not applicable; a role; a school.

Nothing is guessed from the number of steps: a scale of five is for a person to translate.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from smeaton.engine.sources.survey_exports.asked import DepartmentNamed, Given, ItemWording
from smeaton.engine.sources.survey_exports.wording import normalised

VALUES = ("1", "2", "3", "4", "dont_know", "not_applicable", "skip")
"""What an answer's text may be said to mean. “skip” is: no answer."""

_LEADING = re.compile(r"^(\d{1,2})(?:\.0)?(?:\s*[-–—.:)=]\s*(\S.*))?$", re.DOTALL)
_DONT_KNOW = frozenset(
    {
        "dk",
        "dont know",
        "do not know",
        "i dont know",
        "i do not know",
        "not sure",
        "unsure",
        "no idea",
        "cannot say",
        "cant say",
        "dont know not sure",
    }
)
_NOT_APPLICABLE = frozenset(
    {"na", "n a", "not applicable", "does not apply", "doesnt apply", "not applicable to me", "not my role"}
)
_SCALES: tuple[tuple[str, str, str, str], ...] = (
    ("strongly disagree", "disagree", "agree", "strongly agree"),
    ("never", "rarely", "often", "always"),
    ("never", "sometimes", "often", "always"),
    ("never", "rarely", "sometimes", "often"),
    ("not at all", "a little", "mostly", "fully"),
    ("not at all", "partly", "mostly", "fully"),
    ("poor", "fair", "good", "excellent"),
)
"""Scales of four steps that mean the same wherever they are used."""

_ROLE_WORDS = (
    ("technician", ("technician", "technical", "lab tech")),
    ("lead", ("lead", "leader", "head of", "hod", "subject lead", "coordinator", "faculty head", "director")),
    ("teacher", ("teacher", "teaching staff", "teach", "ect", "nqt", "trainee", "second in")),
)


def described_level(text: str, item: ItemWording, levels: Sequence[str]) -> Given | None:
    """The level whose name or description the text is, perhaps with its number before it; else None."""
    ways = _ways(text)
    for number, (name, description) in enumerate(zip(levels, item.levels, strict=True), start=1):
        title, words = normalised(name), normalised(description)
        if any(way in (title, words, f"{title} {words}", f"{number} {title} {words}") for way in ways):
            return number
    return None


def plain_value(text: str) -> Given | None:
    """Don't know or not applicable, in any of the usual ways; else None."""
    words = normalised(text)
    if words in _DONT_KNOW:
        return "dont_know"
    return "not_applicable" if words in _NOT_APPLICABLE else None


def propose_scale(texts: Iterable[str], levels: Sequence[str]) -> Mapping[str, str]:
    """Text → level (“1” to “4”) for the answers of one scale; empty where it is not clearly one of four.

    A scale is one where all texts are names of levels, all begin with 1, 2, 3 or 4, or all are of one known
    scale. A fifth step, or numbers that run against the words, leave all of it to the person.
    """
    found = list(dict.fromkeys(texts))
    words = {text: normalised(_LEADING.sub(r"\2", text) or text) for text in found}
    names = [normalised(name) for name in levels]
    for scale in (names, *map(list, _SCALES)):
        if all(words[text] in scale for text in found):
            proposed = {text: str(scale.index(words[text]) + 1) for text in found}
            numbers = {text: n for text in found if (n := _number(text)) is not None}
            agree = all(str(number) == proposed[text] for text, number in numbers.items())
            return proposed if agree else {}
    leading = {text: _number(text) for text in found}
    if not all(number is not None and 1 <= number <= 4 for number in leading.values()):
        return {}
    labels: dict[int, set[str]] = {}
    for text, number in leading.items():
        labels.setdefault(number or 0, set()).add(words[text])
    if any(len(each - {str(number)}) > 1 for number, each in labels.items()):
        return {}
    return {text: str(number) for text, number in leading.items()}


def role_of(text: str) -> str | None:
    """The role that a text names: lead, teacher or technician; None where it names none."""
    words = f" {normalised(text)} "
    if len(words) > 80:
        return None
    for role, signs in _ROLE_WORDS:
        if any(f" {sign}" in words for sign in signs):
            return role
    return None


class Schools:
    """The programme's departments, found by URN or by a school's name."""

    def __init__(self, departments: Sequence[DepartmentNamed]) -> None:
        self._by_urn = {str(each.urn): each.id for each in departments}
        self._names: dict[str, list[int]] = {}
        for each in departments:
            for name in {normalised(each.name), _short(each.name)}:
                self._names.setdefault(name, []).append(each.id)

    def find(self, text: str) -> int | None:
        """The department whose school the text names; None where none or several could be meant."""
        for number in re.findall(r"(?<!\d)\d{6}(?!\d)", text):
            if number in self._by_urn:
                return self._by_urn[number]
        for name in (normalised(text), _short(text)):
            found = self._names.get(name, [])
            if name and len(set(found)) == 1:
                return found[0]
        return None


_KINDS_OF_SCHOOL = frozenset(
    {
        "academy",
        "college",
        "community",
        "high",
        "school",
        "secondary",
        "primary",
        "the",
        "of",
        "sixth",
        "form",
    }
)


def _short(name: str) -> str:
    every = normalised(name).split()
    return " ".join(word for word in every if word not in _KINDS_OF_SCHOOL)


def _number(text: str) -> int | None:
    found = _LEADING.match(text.strip())
    return int(found[1]) if found else None


def _ways(text: str) -> tuple[str, ...]:
    found = _LEADING.match(text.strip())
    ways = (normalised(text), normalised(found[2]) if found and found[2] else "")
    return tuple(way for way in ways if way and not way.isdigit())
