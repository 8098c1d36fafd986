"""From the best flow to a match that keeps what a flow cannot know, and back to the best flow within it.

A pair has no fewer than so many blocks, a mentor no more than so many departments, a department no more than
so many mentors. Pairs of the flow are kept in the order of their worth as long as they fit. What is left over
is given, department by department, to the mentor with room for whom it is worth most. Then the flow is solved
again within the pairs that were chosen, with their smallest sizes, and whoever is still unmet is tried once
more. Without such limits at work the flow is kept as it is, and is optimal.
"""

from __future__ import annotations

import numpy as np

from smeaton.engine.mentoring.flow import best_flow, pair_blocks, value
from smeaton.engine.mentoring.pairings import Ints, Pairings

_ROUNDS = 3


def keeps_limits(p: Pairings, blocks: Ints) -> bool:
    """Whether smallest pairs and numbers of pairs are kept."""
    size = pair_blocks(p, blocks)
    pairs = size > 0
    new = pairs & p.fresh
    mentors = np.bincount(p.mentor[new], minlength=len(p.mentors_room))
    departments = np.bincount(p.department[new], minlength=len(p.departments_room))
    small = pairs & (size < p.least)
    few = (mentors <= p.mentors_room).all() and (departments <= p.departments_room).all()
    return bool(few and not small.any())


def repaired(p: Pairings, flow: Ints) -> Ints:
    """Blocks (i) that keep every limit, from a flow that may not."""
    state = _State(p)
    state.take_over(flow)
    best = state.blocks.copy()
    for _ in range(_ROUNDS):
        state.insert()
        size = pair_blocks(p, state.blocks)
        state = _State(p, best_flow(p, pairs=size > 0, least=np.where(size > 0, p.least, 0)))
        if value(p, state.blocks) <= value(p, best) + 1e-9:
            break
        best = state.blocks.copy()
    return best


class _State:
    """A match under construction and the room that is left."""

    def __init__(self, p: Pairings, blocks: Ints | None = None) -> None:
        self.p = p
        self.blocks = np.zeros(len(p.pair), dtype=np.int64) if blocks is None else blocks.copy()
        size = pair_blocks(p, self.blocks)
        self.first = np.searchsorted(p.pair, np.arange(len(p.mentor) + 1))
        self.open = size > 0
        given = np.bincount(p.mentor, weights=size, minlength=len(p.spare)).astype(np.int64)
        self.spare = p.spare - given
        taken = np.bincount(p.cell, weights=self.blocks, minlength=p.wanted.size).astype(np.int64)
        self.unmet = p.wanted - taken.reshape(p.wanted.shape)
        new = self.open & p.fresh
        self.mentors_room = p.mentors_room - np.bincount(p.mentor[new], minlength=len(p.mentors_room))
        self.departments_room = p.departments_room - np.bincount(
            p.department[new], minlength=len(p.departments_room)
        )

    def take_over(self, flow: Ints) -> None:
        """Keep the flow's pairs that fit, known ones first, then those worth most."""
        p = self.p
        size = pair_blocks(p, flow)
        worth = np.bincount(p.pair, weights=flow * p.worth, minlength=len(p.mentor))
        pairs = np.flatnonzero(size >= p.least)
        for e in pairs[np.lexsort((-worth[pairs], ~p.known[pairs]))].tolist():
            if self.fits(e):
                self.give(e, flow[self.first[e] : self.first[e + 1]])

    def fits(self, e: int) -> bool:
        """Whether one more pair is allowed on both sides; one that is frozen has its places already."""
        j, d = self.p.mentor[e], self.p.department[e]
        return bool(not self.p.fresh[e] or (self.mentors_room[j] > 0 and self.departments_room[d] > 0))

    def give(self, e: int, blocks: Ints) -> None:
        """Make `e` a pair with these blocks on its items."""
        p, j, d = self.p, self.p.mentor[e], self.p.department[e]
        items = slice(self.first[e], self.first[e + 1])
        self.blocks[items] = blocks
        self.spare[j] -= blocks.sum()
        self.unmet[d, p.strand[items]] -= blocks
        self.mentors_room[j] -= p.fresh[e]
        self.departments_room[d] -= p.fresh[e]
        self.open[e] = True

    def insert(self) -> None:
        """Give what is unmet to mentors who have room, the departments with most to gain first."""
        p = self.p
        by_department = np.argsort(p.department, kind="stable")
        start = np.searchsorted(p.department[by_department], np.arange(len(p.wanted) + 1))
        left = self.unmet.sum(axis=1) * np.array([d.weight for d in p.problem.departments])
        for d in np.argsort(-left, kind="stable").tolist():
            while self.unmet[d].any():
                best, chosen, blocks = 0.0, -1, np.zeros(0, dtype=np.int64)
                for e in self.able(d, by_department[start[d] : start[d + 1]]):
                    found = self.filled(e)
                    worth = float(found @ p.worth[self.first[e] : self.first[e + 1]])
                    if found.sum() >= p.least[e] and worth > best:
                        best, chosen, blocks = worth, e, found
                if chosen < 0:
                    break
                self.give(chosen, blocks)

    def able(self, d: int, pairs: Ints) -> list[int]:
        """Those of a department's pairs that have room on both sides for their smallest size."""
        p, mentor = self.p, self.p.mentor[pairs]
        room = ~p.fresh[pairs]
        if self.departments_room[d] > 0:
            room |= self.mentors_room[mentor] > 0
        room &= ~self.open[pairs] & (self.spare[mentor] >= p.least[pairs])
        room &= p.least[pairs] <= self.unmet[d].sum()
        found: list[int] = pairs[room].tolist()
        return found

    def filled(self, e: int) -> Ints:
        """The most that pair `e` could take of what is unmet, strands worth most first."""
        p, items = self.p, slice(self.first[e], self.first[e + 1])
        room = min(int(p.most[e]), int(self.spare[p.mentor[e]]))
        unmet = self.unmet[p.department[e], p.strand[items]]
        order = np.argsort(-p.worth[items], kind="stable")
        good = np.where(p.worth[items][order] > 0, unmet[order], 0)
        room = min(room, max(int(good.sum()), int(p.least[e])))  # beyond what is good, no more than it takes
        before = np.cumsum(unmet[order]) - unmet[order]
        blocks = np.zeros(len(unmet), dtype=np.int64)
        blocks[order] = np.clip(room - before, 0, unmet[order])
        return blocks
