"""Audits whose truth is known: an ordinal probit of departments, people, views, items and vignettes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smeaton.engine.needs.answers import VIGNETTE, Answer
from smeaton.engine.needs.average import normal_cdf
from smeaton.engine.needs.profile import Params, profile
from smeaton.engine.stats.nested import Array

DEPARTMENTS, ITEMS, STRANDS = 19, 40, 12


@dataclass(frozen=True)
class Truth:
    """Standard deviations on the latent scale, on which a single answer has the residual 1.

    The trials did not keep theirs. Chosen so that plain means of answers have the errors and rank
    correlations that they had there, and the mixed model gains as much by drawing departments together.
    """

    department: float = 0.25
    strand: float = 0.46
    view: float = 0.75
    item: float = 0.85
    difficulty: float = 0.10
    """Of strands: some are harder than others for everybody."""
    cuts: tuple[float, float, float] = (-1.2, 0.0, 1.2)
    vignettes: tuple[float, ...] = (-0.8, 0.0, 0.8)
    vignette_residual: float = 0.85
    """What makes five vignettes better than three by as much as in the trials."""


@dataclass(frozen=True)
class Scenario:
    """One way in which an audit can go, and what the trials' mixed model and plain means did there."""

    name: str
    rmse: float
    across: float
    trial_coverage: float
    raw_rmse: float
    raw_across: float
    teachers: tuple[int, int] = (5, 30)
    few: float = 0.0
    """Share of departments with three respondents only."""
    missing: float = 0.1
    avoids_low: bool = False
    """Whether the lower an answer would be, the likelier it is to be left out."""
    leniency: float = 0.5
    culture: float = 0.0
    vignettes: bool = False

    @property
    def covers(self) -> bool:
        """Whether intervals are claimed to cover 88 to 92%: not where a culture goes unseen."""
        return self.vignettes or not self.culture


SCENARIOS = (
    Scenario("10% missing", 0.1673, 0.824, 0.880, 0.1915, 0.822),
    Scenario("50% missing", 0.1849, 0.791, 0.874, 0.2394, 0.763, missing=0.5),
    Scenario("5-8 teachers", 0.2243, 0.700, 0.864, 0.2902, 0.708, teachers=(5, 8)),
    Scenario("low answers left out", 0.1731, 0.814, 0.869, 0.2218, 0.796, avoids_low=True),
    Scenario("a third has 3 people", 0.2028, 0.751, 0.880, 0.2849, 0.728, few=1 / 3),
    Scenario("leniency 1.0", 0.1856, 0.764, 0.845, 0.2225, 0.760, leniency=1.0),
    Scenario("culture .3", 0.224, 0.725, 0.74, 0.263, 0.726, culture=0.3),
    Scenario("leniency 1, culture .5", 0.279, 0.586, 0.70, 0.347, 0.591, leniency=1.0, culture=0.5),
    Scenario("culture .3, vignettes", 0.183, 0.803, 0.825, 0.263, 0.726, culture=0.3, vignettes=True),
    Scenario(
        "leniency 1, .5, vignettes",
        0.178,
        0.798,
        0.825,
        0.347,
        0.591,
        leniency=1.0,
        culture=0.5,
        vignettes=True,
    ),
)
"""Those of the project's trials: the table of docs/explanation/how-needs-are-estimated.md."""


@dataclass(frozen=True)
class Outcome:
    """What one replicate gave: errors in levels, shares, and Spearman's rank correlations."""

    rmse: float
    coverage: float
    across: float
    within: float
    top3: float
    raw_rmse: float
    raw_across: float


def simulate(scenario: Scenario, seed: int, truth: Truth | None = None) -> tuple[list[Answer], Array]:
    """The answers of one replicate and the true levels (departments × strands)."""
    is_, rng = truth or Truth(), np.random.default_rng([seed, 2026])
    block = np.arange(ITEMS) % STRANDS
    people = rng.integers(scenario.teachers[0], scenario.teachers[1] + 1, DEPARTMENTS)
    people[: round(scenario.few * DEPARTMENTS)] = 3
    owner = np.repeat(np.arange(DEPARTMENTS), people)
    theta = rng.normal(0, is_.department, (DEPARTMENTS, 1)) + rng.normal(
        0, is_.strand, (DEPARTMENTS, STRANDS)
    )
    culture = rng.normal(0, 1, DEPARTMENTS) * scenario.culture
    # Average leniency is that of the place's people: nothing they say tells of any other.
    person = rng.normal(0, scenario.leniency, len(owner))
    person += culture[owner] - culture.mean() - person.mean()
    view = rng.normal(0, is_.view, (len(owner), STRANDS))
    hard = rng.normal(0, is_.item, ITEMS) + rng.normal(0, is_.difficulty, STRANDS)[block]
    cuts = np.array(is_.cuts)
    exact = (theta[owner] + view)[:, block] + person[:, None] - hard + rng.normal(0, 1, (len(owner), ITEMS))
    level = 1 + (exact[:, :, None] > cuts).sum(axis=2)
    expected = 1 + normal_cdf(((theta[:, block] - hard)[:, :, None] - cuts) / math.sqrt(1 + is_.view**2)).sum(
        axis=2
    )
    one_hot = np.eye(STRANDS)[block]
    missing = np.full(level.shape, scenario.missing)
    if scenario.avoids_low:
        missing = np.array([0.27, 0.2, 0.12, 0.05])[level - 1]
    answered = rng.random(level.shape) >= missing
    answers = [
        Answer(f"d{owner[r]:02d}", f"r{r:03d}", "teacher", f"i{i:02d}", f"s{block[i]:02d}", int(level[r, i]))
        for r, i in zip(*np.nonzero(answered), strict=True)
    ]
    if scenario.vignettes:
        shown = np.array(is_.vignettes) + person[:, None]
        shown = shown + rng.normal(0, is_.vignette_residual, shown.shape)
        rated = 1 + (shown[:, :, None] > cuts).sum(axis=2)
        answers += [
            Answer(f"d{owner[r]:02d}", f"r{r:03d}", VIGNETTE, f"v{k}", "", int(rated[r, k]))
            for r in range(len(owner))
            for k in range(rated.shape[1])
        ]
    return answers, np.asarray(expected @ one_hot / one_hot.sum(axis=0))


def replicate(scenario: Scenario, seed: int, truth: Truth | None = None) -> Outcome:
    """Simulate, analyse, and compare with the truth."""
    answers, level = simulate(scenario, seed, truth)
    found = profile(answers, Params(draws=50), np.random.default_rng(seed)).cells
    place = {f"d{d:02d}": d for d in range(DEPARTMENTS)}
    estimate, lower, upper = (np.full(level.shape, np.nan) for _ in range(3))
    for cell in found:
        at = place[cell.department], int(cell.strand[1:])
        estimate[at], lower[at], upper[at] = cell.estimate, cell.lower, cell.upper
    raw = _raw(answers, level.shape)
    return Outcome(
        rmse=float(np.sqrt(((estimate - level) ** 2).mean())),
        coverage=float(((lower <= level) & (level <= upper)).mean()),
        across=_rank_correlation(estimate.T, level.T),
        within=_rank_correlation(estimate, level),
        top3=_top3(estimate, level),
        raw_rmse=float(np.sqrt(((raw - level) ** 2).mean())),
        raw_across=_rank_correlation(raw.T, level.T),
    )


def _raw(answers: Sequence[Answer], shape: tuple[int, ...]) -> Array:
    """Plain means of the answers; where nobody answered, the mean of the other departments."""
    total, count = np.zeros(shape), np.zeros(shape)
    for answer in answers:
        if not answer.of_vignette:
            at = int(answer.department[1:]), int(answer.strand[1:])
            total[at] += answer.level or 0
            count[at] += 1
    means = total / np.maximum(count, 1)
    return np.where(count > 0, means, total.sum(axis=0) / np.maximum(count.sum(axis=0), 1))


def _rank_correlation(ours: Array, true: Array) -> float:
    """Mean over the rows of Spearman's correlation."""
    ranked = [np.argsort(np.argsort(each, axis=1), axis=1) for each in (ours, true)]
    return float(np.mean([np.corrcoef(a, b)[0, 1] for a, b in zip(*ranked, strict=True)]))


def _top3(ours: Array, true: Array) -> float:
    """Share of the three weakest strands of each row that are found."""
    weakest = [np.argsort(each, axis=1)[:, :3] for each in (ours, true)]
    return float(np.mean([len(set(a) & set(b)) / 3 for a, b in zip(*weakest, strict=True)]))
