"""A country in arrays: what the engine of a place gives, and one department renewed at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.needs.country import CannotPool, Country, fit_country, score, sums_of
from smeaton.engine.needs.update import Standing
from smeaton.engine.stats.maximise import maximise
from smeaton.engine.stats.nested import Array, Ratings, evaluate

BLOCK = np.array([0, 0, 0, 1, 1, 2, 2, 2])


def made_up(departments: int = 140, seed: int = 3) -> Country:
    """Departments of 2 to 7 people, a fifth of the answers missing."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(departments), rng.integers(2, 8, departments))
    theta = rng.normal(0, 0.3, (departments, 1)) + rng.normal(0, 0.3, (departments, 3))
    exact = rng.normal(2.4, 0.3, 8) + theta[owner][:, BLOCK] + rng.normal(0, 0.4, (len(owner), 1))
    exact += rng.normal(0, 0.2, (len(owner), 3))[:, BLOCK] + rng.normal(0, 0.6, exact.shape)
    levels = np.clip(np.round(exact), 1, 4).astype(np.int8)
    levels[rng.random(levels.shape) < 0.2] = 0
    levels[:, 0] = np.maximum(levels[:, 0], 1)
    return Country.of(owner, BLOCK, levels)


def ratings(country: Country) -> Ratings:
    seen = (country.levels > 0).astype(float)
    return Ratings.of(country.owner, country.block, seen, country.levels.astype(float), country.strands)


def test_equals_the_likelihood_of_all_answers_at_once() -> None:
    country = made_up()
    found = fit_country(country, np.random.default_rng(1), sample=country.departments)
    whole = maximise(ratings(country), np.array([0.1, 0.1, 0.2, 0.1, 0.5]), (True,) * 5)
    assert found.variances == pytest.approx(whole.variances, rel=1e-4, abs=1e-6)
    at = evaluate(ratings(country), found.variances)
    assert found.beta == pytest.approx(at.beta, abs=1e-7)
    levels = at.beta @ np.eye(3)[BLOCK] / np.bincount(BLOCK) + at.effects
    assert found.estimates == pytest.approx(levels, abs=1e-5)
    assert found.errors == pytest.approx(np.sqrt(np.diagonal(at.covariance, axis1=1, axis2=2)), abs=1e-6)


def test_a_sample_of_departments_tells_nearly_as_much_and_a_seed_gives_it_again() -> None:
    country = made_up(400)
    some = fit_country(country, np.random.default_rng(1), sample=200)
    again = fit_country(country, np.random.default_rng(1), sample=200)
    every = fit_country(country, np.random.default_rng(1), sample=400)
    assert (some.estimates == again.estimates).all()
    assert 0 < np.abs(some.estimates - every.estimates).max() < 0.1
    assert np.abs(some.estimates - every.estimates).mean() < 0.02


@given(st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_one_answer_more_is_the_same_as_scoring_everything_again(seed: int) -> None:
    rng, country = np.random.default_rng(seed), made_up(12, seed)
    variances, beta = np.array([0.05, 0.06, 0.2, 0.1, 0.5]), rng.normal(2.4, 0.2, 8)
    d = int(rng.integers(12))
    rows = slice(int(country.starts[d]), int(country.starts[d + 1]))
    standing = Standing.of(country.levels[rows].astype(float), beta, BLOCK, variances)
    levels = country.levels.copy()
    for _ in range(4):
        person, item, level = (
            int(rng.integers(rows.stop - rows.start)),
            int(rng.integers(8)),
            int(rng.integers(1, 5)),
        )
        standing = standing.with_answer(person, item, level, int(levels[rows][person, item]))
        levels[rows.start + person, item] = level
    changed = Country.of(country.owner, BLOCK, levels)
    estimates, errors = score(changed, sums_of(changed), variances, beta)
    ours, error = standing.levels()
    assert ours == pytest.approx(estimates[d], abs=1e-5)
    assert error == pytest.approx(errors[d], abs=1e-6)


def test_somebody_new_may_answer_and_nonsense_is_refused() -> None:
    country = made_up(5)
    variances: Array = np.array([0.05, 0.06, 0.2, 0.1, 0.5])
    before = Standing.of(country.levels[: country.starts[1]].astype(float), np.full(8, 2.4), BLOCK, variances)
    after = before.with_answer(len(before.counts), 4, 4)
    assert after.levels()[0][1] > before.levels()[0][1]
    assert (after.levels()[1] < before.levels()[1]).all()
    for respondent, level in ((99, 3), (0, 5), (-1, 3)):
        with pytest.raises(ValueError, match=r"no respondent|a level is"):
            before.with_answer(respondent, 0, level)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda o, b, m: (o[::-1], b, m), "ordered by department"),
        (lambda o, b, m: (o, b[:-1], m), "respondents × "),
        (lambda o, b, m: (o, b + 1, m), "numbered from 0"),
        (lambda o, b, m: (o, b, m + 4), "a level is"),
        (lambda o, b, m: (o, b, m * 0), "must have an answer"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, reason: str) -> None:  # type: ignore[no-untyped-def]
    country = made_up(5)
    with pytest.raises(CannotPool, match=reason):
        Country.of(*change(country.owner, country.block, country.levels))
    with pytest.raises(CannotPool, match="three departments"):
        fit_country(made_up(2), np.random.default_rng(1))
