"""Answers → the arrays that the model is fitted to, and who said what in each cell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from smeaton.engine.needs.answers import VIGNETTE, Answer
from smeaton.engine.needs.result import RoleSummary
from smeaton.engine.stats.nested import Array, Index, Ratings

MOST_ITEMS = 400
"""More different items than any audit has: a sign that a column holds something else."""


class NothingToAnalyse(ValueError):
    """The answers cannot be analysed. The message is a sentence for whoever gathered them."""


@dataclass(frozen=True)
class Table:
    """Scored answers as arrays: respondents (R) by departments, items (I), strands (S)."""

    departments: tuple[str, ...]
    strands: tuple[str, ...]
    items: tuple[str, ...]
    respondents: tuple[str, ...]
    roles: tuple[str, ...]
    """The role of each respondent: that of their first answer."""
    owner: Index
    """The department of each respondent, as a position in `departments`."""
    ratings: Ratings


def tabulate(answers: Sequence[Answer], strands: Sequence[str] = ()) -> Table:
    """Lay out the answers that chose a level; `strands` gives an order; others follow by name.

    Ratings of vignettes are not among them. Raises `NothingToAnalyse` where no answer chose a level or there
    are too many items, and ValueError where a respondent is in two departments or answers an item twice, or
    an item is in two strands.
    """
    scored = [answer for answer in answers if answer.level is not None and answer.role != VIGNETTE]
    if not scored:
        raise NothingToAnalyse("No answer chooses a level from 1 to 4, so there is nothing to analyse.")
    strand_of = _only_one("item", {(a.item, a.strand) for a in scored})
    department_of = _only_one("respondent", {(a.respondent, a.department) for a in scored})
    role_of = {answer.respondent: answer.role for answer in reversed(scored)}
    if len(strand_of) > MOST_ITEMS:
        raise NothingToAnalyse(
            f"The answers name {len(strand_of)} different items. An audit has at most {MOST_ITEMS}: does the "
            "column “item” hold something else?"
        )
    named = set(strand_of.values())
    ordered = [s for s in strands if s in named] + sorted(named - set(strands))
    place = {strand: i for i, strand in enumerate(ordered)}
    items = sorted(strand_of, key=lambda item: (place[strand_of[item]], item))
    respondents = sorted(department_of, key=lambda r: (department_of[r], r))
    departments = sorted(set(department_of.values()))
    row = {respondent: i for i, respondent in enumerate(respondents)}
    column = {item: i for i, item in enumerate(items)}
    where = {department: i for i, department in enumerate(departments)}
    seen, value = np.zeros((len(row), len(column))), np.zeros((len(row), len(column)))
    for answer in scored:
        r, c = row[answer.respondent], column[answer.item]
        if seen[r, c]:
            raise ValueError(f"the respondent {answer.respondent} answers the item {answer.item} twice")
        seen[r, c], value[r, c] = 1.0, float(answer.level or 0)
    owner = np.array([where[department_of[r]] for r in respondents], dtype=np.intp)
    block = np.array([place[strand_of[i]] for i in items], dtype=np.intp)
    return Table(
        tuple(departments),
        tuple(ordered),
        tuple(items),
        tuple(respondents),
        tuple(role_of[r] for r in respondents),
        owner,
        Ratings.of(owner, block, seen, value, len(ordered)),
    )


def _only_one(noun: str, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in sorted(pairs):
        if found.setdefault(key, value) != value:
            raise ValueError(f"the {noun} {key} belongs to both {found[key]} and {value}")
    return found


def by_department(table: Table, of_respondent: Array) -> Array:
    """Sums over the respondents (R × S) of each department: D × S."""
    return np.asarray(np.add.reduceat(of_respondent, table.ratings.starts[:-1], axis=0))


def summaries(answers: Iterable[Answer]) -> dict[tuple[str, str], dict[str, RoleSummary]]:
    """(department, strand) → role → what that role said of its own practice."""
    cells: dict[tuple[str, str], dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        if answer.role == VIGNETTE:
            continue
        cells[answer.department, answer.strand][answer.role].append(answer)
    return {cell: {role: _summary(given) for role, given in roles.items()} for cell, roles in cells.items()}


def _summary(given: Sequence[Answer]) -> RoleSummary:
    chosen = [answer for answer in given if answer.level is not None]
    levels = sorted([answer.level or 0 for answer in chosen])
    middle = len(levels) // 2
    others = [answer.kind for answer in given if answer.level is None] if len(chosen) < len(given) else []
    return RoleSummary(
        n=len({answer.respondent for answer in chosen}),
        answers=len(levels),
        median=(levels[middle] + levels[~middle]) / 2 if levels else None,
        counts=(levels.count(1), levels.count(2), levels.count(3), levels.count(4)),
        dont_know=others.count("dont_know"),
        not_applicable=others.count("not_applicable"),
    )
