"""Table and mapping → people with their answers, and what does not go in with its row and reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smeaton.engine.sources.survey_exports.asked import ROLES, Given, Wordings
from smeaton.engine.sources.survey_exports.mapping import ColumnMapping
from smeaton.engine.sources.survey_exports.table import Column, LeftOut, SurveyRow, SurveyTable
from smeaton.engine.sources.survey_exports.values import described_level

LONGEST_NOTE = 500
_MEANINGS: Mapping[str, Given] = {
    **{str(level): level for level in (1, 2, 3, 4)},
    "dont_know": "dont_know",
    "not_applicable": "not_applicable",
}


@dataclass(frozen=True)
class PersonRead:
    """One person: the row, who they are in the file (never to be stored), and what they answered.

    `identity` tells people of one file apart and is the same in a later export of the same survey;
    `everywhere` says that it names the person in any survey, as an address does.
    """

    row: int
    identity: str
    everywhere: bool
    department: int
    role: str
    answers: Mapping[str, Given]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """What goes in and what does not."""

    people: tuple[PersonRead, ...]
    left_out: tuple[LeftOut, ...]


def take(table: SurveyTable, mapping: ColumnMapping, asked: Wordings) -> Taken:
    """Read every row by the mapping. Of two rows of one person the later counts; the earlier is left out."""
    reader = _Reader(table, mapping, asked)
    left_out = list(table.set_aside)
    last: dict[str, PersonRead] = {}
    for row in table.rows:
        person = reader.person(row, left_out)
        if person is None:
            continue
        before = last.pop(person.identity, None)
        if before is not None:
            column = reader.column("respondent")
            left_out.append(
                LeftOut(
                    before.row,
                    column.letter if column else "",
                    column.heading if column else "",
                    "",
                    f"the same person answers again in row {person.row:,}, which is taken instead",
                )
            )
        last[person.identity] = person
    left_out.sort(key=lambda each: (each.row, each.column))
    return Taken(tuple(last.values()), tuple(left_out))


class _Reader:
    """Reads rows of one table by one mapping."""

    def __init__(self, table: SurveyTable, mapping: ColumnMapping, asked: Wordings) -> None:
        self._table, self._mapping, self._asked = table, mapping, asked
        self._targets: list[tuple[int, Column, str, str]] = []
        self._at: dict[str, int] = {}
        for place, column in enumerate(table.columns):
            kind, _, key = mapping.target(column).partition(":")
            self._targets.append((place, column, kind, key))
            self._at.setdefault(kind, place)
        self._departments = {each.id for each in asked.departments}
        self._seen_rows: dict[tuple[str, ...], int] = {}
        self._described: dict[tuple[str, str], Given | None] = {}

    def column(self, target: str) -> Column | None:
        """The column that holds something, if one does."""
        at = self._at.get(target)
        return None if at is None else self._table.columns[at]

    def person(self, row: SurveyRow, left_out: list[LeftOut]) -> PersonRead | None:
        """The person of a row, or None with the reason in `left_out`."""
        department = self._department(row, left_out)
        role = self._role(row, left_out)
        if department is None or not role:
            return None
        answers, notes = self._answers(row, left_out)
        if not answers:
            left_out.append(LeftOut(row.number, "", "", "", "no answer in this row can be taken"))
            return None
        identity, everywhere = self._identity(row, department)
        return PersonRead(row.number, identity, everywhere, department, role, answers, notes)

    def _department(self, row: SurveyRow, left_out: list[LeftOut]) -> int | None:
        at = self._at.get("school")
        text = row.cells[at] if at is not None else ""
        found = self._mapping.schools.get(text) if text else self._mapping.department
        if found in self._departments:
            return found
        said = "names no school of this programme" if text else "no school is named"
        self._leave_row(row, at, text, f"{said}, so nobody can tell whose answers these are", left_out)
        return None

    def _role(self, row: SurveyRow, left_out: list[LeftOut]) -> str:
        at = self._at.get("role")
        text = row.cells[at] if at is not None else ""
        found = self._mapping.roles.get(text, "") if text else self._mapping.role
        if found in ROLES:
            return found
        said = "is not said to be lead, teacher or technician" if text else "no role is named"
        self._leave_row(row, at, text, f"{said}: the row is left out", left_out)
        return ""

    def _leave_row(
        self, row: SurveyRow, at: int | None, text: str, reason: str, left_out: list[LeftOut]
    ) -> None:
        column = None if at is None else self._table.columns[at]
        letter, heading = (column.letter, column.heading) if column else ("", "")
        left_out.append(LeftOut(row.number, letter, heading, text[:60], reason))

    def _answers(self, row: SurveyRow, left_out: list[LeftOut]) -> tuple[dict[str, Given], dict[str, str]]:
        answers: dict[str, Given] = {}
        notes: dict[str, str] = {}
        for place, column, kind, key in self._targets:
            text = row.cells[place]
            if not text or kind not in ("item", "vignette", "note"):
                continue
            if kind == "note":
                notes[key] = text[:LONGEST_NOTE]
                if len(text) > LONGEST_NOTE:
                    reason = f"only the first {LONGEST_NOTE} characters of the note go in"
                    left_out.append(LeftOut(row.number, column.letter, column.heading, text[:60], reason))
                continue
            found = self._value(text, key)
            if found is not None:
                answers[key] = found
            elif self._mapping.values.get(text) != "skip":
                reason = "is not said to be a level, don't know or not applicable"
                left_out.append(LeftOut(row.number, column.letter, column.heading, text[:60], reason))
        return answers, notes

    def _value(self, text: str, key: str) -> Given | None:
        said = self._mapping.values.get(text)
        if said is not None:
            return _MEANINGS.get(said)
        if (text, key) not in self._described:
            item = self._asked.item_of.get(key)
            level = None if item is None else described_level(text, item, self._asked.levels)
            self._described[text, key] = level
        return self._described[text, key]

    def _identity(self, row: SurveyRow, department: int) -> tuple[str, bool]:
        """Who this is in the file. Where no column says so, people are told apart by their whole row."""
        at, when = self._at.get("respondent"), self._at.get("time")
        text = row.cells[at].casefold() if at is not None else ""
        if "@" in text or (len(text) >= 8 and not _only_figures(text)):
            return f"person|{text}", True
        survey = self._table.fingerprint()
        if text:
            moment = row.cells[when] if when is not None else ""
            return f"row|{survey}|{text}|{moment or department}", False
        count = self._seen_rows[row.cells] = self._seen_rows.get(row.cells, 0) + 1
        return "|".join(("whole", survey, *row.cells, str(count))), False


def _only_figures(text: str) -> bool:
    return all(sign.isdigit() or not sign.isalnum() for sign in text)
