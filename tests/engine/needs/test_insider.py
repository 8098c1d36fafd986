"""A lead who knows every answer but those of one to four teachers, and the model itself, solves for them."""

from dataclasses import astuple

import numpy as np
import pytest
from scipy.optimize import linprog

from smeaton.engine.needs.answers import Answer
from smeaton.engine.needs.fit import fit
from smeaton.engine.needs.result import Cell
from smeaton.engine.needs.suppression import coarsened
from smeaton.engine.needs.table import Table, tabulate
from smeaton.engine.stats.nested import Array, Ratings, evaluate

STRANDS, ITEMS = 6, 18


def audit(teachers: int) -> Table:
    """Eight departments; the first has a lead and so many teachers, the others a lead and eight."""
    rng = np.random.default_rng(teachers)
    answers = []
    for d in range(8):
        theta = rng.normal(0, 0.25) + rng.normal(0, 0.25, STRANDS)
        for r in range(1 + (teachers if d == 0 else 8)):
            generous, view = rng.normal(0, 0.4), rng.normal(0, 0.25, STRANDS)
            for i in range(ITEMS):
                s = i % STRANDS
                level = int(np.clip(np.rint(2.5 + theta[s] + generous + view[s] + rng.normal(0, 0.7)), 1, 4))
                role = "lead" if r == 0 else "teacher"
                answers.append(Answer(f"d{d}", f"d{d}-{r}", role, f"i{i:02d}", f"s{s}", level))
    return tabulate(answers)


def levels(table: Table, variances: Array, value: Array) -> Array:
    """The first department's estimates (S) from answers `value` (R × I), the variances being known."""
    data = table.ratings
    found = evaluate(Ratings.of(table.owner, data.block, data.seen, value, STRANDS), variances)
    return np.asarray((data.one_hot / data.one_hot.sum(axis=0)).T @ found.beta + found.effects[0])


def narrowest(teachers: int, *, coarse: bool) -> float:
    """How far, in levels, the closest bounds are apart that the lead finds for one teacher in one strand."""
    table = audit(teachers)
    fitted = fit(table)
    assert fitted.used is not None
    v, value = np.array(astuple(fitted.used)), table.ratings.value
    exact = levels(table, v, value)
    unknown = [(r, i) for r in range(1, teachers + 1) for i in range(ITEMS)]
    moves = np.empty((STRANDS, len(unknown)))
    for column, (r, i) in enumerate(unknown):
        other = value.copy()
        other[r, i] += 1
        moves[:, column] = levels(table, v, other) - exact
    true = np.array([value[r, i] for r, i in unknown])
    low, high = exact - 1e-6, exact + 1e-6
    if coarse:
        shown = [
            coarsened(Cell("d0", f"s{s}", e, 0.3, e - 0.5, e + 0.5, None, 0.5, 9, 4), teachers).estimate
            for s, e in enumerate(exact)
        ]
        half = 0.125 if teachers > 2 else 0.25
        low, high = np.array(shown) - half, np.array(shown) + half
    base = exact - moves @ true
    limits = np.concatenate([high - base, base - low])
    widths = []
    for r in range(1, teachers + 1):
        for s in range(STRANDS):
            goal = np.array([float(row == r and table.ratings.block[i] == s) for row, i in unknown])
            goal /= goal.sum()
            ends = [
                linprog(sign * goal, A_ub=np.vstack([moves, -moves]), b_ub=limits, bounds=(1, 4)).fun
                for sign in (1, -1)
            ]
            widths.append(-ends[1] - ends[0])
    return min(widths)


@pytest.mark.parametrize("teachers", [1, 2, 3, 4])
def test_what_is_kept_leaves_every_teachers_view_of_a_strand_open(teachers: int) -> None:
    assert narrowest(teachers, coarse=True) >= 1.0


def test_exact_estimates_would_give_the_only_teacher_away() -> None:
    assert narrowest(1, coarse=False) < 0.05
