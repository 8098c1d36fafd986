"""The engine's verb for priorities: what each strand counts → a proposed order, and how firm it is.

The order is a proposal. A department's lead decides, and may override it with a reason.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from smeaton.engine.needs.bands import CLEARLY_ABOVE, Band, band, need
from smeaton.engine.stats.nested import Array

LevelFrom = Literal["self", "moderated", "agreed"]
Ready = Literal["yes", "with_help", "not_yet"]

READINESS: dict[Ready, float] = {"yes": 1.0, "with_help": 0.8, "not_yet": 0.5}
"""What a lead's answer to “could you start on this within a term?” counts."""
NOT_ASKED = 1.0
"""What a strand counts whose lead has not answered: neutral, and pages say so."""
BY_HALVES_SE = 0.5 / 12**0.5
"""How exactly a level given by halves is known: anywhere within half a step of it, each as likely."""
TOP = 3
FEWEST_CHOSEN, MOST_CHOSEN = 3, 5


@dataclass(frozen=True)
class Candidate:
    """A strand with its level (1 to 4), the level's standard error, and where the level comes from.

    `leverage` is the place's weight, 1 being usual; `ready` None where the lead was not asked.
    """

    strand: str
    level: float
    se: float
    level_from: LevelFrom = "self"
    leverage: float = 1.0
    ready: Ready | None = None


@dataclass(frozen=True)
class Proposed:
    """A strand's place in the proposed order: `score` = `need` × `leverage` × `readiness`.

    `need` (0 to 1) is the distance of the level from the highest, as a share; `need_se` its error.
    `p_top` is the probability of being among the first three, with its word `band`. `level_with` are the
    strands, in their order, from which it cannot be told apart: either might come first.
    """

    strand: str
    rank: int
    level: float
    level_from: LevelFrom
    need: float
    need_se: float
    leverage: float
    ready: Ready | None
    readiness: float
    score: float
    p_top: float
    band: Band
    level_with: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """Every strand in the proposed order, the highest score first."""

    order: tuple[Proposed, ...]

    def __getitem__(self, strand: str) -> Proposed:
        """One strand's place; KeyError where it is not among them."""
        for each in self.order:
            if each.strand == strand:
                return each
        raise KeyError(strand)

    def overrides(self, chosen: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Chosen strands that the order would not have taken → the strands passed over for each.

        With *k* chosen these are the ones outside the first *k*, and what they pass over are those of the
        first *k* that were left out. What cannot be told apart from everything it passes over is no
        override, if it is among the first five.
        """
        first = self.order[: len(chosen)]
        left_out = [each.strand for each in first if each.strand not in chosen]
        outside = [each for each in self.order[len(chosen) :] if each.strand in chosen]
        return {
            each.strand: tuple(left_out)
            for each in outside
            if each.rank > MOST_CHOSEN or not set(left_out) <= set(each.level_with)
        }


def propose(
    candidates: Sequence[Candidate],
    rng: np.random.Generator,
    *,
    covariance: Array | None = None,
    draws: int = 4000,
) -> Proposal:
    """The proposed order of a department's strands, and how firmly each stands among the first three.

    Levels are drawn from a normal distribution with `covariance` (S, S; in the order of `candidates`), or,
    without it, with the candidates' own standard errors independently. Independence overstates how unsure
    an order is where errors go together, as generosity makes them. Equal scores stand in the order of
    their names, so that the order in which candidates come makes no difference. ValueError where a strand
    comes twice, or a level, error or leverage is impossible.
    """
    _check(candidates)
    if not candidates:
        return Proposal(())
    by_name = sorted(range(len(candidates)), key=lambda i: candidates[i].strand)
    found = [candidates[i] for i in by_name]
    weights = np.array([each.leverage * _readiness(each.ready) for each in found])
    if covariance is None:
        root = np.diag([each.se for each in found])
    else:
        values, vectors = np.linalg.eigh(np.asarray(covariance)[np.ix_(by_name, by_name)])
        root = vectors * np.sqrt(np.maximum(values, 0.0))
    levels = np.array([each.level for each in found])
    drawn = levels + rng.standard_normal((draws, len(found))) @ root.T
    scores = (4.0 - np.clip(drawn, 1.0, 4.0)) / 3.0 * weights
    # Ties within a draw go by the order of the estimates: the sort is stable over columns so ordered.
    own = [need(each.level) * float(w) for each, w in zip(found, weights, strict=True)]
    ranked = sorted(range(len(found)), key=lambda i: (-own[i], found[i].strand))
    scores = scores[:, ranked]
    places = (-scores).argsort(axis=1, kind="stable").argsort(axis=1)
    p_top = (places < TOP).mean(axis=0)
    above = _above(scores)
    return Proposal(
        tuple(
            _proposed(
                found[i], rank, float(p_top[rank - 1]), own[i], _level_with(above, rank - 1, ranked, found)
            )
            for rank, i in enumerate(ranked, start=1)
        )
    )


def _proposed(
    candidate: Candidate, rank: int, p_top: float, score: float, level_with: tuple[str, ...]
) -> Proposed:
    return Proposed(
        strand=candidate.strand,
        rank=rank,
        level=candidate.level,
        level_from=candidate.level_from,
        need=need(candidate.level),
        need_se=candidate.se / 3,
        leverage=candidate.leverage,
        ready=candidate.ready,
        readiness=_readiness(candidate.ready),
        score=score,
        p_top=p_top,
        band=band(p_top),
        level_with=level_with,
    )


def _readiness(ready: Ready | None) -> float:
    return NOT_ASKED if ready is None else READINESS[ready]


def _above(scores: Array) -> Array:
    """P(the score of one strand is above another's), ties shared (S, S)."""
    apart = np.sign(scores[:, :, None] - scores[:, None, :])
    return np.asarray((apart.mean(axis=0) + 1) / 2)


def _level_with(above: Array, at: int, ranked: Sequence[int], found: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(
        found[ranked[other]].strand
        for other in range(len(ranked))
        if other != at and max(above[at, other], above[other, at]) <= CLEARLY_ABOVE
    )


def _check(candidates: Sequence[Candidate]) -> None:
    names = [each.strand for each in candidates]
    if len(set(names)) < len(names):
        raise ValueError("a strand is given twice")
    for each in candidates:
        if not (1 <= each.level <= 4 and each.se >= 0 and each.leverage > 0):
            raise ValueError(
                f"{each.strand}: a level is from 1 to 4, an error not negative, leverage above 0"
            )
