"""An instrument from its YAML text, or all of its mistakes, each with its line."""

import re
from collections.abc import Mapping

from smeaton.engine.needs.instrument_model import (
    FORMAT,
    LEVELS,
    ROLES,
    Instrument,
    InstrumentError,
    Item,
    Mistake,
    Strand,
    Vignette,
)
from smeaton.engine.needs.instrument_yaml import Listed, Named, Node, Scalar, read_yaml

MOST_STRANDS, MOST_ITEMS, VIGNETTES = 30, 200, 3
LONGEST = {
    "key": 60,
    "id": 60,
    "title": 120,
    "subject": 60,
    "phase": 60,
    "topic": 60,
    "about": 300,
    "text": 300,
    "level": 300,
    "name of a level": 40,
    "vignette": 900,
    "introduction": 1500,
    "readiness": 200,
}
"""Characters that each text may have: what a page shows well and a database column holds."""
LARGEST_VERSION = 9_999
LONGEST_MINUTES = 120
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WHOLE = re.compile(r"[0-9]{1,9}\Z")
_NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})?\Z")
_NEEDED = ("format", "key", "version", "title", "levels", "strands")
_OPTIONAL = ("subject", "phase", "minutes", "introductions", "vignettes", "readiness")


def read_instrument(content: str | bytes) -> Instrument:
    """Read an instrument from YAML text; `InstrumentError` with every mistake and its line otherwise.

    Nothing else is raised, whatever the text. The format is described in docs/reference/instrument-format.md.
    """
    return _Reader().instrument(read_yaml(content))


class _Reader:
    """Reads the tree and collects the mistakes, so that all are told at once."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def wrong(self, line: int, text: str) -> None:
        self.mistakes.append(Mistake(line, text))

    def instrument(self, root: Node) -> Instrument:
        if not isinstance(root, Named) or self._scalar(root.parts.get("format")) != FORMAT:
            line = root.lines.get("format", root.line) if isinstance(root, Named) else root.line
            raise InstrumentError([Mistake(line, f"the instrument must begin with “format: {FORMAT}”.")])
        self.named(root, "the instrument", _NEEDED, _OPTIONAL)
        found = Instrument(
            key=self.slug(root, "key", "the instrument"),
            version=self.version(root),
            title=self.word(root, "title", "the instrument"),
            subject=self.word(root, "subject", "the instrument", needed=False),
            phase=self.word(root, "phase", "the instrument", needed=False),
            levels=self.words(root, "levels", "the instrument", "name of a level"),
            minutes=self.minutes(root),
            introductions=self.introductions(root),
            vignettes=self.vignettes(root),
            readiness=self.word(root, "readiness", "the instrument", needed=False),
            strands=self.strands(root),
        )
        if self.mistakes:
            raise InstrumentError(self.mistakes)
        return found

    def named(self, node: Named, where: str, needed: tuple[str, ...], optional: tuple[str, ...]) -> None:
        self.mistakes += node.twice
        for name in needed:
            if name not in node.parts:
                self.wrong(node.line, f"in {where}, “{name}” is missing. Add it.")
        for name, line in node.lines.items():
            if name not in needed + optional:
                known = ", ".join(needed + optional)
                self.wrong(line, f"in {where}, “{name[:60]}” is not known. Known are {known}.")

    def word(self, node: Named, name: str, where: str, kind: str = "", *, needed: bool = True) -> str:
        part = node.parts.get(name)
        if part is None:
            return ""
        if not isinstance(part, Scalar):
            self.wrong(part.line, f"in {where}, “{name}” must be one text, not a list.")
            return ""
        text = self.text(part, f"in {where}, “{name}”", kind or name)
        if needed and not text:
            self.wrong(part.line, f"in {where}, “{name}” is empty. Write something there.")
        return text

    def text(self, part: Scalar, what: str, kind: str) -> str:
        text = " ".join(part.text.split())
        if _CONTROL.search(text):
            self.wrong(part.line, f"{what} has a character that cannot be printed. Delete it.")
            return "?"
        if len(text) > LONGEST[kind]:
            self.wrong(part.line, f"{what} has {len(text)} characters; at most {LONGEST[kind]} fit.")
        return text

    def slug(self, node: Named, name: str, where: str) -> str:
        text = self.word(node, name, where)
        if text and not _SLUG.match(text):
            line = node.parts[name].line
            self.wrong(
                line, f"in {where}, “{name}” may have letters, figures, “-” and “_” only: like recall-1."
            )
        return text

    def version(self, root: Named) -> int:
        part = root.parts.get("version")
        text = self._scalar(part)
        if part is None:
            return 1
        if not _WHOLE.match(text) or not 1 <= int(text) <= LARGEST_VERSION:
            self.wrong(part.line, f"the version must be a whole number from 1 to {LARGEST_VERSION}.")
            return 1
        return int(text)

    def listed(self, node: Named, name: str, where: str) -> tuple[Node, ...]:
        part = node.parts.get(name)
        if part is None:
            return ()
        if not isinstance(part, Listed) or not part.parts:
            self.wrong(part.line, f"in {where}, “{name}” must be a list with something in it.")
            return ()
        return part.parts

    def words(self, node: Named, name: str, where: str, kind: str) -> tuple[str, ...]:
        parts = self.listed(node, name, where)
        texts = []
        for part in parts:
            if not isinstance(part, Scalar):
                self.wrong(part.line, f"in {where}, every {kind} must be one text.")
                return ()
            text = self.text(part, f"in {where}, a {kind}", kind)
            if not text:
                self.wrong(part.line, f"in {where}, a {kind} is empty. Write something there.")
            texts.append(text)
        if parts and len(parts) != LEVELS:
            many = f"{where} describes {_count(len(parts), 'level')}; it must describe {LEVELS}."
            self.wrong(node.lines[name], many)
        elif len(set(texts)) < len(texts):
            self.wrong(node.lines[name], f"in {where}, two levels read the same. Make them differ.")
        return tuple(texts)

    def minutes(self, root: Named) -> Mapping[str, float]:
        found = {}
        for role, part in self.by_role(root, "minutes").items():
            text = self._scalar(part)
            if not _NUMBER.match(text) or not 0 < float(text) <= LONGEST_MINUTES:
                self.wrong(part.line, f"minutes of a {role} must be a number up to {LONGEST_MINUTES}.")
            else:
                found[role] = float(text)
        return found

    def introductions(self, root: Named) -> Mapping[str, str]:
        part = root.parts.get("introductions")
        if not isinstance(part, Named):
            self.by_role(root, "introductions")
            return {}
        roles = self.by_role(root, "introductions")
        return {role: self.word(part, role, "the introductions", "introduction") for role in roles}

    def by_role(self, root: Named, name: str) -> dict[str, Node]:
        part = root.parts.get(name)
        if part is None or (isinstance(part, Scalar) and not part.text):
            return {}
        if not isinstance(part, Named):
            self.wrong(part.line, f"“{name}” must name {', '.join(ROLES)}, each with a colon.")
            return {}
        self.named(part, f"“{name}”", (), ROLES)
        return {role: part.parts[role] for role in ROLES if role in part.parts}

    def vignettes(self, root: Named) -> tuple[Vignette, ...]:
        part = root.parts.get("vignettes")
        if part is None or part == Listed(part.line, ()) or part == Scalar(part.line, ""):
            return ()
        found = []
        for each in self.listed(root, "vignettes", "the instrument"):
            if not isinstance(each, Named):
                self.wrong(each.line, "every vignette needs an id, a title and a text.")
                continue
            id, where = self._known(each, "vignette", ("id", "title", "text"), ())
            title = self.word(each, "title", where)
            found.append(Vignette(id, title, self.word(each, "text", where, "vignette")))
        if isinstance(part, Listed) and len(part.parts) != VIGNETTES:
            count = len(part.parts)
            told = f"{_count(count, 'vignette')} given; give {VIGNETTES}, or none."
            self.wrong(root.lines["vignettes"], told)
        return tuple(found)

    def strands(self, root: Named) -> tuple[Strand, ...]:
        parts = self.listed(root, "strands", "the instrument")
        if len(parts) > MOST_STRANDS:
            self.wrong(root.lines["strands"], f"there are {len(parts)} strands; at most {MOST_STRANDS} fit.")
        strands, taken, seen = [], self._vignette_ids(root), dict[str, int]()
        for part in parts:
            if not isinstance(part, Named):
                self.wrong(part.line, "every strand needs an id, a title and items.")
                continue
            id, where = self._known(part, "strand", ("id", "title", "items"), ("about",))
            self.once(part, "strand", seen)
            title, about = self.word(part, "title", where), self.word(part, "about", where, needed=False)
            items = tuple(self.items(self.listed(part, "items", where), id, taken))
            strands.append(Strand(id, title, about, items))
        if len(taken) > MOST_ITEMS:
            self.wrong(root.lines["strands"], f"there are {len(taken)} items; at most {MOST_ITEMS} fit.")
        return tuple(strands)

    def items(self, parts: tuple[Node, ...], strand: str, taken: dict[str, int]) -> list[Item]:
        found = []
        for part in parts:
            if not isinstance(part, Named):
                self.wrong(part.line, f"every item of the strand “{strand}” needs an id, a text and levels.")
                continue
            id, where = self._known(part, "item", ("id", "topic", "for", "text", "levels"), ())
            self.once(part, "item", taken)
            topic, text = self.word(part, "topic", where), self.word(part, "text", where)
            levels = self.words(part, "levels", where, "level")
            found.append(Item(id, strand, topic, text, levels, self.audience(part, where)))
        return found

    def audience(self, item: Named, where: str) -> tuple[str, ...]:
        roles: list[str] = []
        for part in self.listed(item, "for", where):
            role = self._scalar(part)
            if role not in ROLES:
                self.wrong(part.line, f"{where} is for “{role[:60]}”; it can be for {', '.join(ROLES)}.")
            elif role in roles:
                self.wrong(part.line, f"{where} names “{role}” twice. Delete one.")
            else:
                roles.append(role)
        return tuple(roles)

    def once(self, node: Named, kind: str, seen: dict[str, int]) -> None:
        id, line = self._scalar(node.parts.get("id")), node.line
        if id and id in seen:
            self.wrong(
                line, f"the {kind} “{id[:60]}” stands in the instrument twice, first on line {seen[id]}."
            )
        elif id:
            seen[id] = line

    def _known(
        self, node: Named, kind: str, needed: tuple[str, ...], optional: tuple[str, ...]
    ) -> tuple[str, str]:
        id = self._scalar(node.parts.get("id"))[: LONGEST["id"]]
        where = f"the {kind} “{id}”" if id else f"a {kind}"
        self.named(node, where, needed, optional)
        return self.slug(node, "id", where), where

    def _vignette_ids(self, root: Named) -> dict[str, int]:
        """Ids of vignettes, which answers share with items. Two alike are told of here."""
        seen: dict[str, int] = {}
        part = root.parts.get("vignettes")
        for each in part.parts if isinstance(part, Listed) else ():
            if isinstance(each, Named):
                self.once(each, "vignette", seen)
        return seen

    @staticmethod
    def _scalar(node: Node | None) -> str:
        return node.text.strip() if isinstance(node, Scalar) else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
