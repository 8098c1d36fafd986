"""The nested model: likelihood, scores and predictions against dense matrices written down directly."""

import numpy as np
import pytest

from smeaton.engine.stats.maximise import maximise
from smeaton.engine.stats.nested import Array, Ratings, evaluate, sigma


def made_up(seed: int = 5) -> tuple[Ratings, Array, Array]:
    """Ratings of 9 raters in 3 groups on 7 items in 3 blocks, a third missing; groups and blocks."""
    rng = np.random.default_rng(seed)
    group = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2])
    block = np.array([0, 0, 1, 1, 1, 2, 2])
    seen = (rng.random((9, 7)) > 0.33).astype(float)
    seen[:, 0], seen[0] = 1.0, 1.0
    return Ratings.of(group, block, seen, rng.integers(1, 5, (9, 7)).astype(float), 3), group, block


def dense(data: Ratings, group: Array, v: Array) -> tuple[float, Array, Array, Array]:
    """Log likelihood, item means, predicted effects and their prediction covariance of item mean + effect."""
    raters, items = np.nonzero(data.seen)
    y, blocks = data.value[raters, items], data.block[items]
    x = np.eye(data.seen.shape[1])[items]
    same_group = group[raters][:, None] == group[raters][None, :]
    same_rater = raters[:, None] == raters[None, :]
    same_block = blocks[:, None] == blocks[None, :]
    total = v[0] * same_group + v[1] * (same_group & same_block) + v[2] * same_rater
    total = total + v[3] * (same_rater & same_block) + v[4] * np.eye(len(y))
    weights = np.linalg.inv(total)
    beta = np.linalg.solve(x.T @ weights @ x, x.T @ weights @ y)
    r = y - x @ beta
    log_likelihood = -0.5 * (len(y) * np.log(2 * np.pi) + np.linalg.slogdet(total)[1] + r @ weights @ r)
    design = np.zeros((len(y), 9))
    design[np.arange(len(y)), group[raters] * 3 + blocks] = 1
    between = np.kron(np.eye(3), sigma(v, 3))
    effects = between @ design.T @ weights @ r
    mean_of = (data.one_hot / data.one_hot.sum(axis=0)).T
    through = np.tile(mean_of, (3, 1)) - between @ design.T @ weights @ x
    errors = (
        between
        - between @ design.T @ weights @ design @ between
        + through @ np.linalg.inv(x.T @ weights @ x) @ through.T
    )
    return float(log_likelihood), beta, effects.reshape(3, 3), errors


VARIANCES = [
    np.array([0.3, 0.2, 0.4, 0.1, 0.6]),
    np.array([0.0, 0.0, 0.4, 0.1, 0.6]),
    np.array([0.3, 0.0, 0.0, 0.0, 0.6]),
    np.array([0.0, 100.0, 0.2, 0.1, 0.5]),
]


@pytest.mark.parametrize("v", VARIANCES)
def test_equals_dense_matrices(v: Array) -> None:
    data, group, _ = made_up()
    found = evaluate(data, v)
    log_likelihood, beta, effects, errors = dense(data, group, v)
    assert found.log_likelihood == pytest.approx(log_likelihood, rel=1e-9)
    assert found.beta == pytest.approx(beta, abs=1e-6)
    assert found.effects == pytest.approx(effects, abs=1e-6)
    mean_of = (data.one_hot / data.one_hot.sum(axis=0)).T
    through = mean_of - found.pull
    ours = found.covariance + np.einsum("dsi,ij,dtj->dst", through, np.linalg.inv(found.information), through)
    for d in range(3):
        block = slice(3 * d, 3 * d + 3)
        assert ours[d] == pytest.approx(errors[block, block], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("v", [VARIANCES[0], np.array([0.01, 0.3, 0.05, 0.2, 0.9])])
def test_scores_are_the_slopes_of_the_likelihood(v: Array) -> None:
    data, _, _ = made_up()
    score = evaluate(data, v).score
    for j in range(5):
        move = np.zeros(5)
        move[j] = 1e-5
        slope = (evaluate(data, v + move).log_likelihood - evaluate(data, v - move).log_likelihood) / 2e-5
        assert score[j] == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_the_maximum_is_one_even_where_variances_end_at_zero() -> None:
    data, _, _ = made_up()
    start = np.array([0.1, 0.1, 0.2, 0.1, 0.9])
    found = maximise(data, start, (True,) * 5)
    assert found.converged
    rng = np.random.default_rng(1)
    for _ in range(50):
        other = found.variances * np.exp(rng.normal(0, 0.3, 5)) + rng.uniform(0, 0.02, 5)
        assert evaluate(data, other).log_likelihood <= found.evaluation.log_likelihood + 1e-9
    again = maximise(data, start[::-1].copy() + 0.05, (True,) * 5)
    assert again.variances == pytest.approx(found.variances, abs=1e-6)


def test_variances_that_are_not_free_stay() -> None:
    data, _, _ = made_up()
    found = maximise(data, np.array([0.0, 0.0, 0.2, 0.1, 0.9]), (False, False, True, True, True))
    assert found.variances[:2].tolist() == [0.0, 0.0]
