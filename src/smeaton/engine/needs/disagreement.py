"""Where a lead and the teachers of a department see a strand differently: prompts for a conversation."""

import math
from dataclasses import dataclass

import numpy as np

from smeaton.engine.needs.table import Table, by_department
from smeaton.engine.needs.variance import TYPICAL, Variance
from smeaton.engine.stats.multiple import benjamini_hochberg
from smeaton.engine.stats.nested import Array

FALSE_FINDINGS = 0.1
FEWEST_TEACHERS = 5
"""Below so many teachers their view is not shown apart, so neither is a difference."""


@dataclass(frozen=True)
class Difference:
    """The lead's view minus the teachers' in levels, beyond the usual difference; is it flagged?"""

    gap: float
    flagged: bool


def lead_and_teachers(table: Table, beta: Array, used: Variance | None) -> dict[tuple[str, str], Difference]:
    """(department, strand) → difference, where a lead and at least five teachers answered.

    They are compared after their items' easiness (`beta`, I) is taken off. So is the usual difference
    between leads and teachers in that strand. Chance comes from the generosity of one lead, of the
    mean teacher, and from single answers; differences too large for it are flagged so that a tenth of the
    flags may be false (Benjamini–Hochberg).
    """
    variance = used or TYPICAL
    residual = table.ratings.seen * (table.ratings.value - beta) @ table.ratings.one_hot
    counts = {role: np.array([r == role for r in table.roles])[:, None] for role in ("lead", "teacher")}
    sums = {role: by_department(table, residual * who) for role, who in counts.items()}
    cells = {role: by_department(table, table.ratings.cells * who) for role, who in counts.items()}
    people = {role: by_department(table, (table.ratings.cells > 0) * who) for role, who in counts.items()}
    usable = (cells["lead"] > 0) & (people["teacher"] >= FEWEST_TEACHERS)
    if not usable.any():
        return {}
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = sums["lead"] / cells["lead"] - sums["teacher"] / cells["teacher"]
        person = variance.respondent + variance.respondent_strand
        error = person * (1 / people["lead"] + 1 / people["teacher"])
        error += variance.residual * (1 / cells["lead"] + 1 / cells["teacher"])
    usual = np.array(
        [gap[usable[:, s], s].mean() if usable[:, s].any() else 0.0 for s in range(gap.shape[1])]
    )
    where = [(int(d), int(s)) for d, s in zip(*np.nonzero(usable), strict=True)]
    gaps = [float(gap[d, s] - usual[s]) for d, s in where]
    p_values = [
        math.erfc(abs(g) / math.sqrt(2 * float(error[d, s]))) for g, (d, s) in zip(gaps, where, strict=True)
    ]
    flags = benjamini_hochberg(p_values, FALSE_FINDINGS)
    return {
        (table.departments[d], table.strands[s]): Difference(g, flagged)
        for (d, s), g, flagged in zip(where, gaps, flags, strict=True)
    }
