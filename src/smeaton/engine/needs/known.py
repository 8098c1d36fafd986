"""What earlier audits know of items: so that a strand's mean is over all its items where few were asked.

Given the variances, the likelihood of the item means beta is normal about the fitted b with information I.
The bank says of the items of a strand beta_i = m_i + gamma_s + error, with the errors' variances se_i², and
gamma_s, how this place's level in the strand differs from that of the bank's places, unknown and flat: only
*differences* between a strand's items are taken from the bank. With W = diag(1 / se²) and gamma_s integrated
out, that is information K = W − W11'W / 1'W1 within each strand about the differences of m, so that

    beta | answers, bank   has information I + K   and mean   (I + K)⁻¹ (I b + K m)

Errors of the bank are taken as independent. Those of one strand share the bank's departments, which cancel in
differences: intervals are a little wider than they need be. Items that nobody here
was asked have no information in I, and take all of theirs from the bank. A group's
effects move with the item means as they do in the fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smeaton.engine.needs.table import Table
from smeaton.engine.stats.nested import Array, Evaluation

LEAST_SE = 1e-3
"""Standard errors below this many levels count as this: no item is known exactly."""


@dataclass(frozen=True)
class Known:
    """An item's strand and, from earlier audits, its mean level with its standard error, in levels."""

    strand: str
    mean: float
    se: float


def predict(table: Table, found: Evaluation, known: Mapping[str, Known]) -> tuple[Array, Array, Array]:
    """Expected levels (D × S), their errors' covariances (D × S × S), and the groups' effects (D × S).

    A level is the mean over all items of a strand, those asked here and those known. A strand of which no
    asked item is known stays as it is without the bank.
    """
    anchored = {known[item].strand for item in table.items if item in known}
    place = {strand: s for s, strand in enumerate(table.strands)}
    more = sorted(i for i, k in known.items() if i not in table.items and k.strand in anchored & place.keys())
    items, asked = (*table.items, *more), len(table.items)
    block = np.array([*table.ratings.block.tolist(), *(place[known[item].strand] for item in more)])
    information, means = np.zeros((len(items), len(items))), np.zeros(len(items))
    information[:asked, :asked] = found.information
    right = information[:, :asked] @ found.beta
    weight = np.zeros(len(items))
    for i, item in enumerate(items):
        if item in known:
            means[i], weight[i] = known[item].mean, max(known[item].se, LEAST_SE) ** -2
    for s in range(len(table.strands)):
        own = np.where(block == s, weight, 0.0)
        if own.any():
            bank = np.diag(own) - np.outer(own, own) / own.sum()
            information += bank
            right += bank @ means
    inverse = np.linalg.inv(information)
    beta = inverse @ right
    effects = found.effects - found.pull @ (beta[:asked] - found.beta)
    one_hot = np.eye(len(table.strands))[block]
    mean_of = (one_hot / one_hot.sum(axis=0)).T
    through = np.broadcast_to(mean_of, (len(effects), *mean_of.shape)).copy()
    through[:, :, :asked] -= found.pull
    covariance = found.covariance + np.einsum("dsi,ij,dtj->dst", through, inverse, through, optimize=True)
    return np.asarray(mean_of @ beta + effects), np.asarray(covariance), np.asarray(effects)
