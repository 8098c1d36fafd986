"""What a local search may change, what it must keep, and what it is to lift."""

from __future__ import annotations

from dataclasses import dataclass

from smeaton.engine.support.arrays import Allocation, Arrays, Flags
from smeaton.engine.support.curves import Floats


@dataclass(frozen=True)
class Penalties:
    """Covered need that each step away from the plan `told` costs, by item: zero or more.

    `runs` (o × h) for each run more or fewer, `seats` (o × s × d) for each seat, `blocks` (j × d × k).
    """

    told: Allocation
    runs: Floats
    seats: Floats
    blocks: Floats


@dataclass(frozen=True)
class Options:
    """Limits beyond the problem's own rules. Leads' musts and must-nots come with the problem.

    `floor`: every department has at least this share of its own need covered, in each plan that is found.
    `least_total`: not None asks for the highest least-served share among plans that cover at least this much
    weighted need; the search then judges plans by that share, and `floor` is where it starts from.
    `kept_departments` (d), `kept_offers` (o), `kept_runs` (o × h), `kept_seats` (o × s × d) and `kept_pairs`
    (j × d) say what stays exactly as it is in the plan that the search starts from: a kept department its
    seats and mentoring, a kept offer its runs and seats, a kept run how often it is held.
    `penalties`: what changes cost; the search then maximises covered need less penalties.
    """

    floor: float = 0.0
    least_total: float | None = None
    kept_departments: Flags | None = None
    kept_offers: Flags | None = None
    kept_runs: Flags | None = None
    kept_seats: Flags | None = None
    kept_pairs: Flags | None = None
    penalties: Penalties | None = None

    def kept(self, a: Arrays) -> tuple[Flags, Flags, Flags]:
        """Kept runs (o × h), seats (o × s × d) and pairs (j × d), as copies."""
        seats = _flags(self.kept_seats, a.allowed)
        runs = _flags(self.kept_runs, a.allowed[:, :-1, 0])
        pairs = _flags(self.kept_pairs, a.pair_allowed)
        if self.kept_departments is not None:
            seats |= self.kept_departments[None, None, :]
            pairs |= self.kept_departments[None, :]
        if self.kept_offers is not None:
            seats |= self.kept_offers[:, None, None]
            runs |= self.kept_offers[:, None]
        return runs, seats, pairs


def _flags(given: Flags | None, like: Flags) -> Flags:
    return like & False if given is None else given.copy()
