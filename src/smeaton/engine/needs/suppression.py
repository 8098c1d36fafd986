"""What is withheld so that nobody's answers can be read off a page, or worked out by subtraction.

Four rules (docs/explanation/what-is-withheld.md):

1. What fewer than five teachers said is withheld (`too_few`).
2. Where totals are shown beside their parts, so many further parts are withheld that no withheld one follows
   by subtraction (`to_withhold`); `feasible` says, by linear programming, what a reader could still work out.
3. A breakdown once shown changes only when at least five more teachers have answered (`may_refresh`): two
   pictures of one audit, a day apart, do not differ by one colleague.
4. An estimate that rests on one to four teachers is shown in steps of a quarter or half of a level
   (`coarsened`): who knows their own answers cannot solve for a colleague's.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from smeaton.engine.needs.result import Cell

FEWEST = 5
"""Teachers whose answers are shown together at the least."""
STEP = 0.25
"""Levels by which an estimate of three or four teachers is shown."""
STEP_OF_TWO = 0.5
"""Levels by which an estimate of one or two teachers is shown: beside a lead, one of them is half of it."""
STEP_OF_PROBABILITY = 0.05
LOWEST, HIGHEST = 1.0, 4.0

Key = tuple[str, str]


def too_few(teachers: int) -> bool:
    """Whether so many teachers are some, and too few to show what they said."""
    return 0 < teachers < FEWEST


def may_refresh(answered: int, shown_for: int | None) -> bool:
    """Whether a breakdown of so many teachers may replace the one shown for `shown_for` (None: for none)."""
    if answered < FEWEST:
        return False
    return shown_for is None or shown_for < FEWEST or answered - shown_for >= FEWEST


def coarsened(cell: Cell, teachers: int) -> Cell:
    """The cell as it may be kept and shown: to one decimal, and coarser if it rests on one to four teachers.

    Of few teachers, the estimate is rounded to steps of `STEP`, or
    of `STEP_OF_TWO`. The interval lies around the rounded estimate, as many whole steps wide as holds the
    exact one: were its ends rounded by themselves, they would narrow down the estimate further. The error of
    rounding is added to the standard error; the probability is rounded to steps of `STEP_OF_PROBABILITY`.
    """
    if not too_few(teachers):
        return _to_one_decimal(cell)
    step, chance = STEP if teachers > 2 else STEP_OF_TWO, STEP_OF_PROBABILITY
    estimate = round(cell.estimate / step) * step
    reach = max(cell.estimate - cell.lower, cell.upper - cell.estimate) + step / 2
    half = math.ceil(reach / step - 1e-9) * step
    return replace(
        cell,
        estimate=estimate,
        lower=max(estimate - half, LOWEST),
        upper=min(estimate + half, HIGHEST),
        se=round(math.sqrt(cell.se**2 + step**2 / 12), 2),
        p_weakest3=round(round(cell.p_weakest3 / chance) * chance, 2),
    )


def _to_one_decimal(cell: Cell) -> Cell:
    """The estimate to a tenth of a level with its interval around it: one more colleague moves it by no more
    than two tenths or so, which cannot be read back."""
    estimate = round(cell.estimate, 1)
    reach = max(cell.estimate - cell.lower, cell.upper - cell.estimate)
    return replace(
        cell,
        estimate=estimate,
        lower=max(estimate - reach, LOWEST),
        upper=min(estimate + reach, HIGHEST),
    )


def to_withhold(
    people: Mapping[Key, int], *, row_totals: bool, column_totals: bool, small: Collection[Key] | None = None
) -> frozenset[Key]:
    """Cells of a table (row, column) that must be withheld, `people` being how many each rests on.

    Primary: `small`, by default those with one to four people. Complementary: while the shown totals and
    parts still pin a withheld cell down, the smallest further part of its row or column goes too; where
    there is none, the reader must not be shown that total, and ValueError says which.
    """
    withheld = set(small if small is not None else (key for key, n in people.items() if too_few(n)))
    while True:
        pinned = [
            key for key in sorted(withheld) if _pinned(people, withheld, key, row_totals, column_totals)
        ]
        if not pinned:
            return frozenset(withheld)
        row, column = pinned[0]
        beside = [
            key
            for key in people
            if key not in withheld
            and ((row_totals and key[0] == row) or (column_totals and key[1] == column))
        ]
        if not beside:
            raise ValueError(f"the total of {row} or {column} gives away what is withheld: do not show it")
        withheld.add(min(beside, key=lambda key: (people[key] == 0, people[key], key)))


def _pinned(
    people: Mapping[Key, int], withheld: Collection[Key], key: Key, row_totals: bool, column_totals: bool
) -> bool:
    """Whether the cell can be worked out to within less than half of what a hidden colleague could add."""
    low, high = feasible(people, withheld, row_totals=row_totals, column_totals=column_totals)[key]
    return high - low < 1.0


def feasible(
    values: Mapping[Key, int], withheld: Collection[Key], *, row_totals: bool, column_totals: bool
) -> dict[Key, tuple[float, float]]:
    """The least and the greatest value, 0 or more, that each withheld cell can have for who sees the rest.

    Without any total a cell may be anything: up to infinity. Linear programming over all cells at once, so
    that subtraction across several totals counts as well.
    """
    from scipy.optimize import linprog  # loading it takes longer than most pages

    hidden = sorted(withheld)
    lines: list[tuple[list[Key], int]] = []
    for shown, axis in ((row_totals, 0), (column_totals, 1)):
        if shown:
            for name in sorted({key[axis] for key in hidden}):
                inside = [key for key in hidden if key[axis] == name]
                lines.append((inside, sum(values[key] for key in inside)))
    if not lines:
        return dict.fromkeys(hidden, (0.0, math.inf))
    equations = np.array([[float(key in inside) for key in hidden] for inside, _ in lines])
    totals = np.array([float(total) for _, total in lines])
    ranges = {}
    for position, key in enumerate(hidden):
        goal = np.zeros(len(hidden))
        goal[position] = 1.0
        ends = [linprog(sign * goal, A_eq=equations, b_eq=totals, bounds=(0, None)) for sign in (1.0, -1.0)]
        low, high = (end.fun if end.status == 0 else None for end in ends)
        ranges[key] = (0.0 if low is None else float(low), math.inf if high is None else -float(high))
    return ranges
