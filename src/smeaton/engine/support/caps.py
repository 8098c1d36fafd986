"""What is left of the caps on a trust's and a strand's share of the budget, for plans under construction."""

from __future__ import annotations

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays, Flags, Ints
from smeaton.engine.support.curves import Floats

_SLACK = 1e-9


class Caps:
    """Pounds that each trust (t) and each strand (k) may still take directly; see `rules.Rules`."""

    def __init__(self, a: Arrays, plan: Allocation) -> None:
        """What `plan` leaves. Nothing is added up where there is no cap (`bind` False)."""
        self.a = a
        self.bind = bool(np.isfinite(a.trust_cap) or np.isfinite(a.strand_cap))
        if self.bind:
            self.trusts = a.trust_cap - a.trust_spend(plan)
            self.strands = a.strand_cap - a.strand_spend(plan)

    def take(self, d: int, cost: float, strands: Floats | int) -> None:
        """Spend `cost` for department `d`, on one strand or on all in the portions given."""
        if not self.bind:
            return
        if self.a.trust[d] >= 0:
            self.trusts[self.a.trust[d]] -= cost
        if isinstance(strands, int):
            self.strands[strands] -= cost
        else:
            self.strands -= np.where(strands > 0, cost * strands, 0.0)

    def kept(self) -> bool:
        """Whether no cap is broken."""
        if not self.bind:
            return True
        return bool((self.trusts >= -_SLACK).all() and (self.strands >= -_SLACK).all())

    def department_room(self) -> Floats:
        """Pounds that each department may still cost by its trust's cap (d)."""
        if not len(self.trusts):
            return np.full(len(self.a.trust), np.inf)
        result: Floats = np.where(self.a.trust >= 0, self.trusts[self.a.trust], np.inf)
        return result

    def offer_room(self) -> Floats:
        """Pounds that seats of each offer may still cost by the strands' caps (o)."""
        return _room(self.strands, self.a.seat_strand)

    def seat_room(self) -> Floats:
        """Most that one further seat may cost: o × 1 × d."""
        result: Floats = np.minimum(self.offer_room()[:, None, None], self.department_room())
        return result

    def fitting(self, o: int, departments: Ints, cost: Floats) -> Flags:
        """Which of these seats of offer `o`, taken in this order, keep the caps."""
        fits = np.ones(len(departments), dtype=bool)
        for trust in np.unique(self.a.trust[departments]).tolist():
            if trust >= 0:
                mine = self.a.trust[departments] == trust
                fits[mine] = np.cumsum(cost[mine]) <= self.trusts[trust] + _SLACK
        fits &= np.cumsum(np.where(fits, cost, 0.0)) <= self.offer_room()[o] + _SLACK
        return fits

    def affordable(
        self, j: int, d: int, travel: float, blocks: list[tuple[int, float]]
    ) -> list[tuple[int, float]]:
        """Those of the blocks (strand, gain) of mentor `j` for `d` that keep the caps after `travel`."""
        cost, left = float(self.a.block_cost[j]), float(self.department_room()[d]) - travel
        strands = self.strands - np.where(self.a.pair_strand[j] > 0, travel * self.a.pair_strand[j], 0.0)
        if travel > 0 and (strands < -_SLACK).any():
            return []
        kept = []
        for k, gain in blocks:
            if cost <= left + _SLACK and cost <= strands[k] + _SLACK:
                left -= cost
                strands[k] -= cost
                kept.append((k, gain))
        return kept


def _room(left: Floats, portion: Floats) -> Floats:
    """Most that may be spent where each pound counts for the strands by `portion` (n × k)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(portion > 0, np.maximum(left, 0.0) / portion, np.inf)
    result: Floats = room.min(axis=1, initial=np.inf)
    return result
