"""YAML text → a small tree that knows its lines. No aliases, no tags, no depth: nothing can blow up."""

import re
from dataclasses import dataclass

import yaml

from smeaton.engine.needs.instrument_model import InstrumentError, Mistake

LARGEST = 256_000
"""Bytes of text that are read at all: ten times the longest audit that anybody would answer."""
DEEPEST = 8
_MOST_MARKS = 20_000
"""Parts of a text: a full audit of 40 items has some 800."""
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TABBED = re.compile(r"^ *\t", re.MULTILINE)


@dataclass(frozen=True)
class Scalar:
    """One value, always as text: what it means is for the reader to say."""

    line: int
    text: str


@dataclass(frozen=True)
class Listed:
    """A list of values."""

    line: int
    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Named:
    """Values by name, with the line of each name. The first of two that are named alike stands."""

    line: int
    parts: "dict[str, Node]"
    lines: dict[str, int]
    twice: tuple[Mistake, ...]


Node = Scalar | Listed | Named


def read_yaml(content: str | bytes) -> Node:
    """The tree of a text; `InstrumentError` with its line where it is no YAML of the plain kind."""
    text = _text(content)
    if found := _UNPRINTABLE.search(text):
        raise _wrong(_line(text, found.start()), "has a character that cannot be printed. Delete it.")
    if found := _TABBED.search(text):
        raise _wrong(_line(text, found.start()), "begins with a tab. Indent with spaces instead.")
    try:
        return _Tree(text).build()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
        why = str(getattr(error, "problem", None) or "the text breaks off")
        raise _wrong(
            line, f"is not readable YAML ({why}). Check quotes, colons and indents here and above."
        ) from None


def _text(content: str | bytes) -> str:
    size = len(content)
    if size > LARGEST:
        raise _wrong(1, f"the text has {size:,} characters or bytes; at most {LARGEST:,} are read.")
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _wrong(line, "is not text in UTF-8. Save the file as UTF-8 and try again.") from None


def _line(text: str, at: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:at])) + 1


def _wrong(line: int, what: str) -> InstrumentError:
    return InstrumentError([Mistake(line, what)])


class _Tree:
    """Builds the tree from the parser's events, one level of Python calls for each level of the text."""

    def __init__(self, text: str) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events = yaml.parse(text, Loader=loader)
        self.seen = 0

    def build(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise _wrong(_at(event), "a second document begins. Keep one instrument in one text.")
                root = self.node(next(self.events), 1)
        return root or Scalar(1, "")

    def node(self, event: yaml.Event, depth: int) -> Node:
        line = _at(event)
        self.seen += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _wrong(
                line, "uses “&” or “*” to repeat a part. Write it out, or put quotes around the text."
            )
        if getattr(event, "tag", None):
            raise _wrong(line, "begins a value with “!”. Put quotes around the text.")
        if depth > DEEPEST or self.seen > _MOST_MARKS:
            raise _wrong(line, "is nested too deep, or the text has too many parts, for an instrument.")
        if isinstance(event, yaml.SequenceStartEvent):
            return Listed(line, tuple(self._list(depth)))
        if isinstance(event, yaml.MappingStartEvent):
            return self._map(line, depth)
        return Scalar(line, _value(event))

    def _list(self, depth: int) -> list[Node]:
        parts = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            parts.append(self.node(event, depth + 1))
        return parts

    def _map(self, line: int, depth: int) -> Named:
        parts: dict[str, Node] = {}
        lines: dict[str, int] = {}
        twice = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            name = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(name, Scalar):
                raise _wrong(name.line, "has a list before a colon. Put a plain word there.")
            if name.text in parts:
                twice.append(Mistake(name.line, f"“{name.text[:60]}” is given a second time. Delete one."))
                continue
            parts[name.text], lines[name.text] = value, name.line
        return Named(line, parts, lines, tuple(twice))


def _value(event: yaml.Event) -> str:
    text = str(getattr(event, "value", ""))
    plain = getattr(event, "implicit", (False,))[0]
    return "" if plain and text in {"~", "null", "Null", "NULL"} else text


def _at(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1
