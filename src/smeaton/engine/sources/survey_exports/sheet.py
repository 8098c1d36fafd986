"""The cells of a file as text, within limits, before anybody knows which tool wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.survey_exports.table import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    letters,
)

_HEADING_ROWS = 3
# Control characters but tab and line ends, byte-order marks, and halves of surrogate pairs.
_BLANKED = dict.fromkeys([*range(1, 9), 11, 12, *range(14, 32), *range(127, 161)], " ")
_BLANKED |= {0xFEFF: "", 0x200B: ""} | dict.fromkeys(range(55296, 57344), "�")
_KEPT = str.maketrans(_BLANKED)


@dataclass
class Sheet:
    """Rows with something in them, each with its number in the file; `notes` are about the whole."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    text: int = 0

    def take(self, number: int, cells: Sequence[str]) -> None:
        """Take in a row; `Unusable` names row and column where a cell or the whole is beyond the limits."""
        kept = [self._cell(number, at, cell) for at, cell in enumerate(cells)]
        while kept and not kept[-1]:
            kept.pop()
        if not kept:
            return
        if len(kept) > MOST_COLUMNS:
            raise Unusable(
                f"Row {number:,} goes on beyond column {letters(MOST_COLUMNS - 1)}: a list with more than "
                f"{MOST_COLUMNS} columns cannot be imported. Delete the columns that are not needed."
            )
        if len(self.rows) >= MOST_ROWS + _HEADING_ROWS:
            raise Unusable(
                f"The file goes on after row {number - 1:,}: at most {MOST_ROWS:,} people can be imported at "
                "once. Divide it into several files with the same headings."
            )
        self.text += sum(map(len, kept))
        if self.text > MOST_TEXT:
            raise Unusable(
                f"By row {number:,}, column {letters(len(kept) - 1)}, the file holds more than "
                f"{MOST_TEXT // 1_000_000} million characters: that is more than can be imported at once. "
                "Delete the columns that are not needed, or divide the file."
            )
        self.rows.append((number, kept))

    def _cell(self, number: int, at: int, cell: str) -> str:
        if "\0" in cell:
            raise Unusable(
                f"Row {number:,}, column {letters(at)}, holds a NUL byte: the file is damaged there. Export "
                "or save it again, and upload that file."
            )
        text = cell.translate(_KEPT).strip()
        if len(text) > LONGEST_CELL:
            raise Unusable(
                f"Row {number:,}, column {letters(at)}, holds {len(text):,} characters; a cell may hold "
                f"{LONGEST_CELL:,}. Shorten it, or delete the column if it is not needed."
            )
        return text
