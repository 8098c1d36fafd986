"""What each column of an export holds: proposed from its wording, to be confirmed by a person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from smeaton.engine.sources.cells import key_of
from smeaton.engine.sources.survey_exports.asked import ONE_EACH, Wordings
from smeaton.engine.sources.survey_exports.table import Column, SurveyTable, distinct
from smeaton.engine.sources.survey_exports.values import (
    Schools,
    described_level,
    plain_value,
    propose_scale,
    role_of,
)
from smeaton.engine.sources.survey_exports.wording import Asked, Likeness, normalised, without_number

SURE, LIKELY = 1.0, 0.75
_LEAST = 0.6
_REASONS = {
    "code": "the statement’s own code",
    "tool": "the survey tool says so",
    "cells": "by what stands in it",
}
_SCHOOL_WORDS = ("school", "college", "academy", "urn", "where do you work")
_ROLE_WORDS = ("role", "job title", "position", "post", "are you a", "i am a")
_NOTE_WORDS = ("comment", "evidence", "note", "example", "say more", "tell us more", "anything else")


@dataclass(frozen=True)
class Proposal:
    """What a column may hold, and how sure that is (0 to 1; 1 is the same wording)."""

    target: str
    score: float
    by: Literal["wording", "code", "tool", "cells"] = "wording"

    @property
    def sure(self) -> bool:
        """Whether nobody has to look: the wording or the code is the same, or the tool itself says it."""
        return self.by != "cells" and self.target != "ignore" and self.score >= SURE

    @property
    def words(self) -> str:
        """The confidence in words; empty where nothing is proposed."""
        if self.target == "ignore":
            return ""
        if self.by in _REASONS:
            return _REASONS[self.by]
        if self.score >= SURE:
            return "the same wording"
        return "very like" if self.score >= LIKELY else "a guess"


@dataclass(frozen=True)
class ColumnMapping:
    """What somebody has decided: column's letters → what it holds, text → what it means.

    `department` and `role` hold for every row whose own cell names none; None and "" are: not said.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    schools: Mapping[str, int] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    department: int | None = None
    role: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values that survive JSON."""
        return {
            "columns": dict(self.columns),
            "values": dict(self.values),
            "schools": dict(self.schools),
            "roles": dict(self.roles),
            "department": self.department,
            "role": self.role,
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Self:
        """A mapping from what `to_json` gave; what is missing is not decided."""
        return cls(
            columns=dict(found.get("columns", {})),
            values=dict(found.get("values", {})),
            schools={text: int(key) for text, key in found.get("schools", {}).items()},
            roles=dict(found.get("roles", {})),
            department=found.get("department"),
            role=found.get("role", ""),
        )

    def target(self, column: Column) -> str:
        """What a column holds; “ignore” where nothing is said."""
        return self.columns.get(column.letter, "ignore")


def propose(table: SurveyTable, asked: Wordings) -> dict[str, Proposal]:
    """Column's letters → what it probably holds. Nothing is proposed for two columns."""
    found: dict[str, Proposal] = {}
    open_columns = [(place, c) for place, c in enumerate(table.columns) if c.about != "ignore"]
    for name, place in _own_columns(table).items():
        found[table.columns[place].letter] = Proposal(name, 1.0, "tool")
    wording = _by_wording(table, [each for each in open_columns if each[1].letter not in found], asked)
    found |= wording
    for place, column in open_columns:
        if column.letter not in found and (note := _note_of(column, asked, found)):
            found[column.letter] = note
        elif column.letter not in found:
            other = _by_values(table, place, column, asked)
            if other and all(each.target != other.target for each in found.values()):
                found[column.letter] = other
    return {c.letter: found.get(c.letter, Proposal("ignore", 1.0 if c.about else 0.0)) for c in table.columns}


def clashes(mapping: ColumnMapping, table: SurveyTable) -> list[str]:
    """Why the columns cannot be taken as they are mapped, a sentence each: two that hold the same thing."""
    holders: dict[str, list[str]] = {}
    for column in table.columns:
        target = mapping.target(column)
        if target != "ignore":
            holders.setdefault(target, []).append(column.letter)
    return [
        f"Columns {' and '.join(letters)} are said to hold the same: choose one of them, and “Leave out” for "
        "the other."
        for letters in holders.values()
        if len(letters) > 1
    ]


def _own_columns(table: SurveyTable) -> dict[str, int]:
    """Who answered and when: an address where it tells people apart, else the tool's own number."""
    own: dict[str, int] = {}
    for place, column in enumerate(table.columns):
        if column.about == "time":
            own.setdefault("time", place)
        if column.about == "respondent":
            own.setdefault("respondent", place)
    for place, column in enumerate(table.columns):
        values = [value.casefold() for value in table.values(place)]
        addresses = sum("@" in value for value in values)
        looks = column.about == "email" or "email" in normalised(column.heading).replace("e mail", "email")
        if looks and table.rows and addresses >= 0.9 * len(table.rows) and len(set(values)) == len(values):
            own["respondent"] = place
            break
    return own


def _by_wording(
    table: SurveyTable, columns: Sequence[tuple[int, Column]], asked: Wordings
) -> dict[str, Proposal]:
    likeness = Likeness(
        [
            *(
                Asked(
                    f"item:{item.id}",
                    (
                        item.text,
                        f"{asked.strands.get(item.strand, '')} {item.text}",
                        f"{item.topic} {item.text}",
                    ),
                )
                for item in asked.items
            ),
            *(Asked(f"vignette:{v.id}", (v.title, v.text, f"{v.title} {v.text}")) for v in asked.vignettes),
        ]
    )
    codes = {key_of(item.id): f"item:{item.id}" for item in asked.items}
    codes |= {key_of(vignette.id): f"vignette:{vignette.id}" for vignette in asked.vignettes}
    candidates: list[tuple[float, int, str, Proposal]] = []
    for place, column in columns:
        coded = [codes[key] for key in map(key_of, _codes(column)) if key in codes]
        if coded:
            candidates.append((1.0, place, column.letter, Proposal(coded[0], 1.0, "code")))
            continue
        for alike in likeness.best(_ways(column)):
            score = alike.score if _looks_answered(table, place, alike.target, asked) else alike.score - 0.25
            candidates.append((score, place, column.letter, Proposal(alike.target, score)))
    found: dict[str, Proposal] = {}
    taken: set[str] = set()
    for score, _, letter, proposal in sorted(candidates, key=lambda each: (-each[0], each[1])):
        if score >= _LEAST and letter not in found and proposal.target not in taken:
            found[letter] = proposal
            taken.add(proposal.target)
    return found


def _codes(column: Column) -> list[str]:
    return [text for text in (column.code, column.part, column.heading) if text and len(text) <= 60]


def _ways(column: Column) -> list[str]:
    whole = without_number(column.heading)
    return [without_number(column.part), whole] if column.part else [whole]


def _looks_answered(table: SurveyTable, place: int, target: str, asked: Wordings) -> bool:
    """Whether the cells could be answers to one item: few different texts, or its described levels."""
    values = distinct(table.values(place))
    if len(values) <= 12:
        return True
    item = asked.item_of.get(target.removeprefix("item:"))
    return item is not None and all(described_level(value, item, asked.levels) for value in values[:12])


def _note_of(column: Column, asked: Wordings, found: Mapping[str, Proposal]) -> Proposal | None:
    words = f" {normalised(column.heading)} "
    if not any(sign in words for sign in _NOTE_WORDS):
        return None
    for strand, title in asked.strands.items():
        target = f"note:{strand}"
        if f" {normalised(title)} " in words and all(each.target != target for each in found.values()):
            return Proposal(target, 0.8)
    return None


def _by_values(table: SurveyTable, place: int, column: Column, asked: Wordings) -> Proposal | None:
    values = distinct(table.values(place))
    words = normalised(column.heading)
    if not values or len(values) > 400:
        return None
    schools = Schools(asked.departments)
    in_programme = sum(schools.find(value) is not None for value in values) / len(values)
    if in_programme >= 0.6 or (in_programme and any(sign in words for sign in _SCHOOL_WORDS)):
        return Proposal("school", max(in_programme, 0.7), "cells")
    roles = sum(role_of(value) is not None for value in values) / len(values)
    short = len(values) <= 12 and not any(plain_value(value) for value in values)
    asks = any(f" {sign} " in f" {words} " for sign in _ROLE_WORDS)
    if short and roles >= (0.5 if asks else 0.9):
        return Proposal("role", 1.0 if asks else roles - 0.2, "cells")
    return None


def answer_groups(
    table: SurveyTable, mapping: ColumnMapping, asked: Wordings
) -> list[tuple[tuple[Column, ...], dict[str, int]]]:
    """The answers that no description explains, by scale: the columns that share one, and text → how often.

    Columns are taken to use one scale where they have an answer in common, are rows of one grid, are all
    numbers, or all about agreeing: with few people no column may show every step of its scale.
    """
    groups: list[tuple[list[Column], dict[str, int], set[str]]] = []
    for place, column in enumerate(table.columns):
        kind, _, key = mapping.target(column).partition(":")
        if kind not in ("item", "vignette"):
            continue
        item = asked.item_of.get(key)
        counts = {
            text: count
            for text, count in Counter(table.values(place)).items()
            if item is None or described_level(text, item, asked.levels) is None
        }
        if not counts:
            continue
        columns, signs = [column], _signs_of_scale(column, counts)
        for group in [each for each in groups if signs & each[2]]:
            groups.remove(group)
            columns = group[0] + columns
            counts, signs = _added(group[1], counts), signs | group[2]
        groups.append((columns, counts, signs))
    return [(tuple(columns), counts) for columns, counts, _ in groups]


def _signs_of_scale(column: Column, texts: Iterable[str]) -> set[str]:
    steps = {text for text in texts if plain_value(text) is None}
    signs = set(steps)
    if steps and column.part:
        signs.add(f"grid {column.heading.removesuffix(f'[{column.part}]')}")
    if steps and all(text[:1].isdigit() for text in steps):
        signs.add("numbers")
    if any("agree" in text.casefold() for text in steps):
        signs.add("agreeing")
    return signs


def _added(ours: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    return {text: ours.get(text, 0) + theirs.get(text, 0) for text in (*ours, *theirs)}


def propose_values(
    table: SurveyTable, mapping: ColumnMapping, asked: Wordings
) -> tuple[dict[str, str], dict[str, int], dict[str, str]]:
    """What answers, schools and roles mean, as far as that is clear: text → value, department, role."""
    values: dict[str, str] = {}
    for _, counts in answer_groups(table, mapping, asked):
        other = {text: plain for text in counts if (plain := plain_value(text)) is not None}
        values |= {text: str(plain) for text, plain in other.items()}
        values |= propose_scale([text for text in counts if text not in other], asked.levels)
    schools, roles = dict[str, int](), dict[str, str]()
    find = Schools(asked.departments)
    for place, column in enumerate(table.columns):
        target = mapping.target(column)
        for text in distinct(table.values(place)) if target in ONE_EACH else ():
            if target == "school" and (department := find.find(text)) is not None:
                schools[text] = department
            elif target == "role" and (role := role_of(text)) is not None:
                roles[text] = role
    return values, schools, roles
