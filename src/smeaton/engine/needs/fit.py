"""The model fitted to a table of answers: estimates with their covariances, and the limits of both."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smeaton.engine.needs.known import Known, predict
from smeaton.engine.needs.table import Table
from smeaton.engine.needs.variance import TYPICAL, Z90, Variance
from smeaton.engine.stats.maximise import maximise
from smeaton.engine.stats.nested import Array, Evaluation, evaluate
from smeaton.engine.stats.restricted import restrict
from smeaton.engine.stats.student import t_quantile

COVERAGE = 0.9
FEWEST_TO_POOL = 3
"""Departments below which each stands on its own: how much departments differ cannot be told from two."""
FEWEST_PER_ITEM = 3
"""Answers an item, on average, below which the spread between people is a stated assumption."""
FLAT = 100.0
"""Variance that stands for “anything is possible” on levels from 1 to 4."""
NO_CHANCE = 1e-6
"""Share of the variance below which the residual counts as none: the likelihood then has no maximum."""
START = (0.07, 0.05, 0.22, 0.08, 0.58)
"""Where the search begins: shares of the variance that is left beside the item means."""
NAMES = ("department", "department_strand", "respondent", "respondent_strand", "residual")


@dataclass(frozen=True)
class Fit:
    """Estimates (D × S) of expected levels with covariances (D × S × S), and how they were made."""

    variance: dict[str, float | None]
    used: Variance | None
    estimates: Array
    covariance: Array
    effects: Array
    """What of the estimates is the departments' own (D × S)."""
    evaluation: Evaluation
    quantile: float
    degrees_of_freedom: int | None
    pooled: bool
    evaluations: int
    converged: bool
    log_likelihood: float | None
    warnings: tuple[str, ...]


def fit(
    table: Table,
    shared: Array | None = None,
    *,
    restricted: bool = True,
    known: Mapping[str, Known] | None = None,
) -> Fit:
    """Fit by maximum likelihood and predict every department's level in every strand.

    `variance` holds the maximum-likelihood variances; the estimates and their errors are made with those of
    restricted maximum likelihood, unless `restricted` is off.

    The covariance holds the uncertainty of the item means as well as that of the departments' effects. With
    fewer than three departments nothing is pooled; with too few answers an item, typical variances between
    people are assumed. Both are said in `warnings`. `shared` (D) is the variance of an error that all strands
    of a department have in common, as vignettes leave it: it adds to the departments' variance, and estimates
    and covariances are freed of it. `known` is what earlier audits say of items (`known.py`): it enters the
    estimates and their covariances, not the variances, nor `evaluation`, which the bank learns from.
    """
    data, notes = table.ratings, []
    departments, items = data.groups, len(table.items)
    means = data.value.sum(axis=0) / data.seen.sum(axis=0)
    spread = float((data.seen * (data.value - means) ** 2).sum()) / data.count
    free = _estimable(table)
    start = spread * np.array(START) * np.array([*free[:4], True])
    variance: dict[str, float | None] = dict.fromkeys(NAMES)
    search = None
    if spread > 1e-9 and data.count > items:
        search = maximise(data, start, free)
        if search.variances[-1] < NO_CHANCE * spread:
            search = None
    if search is not None:
        named = zip(NAMES, search.variances.tolist(), free, strict=True)
        variance = {name: value if is_free else None for name, value, is_free in named}
        notes += _about_components(table, variance)
        if not search.converged:
            notes.append("The search for the variances did not settle: take the intervals as rough.")
    enough = search is not None and data.count >= FEWEST_PER_ITEM * items
    pooled = enough and departments >= FEWEST_TO_POOL
    estimated = search.variances if search and enough else None
    v, quantile, freedom = _for_intervals(table, estimated, pooled, notes)
    final = search.evaluation if search and pooled else evaluate(data, v)
    if pooled and restricted:
        v, final = restrict(data, v, final, free)
    estimates, covariance = _predict(table, final)
    effects = final.effects
    if known:
        estimates, covariance, effects = predict(table, final, known)
    if shared is not None and shared.any():
        estimates, covariance = _less_shared(estimates, covariance, effects, v, shared, pooled)
    used = Variance(*v.tolist()) if pooled else None
    return Fit(
        variance=variance,
        used=used,
        estimates=estimates,
        covariance=covariance,
        effects=effects,
        evaluation=final,
        quantile=quantile,
        degrees_of_freedom=freedom,
        pooled=pooled,
        evaluations=search.evaluations if search else 1,
        converged=search.converged if search else True,
        log_likelihood=search.evaluation.log_likelihood if search else None,
        warnings=tuple(notes),
    )


def _estimable(table: Table) -> tuple[bool, ...]:
    """Which components the answers can tell apart at all."""
    many, strands = table.ratings.groups > 1, len(table.strands) > 1
    repeated = bool((table.ratings.cells > 1).any())
    people = len(table.respondents) > 1
    return (many, many and strands, people, people and strands and repeated, True)


def _about_components(table: Table, variance: dict[str, float | None]) -> list[str]:
    notes = []
    if table.ratings.groups > 1 and len(table.respondents) == table.ratings.groups:
        notes.append(
            "Every department has one respondent: how a department differs from others cannot be told from "
            "how generous its respondent is."
        )
    if len(table.strands) > 1 and variance["respondent_strand"] is None:
        notes.append("Nobody answered two items of a strand: their view of a strand counts as chance.")
    return notes


def _for_intervals(
    table: Table, estimated: Array | None, pooled: bool, notes: list[str]
) -> tuple[Array, float, int | None]:
    """The variances (5) that intervals are made with, the quantile, and its degrees of freedom."""
    data, departments = table.ratings, table.ratings.groups
    if pooled and estimated is not None:
        return estimated, t_quantile(COVERAGE, departments - 1), departments - 1
    counted = {1: "One department", 2: "Two departments"}.get(departments, "So few answers")
    notes.append(
        f"{counted} cannot show how much departments differ: each estimate is the department's own mean, not "
        "drawn towards a place's average, and has no reliability."
    )
    if estimated is None:
        notes.append(
            "Too few people answered, or all alike, to tell how much people differ: the intervals assume "
            "what is typical of a larger audit."
        )
        people = (TYPICAL.respondent, TYPICAL.respondent_strand, TYPICAL.residual)
        return np.array([0.0, FLAT, *people]), Z90, None
    corrected = estimated * data.count / (data.count - len(table.items))
    freedom = max(len(table.respondents) - departments, 1)
    return np.array([0.0, FLAT, *corrected[2:]]), t_quantile(COVERAGE, freedom), freedom


def _predict(table: Table, found: Evaluation) -> tuple[Array, Array]:
    """Expected levels at average leniency and their prediction errors, item means being estimated too."""
    mean_of = (table.ratings.one_hot / table.ratings.one_hot.sum(axis=0)).T
    estimates = mean_of @ found.beta + found.effects
    through_items = mean_of - found.pull
    inverse = np.linalg.inv(found.information)
    covariance = found.covariance + np.einsum(
        "dsi,ij,dtj->dst", through_items, inverse, through_items, optimize=True
    )
    return np.asarray(estimates), np.asarray(covariance)


def _less_shared(
    estimates: Array, covariance: Array, effects: Array, v: Array, shared: Array, pooled: bool
) -> tuple[Array, Array]:
    """Estimates of theta from those of theta + δ, where δ, one for a department, has the variance `shared`.

    Given φ = theta + δ1 with covariance Sigma, E[δ | φ] = k'φ with k = Sigma⁻¹1 · var δ, and what stays
    unknown of δ is var δ − var δ² 1'Sigma⁻¹1; var δ counts at most as the whole variance of departments.
    """
    strands = estimates.shape[1]
    if not pooled:
        return estimates, covariance + shared[:, None, None]
    known = np.minimum(shared, v[0])
    k = known / (strands * v[0] + v[1]) if v[0] > 0 else np.zeros_like(shared)
    moved = k * effects.sum(axis=1)
    free = np.eye(strands) - k[:, None, None]
    spread = np.einsum("dij,djk,dlk->dil", free, covariance, free, optimize=True)
    return estimates - moved[:, None], spread + (shared - known * k * strands)[:, None, None]


def standard_errors(covariance: Array) -> Array:
    """Square roots of the diagonals (D × S); rounding below zero counts as zero."""
    return np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0.0))


def reliability(se: float, used: Variance | None) -> float | None:
    """Share of the differences between departments that an estimate tells, 0 to 1; None where not known."""
    if used is None or used.between <= 0 or not math.isfinite(se):
        return None
    return min(max(1.0 - se * se / used.between, 0.0), 1.0)


def reliability_within(covariance: Array, used: Variance | None) -> Array | None:
    """How surely the strands of one department are told apart (S), 0 to 1; None where that is not known.

    The department's level and its colleagues' common generosity cancel: each strand is compared with the
    mean of the department's strands.
    """
    strands = len(covariance)
    if used is None or used.department_strand <= 0 or strands < 2:
        return None
    apart = np.eye(strands) - 1.0 / strands
    error = np.diagonal(apart @ covariance @ apart)
    return np.clip(1.0 - error / (used.department_strand * (1.0 - 1.0 / strands)), 0.0, 1.0)
