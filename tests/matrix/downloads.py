"""The downloads among the addresses, and the cells and fields that they give."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from smeaton.engine.sources.sheets import read_sheets
from tests.matrix.walking import ADDRESSES, answered, ask, may, rows, url
from tests.matrix.world import Visitor, Whose, World

PAGES = ("text/html", "image/svg")
DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}(?:, \d\d:\d\d)?|\d{4}-\d\d-\d\d\S*")
"""A day, with or without its time, which is another at every run."""


@dataclass(frozen=True)
class Download:
    """A file as it came: which address gave it, and its bytes."""

    name: str
    kind: str
    content: bytes
    disposition: str

    @property
    def is_workbook(self) -> bool:
        """Whether it is an Excel workbook."""
        return "spreadsheetml" in self.kind

    def live_formulas(self) -> list[str]:
        """Cells that a spreadsheet would work out: formulas, or texts of a CSV file that begin like one."""
        if self.is_workbook:
            book = zipfile.ZipFile(io.BytesIO(self.content))
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
            return [found for name in sheets for found in re.findall(r"<f>.*?</f>", book.read(name).decode())]
        if "csv" not in self.kind:
            return []
        return [cell for row in self._rows() for cell in row if re.match(r"[=+\-@\t\r]", cell)]

    def fields(self) -> list[str]:
        """What each column, sheet or key is called; numbers and what stands in rows are left out."""
        if self.is_workbook:
            return [
                f"{each.name}: {DAY.sub('…', _headings(each.rows))}" for each in read_sheets(self.content)
            ]
        if "csv" in self.kind:
            return [" | ".join(self._rows()[0])]
        if "json" in self.kind:
            return [_keys(json.loads(self.content))]
        return [self.kind]

    def cells(self) -> list[str]:
        """Every cell that it holds, in order; the lines of any other text."""
        if self.is_workbook:
            return [str(cell) for sheet in read_sheets(self.content) for _, row in sheet.rows for cell in row]
        if "csv" in self.kind:
            return [cell for row in self._rows() for cell in row]
        return self.content.decode().splitlines()

    def _rows(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.content.decode("utf-8-sig"), newline="")))


def addresses_of_files(world: World) -> list[str]:
    """The addresses that give a file to the first of those who may read them."""
    return [
        name
        for name, address in ADDRESSES.items()
        if "token" not in address.parts
        for rule, method, other in rows(name)
        if method == "GET"
        for visitor in [each for each in world.visitors if may(rule, each, Whose.OWN)][:1]
        if _is_file(ask(visitor, method, url(world, address, Whose.OWN, **other)))
    ]


def downloads(world: World, visitor: Visitor, names: Iterable[str]) -> dict[str, Download]:
    """The files of these addresses that somebody can take away, of what is their own."""
    found = {}
    for name in names:
        for rule, method, other in rows(name):
            if method == "GET":
                answer = ask(visitor, method, url(world, ADDRESSES[name], Whose.OWN, **other))
                if answered(rule, answer) and _is_file(answer):
                    found[name] = Download(
                        name,
                        answer["Content-Type"],
                        answer.content,
                        answer.headers.get("Content-Disposition", ""),
                    )
    return found


def _is_file(answer: Any) -> bool:
    kind = answer.headers.get("Content-Type", "")
    return "attachment" in answer.headers.get("Content-Disposition", "") or (
        answer.status_code == 200 and not kind.startswith(PAGES)
    )


def _headings(lines: Any) -> str:
    """The first row of a sheet that has the most filled cells, where it is a table; else its first column."""
    texts = [[str(cell) for cell in cells if str(cell)] for _, cells in lines]
    widest = max((len(row) for row in texts), default=0)
    heading = next((row for row in texts if len(row) == widest), [])
    if widest > 2:
        return " | ".join(heading)
    return " / ".join(row[0] for row in texts if row)


def _keys(document: Any) -> str:
    if isinstance(document, dict):
        return "{" + ", ".join(f"{key}: {_keys(value)}" for key, value in sorted(document.items())) + "}"
    if isinstance(document, list):
        return f"[{_keys(document[0])}]" if document else "[]"
    return type(document).__name__
