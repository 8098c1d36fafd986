"""A whole country's audit as arrays: the model of `fit` for millions of answers in seconds.

The variances are learnt from a random sample of departments, the item means from everybody; every department
is then estimated as in a place. Answers are summed once to (respondent, strand) cells. With so many
departments item means count as known, and intervals need no small-sample correction.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smeaton.engine.needs.fit import START
from smeaton.engine.stats.maximise import maximise
from smeaton.engine.stats.nested import Array, Index, Ratings, evaluate, sigma

Levels = npt.NDArray[np.int8]
SAMPLE = 300
"""Departments from which the variances are learnt."""
FIRST = 60
"""Departments of the sample from which the search starts: a rough answer, cheaply."""
CHUNK = 100
"""Departments whose answers are laid out as numbers at a time."""
_ALL = (True,) * 5
_ENOUGH = 1e-5


class CannotPool(ValueError):
    """The arrays are not an audit of a country. The message says why."""


@dataclass(frozen=True)
class Country:
    """An audit of many departments: `levels` (R × I) are 1 to 4, 0 where there is no answer.

    `owner` (R) is the department of each respondent, ascending from 0 without gaps; `block` (I) the strand of
    each item, from 0 to `strands` − 1. Made by `Country.of`.
    """

    owner: Index
    block: Index
    levels: Levels
    strands: int
    starts: Index

    @classmethod
    def of(cls, owner: Index, block: Index, levels: Levels) -> "Country":
        """Check the arrays; raises `CannotPool` where they do not fit one another."""
        if levels.shape != (len(owner), len(block)) or not levels.size:
            raise CannotPool(f"levels are {levels.shape}, not {len(owner)} respondents × {len(block)} items")
        steps = np.diff(owner)
        if owner[0] != 0 or not np.isin(steps, (0, 1)).all():
            raise CannotPool("respondents are not ordered by department, from 0 without gaps")
        if levels.min() < 0 or levels.max() > 4:
            raise CannotPool("a level is 1, 2, 3 or 4, or 0 where there is no answer")
        if not levels.any(axis=1).all() or not levels.any(axis=0).all():
            raise CannotPool("every respondent must have an answer, and every item")
        if set(block.tolist()) != set(range(int(block.max()) + 1)):
            raise CannotPool("strands are not numbered from 0 without gaps")
        starts = np.searchsorted(owner, np.arange(int(owner[-1]) + 2)).astype(np.intp)
        return cls(owner, block, levels, int(block.max()) + 1, starts)

    @property
    def departments(self) -> int:
        """How many there are."""
        return len(self.starts) - 1


@dataclass(frozen=True)
class Sums:
    """What is left of the answers: counts and sums of (respondent, strand) cells (R × S)."""

    counts: npt.NDArray[np.float32]
    sums: npt.NDArray[np.float32]


@dataclass(frozen=True)
class CountryFit:
    """Variances (5), item means (I), and for each department and strand (D × S) the level and its error."""

    variances: Array
    beta: Array
    estimates: Array
    errors: Array


def fit_country(country: Country, rng: np.random.Generator, sample: int = SAMPLE) -> CountryFit:
    """Learn variances from `sample` random departments and item means from all, then estimate everybody."""
    variances = _variances(country, rng, sample)
    beta = _item_means(country, variances)
    estimates, errors = score(country, sums_of(country), variances, beta)
    return CountryFit(variances, beta, estimates, errors)


def sums_of(country: Country) -> Sums:
    """Sum the answers to (respondent, strand) cells: all that scoring needs."""
    rows, blocks = len(country.owner), country.strands
    one_hot = _one_hot(country.block, blocks).astype(np.float32)
    counts, sums = np.empty((rows, blocks), np.float32), np.empty((rows, blocks), np.float32)
    for first, last in _chunks(country):
        levels = country.levels[first:last]
        counts[first:last] = (levels > 0).astype(np.float32) @ one_hot
        sums[first:last] = levels.astype(np.float32) @ one_hot
    return Sums(counts, sums)


def score(country: Country, sums: Sums, variances: Array, beta: Array) -> tuple[Array, Array]:
    """Levels and errors (both D × S) with variances and item means known.

    What somebody was asked of a strand counts through the mean of the item means that they answered.
    """
    blocks = country.strands
    prior = sigma(variances, blocks)
    base = beta @ _one_hot(country.block, blocks) / np.bincount(country.block)
    weights = (beta[:, None] * _one_hot(country.block, blocks)).astype(np.float32)
    estimates, errors = np.empty((country.departments, blocks)), np.empty((country.departments, blocks))
    for begin in range(0, country.departments, CHUNK):
        end = min(begin + CHUNK, country.departments)
        first, last = int(country.starts[begin]), int(country.starts[end])
        counts = sums.counts[first:last].astype(np.float64)
        easy = (country.levels[first:last] > 0).astype(np.float32) @ weights
        beyond = sums.sums[first:last].astype(np.float64) - easy
        starts = country.starts[begin : end + 1] - first
        P, h = evidence(counts, beyond, starts, variances)
        effects, covariance = posterior(P, h, prior)
        estimates[begin:end] = base + effects
        errors[begin:end] = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0.0))
    return estimates, errors


def evidence(counts: Array, beyond: Array, starts: Index, variances: Array) -> tuple[Array, Array]:
    """What departments' answers say of their strands: precision P (D × S × S) and P-weighted means h (D × S).

    `counts` and `beyond` (both R × S) are the answers of each cell and their sum beyond the item means.
    """
    rater, cell, residual = (float(v) for v in variances[2:])
    weight = 1.0 / (counts * cell + residual)
    q = counts * weight
    pulled = beyond * weight
    shrink = rater / (1.0 + rater * q.sum(axis=1))
    scaled = shrink[:, None] * q
    total = np.add.reduceat(q, starts[:-1], axis=0)
    P = total[:, :, None] * np.eye(counts.shape[1])
    for d, (first, last) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)):
        P[d] -= scaled[first:last].T @ q[first:last]
    h = np.add.reduceat(pulled - scaled * pulled.sum(axis=1)[:, None], starts[:-1], axis=0)
    return P, np.asarray(h)


def posterior(P: Array, h: Array, prior: Array) -> tuple[Array, Array]:
    """Departments' effects (D × S) and their covariance (D × S × S), from `evidence` and the prior."""
    blocks = prior.shape[0]
    covariance = prior @ np.linalg.inv(np.eye(blocks) + P @ prior)
    return (covariance @ h[:, :, None])[:, :, 0], covariance


def _variances(country: Country, rng: np.random.Generator, sample: int) -> Array:
    chosen = np.sort(rng.permutation(country.departments)[:sample])
    if len(chosen) < 3:
        raise CannotPool("three departments are needed to tell how much departments differ")
    few = _laid_out(country, chosen[:: max(len(chosen) // FIRST, 1)])
    spread = float(few.value[few.seen > 0].var())
    rough = maximise(few, spread * np.array(START), _ALL, tolerance=1e-2).variances
    data = _laid_out(country, chosen)
    return maximise(data, rough + 1e-3 * spread, _ALL, em_steps=0, tolerance=_ENOUGH).variances


def _item_means(country: Country, variances: Array) -> Array:
    """Generalised least squares over everybody: that of each chunk, weighed by its information."""
    size = len(country.block)
    information, right = np.zeros((size, size)), np.zeros(size)
    for begin in range(0, country.departments, CHUNK):
        chosen = np.arange(begin, min(begin + CHUNK, country.departments))
        rows = slice(int(country.starts[chosen[0]]), int(country.starts[chosen[-1] + 1]))
        items = np.flatnonzero(country.levels[rows].any(axis=0))
        found = evaluate(_laid_out(country, chosen, items), variances)
        information[np.ix_(items, items)] += found.information
        right[items] += found.information @ found.beta
    return np.asarray(np.linalg.solve(information, right))


def _laid_out(country: Country, chosen: Index, items: Index | None = None) -> Ratings:
    """The answers of some departments as the numbers that `evaluate` takes."""
    rows = np.concatenate([np.arange(country.starts[d], country.starts[d + 1]) for d in chosen])
    levels = country.levels[rows]
    kept = np.flatnonzero(levels.any(axis=0)) if items is None else items
    levels = levels[:, kept]
    group = np.repeat(np.arange(len(chosen)), np.diff(country.starts)[chosen])
    seen = (levels > 0).astype(np.float64)
    return Ratings.of(group, country.block[kept], seen, levels.astype(np.float64), country.strands)


def _one_hot(block: Index, blocks: int) -> Array:
    return np.asarray(np.eye(blocks)[block])


def _chunks(country: Country) -> Iterator[tuple[int, int]]:
    for begin in range(0, country.departments, CHUNK):
        yield (
            int(country.starts[begin]),
            int(country.starts[min(begin + CHUNK, country.departments)]),
        )
