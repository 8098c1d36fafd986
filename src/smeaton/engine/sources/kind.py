"""What one kind of file is: how it is recognised, what it needs to know, how a line of it is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from smeaton.engine.sources.cells import Columns, Row
from smeaton.engine.sources.facts import Line


class Needs(Enum):
    """What the content of a kind of file does not carry and its facts need."""

    NOTHING = "nothing"
    YEAR = "year"
    DAY = "day"


@dataclass
class Context:
    """What is known about a file as a whole. `seen` and `warnings` are for the parser's own notes.

    `year` is the calendar year in which the academic year ends; 0 where the kind does not need one.
    """

    name: str
    year: int = 0
    as_of: date | None = None
    version: str = ""
    seen: dict[object, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def first_line_with(self, key: object, line: int) -> int | None:
        """The earlier line on which `key` stood; None, and a note of this line, where it is new."""
        earlier = self.seen.get(key)
        if earlier is None:
            self.seen[key] = line
        return earlier


LineReader = Callable[[int, Row], Line]


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    `reader` makes the function that reads a line, from the columns and the context; it raises `Unusable`
    where a column that the kind cannot do without is missing. `ragged` kinds may have short records.
    """

    name: str
    title: str
    source: str
    needs: Needs
    recognises: Callable[[Columns], bool]
    reader: Callable[[Columns, Context], LineReader]
    ragged: bool = False
    spills: bool = False
    """Whether the last column may spill over into unnamed ones (separated names without quotation marks)."""
