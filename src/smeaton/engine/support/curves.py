"""How dose covers need in each cell: concave piecewise-linear curves, plain or averaged over errors.

Plain: the response to a dose with the needs as given.

Expected: E[f(dose; N)] with N ~ Normal(need, se) clipped to [0, 1]. The distribution is cut into `ATOMS`
slices of equal probability, each represented by its own mean, so the curve is piecewise linear with `ATOMS`
times as many pieces, keeps the expected need exactly, and equals the plain curve where the standard error is
zero. By Jensen it lies slightly above the integral (a test states by how much). Planner, bound and evaluator
share it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from smeaton.engine.support.problem import Problem, Response

ATOMS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """One concave curve per cell: piece p is `length[d, k, p]` of dose at `slope[d, k, p]` (D × K × P each).

    `need` (D × K) is what would be wholly covered: the need itself, or its expectation.
    """

    need: Floats
    length: Floats
    slope: Floats

    def covered(self, dose: Floats) -> Floats:
        """Need covered in each cell by `dose`, an array (…, D, K); the result has its shape."""
        start = np.cumsum(self.length, axis=-1) - self.length
        taken = np.clip(dose[..., None] - start, 0.0, self.length)
        result: Floats = (taken * self.slope).sum(axis=-1)
        return result


def curves(problem: Problem) -> Curves:
    """The curves of the problem's own objective."""
    need = np.array([d.need for d in problem.departments], dtype=float)
    if problem.rules.objective == "plain":
        return plain(need, problem.response)
    error = np.array([d.need_se for d in problem.departments], dtype=float)
    return expected(need, error, problem.response)


def plain(need: Floats, response: Response) -> Curves:
    """Curves with the needs (D × K, 0-1) as given."""
    length, slope = np.array(response.length), np.array(response.slope)
    full = need[:, :, None] * length
    return Curves(need, full, np.broadcast_to(slope, full.shape))


def expected(need: Floats, error: Floats, response: Response, atoms: int = ATOMS) -> Curves:
    """Curves averaged over clipped normal needs with means `need` and standard errors `error` (D × K)."""
    values = _slices(need, error, atoms)
    ends = np.cumsum(response.length)
    stops = np.sort((values[..., None] * ends).reshape(*need.shape, -1), axis=-1)
    starts = np.concatenate([np.zeros((*need.shape, 1)), stops[..., :-1]], axis=-1)
    middle = (starts + stops) / 2
    slopes = np.append(np.array(response.slope), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = middle[..., :, None] / values[..., None, :]
    piece = np.searchsorted(ends, np.nan_to_num(relative, nan=np.inf, posinf=np.inf), side="left")
    slope = slopes[piece].mean(axis=-1)
    return Curves(values.mean(axis=-1), stops - starts, slope)


def _slices(need: Floats, error: Floats, atoms: int) -> Floats:
    """Means of equal-probability slices of the clipped normal: D × K × atoms."""
    edges = ndtri(np.linspace(0.0, 1.0, atoms + 1))
    mean, scale = need[..., None], np.maximum(error, 1e-12)[..., None]
    low, high = -mean / scale, (1.0 - mean) / scale
    start, stop = np.clip(edges[:-1], low, high), np.clip(edges[1:], low, high)
    inside = mean * (ndtr(stop) - ndtr(start)) + scale * (_density(start) - _density(stop))
    above = np.maximum(ndtr(edges[1:]) - ndtr(np.maximum(edges[:-1], high)), 0.0)
    values: Floats = np.clip((inside + above) * atoms, 0.0, 1.0)
    return np.where(error[..., None] > 0, values, mean)


def _density(z: Floats) -> Floats:
    result: Floats = np.exp(-0.5 * np.square(z)) / np.sqrt(2 * np.pi)
    return result
