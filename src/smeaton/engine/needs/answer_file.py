"""Bytes of a CSV file of answers → typed answers, with every row that was left out and why."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from smeaton.engine.needs.answers import VIGNETTE, Answer, Kind
from smeaton.engine.needs.instrument import ROLES, Instrument

COLUMNS = ("department", "respondent", "role", "item", "answer")
STRAND = "strand"
_OTHER_ANSWERS: Mapping[str, Kind] = {
    "dk": "dont_know",
    "don't know": "dont_know",
    "don’t know": "dont_know",
    "dont know": "dont_know",
    "na": "not_applicable",
    "n/a": "not_applicable",
    "not applicable": "not_applicable",
}
_LEVELS = {f"{level}{ending}": level for level in (1, 2, 3, 4) for ending in ("", ".0")}
_SHOWN = 5


class AnswerFileError(ValueError):
    """The file cannot be read as answers. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class RejectedRow:
    """A row that was left out: its line in the file (1 is the header), column, value and the reason."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class AnswerFile:
    """What a file holds: answers to analyse, rows left out, and things to be careful about."""

    answers: tuple[Answer, ...]
    rejected: tuple[RejectedRow, ...]
    warnings: tuple[str, ...]
    rows: int


def read_answers(content: bytes, instrument: Instrument, *, instrument_decides: bool = False) -> AnswerFile:
    """Read a file of answers with the columns of `COLUMNS` and, if it has one, `strand`.

    Rows with the role “vignette” rate a vignette of the instrument, or one of the file's own where it has a
    strand column; they have no strand. A strand is taken from the file's own column, else from the
    instrument. With `instrument_decides` (or without the column) an item that the instrument does not have is
    rejected. Encodings: UTF-8 with or without BOM, UTF-16 with BOM, else Windows' Western European; separated
    by comma, semicolon or tab.
    Raises `AnswerFileError` where the file holds no table of answers.
    """
    rows = _rows(_text(content))
    header = next(rows, None)
    if header is None:
        raise AnswerFileError("The file is empty. Give a CSV file with a header and one answer a row.")
    columns = _columns(header[1])
    reading = _Reading(instrument, columns, instrument_decides or STRAND not in columns)
    for line, cells in rows:
        reading.take(line, cells)
    if not reading.rows:
        raise AnswerFileError("The file has a header but no answers below it.")
    return AnswerFile(
        tuple(reading.answers), tuple(reading.rejected), tuple(reading.all_warnings()), reading.rows
    )


def _text(content: bytes) -> str:
    if not content.strip():
        raise AnswerFileError("The file is empty. Give a CSV file with a header and one answer a row.")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if wide else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise AnswerFileError("The file is not text. Save the answers as CSV (UTF-8) and try again.")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins; empty ones are passed over."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise AnswerFileError(
                    f"The quotation mark that opens in line {line} is never closed: the file is damaged or "
                    "breaks off. Save the answers as CSV again and try that."
                ) from None
            raise AnswerFileError(f"The file cannot be read as CSV from line {line} on: {error}.") from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [name.strip().strip("\ufeff").lower() for name in header]
    missing = [f"“{name}”" for name in COLUMNS if name not in names]
    if missing:
        found = ", ".join(f"“{name}”" for name in names[:12] if name) or "none"
        which = f"column {missing[0]} is" if len(missing) == 1 else f"columns {' and '.join(missing)} are"
        raise AnswerFileError(
            f"The {which} missing; the file has {found}. Give one answer a row, with the columns "
            f"{', '.join(COLUMNS)}."
        )
    twice = [name for name in (*COLUMNS, STRAND) if names.count(name) > 1]
    if twice:
        raise AnswerFileError(f"The column “{twice[0]}” stands in the file twice: remove one.")
    return {name: names.index(name) for name in (*COLUMNS, STRAND) if name in names}


@dataclass
class _Reading:
    """What has been read so far: enough to see a contradiction when it comes."""

    instrument: Instrument
    columns: Mapping[str, int]
    instrument_decides: bool
    rows: int = 0
    blank: int = 0
    answers: list[Answer] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    first_line: dict[tuple[str, str], int] = field(default_factory=dict)
    home: dict[str, tuple[str, int]] = field(default_factory=dict)
    strand_of: dict[str, tuple[str, int]] = field(default_factory=dict)
    is_vignette: dict[str, tuple[bool, int]] = field(default_factory=dict)
    own_items: dict[str, int] = field(default_factory=dict)
    strange_roles: dict[str, int] = field(default_factory=dict)
    not_theirs: dict[tuple[str, str], int] = field(default_factory=dict)
    moved: int = 0

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one row: an answer, or a rejection."""
        self.rows += 1
        values = {name: cells[at].strip() if at < len(cells) else "" for name, at in self.columns.items()}
        for name in ("department", "respondent", "item"):
            if not values[name]:
                return self.reject(line, name, "", f"no {name} is given")
        kind, level = self.answer_of(line, values["answer"])
        if kind is None:
            return None
        role = values["role"].lower()
        strand = self.vignette(line, values) if role == VIGNETTE else self.strand(line, values)
        if strand is None or not self.consistent(line, values):
            return None
        if role != VIGNETTE:
            self.watch_role(line, role, values["item"])
        self.first_line[values["respondent"], values["item"]] = line
        return self.answers.append(
            Answer(values["department"], values["respondent"], role, values["item"], strand, level, kind)
        )

    def reject(self, line: int, column: str, value: str, reason: str) -> None:
        """Leave a row out."""
        self.rejected.append(RejectedRow(line, column, value, reason))

    def answer_of(self, line: int, value: str) -> tuple[Kind | None, int | None]:
        """The answer, or None for a row without one or with one that is none."""
        if value in _LEVELS:
            return "answered", _LEVELS[value]
        other = _OTHER_ANSWERS.get(value.lower())
        if other is None and value:
            self.reject(
                line, "answer", value, "an answer is 1, 2, 3, 4, DK (don't know) or NA (not applicable)"
            )
        elif other is None:
            self.blank += 1
        return other, None

    def vignette(self, line: int, values: Mapping[str, str]) -> str | None:
        """The strand of a rated vignette, which is none; None where the item is no vignette."""
        item = values["item"]
        before, on = self.is_vignette.setdefault(item, (True, line))
        if item in self.instrument.items or not before:
            where = f" and was answered on line {on}" if not before else ""
            self.reject(line, "item", item, f"the role vignette rates vignettes; this is a statement{where}")
            return None
        if self.instrument_decides and item not in self.vignettes:
            title = f"{self.instrument.title}, version {self.instrument.version}"
            named = _listed(sorted(self.vignettes)) or "none"
            self.reject(line, "item", item, f"no such vignette in the {title}; it has {named}")
            return None
        return ""

    @property
    def vignettes(self) -> set[str]:
        """Ids of the instrument's vignettes."""
        return {vignette.id for vignette in self.instrument.vignettes}

    def strand(self, line: int, values: Mapping[str, str]) -> str | None:
        """The strand of a row's item; None where it has none, or another than before."""
        item, given = values["item"], values.get(STRAND, "")
        known = self.instrument.items.get(item)
        rated, on = self.is_vignette.setdefault(item, (item in self.vignettes, line))
        if rated:
            self.reject(
                line, "role", values["role"], f"{item} is a vignette: its rows have the role vignette"
            )
            return None
        if known is not None and (self.instrument_decides or not given):
            return known.strand
        if self.instrument_decides or not given:
            title = f"{self.instrument.title}, version {self.instrument.version}"
            self.reject(line, "item", item, f"no such item in the {title}")
            return None
        before, on = self.strand_of.setdefault(item, (given, line))
        if before != given:
            self.reject(line, STRAND, given, f"the item {item} is in the strand {before} on line {on}")
            return None
        if known is None:
            self.own_items.setdefault(item, line)
        return given

    def consistent(self, line: int, values: Mapping[str, str]) -> bool:
        """Whether the respondent stays in one department and answers each item once."""
        respondent, department = values["respondent"], values["department"]
        home, on = self.home.setdefault(respondent, (department, line))
        if home != department:
            self.moved += 1
            self.reject(
                line,
                "respondent",
                respondent,
                f"the same respondent is in {home} on line {on}, here in {department}",
            )
            return False
        before = self.first_line.get((respondent, values["item"]))
        if before is not None:
            self.reject(line, "item", values["item"], f"{respondent} has answered this item on line {before}")
            return False
        return True

    def watch_role(self, line: int, role: str, item: str) -> None:
        """Note roles that nobody has, and items that are not asked of a role."""
        if role not in ROLES:
            self.strange_roles.setdefault(role or "(none)", line)
            return
        known = self.instrument.items.get(item)
        if known is not None and role not in known.audience:
            self.not_theirs.setdefault((item, role), line)

    def all_warnings(self) -> Iterator[str]:
        """What to be careful about, a sentence each."""
        if self.blank:
            yield f"{self.blank} row{'s' * (self.blank > 1)} without an answer: passed over."
        if self.moved:
            yield (
                "Some respondents are in two departments; only their rows in the first were taken. If codes "
                "are used again in every department, put the department before the code, as in d1-t1."
            )
        if self.strange_roles:
            named = _listed([f"“{role}” (line {line})" for role, line in self.strange_roles.items()])
            yield f"Roles other than {', '.join(ROLES)}: {named}. Analysed like the others."
        if self.not_theirs:
            named = _listed([f"{i} by a {role} (line {n})" for (i, role), n in self.not_theirs.items()])
            yield f"Answers to items that are not asked of that role, taken all the same: {named}."
        items = {answer.item for answer in self.answers if not answer.of_vignette}
        if self.own_items and len(self.own_items) < len(items):
            named = _listed([f"{item} (line {line})" for item, line in self.own_items.items()])
            yield f"Items that the instrument does not have, taken with the strand in the file: {named}."


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
