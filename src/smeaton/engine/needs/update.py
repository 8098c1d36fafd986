"""One new answer changes one department: its estimates anew in a fraction of a millisecond.

Everything else is held: the variances, the item means, and the sums of the department's other answers. The
result is that of scoring all answers again with the same variances and item means.
"""

from dataclasses import dataclass, replace

import numpy as np

from smeaton.engine.needs.country import evidence, posterior
from smeaton.engine.stats.nested import Array, Index, sigma


@dataclass(frozen=True)
class Standing:
    """What is kept of one department: cells' counts and sums beyond the item means (both n × S).

    `beta` (I) are the item means, `block` (I) the items' strands, `variances` the five, as they were found.
    """

    counts: Array
    beyond: Array
    beta: Array
    block: Index
    variances: Array

    @classmethod
    def of(cls, levels: Array, beta: Array, block: Index, variances: Array) -> "Standing":
        """From the answers of a department (n × I; 0 where there is none)."""
        one_hot = np.eye(int(block.max()) + 1)[block]
        seen = (levels > 0).astype(np.float64)
        return cls(seen @ one_hot, (seen * (levels - beta)) @ one_hot, beta, block, variances)

    def with_answer(self, respondent: int, item: int, level: int, before: int = 0) -> "Standing":
        """After an answer of 1 to 4 to an item; `before` is the level that it replaces, 0 if it is new.

        `respondent` is a row of `counts`, or the number of rows for somebody who has not answered yet.
        ValueError where there is no such level or row.
        """
        if not 1 <= level <= 4 or not 0 <= before <= 4:
            raise ValueError(f"a level is 1, 2, 3 or 4, not {level} after {before}")
        if not 0 <= respondent <= len(self.counts):
            raise ValueError(f"there is no respondent {respondent} among {len(self.counts)}")
        more = np.zeros((1 if respondent == len(self.counts) else 0, self.counts.shape[1]))
        counts, beyond = np.vstack([self.counts, more]), np.vstack([self.beyond, more])
        strand = int(self.block[item])
        counts[respondent, strand] += 0.0 if before else 1.0
        beyond[respondent, strand] += level - (before or float(self.beta[item]))
        return replace(self, counts=counts, beyond=beyond)

    def levels(self) -> tuple[Array, Array]:
        """The department's levels and their standard errors (both S)."""
        blocks = self.counts.shape[1]
        starts = np.array([0, len(self.counts)], dtype=np.intp)
        P, h = evidence(self.counts, self.beyond, starts, self.variances)
        effects, covariance = posterior(P, h, sigma(self.variances, blocks))
        base = np.bincount(self.block, weights=self.beta) / np.bincount(self.block)
        return base + effects[0], np.sqrt(np.maximum(np.diagonal(covariance[0]), 0.0))
