"""What is left when whatever no longer fits is dropped and nothing put in its place: where a re-plan starts.

Again and again the rule that is broken worst is met by dropping what covers least for what it frees, until no
rule is broken. Leads' musts that are not met yet stay so; frozen items are not dropped, even
where that leaves a rule broken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.replan.fallen import Situation

_SLACK = 1e-6
_MUST = 1e3  # a lead's must is dropped only where nothing else helps


@dataclass
class _Choice:
    """Something to drop: a seat (o, s, d), a run (o, h) or a pair (j, d), with what dropping it loses."""

    kind: str
    at: tuple[int, ...]
    loss: float
    frees: float


def dropped(made: Situation) -> Allocation:
    """The told plan less what no longer fits. It keeps every rule except, maybe, musts and frozen items."""
    told = made.told
    plan = Allocation(told.runs.copy(), told.seats.copy(), told.blocks.copy())
    drop = _Drop(made, plan)
    while drop.once():
        pass
    return plan


class _Drop:
    """One plan while things are dropped from it."""

    def __init__(self, made: Situation, plan: Allocation) -> None:
        self.made, self.a, self.plan = made, made.a, plan

    def once(self) -> bool:
        """Drop one thing for the first rule found broken; False when none is."""
        for rule in (self.mentors, self.departments, self.runs, self.money):
            choices = rule()
            if choices and any(not self.kept(one) for one in choices):
                choices = [one for one in choices if not self.kept(one)]
                best = min(choices, key=lambda one: (one.loss / max(one.frees, 1e-9), one.kind, one.at))
                self.drop(best)
                return True
        return False

    def kept(self, one: _Choice) -> bool:
        """Whether dropping it would take what is frozen."""
        flags = {"seat": self.made.kept_seats, "pair": self.made.kept_pairs}
        return bool(flags.get(one.kind, self.made.kept_runs)[one.at])

    def drop(self, one: _Choice) -> None:
        plan = self.plan
        if one.kind == "seat":
            plan.seats[one.at] -= 1
        elif one.kind == "run":
            plan.runs[one.at] = 0
            plan.seats[one.at] = 0
        elif one.kind == "copy":
            plan.runs[one.at] -= 1
        else:
            plan.blocks[one.at] = 0

    def losses(self, d: int, dose: Floats) -> Floats:
        """Weighted need that `d` would no longer have covered with less `dose` (… × k)."""
        a = self.a
        have = self._dose()[d]
        start = np.cumsum(a.curves.length[d], axis=-1) - a.curves.length[d]

        def covered(at: Floats) -> Floats:
            taken = np.clip(at[..., None] - start, 0.0, a.curves.length[d])
            result: Floats = (taken * a.curves.slope[d]).sum(axis=-1) @ a.weight[d]
            return result

        lost: Floats = covered(have) - covered(have - dose)
        return lost

    def _dose(self) -> Floats:
        return self.a.dose(self.plan)

    def seat(self, o: int, s: int, d: int, frees: float) -> _Choice:
        loss = float(self.losses(d, self.a.seat_dose[d, o]))
        if self.a.must[d, o] and self.plan.seats[o, :, d].sum() == 1:
            loss += _MUST
        return _Choice("seat", (o, s, d), loss, frees)

    def pair(self, j: int, d: int, frees: float) -> _Choice:
        loss = float(self.losses(d, (self.plan.blocks[j, d] * self.a.block_dose[j, d])))
        return _Choice("pair", (j, d), loss, frees)

    def run(self, o: int, h: int, frees: float) -> _Choice:
        taken = self.plan.seats[o, h]
        loss = sum(
            float(self.losses(d, taken[d] * self.a.seat_dose[d, o])) for d in np.flatnonzero(taken).tolist()
        )
        return _Choice("run", (o, h), loss, frees)

    def mentors(self) -> list[_Choice]:
        """Pairs with too few or too many hours, and mentors with too many hours or departments."""
        a, blocks = self.a, self.plan.blocks.sum(axis=2)
        rules, (least, most) = a.problem.rules.mentor, a.pair_blocks
        found: list[_Choice] = []
        for j in range(len(blocks)):
            mine = np.flatnonzero(blocks[j]).tolist()
            odd = [
                d
                for d in mine
                if not least <= blocks[j, d] <= most or self.plan.blocks[j, d].max() > a.strand_blocks
            ]
            over = blocks[j].sum() > a.mentor_blocks[j] or len(mine) > rules.departments_per_mentor_max
            found += [self.pair(j, d, float(blocks[j, d])) for d in (odd or (mine if over else []))]
        return found

    def departments(self) -> list[_Choice]:
        """What departments have beyond their seats, release days, evenings or mentors."""
        a, plan = self.a, self.plan
        taken = plan.seats.sum(axis=1)
        days = taken.T @ a.seat_release + plan.blocks.sum(axis=(0, 2)) * a.block_release
        evenings = taken.T @ a.seat_evenings
        pairs = plan.blocks.any(axis=2).sum(axis=0)
        found: list[_Choice] = []
        for d in range(len(a.release)):
            here = np.argwhere(plan.seats[:, :, d] > 0).tolist()
            mine = np.flatnonzero(plan.blocks[:, d].any(axis=1)).tolist()
            many = [(o, s) for o, s in here if taken[o, d] > a.top[d, o]]
            found += [self.seat(o, s, d, 1.0) for o, s in many]
            if days[d] > a.release[d] + _SLACK:
                found += [self.seat(o, s, d, a.seat_release[o]) for o, s in here if a.seat_release[o] > 0]
                found += [
                    self.pair(j, d, plan.blocks[j, d].sum() * a.block_release)
                    for j in mine
                    if a.block_release
                ]
            if evenings[d] > a.evenings[d] + _SLACK:
                found += [
                    self.seat(o, s, d, float(a.seat_evenings[o])) for o, s in here if a.seat_evenings[o]
                ]
            if pairs[d] > a.problem.rules.mentor.mentors_per_department_max:
                found += [self.pair(j, d, 1.0) for j in mine]
        return found

    def runs(self) -> list[_Choice]:
        """Runs with more seats than they hold, or fewer than they need."""
        a, plan = self.a, self.plan
        seats = plan.seats[:, :-1].sum(axis=2)
        found: list[_Choice] = []
        for o, h in np.argwhere(seats > a.seats_max[:, None] * plan.runs).tolist():
            found += [self.seat(o, h, d, 1.0) for d in np.flatnonzero(plan.seats[o, h]).tolist()]
        for o, h in np.argwhere((plan.runs > 0) & (seats < a.seats_min[:, None] * plan.runs)).tolist():
            if plan.runs[o, h] > 1 and seats[o, h] <= a.seats_max[o] * (plan.runs[o, h] - 1):
                found.append(_Choice("copy", (o, h), 0.0, 1.0))
            else:
                found.append(self.run(o, h, 1.0))
        return found

    def money(self) -> list[_Choice]:
        """Seats that a run can spare, runs and pairs, while budget or a cap is exceeded."""
        a, plan = self.a, self.plan
        trusts, strands = a.trust_spend(plan) > a.trust_cap + 1e-6, a.strand_spend(plan) > a.strand_cap + 1e-6
        over = a.cost(plan) > a.budget + 1e-9
        if not over and not trusts.any() and not strands.any():
            return []
        mine = [over or (t >= 0 and bool(trusts[t])) for t in a.trust.tolist()]
        narrow = bool(strands.any()) and not over and not trusts.any()
        offer = [not narrow or bool((row[strands] > 0).any()) for row in a.seat_strand]
        seats = plan.seats[:, :-1].sum(axis=2)
        spare = np.ones(plan.seats.shape[:2], dtype=bool)
        spare[:, :-1] = seats > a.seats_min[:, None] * plan.runs
        found = [
            self.seat(o, s, d, float(a.seat_cost[o, s, d]))
            for o, s, d in np.argwhere((plan.seats > 0) & spare[:, :, None]).tolist()
            if offer[o] and (mine[d] or strands.any())
        ]
        for o, h in np.argwhere(plan.runs > 0).tolist():
            frees = a.run_cost[o] * plan.runs[o, h] + (plan.seats[o, h] * a.seat_cost[o, h]).sum()
            found.append(self.run(o, h, float(frees)))
        for j, d in np.argwhere(plan.blocks.any(axis=2)).tolist():
            frees = a.block_cost[j] * plan.blocks[j, d].sum() + a.pair_cost[j, d]
            found.append(self.pair(j, d, float(frees)))
        return [one for one in found if one.frees > 0]
