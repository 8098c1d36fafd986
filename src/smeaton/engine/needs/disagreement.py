"""Lead, teachers, technicians and results as separate measurements of the same practice; where they differ.

    x_kds = c_ks + theta_ds + bias_kd + eps_kds     (source k, department d, strand s)

Sources are never averaged silently: each has a view of its own, and is compared with one that it has no part
in: the lead with the teachers, technicians with the teachers (with the lead where teachers were not asked).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smeaton.engine.needs.result import Source, SourceView
from smeaton.engine.needs.table import Table, by_department
from smeaton.engine.needs.variance import TYPICAL, Variance
from smeaton.engine.stats.multiple import benjamini_hochberg
from smeaton.engine.stats.nested import Array

FALSE_FINDINGS = 0.1
"""Share of the flagged differences that may be false."""
FEWEST_TEACHERS = 5
"""Below so many teachers their view is not shown apart, so neither is a difference from it."""
FEWEST_FOR_USUAL = 3
"""Departments from which the usual difference in one strand is told; below, it is that over all strands."""
FEWEST_TO_COMPARE = 5
"""Departments below which published results are not set beside overall levels."""
LOWEST, HIGHEST = 1.0, 4.0
_SOURCES: dict[str, Source] = {"lead": "lead", "teacher": "teachers", "technician": "technicians"}
_MEDIAN_OF_SQUARE = 0.454936423
"""Median of a squared standard normal deviate."""

Views = dict[tuple[str, str], tuple[SourceView, ...]]


@dataclass(frozen=True)
class _Said:
    """What one source said: mean beyond the items' easiness, people and answers (each D × S)."""

    mean: Array
    people: Array
    answers: Array

    def within(self, v: Variance) -> Array:
        """Variance by chance that differs from strand to strand."""
        people, answers = np.maximum(self.people, 1), np.maximum(self.answers, 1)
        return np.asarray(v.respondent_strand / people + v.residual / answers)

    def whole(self, v: Variance) -> Array:
        """Variance from how generous these people are in general: the same in all strands."""
        return np.asarray(v.respondent / np.maximum(self.people, 1))


@dataclass(frozen=True)
class _Test:
    """One comparison in one cell: gap beyond the usual, its standard error, and with whom."""

    source: str
    against: str
    gap: float
    error: float

    @property
    def p(self) -> float:
        """Probability of a gap this large by chance."""
        return math.erfc(abs(self.gap) / (self.error * math.sqrt(2)))


def source_views(table: Table, beta: Array, used: Variance | None) -> Views:
    """(department, strand) → the view of each source that may be shown, with the differences worth a talk.

    `beta` (I) are the items' mean levels, `used` the variances between people (typical ones without). A view
    is on the levels 1 to 4 at the strand's average easiness; its standard error holds that one to three
    people may be generous or strict. The teachers' is left out where fewer than five chose a level.

    From a gap are taken off the usual difference of that source in that strand, and what the department's
    other strands tell of how far its two sources are apart throughout (a generous lead is no finding in every
    strand). It is held against the chance of both views, the usual spread of the source's view of a strand,
    and what is left unknown of its bias. A tenth of the flags, over all cells of all sources, may be false
    (Benjamini–Hochberg).
    """
    variance = used or TYPICAL
    said = _said(table, beta)
    tests: dict[tuple[int, int, str], _Test] = {}
    for source, references in (("lead", ("teacher",)), ("technician", ("teacher", "lead"))):
        compared = np.zeros((table.ratings.groups, len(table.strands)), dtype=bool)
        for against in references:
            usable = _shown(said[source], source) & _shown(said[against], against) & ~compared
            compared |= usable
            for (d, s), test in _compare(said, source, against, usable, variance).items():
                tests[d, s, source] = test
    keys = sorted(tests)
    flags = benjamini_hochberg([tests[key].p for key in keys], FALSE_FINDINGS)
    flagged = {key for key, flag in zip(keys, flags, strict=True) if flag}
    of_strand = (table.ratings.one_hot / table.ratings.one_hot.sum(axis=0)).T @ beta
    views: dict[tuple[str, str], list[SourceView]] = {}
    for role, one in said.items():
        value = np.clip(of_strand + one.mean, LOWEST, HIGHEST)
        error = np.sqrt(one.within(variance) + one.whole(variance))
        for d, s in np.argwhere(_shown(one, role)):
            key = (int(d), int(s), role)
            cell = (table.departments[key[0]], table.strands[key[1]])
            held = tests.get(key)
            views.setdefault(cell, []).append(
                SourceView(
                    source=_SOURCES[role],
                    n=int(one.people[d, s]),
                    value=float(value[d, s]),
                    se=float(error[d, s]),
                    gap=held.gap if held else None,
                    z=held.gap / held.error if held else None,
                    p=held.p if held else None,
                    flagged=key in flagged,
                    against=_SOURCES[held.against] if held else None,
                )
            )
    return {cell: tuple(found) for cell, found in views.items()}


def _said(table: Table, beta: Array) -> dict[str, _Said]:
    residual = table.ratings.seen * (table.ratings.value - beta) @ table.ratings.one_hot
    found = {}
    for role in _SOURCES:
        who = np.array([r == role for r in table.roles], dtype=float)[:, None]
        answers = by_department(table, table.ratings.cells * who)
        people = by_department(table, (table.ratings.cells > 0) * who)
        total = by_department(table, residual * who)
        found[role] = _Said(np.asarray(total / np.maximum(answers, 1)), people, answers)
    return found


def _shown(said: _Said, role: str) -> np.ndarray:
    return np.asarray(said.people >= (FEWEST_TEACHERS if role == "teacher" else 1))


def _compare(
    said: Mapping[str, _Said], source: str, against: str, usable: np.ndarray, variance: Variance
) -> dict[tuple[int, int], _Test]:
    """The gap of one source from another in every usable cell (D × S), with its standard error."""
    if not usable.any():
        return {}
    one, other = said[source], said[against]
    gap = np.where(usable, one.mean - other.mean, 0.0)
    within = np.where(usable, one.within(variance) + other.within(variance), 0.0)
    whole = np.where(usable, one.whole(variance) + other.whole(variance), 0.0)
    usual, kept = _usual(gap, usable)
    rest = np.where(usable, gap - usual, 0.0)
    eps, bias = _spread_of_bias(rest, within, whole, usable)
    throughout, left = _throughout(rest, within + eps, whole + bias, usable)
    return {
        (int(d), int(s)): _Test(
            source,
            against,
            float(rest[d, s] - throughout[d, s]),
            math.sqrt(float((within[d, s] + eps + left[d, s]) * kept[s])),
        )
        for d, s in zip(*np.nonzero(usable), strict=True)
    }


def _throughout(rest: Array, within: Array, whole: Array, usable: np.ndarray) -> tuple[Array, Array]:
    """How far one source is from the other throughout a department (D × S), and the variance that leaves.

    Predicted for every strand from the department's other strands, drawn towards 0 as far as they are few: so
    a strand that stands out does not hide itself.
    """
    others = usable.sum(axis=1)[:, None] - usable
    per = np.maximum(others, 1)
    mean = (rest.sum(axis=1)[:, None] - rest) / per
    noise = (within * usable).sum(axis=1)[:, None] - within * usable
    noise = noise / per**2
    share = np.where(others > 0, whole / np.maximum(whole + noise, 1e-12), 0.0)
    return np.asarray(share * mean), np.asarray(whole * (1 - share))


def _usual(gap: Array, usable: np.ndarray) -> tuple[Array, Array]:
    """The usual difference by strand (S), and the share of a gap's variance that taking it off leaves (S)."""
    counts = usable.sum(axis=0)
    everywhere, number = float(gap[usable].mean()), int(usable.sum())
    enough = counts >= FEWEST_FOR_USUAL
    usual = np.where(enough, gap.sum(axis=0) / np.maximum(counts, 1), everywhere)
    basis = np.where(enough, counts, number)
    return usual, np.where(basis > 1, 1 - 1 / np.maximum(basis, 2), 1.0)


def _spread_of_bias(rest: Array, within: Array, whole: Array, usable: np.ndarray) -> tuple[float, float]:
    """Variances of eps and bias beyond chance, by moments over the D × S differences.

    That of eps from the median of squares, so that the disagreements that are looked for do not hide
    themselves; that of bias from the departments' mean differences.
    """
    strands = usable.sum(axis=1)
    many = strands >= 2
    per = np.maximum(strands, 1)
    mean = rest.sum(axis=1) / per
    eps = 0.0
    if many.any():
        inside = usable & many[:, None]
        squares = ((rest - mean[:, None]) ** 2)[inside]
        kept = np.broadcast_to((1 - 1 / per)[:, None], usable.shape)[inside]
        eps = _excess(squares / kept, within[inside])
    has = strands >= 1
    departments = int(has.sum())
    if departments < FEWEST_FOR_USUAL:
        return eps, 0.0
    noise = (whole.sum(axis=1) / per + (within.sum(axis=1) / per + eps) / per)[has]
    squares = mean[has] ** 2 * departments / (departments - 1)
    return eps, max(float((squares - noise).mean()), 0.0)


def _excess(squares: Array, noise: Array) -> float:
    """The variance that must be added to `noise` for `squares` to be as large as they usually are."""
    if float(np.median(squares / noise)) <= _MEDIAN_OF_SQUARE:
        return 0.0
    low, high = 0.0, float(squares.max()) / _MEDIAN_OF_SQUARE
    for _ in range(60):
        middle = (low + high) / 2
        if float(np.median(squares / (noise + middle))) > _MEDIAN_OF_SQUARE:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@dataclass(frozen=True)
class OutcomeView:
    """A school's published results beside its department's overall level: never about one strand.

    `expected` is what departments at that level usually have, both in the unit of the figure.
    """

    department: str
    figure: float
    expected: float
    p: float
    flagged: bool


def outcome_views(levels: Mapping[str, float], outcomes: Mapping[str, float]) -> tuple[OutcomeView, ...]:
    """Results that are far from what departments at that overall level usually have in this place.

    `levels` and `outcomes` are by department; those with both are compared, if there are at least five. The
    usual relation is a straight line through the place; its scatter is robustly estimated, and flags may be
    false in a tenth of cases. Results depend on far more than practice: a prompt for a question, no verdict.
    """
    both = sorted(set(levels) & set(outcomes))
    if len(both) < FEWEST_TO_COMPARE:
        return ()
    x, y = (np.array([found[key] for key in both]) for found in (levels, outcomes))
    spread = float(((x - x.mean()) ** 2).sum())
    slope = float(((x - x.mean()) * (y - y.mean())).sum()) / spread if spread > 0 else 0.0
    expected = y.mean() + slope * (x - x.mean())
    rest = y - expected
    scatter = math.sqrt(float(np.median(rest**2)) / _MEDIAN_OF_SQUARE * len(both) / (len(both) - 2))
    if scatter <= 0:
        return ()
    p = [math.erfc(abs(float(r)) / (scatter * math.sqrt(2))) for r in rest]
    flags = benjamini_hochberg(p, FALSE_FINDINGS)
    return tuple(
        OutcomeView(key, float(y[i]), float(expected[i]), p[i], flags[i]) for i, key in enumerate(both)
    )
