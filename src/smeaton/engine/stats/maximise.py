"""Maximum likelihood of the variances of `nested.evaluate`: EM steps, then Newton's method."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smeaton.engine.stats.nested import COMPONENTS, Array, Evaluation, Ratings, evaluate

EM_STEPS = 5
NEWTON_STEPS = 60
TOLERANCE = 1e-9
"""The fit ends when no variance would move by more than this share of itself."""
NEAR = 0.05
"""After steps that move no variance by more than this share the curvature is taken to stay as it is."""
NEARLY = 3e-5
"""A Newton step so small is the last: what it leaves is of the order of its square."""


@dataclass(frozen=True)
class Maximum:
    """Variances at the maximum (5), the evaluation there, and how the search went."""

    variances: Array
    evaluation: Evaluation
    evaluations: int
    converged: bool


def maximise(
    data: Ratings,
    start: Array,
    free: tuple[bool, ...],
    *,
    em_steps: int = EM_STEPS,
    tolerance: float = TOLERANCE,
) -> Maximum:
    """Climb from `start` (5); variances that are not `free` stay as they are; none falls below 0.

    EM steps are safe and quick to come near; Newton's steps, on a Hessian by differences of the exact
    scores, then end it. A step that does not raise the likelihood is halved.
    """
    open_ = np.array(free)
    size = float(start.sum())
    counts = np.array(
        [
            data.groups,
            data.groups * data.cells.shape[1],
            len(data.cells),
            int((data.cells > 0).sum()),
            data.count,
        ]
    )
    least = np.array([0.0] * (COMPONENTS - 1) + [1e-9 * size])
    v, used = start.astype(float), 1
    here = evaluate(data, v)
    for _ in range(em_steps):
        v = np.where(open_, np.maximum(v + 2.0 * v * v * here.score / counts, least), v)
        here, used = evaluate(data, v), used + 1
    bent: _Curvature | None = None
    for _ in range(NEWTON_STEPS):
        active = open_ & ((v > least) | (here.score > 0))
        if not active.any():
            return Maximum(v, here, used, True)
        step = np.zeros(COMPONENTS)
        if bent is None or (bent.active != active).any():
            bent = _curvature(data, v, here, active, size)
            used += int(active.sum())
        step[active] = bent.step(here.score)
        if (np.abs(step) <= tolerance * np.maximum(v, 1e-4 * size)).all():
            return Maximum(v, here, used, True)
        last = bool((np.abs(step) <= NEARLY * np.maximum(v, 1e-3 * size)).all())
        length, better = 1.0, None
        for _ in range(30):
            trial = np.maximum(v + length * step, least)
            found, used = evaluate(data, trial), used + 1
            if found.log_likelihood >= here.log_likelihood - 1e-13 * abs(here.log_likelihood):
                better = found
                break
            length /= 2
        if better is None or (trial == v).all():
            return Maximum(v, here, used, bool((np.abs(step) <= 1e-5 * np.maximum(v, 1e-3 * size)).all()))
        v, here = trial, better
        if length < 1.0 or (np.abs(step) > NEAR * np.maximum(v, 1e-3 * size)).any():
            bent = None
        if last and length == 1.0:
            return Maximum(v, here, used, True)
    return Maximum(v, here, used, False)


@dataclass(frozen=True)
class _Curvature:
    """The Hessian over the active variances, taken apart; negative where it is not."""

    active: npt.NDArray[np.bool_]
    scale: Array
    vectors: Array
    bend: Array

    def step(self, score: Array) -> Array:
        """The step uphill."""
        slope = self.vectors.T @ (score[self.active] * self.scale)
        return np.asarray(self.scale * (self.vectors @ (slope / self.bend)))


def _curvature(
    data: Ratings, v: Array, here: Evaluation, active: npt.NDArray[np.bool_], size: float
) -> _Curvature:
    """By differences of the exact scores."""
    places = np.flatnonzero(active)
    hessian = np.empty((len(places), len(places)))
    for column, j in enumerate(places):
        ahead = v.copy()
        ahead[j] += (move := 1e-5 * max(float(v[j]), 1e-2 * size))
        hessian[:, column] = (evaluate(data, ahead).score[places] - here.score[places]) / move
    scale = np.maximum(v[places], 1e-3 * size)
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2 * np.outer(scale, scale))
    bend = np.maximum(np.abs(values), 1e-9 * float(np.abs(values).max()) + 1e-30)
    return _Curvature(active, scale, vectors, bend)
