"""Restricted maximum likelihood (REML): variances that allow for the item means having been estimated.

The restricted log likelihood is that of `nested.evaluate` less half the log determinant of the item means'
information. Maximum likelihood takes the fitted item means for the true ones and finds the variances between
few groups too low, by about a share of 1 in the number of groups; this does not.
"""

import numpy as np

from smeaton.engine.stats.nested import COMPONENTS, Array, Evaluation, Index, Ratings, evaluate

STEPS = 12
TOLERANCE = 1e-6
"""The search ends when no variance would move by more than this share of itself."""


def restricted_log_likelihood(here: Evaluation) -> float:
    """Of an evaluation, but for a constant."""
    return here.log_likelihood - 0.5 * float(np.linalg.slogdet(here.information)[1])


def restrict(data: Ratings, v: Array, here: Evaluation, free: tuple[bool, ...]) -> tuple[Array, Evaluation]:
    """From the variances at the maximum of the likelihood (5) to those at the restricted one.

    Newton's method: slopes and curvatures by differences between the evaluations that it makes anyway. A
    variance that maximum likelihood puts at 0 may leave it. Steps that do not rise are halved.
    """
    size, height = float(v.sum()), restricted_log_likelihood(here)
    least = np.array([0.0] * (COMPONENTS - 1) + [1e-9 * size])
    for _ in range(STEPS):
        slope, curve = _slopes(data, v, here, np.flatnonzero(free).astype(np.intp), size)
        active = np.flatnonzero(np.array(free) & ((v > least) | (slope > 0)))
        if not len(active):
            break
        values, vectors = np.linalg.eigh(curve[np.ix_(active, active)])
        bend = np.maximum(np.abs(values), 1e-9 * float(np.abs(values).max()) + 1e-30)
        scale = np.maximum(v, 1e-3 * size)
        step = np.zeros(COMPONENTS)
        step[active] = scale[active] * (vectors @ (vectors.T @ (slope * scale)[active] / bend))
        if (np.abs(step) <= TOLERANCE * np.maximum(v, 1e-3 * size)).all():
            break
        for halving in range(12):
            trial = np.maximum(v + step / 2**halving, least)
            found = evaluate(data, trial)
            reached = restricted_log_likelihood(found)
            if reached >= height:
                break
        else:
            break
        v, here, height = trial, found, reached
    return v, here


def _slopes(data: Ratings, v: Array, here: Evaluation, free: Index, size: float) -> tuple[Array, Array]:
    """Gradient (5) and, in units of the variances, Hessian (5 × 5) of the restricted log likelihood.

    The Hessian leaves out the curvature of the determinant, which is small beside that of the likelihood.
    """
    slope, curve = np.zeros(COMPONENTS), np.zeros((COMPONENTS, COMPONENTS))
    scale = np.maximum(v, 1e-3 * size)
    log_determinant = float(np.linalg.slogdet(here.information)[1])
    for j in free:
        ahead = v.copy()
        ahead[j] += (move := 1e-5 * max(float(v[j]), 1e-2 * size))
        there = evaluate(data, ahead)
        grown = (float(np.linalg.slogdet(there.information)[1]) - log_determinant) / move
        slope[j] = here.score[j] - 0.5 * grown
        curve[:, j] = (there.score - here.score) / move
    return slope, (curve + curve.T) / 2 * np.outer(scale, scale)
