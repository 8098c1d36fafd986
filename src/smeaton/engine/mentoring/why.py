"""Why each pair, and why hours stay unmet: second best mentors, and the first reason that explains a gap."""

from __future__ import annotations

import numpy as np

from smeaton.engine.mentoring.flow import pair_blocks
from smeaton.engine.mentoring.pairings import Ints, Pairings
from smeaton.engine.mentoring.result import Reason, Second, Unmet


class Reasons:
    """Looks things up for one match, given as blocks of each item."""

    def __init__(self, p: Pairings, blocks: Ints) -> None:
        self.p, self.blocks = p, blocks
        self.first = np.searchsorted(p.pair, np.arange(len(p.mentor) + 1))
        self.size = pair_blocks(p, blocks)
        given = np.bincount(p.mentor, weights=self.size, minlength=len(p.spare)).astype(np.int64)
        self.spare = p.spare - given
        mine = (self.size > 0) & p.fresh
        self.mentors_room = p.mentors_room - np.bincount(p.mentor[mine], minlength=len(p.spare))
        self.departments_room = p.departments_room - np.bincount(p.department[mine], minlength=len(p.wanted))
        of_item = p.department[p.pair]
        self.order = np.argsort(of_item, kind="stable")
        self.start = np.searchsorted(of_item[self.order], np.arange(len(p.wanted) + 1))
        mentors = p.problem.mentors
        expertise = np.array([m.expertise for m in mentors], dtype=float)
        self.skilled = expertise.reshape(len(mentors), len(p.problem.strands)) > 0
        self.hours = np.array([m.hours for m in mentors], dtype=float)
        self.km = np.array([m.at_km for m in mentors], dtype=float).reshape(-1, 2)

    def items_of(self, d: int) -> Ints:
        """The items of a department, those of a pair together."""
        found: Ints = self.order[self.start[d] : self.start[d + 1]]
        return found

    def second(self, e: int) -> Second | None:
        """The mentor, other than that of pair `e`, for whom its hours would be worth most."""
        p = self.p
        mine = slice(self.first[e], self.first[e + 1])
        hours = np.zeros(p.wanted.shape[1])
        hours[p.strand[mine]] = self.blocks[mine]
        items = self.items_of(int(p.department[e]))
        worth = hours[p.strand[items]] * p.worth[items]
        worth[p.pair[items] == e] = 0.0
        pairs = p.pair[items]
        first = np.flatnonzero(np.diff(pairs, prepend=-1))  # items of a pair stand together
        pair, total = pairs[first], np.add.reduceat(worth, first)
        best = int(np.argmax(total))
        if total[best] <= 0:
            return None
        other = int(pair[best])
        j = int(p.mentor[other])
        free = self.spare[j] >= self.size[e] and (
            self.size[other] > 0 or not p.fresh[other] or self.mentors_room[j] > 0
        )
        return Second(p.problem.mentors[j].id, float(total[best]), bool(free))

    def unmet(self, d: int, k: int, hours: float, wanted: float) -> Unmet:
        """Why `hours` of the `wanted` ones of a department on a strand are not met."""
        reason, why = self._reason(d, k)
        problem = self.p.problem
        return Unmet(problem.departments[d].id, problem.strands[k].id, hours, wanted, reason, why)

    def _reason(self, d: int, k: int) -> tuple[Reason, str]:
        p, problem = self.p, self.p.problem
        rules, strand = problem.rules, problem.strands[k].id
        if not p.wanted[d, k]:
            return "below_block", f"Less than a block of {rules.block_hours:g} hours is left to give."
        able = np.flatnonzero(self.skilled[:, k] & (self.hours > 0))
        if not len(able):
            return "no_expertise", f"No mentor with hours to give has expertise in {strand}."
        mine = self.items_of(d)
        items = mine[(p.strand[mine] == k) & (p.worth[mine] > 0)].tolist()
        if not items:
            return self._nobody(d, k, able)
        mentors = [int(p.mentor[p.pair[i]]) for i in items]
        if self.departments_room[d] <= 0 and not any(
            self.size[p.pair[i]] > 0 and self.spare[j] > 0 for i, j in zip(items, mentors, strict=True)
        ):
            most = rules.mentors_per_department_max
            return "enough_mentors", f"It works with {most} mentors already, the most a department may have."
        least = int(p.least[p.pair[mine]].min())
        if p.wanted[d].sum() < least and not self.size[p.pair[mine]].any():
            smallest = least * rules.block_hours
            return "below_pair", f"It wants less than the {smallest:g} hours that a pair has at least."
        named = ", ".join(problem.mentors[j].id for j in mentors[:3]) + (", …" if len(mentors) > 3 else "")
        who = f"{len(mentors)} mentor{'s' if len(mentors) > 1 else ''} could come ({named}), but"
        return "no_room", f"{who} their hours and numbers of departments are taken by others who gain more."

    def _nobody(self, d: int, k: int, able: Ints) -> tuple[Reason, str]:
        """Why no pair within reach could give an hour on this strand."""
        p, problem = self.p, self.p.problem
        limit, here = problem.rules.travel_limit_km, problem.departments[d]
        away = np.array(
            [n for n in able.tolist() if problem.mentors[n].department != here.id], dtype=np.int64
        )
        if not len(away):
            strand = problem.strands[k].id
            return "own_school", f"Only mentors who work at this school have expertise in {strand}."
        km = np.hypot(*(self.km[away] - here.at_km).T)
        near = away[km <= limit + 1e-6]
        if not len(near):
            closest = problem.mentors[int(away[np.argmin(km)])].id
            return "too_far", (
                f"The nearest mentor who could ({closest}) is {km.min():.1f} km away, over the limit of "
                f"{limit:g} km."
            )
        never = {one.mentor for one in problem.never if one.department == here.id}
        if all(problem.mentors[n].id in never for n in near.tolist()):
            return "never", "The mentors within reach who could are not to be brought together with it."
        if not (p.spare[near] > 0).any():
            return "no_room", "All hours of the mentors within reach who could are frozen elsewhere."
        return "not_worth_it", (
            "An hour from any mentor within reach is worth less than its travel and the change count "
            "(rules travel and change)."
        )
