"""Restricted maximum likelihood (REML): variances that allow for the item means having been estimated.

The restricted log likelihood is that of `nested.evaluate` less half the log determinant of the item means'
information. Maximum likelihood takes the fitted item means for the true ones and finds the variances between
few groups too low, by about a share of 1 in the number of groups; this does not.
"""

import numpy as np

from smeaton.engine.stats.nested import (
    COMPONENTS,
    Array,
    Evaluation,
    Index,
    Ratings,
    evaluate,
    information_of,
)

STEPS = 12
TOLERANCE = 1e-5
"""The search ends after a step that moves no variance by more than this share of itself."""


def restricted_log_likelihood(here: Evaluation) -> float:
    """Of an evaluation, but for a constant."""
    return here.log_likelihood - 0.5 * float(np.linalg.slogdet(here.information)[1])


def restrict(data: Ratings, v: Array, here: Evaluation, free: tuple[bool, ...]) -> tuple[Array, Evaluation]:
    """From the variances at the maximum of the likelihood (5) to those at the restricted one.

    Newton's method, with the curvature of the likelihood at the start, from which the end is not far. A
    variance that maximum likelihood puts at 0 may leave it. Steps that do not rise are halved.
    """
    size, height = float(v.sum()), restricted_log_likelihood(here)
    least = np.array([0.0] * (COMPONENTS - 1) + [1e-9 * size])
    curve = None
    for _ in range(STEPS):
        fresh = np.flatnonzero(free).astype(np.intp)
        if curve is None:
            curve = _curvature(data, v, here, fresh, size)
        slope = here.score - 0.5 * _growth(data, v, here, fresh, size)
        active = np.flatnonzero(np.array(free) & ((v > least) | (slope > 0)))
        if not len(active):
            break
        values, vectors = np.linalg.eigh(curve[np.ix_(active, active)])
        bend = np.maximum(np.abs(values), 1e-9 * float(np.abs(values).max()) + 1e-30)
        scale = np.maximum(v, 1e-3 * size)
        step = np.zeros(COMPONENTS)
        step[active] = scale[active] * (vectors @ (vectors.T @ (slope * scale)[active] / bend))
        last = bool((np.abs(step) <= TOLERANCE * np.maximum(v, 1e-3 * size)).all())
        for halving in range(12):
            trial = np.maximum(v + step / 2**halving, least)
            found = evaluate(data, trial)
            reached = restricted_log_likelihood(found)
            if reached >= height:
                break
        else:
            break
        v, here, height = trial, found, reached
        if last:
            break
    return v, here


def _curvature(data: Ratings, v: Array, here: Evaluation, free: Index, size: float) -> Array:
    """Hessian (5 × 5) of the log likelihood, in units of the variances; that of the determinant is small."""
    curve, scale = np.zeros((COMPONENTS, COMPONENTS)), np.maximum(v, 1e-3 * size)
    for j in free:
        ahead = v.copy()
        ahead[j] += (move := 1e-5 * max(float(v[j]), 1e-2 * size))
        curve[:, j] = (evaluate(data, ahead).score - here.score) / move
    return np.asarray((curve + curve.T) / 2 * np.outer(scale, scale))


def _growth(data: Ratings, v: Array, here: Evaluation, free: Index, size: float) -> Array:
    """Gradient (5) of the log determinant of the item means' information, by differences.

    That of the residual follows from the others: the information is inverse to the scale of all variances.
    """
    growth = np.zeros(COMPONENTS)
    before = float(np.linalg.slogdet(here.information)[1])
    for j in free[free < COMPONENTS - 1]:
        ahead = v.copy()
        ahead[j] += (move := 1e-5 * max(float(v[j]), 1e-2 * size))
        growth[j] = (float(np.linalg.slogdet(information_of(data, ahead))[1]) - before) / move
    growth[-1] = -(len(here.beta) + float(v[:-1] @ growth[:-1])) / float(v[-1])
    return growth
