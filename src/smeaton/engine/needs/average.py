"""From levels averaged over generous and strict colleagues to the level at average leniency.

Levels end at 1 and 4. A generous colleague cannot say more than 4 of a strong department, a strict one not
less than 1 of a weak one: averaged over colleagues, strong and weak departments lie closer together than they
look to somebody of average leniency. How much closer follows from how far colleagues differ. Behind every
answer stands a normal quantity, cut where each item's shares of 1, 2, 3 and 4 say. Seen that way

    mean answer of a department     = mean over items of 1 + Σ Φ((δ − cut) / √(1 − r))
    level at average leniency       = mean over items of 1 + Σ Φ((δ − cut) / √(1 − r − a))

where r and a are the shares of departments and of leniency in that quantity's variance. The first is solved
for δ, the second says the level. With leniency of little weight the two are the same.
"""

from statistics import NormalDist

import numpy as np

from smeaton.engine.needs.variance import Variance
from smeaton.engine.stats.nested import Array, Ratings

_GRID = np.linspace(-4.0, 4.0, 161)
_MOST = 0.8
"""Leniency and departments together count at most as this share: beyond it the curves would be steps."""


def at_average_leniency(
    data: Ratings, used: Variance, leniency: float, estimates: Array, effects: Array, *, anchored: bool
) -> tuple[Array, Array]:
    """Levels at average leniency for mean answers (D × S), and how the ones move with the others (D × S × S).

    `data` are answers as given, whole levels; `leniency` is the variance between people in general, on the
    scale of levels; `effects` is what of the estimates is the department's own. Unless `anchored`, what all
    strands of a department have in common is passed on as it is: it may be a culture of generosity, which
    must not be made larger than it was found.
    """
    cuts = _cuts(data)
    bend = np.exp(-0.5 * cuts**2).sum(axis=1) / np.sqrt(2 * np.pi)
    steep = float(bend.mean()) ** 2
    between, people = used.between / steep, leniency / steep
    shrink = min(1.0, _MOST / max(between + people, 1e-12))
    between, people = between * shrink, people * shrink
    mean = _curves(cuts, data, np.sqrt(1.0 - between))
    level = _curves(cuts, data, np.sqrt(1.0 - between - people))
    strands = estimates.shape[1]
    found, slope = np.empty_like(estimates), np.empty_like(estimates)
    common = effects.mean(axis=1)

    def move(s: int, values: Array) -> Array:
        """Mean answers in a strand to levels at average leniency."""
        return np.asarray(np.interp(np.interp(values, mean[s], _GRID), _GRID, level[s]))

    for s in range(strands):
        at = np.interp(estimates[:, s], mean[s], _GRID)
        found[:, s] = np.interp(at, _GRID, level[s])
        if not anchored:
            average = estimates[:, s] - effects[:, s]
            found[:, s] -= move(s, average + common) - move(s, average) - common
        rise = np.gradient(level[s]) / np.maximum(np.gradient(mean[s]), 1e-9)
        slope[:, s] = np.interp(at, _GRID, rise)
    if anchored:
        return found, slope[:, :, None] * np.eye(strands)
    return found, slope[:, :, None] * (np.eye(strands) - 1.0 / strands) + 1.0 / strands


def _cuts(data: Ratings) -> Array:
    """For every item the normal quantiles below which 1, 1 to 2 and 1 to 3 were answered (I × 3)."""
    normal = NormalDist()
    count = data.seen.sum(axis=0)
    below = [((data.seen * (data.value <= level)).sum(axis=0) + 0.5) / (count + 1.0) for level in (1, 2, 3)]
    return np.array([[normal.inv_cdf(float(share)) for share in item] for item in np.array(below).T])


def _curves(cuts: Array, data: Ratings, width: float) -> Array:
    """Expected level of each strand over the grid (S × grid)."""
    items = 1.0 + normal_cdf((_GRID[None, None, :] - cuts[:, :, None]) / width).sum(axis=1)
    share = data.one_hot / data.one_hot.sum(axis=0)
    return np.asarray(share.T @ items)


def normal_cdf(x: Array) -> Array:
    """P(Z ≤ x), elementwise, to 1e-7: Abramowitz & Stegun 7.1.26."""
    z = np.abs(x) / np.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail = 0.5 * series * np.exp(-z * z)
    return np.asarray(np.where(x > 0, 1.0 - tail, tail))
