"""A linear mixed model of ratings: items in blocks, raters in groups; one evaluation of its likelihood.

    y_ri = beta_i + theta_{d(r), s(i)} + a_r + b_{r, s(i)} + e_ri

with fixed item means beta and independent normal effects of group (variance `v[0]`), group × block (`v[1]`),
rater (`v[2]`), rater × block (`v[3]`) and residual (`v[4]`). In lme4's words:
`y ~ 0 + item + (1|group) + (1|group:block) + (1|rater) + (1|rater:block)`.

Answers are summed to (rater, block) cells, so that nothing larger than blocks × blocks is inverted but one
items × items matrix. The scores are those of the likelihood with the item means profiled out. Derived from
the model by the Woodbury identity; tested against lme4 and against dense matrices.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

COMPONENTS = 5


MOST_PAIRS = 2_000_000
"""Numbers kept at most for sums over pairs of items; more than these are formed when they are needed."""


@dataclass(frozen=True)
class Ratings:
    """Ratings of R raters on I items, ready to be evaluated. Make it with `Ratings.of`.

    `starts` (D + 1) bounds each group's raters, `block` (I) is each item's block, `seen` (R × I) is 1 where a
    rating is, `value` (R × I) the rating or 0, `cells` (R × S) how many items of a block a rater rated, and
    `means` (R × S) their mean. The rest does not change with variances and is summed once: `owner` (R) is
    each rater's group, `share` (R × S) and `spread` (R × I) are 1 / (ratings of the cell), `item_counts` (I)
    ratings of each item, `sizes` the counts that cells have, `pairs` (sizes × I × I) how many raters with so
    many ratings in a block rated two of its items, `beyond` (I) the sums of ratings beyond the mean of their
    cell, `squares` the sum of their squares.
    """

    starts: Index
    block: Index
    seen: Array
    value: Array
    one_hot: Array
    cells: Array
    means: Array
    owner: Index
    share: Array
    spread: Array
    item_counts: Array
    sizes: Array
    pairs: Array | None
    beyond: Array
    squares: float

    @classmethod
    def of(cls, group: Index, block: Index, seen: Array, value: Array, blocks: int) -> "Ratings":
        """`group` (R) ascends from 0 without gaps; every rater and every item must have a rating."""
        starts = np.searchsorted(group, np.arange(int(group[-1]) + 2)).astype(np.intp)
        one_hot = np.zeros((len(block), blocks))
        one_hot[np.arange(len(block)), block] = 1.0
        value = np.where(seen > 0, value, 0.0)
        cells = seen @ one_hot
        means = (value @ one_hot) / np.maximum(cells, 1.0)
        share = np.where(cells > 0, 1.0 / np.maximum(cells, 1.0), 0.0)
        sizes = np.unique(cells[cells > 0])
        pairs = None
        if len(sizes) * len(block) ** 2 <= MOST_PAIRS:
            same = one_hot @ one_hot.T
            pairs = np.array([same * (seen.T @ (seen * (cells == size)[:, block])) for size in sizes])
        beyond = seen * (value - means[:, block])
        return cls(
            starts=starts,
            block=block,
            seen=seen,
            value=value,
            one_hot=one_hot,
            cells=cells,
            means=means,
            owner=group,
            share=share,
            spread=seen * share[:, block],
            item_counts=np.asarray(seen.sum(axis=0)),
            sizes=sizes,
            pairs=pairs,
            beyond=np.asarray(beyond.sum(axis=0)),
            squares=float((beyond * beyond).sum()),
        )

    def over_pairs(self, weights: Array) -> Array:
        """Sums over raters of a weight for each pair of items of a block that they rated (I × I).

        `weights` belong to the counts of `sizes`: one for cells with so many ratings.
        """
        if self.pairs is not None:
            return np.asarray(np.tensordot(weights, self.pairs, axes=1))
        each = np.zeros(int(self.sizes[-1]) + 1)
        each[self.sizes.astype(np.intp)] = weights
        of_cell = each[self.cells.astype(np.intp)]
        return np.asarray(
            (self.one_hot @ self.one_hot.T) * (self.seen.T @ (of_cell[:, self.block] * self.seen))
        )

    @property
    def groups(self) -> int:
        """D: how many groups there are."""
        return len(self.starts) - 1

    @property
    def count(self) -> int:
        """N: how many ratings there are."""
        return int(self.item_counts.sum())


@dataclass(frozen=True)
class Evaluation:
    """The likelihood at given variances, with what the estimates are made of.

    `score` (5) is the gradient of `log_likelihood` in the variances. `beta` (I) are the item means,
    `information` (I × I) their inverse covariance. For each group: `effects` (D × S) are the predicted theta,
    `covariance` (D × S × S) its conditional covariance C, `pull` (D × S × I) how theta moves with the item
    means, so that theta = fixed − pull · beta.
    """

    log_likelihood: float
    score: Array
    beta: Array
    information: Array
    effects: Array
    covariance: Array
    pull: Array


def sigma(v: Array, blocks: int) -> Array:
    """Covariance of a group's effects over blocks (S × S): one common part, one of its own for each block."""
    return np.asarray(v[0] * np.ones((blocks, blocks)) + v[1] * np.eye(blocks))


@dataclass(frozen=True)
class _Normal:
    """What the normal equations of the item means are made of, for every rater and every group."""

    q: Array
    total: Array
    shrink: Array
    P: Array
    C: Array
    G: Array
    B: Array
    BC: Array
    information: Array

    def weigh(self, x: Array) -> Array:
        """D_r x for every rater: precision of the cell means, the rater's own effect integrated out."""
        qx = self.q * x
        return np.asarray(qx - (self.shrink * qx.sum(axis=1))[:, None] * self.q)


def information_of(data: Ratings, v: Array) -> Array:
    """The information of the item means (I × I) at the variances `v`, without the rest of `evaluate`."""
    return _normal(data, v).information


def _normal(data: Ratings, v: Array) -> _Normal:
    n = data.cells
    rater, cell, residual = float(v[2]), float(v[3]), float(v[4])
    q = n / (n * cell + residual)
    total = q.sum(axis=1)
    shrink = rater / (1.0 + rater * total)
    weight = data.spread * q[:, data.block]
    shrunk = shrink[:, None] * weight
    P, C, G, B = _groups(data, q, shrink, weight, shrunk, sigma(v, q.shape[1]))
    BC = B @ C
    size = data.sizes
    information = data.over_pairs((1.0 / (size * cell + residual) - 1.0 / residual) / size)
    information += np.diag(data.item_counts) / residual - weight.T @ shrunk
    information -= np.tensordot(BC, B, axes=((0, 2), (0, 2)))
    return _Normal(q, total, shrink, P, C, G, B, BC, information)


def evaluate(data: Ratings, v: Array) -> Evaluation:
    """Evaluate at the variances `v` (5): all may be 0 but the residual, which must be above 0."""
    n, residual = data.cells, float(v[4])
    found = _normal(data, v)
    P, C, B, BC, information, weigh = found.P, found.C, found.B, found.BC, found.information, found.weigh
    pushed = weigh(data.means)
    right = data.beyond / residual
    right += ((data.spread.T @ pushed) * data.one_hot).sum(axis=1)
    h = np.add.reduceat(pushed, data.starts[:-1], axis=0)
    right -= np.tensordot(BC, h, axes=((0, 2), (0, 1)))
    beta = np.linalg.solve(information, right)

    m = data.means - data.spread @ (beta[:, None] * data.one_hot)
    h = h - beta @ B
    effects = (C @ h[:, :, None])[:, :, 0]
    g = h - (P @ effects[:, :, None])[:, :, 0]
    owner = data.owner
    u = weigh(np.where(n > 0, m - effects[owner], 0.0))
    apart = data.item_counts * beta - data.over_pairs(1.0 / data.sizes) @ beta
    squares = max(data.squares - 2.0 * float(beta @ data.beyond) + float(beta @ apart), 0.0)
    fit = _Fit(data, found.q, found.total, found.shrink, data.share, P, C, found.G, owner)
    quadratic = squares / residual + float((m * weigh(m)).sum()) - float((h * effects).sum())
    return Evaluation(
        log_likelihood=-0.5 * (data.count * math.log(2 * math.pi) + fit.log_determinant(v) + quadratic),
        score=fit.score(g, u, squares, residual),
        beta=np.asarray(beta),
        information=information,
        effects=effects,
        covariance=C,
        pull=np.asarray(BC.transpose(0, 2, 1)),
    )


def _groups(
    data: Ratings, q: Array, shrink: Array, weight: Array, shrunk: Array, between: Array
) -> tuple[Array, Array, Array, Array]:
    """For every group: P = Z'WZ, C = Sigma (I + P Sigma)^-1, G = (I + P Sigma)^-1 P, B = X'WZ (I × S)."""
    blocks = q.shape[1]
    P: Array = np.empty((data.groups, blocks, blocks))
    B: Array = np.empty((data.groups, len(data.block), blocks))
    bounds = data.starts.tolist()
    scaled = shrink[:, None] * q
    for d, (first, last) in enumerate(pairwise(bounds)):
        own = q[first:last]
        np.matmul(scaled[first:last].T, own, out=P[d])
        np.matmul(shrunk[first:last].T, own, out=B[d])
    P = np.add.reduceat(q, data.starts[:-1], axis=0)[:, :, None] * np.eye(blocks) - P
    B = data.one_hot * np.add.reduceat(weight, data.starts[:-1], axis=0)[:, :, None] - B
    G: Array = np.asarray(np.linalg.solve(np.eye(blocks) + P @ between, P), dtype=np.float64)
    return P, between - between @ G @ between, G, B


@dataclass(frozen=True)
class _Fit:
    """Traces of the projected covariance, cell by cell."""

    data: Ratings
    q: Array
    total: Array
    shrink: Array
    share: Array
    P: Array
    C: Array
    G: Array
    owner: Index

    def log_determinant(self, v: Array) -> float:
        """Log determinant of the covariance of all ratings."""
        n, residual = self.data.cells, float(v[4])
        seen = n > 0
        value = float(((n[seen] - 1.0) * math.log(residual) + np.log(residual + n[seen] * v[3])).sum())
        value += float(np.log1p(v[2] * self.total).sum())
        blocks = n.shape[1]
        return value + float(np.linalg.slogdet(np.eye(blocks) + self.P @ sigma(v, blocks))[1].sum())

    def score(self, g: Array, u: Array, squares: float, residual: float) -> Array:
        """½ (‖Z'V⁻¹r‖² − tr Z'V⁻¹Z) for each of the five components."""
        n = self.data.cells
        q, C = self.q, self.C
        flat = q * (1.0 - self.shrink * self.total)[:, None]
        moved_flat, moved = np.empty_like(q), np.empty_like(q)
        for d, (first, last) in enumerate(pairwise(self.data.starts.tolist())):
            np.matmul(flat[first:last], C[d], out=moved_flat[first:last])
            np.matmul(q[first:last], C[d], out=moved[first:last])
        diagonal_c = np.diagonal(C, axis1=1, axis2=2)[self.owner]
        shrink = self.shrink[:, None]
        between_cells = (q * moved).sum(axis=1)[:, None]
        dcd = q * q * (diagonal_c - 2.0 * shrink * moved + shrink * shrink * between_cells)
        cell_trace = q - shrink * q * q - dcd
        rater_trace = flat.sum() - (flat * moved_flat).sum()
        seen_cells = int((n > 0).sum())
        return 0.5 * np.array(
            [
                float((g.sum(axis=1) ** 2).sum() - self.G.sum()),
                float((g * g).sum() - np.trace(self.G, axis1=1, axis2=2).sum()),
                float((u.sum(axis=1) ** 2).sum() - rater_trace),
                float((u * u).sum() - cell_trace.sum()),
                squares / residual**2
                + float((u * u * self.share).sum())
                - (self.data.count - seen_cells) / residual
                - float((cell_trace * self.share).sum()),
            ]
        )
