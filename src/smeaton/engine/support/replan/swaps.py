"""What a department could have instead of an item, ranked by what that does for its lead's priorities.

All else in the plan stays as it is: the item goes, one other offer or mentor comes. That takes a few
hundredths of a second, so a page can ask it while somebody waits; what the swap does to others is for
`replan` to find.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smeaton.engine.support.arrays import Allocation, Ints, arrays, to_allocation
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.plans import ItemKey, Plan
from smeaton.engine.support.problem import Problem, ProblemError
from smeaton.engine.support.replan.fallen import known, place

_SLACK = 1e-6
_CENT = 0.01


@dataclass(frozen=True, slots=True)
class Alternative:
    """One item that could take the place of another.

    `met_before` and `met_after` are the share (0-1) of the need on the lead's priorities, by the lead's
    weights; `strands` maps each strand that changes to its (before, after) need covered, from 0 to 1. `cost`
    is what it adds in pounds, with a new run where one is needed, less what the old item frees; `cover_days`
    its release days, `cover_change` the same less the old item's; `evenings` likewise its own use.
    `run_exists`: it joins a run that is planned, or needs none; else `others_needed` seats must be taken by
    other departments before a run can be held. `leaves_short`: without this department the old item's run is
    below its smallest size. `feasible` when nothing stands in the way; `obstacles` are sentences that say
    what does.
    """

    item: ItemKey
    host: str | None
    seats: int
    hours: Mapping[str, float]
    met_before: float
    met_after: float
    strands: Mapping[str, tuple[float, float]]
    cost: float
    cover_days: float
    cover_change: float
    evenings: int
    run_exists: bool
    others_needed: int
    leaves_short: bool
    feasible: bool
    obstacles: tuple[str, ...]


def alternatives(
    problem: Problem,
    plan: Plan,
    department: str,
    item: ItemKey | None,
    priorities: Mapping[str, float],
    *,
    most: int = 12,
) -> tuple[Alternative, ...]:
    """What `department` could have instead of `item` (None: besides what it has), at most `most`, best first.

    `priorities` gives weights to strands; strands left out count nothing. First come alternatives that
    fit as the plan stands, then those that need others to move; within each, by need met on the priorities,
    then cost.
    Offers that the lead has ruled out, or that do nothing for the priorities, are left out.

    Raises `ProblemError` when the department, the item or a strand is not known.
    """
    swap = _Swap(problem, plan, department, item, priorities)
    found = [*swap.offers(), *swap.mentors()]
    helpful = [one for one in found if one.met_after > swap.left + 1e-9]
    helpful.sort(key=lambda one: (not one.feasible, -round(one.met_after, 6), one.cost, one.item))
    return tuple(helpful[:most])


class _Swap:
    """One department without one item, and what would fit."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        department: str,
        item: ItemKey | None,
        priorities: Mapping[str, float],
    ) -> None:
        strands = {strand.id: n for n, strand in enumerate(problem.strands)}
        for name in priorities:
            if name not in strands:
                raise ProblemError(f'priorities: "{name}" is not among the strands; correct it.')
        if department not in {d.id for d in problem.departments}:
            raise ProblemError(f'department "{department}" is not in the problem; correct it.')
        if item is not None and item not in plan.items():
            raise ProblemError(f"{item.department} has no {item.id} in this plan; choose one of its items.")
        a = self.a = arrays(problem)
        self.problem, self.item = problem, item
        self.d = next(n for n, one in enumerate(problem.departments) if one.id == department)
        full = to_allocation(a, known(problem, plan))
        self.before = a.dose(full)[self.d]
        self.old_cost = self.old_days = 0.0
        self.short = False
        self.plan = self._without(full)
        self.dose = a.dose(self.plan)[self.d]
        self.weights = np.zeros(len(strands))
        for name, weight in priorities.items():
            self.weights[strands[name]] = weight
        need = a.curves.need[self.d]
        self.full = float(self.weights @ need)
        taken = self.plan.seats.sum(axis=1)[:, self.d]
        blocks = int(self.plan.blocks[:, self.d].sum())
        self.release = float(a.release[self.d] - taken @ a.seat_release - blocks * a.block_release)
        self.evenings = float(a.evenings[self.d] - taken @ a.seat_evenings)
        self.money = a.budget - a.cost(self.plan)
        self.left = self.met(self.dose)

    def _without(self, full: Allocation) -> Allocation:
        """The plan less the item; notes its cost, release days, and whether its run is left short."""
        a = self.a
        plan = Allocation(full.runs.copy(), full.seats.copy(), full.blocks.copy())
        if self.item is None:
            return plan
        _, n = place(self.problem, self.item)
        if self.item.kind == "offer":
            self.old_days = float(plan.seats[n, :, self.d].sum() * a.seat_release[n])
            plan.seats[n, :, self.d] = 0
            left = plan.seats[n, :-1].sum(axis=1)
            self.short = bool((left < a.seats_min[n] * plan.runs[n]).any())
        else:
            self.old_days = float(plan.blocks[n, self.d].sum() * a.block_release)
            plan.blocks[n, self.d] = 0
        self.old_cost = a.cost(full) - a.cost(plan)
        return plan

    def covered(self, dose: Floats) -> Floats:
        """Need covered on each strand at doses (… × k)."""
        length, slope = self.a.curves.length[self.d], self.a.curves.slope[self.d]
        start = np.cumsum(length, axis=-1) - length
        result: Floats = (np.clip(dose[..., None] - start, 0.0, length) * slope).sum(axis=-1)
        return result

    def met(self, dose: Floats) -> float:
        """Share of the need on the priorities that a dose meets."""
        return float(self.covered(dose) @ self.weights) / self.full if self.full > 0 else 0.0

    def offers(self) -> list[Alternative]:
        """Every other offer, each at the site where it is to be had most cheaply."""
        a, found = self.a, []
        for o, offer in enumerate(self.problem.offers):
            room = int(a.top[self.d, o] - self.plan.seats[o, :, self.d].sum())
            same = self.item is not None and (self.item.kind, self.item.id) == ("offer", offer.id)
            if room <= 0 or same:
                continue
            options = [self._offer(o, s, room) for s in np.flatnonzero(a.allowed[o, :, self.d]).tolist()]
            if options:
                found.append(
                    min(
                        options,
                        key=lambda one: (not one.feasible, not one.run_exists, one.others_needed, one.cost),
                    )
                )
        return found

    def _offer(self, o: int, s: int, room: int) -> Alternative:
        a, offer = self.a, self.problem.offers[o]
        host = None if s == len(self.problem.hosts) else self.problem.hosts[s].id
        runs = 0 if host is None else int(self.plan.runs[o, s])
        taken = int(self.plan.seats[o, s].sum())
        free = int(a.seats_max[o]) * runs - taken if host is not None else room
        joins = host is None or (runs > 0 and free > 0)
        fits, why = self._fits(o, room)
        run_cost = 0.0 if joins else float(a.run_cost[o])
        most = min(max(fits, 1), max(free, 1) if joins else int(a.seats_max[o]))
        seats = self._worthwhile(a.seat_dose[self.d, o], most, float(a.seat_cost[o, s, self.d]), run_cost)
        cost = run_cost + seats * float(a.seat_cost[o, s, self.d])
        others = 0 if joins else max(int(a.seats_min[o]) - seats, 0)
        if not joins and runs >= a.runs_max:
            why.append(f"Every run of {offer.id} at {host} is full, and no more can be held there.")
        elif others:
            why.append(
                f"No run of {offer.id} has room: a new one at {host} needs {others} more seats from others."
            )
        if cost > self.money + _CENT:
            why.append(f"It costs £{cost - self.money:,.0f} more than the place has left.")
        dose = self.dose + seats * a.seat_dose[self.d, o]
        return self._alternative(
            ItemKey(self.problem.departments[self.d].id, "offer", offer.id),
            host,
            seats,
            {},
            dose,
            cost,
            seats * float(a.seat_release[o]),
            seats * int(a.seat_evenings[o]),
            (joins, others),
            why,
        )

    def _fits(self, o: int, room: int) -> tuple[int, list[str]]:
        """How many seats release days and evenings allow, and a sentence for each that allows none."""
        a, why, fits = self.a, [], room
        if a.seat_release[o] > 0:
            fits = min(fits, math.floor((self.release + _SLACK) / a.seat_release[o]))
            if fits < 1:
                why.append(
                    f"A seat takes {a.seat_release[o]:g} release days, and {self.release:.3g} are left."
                )
        if a.seat_evenings[o] > 0:
            evenings = math.floor((self.evenings + _SLACK) / a.seat_evenings[o])
            fits = min(fits, evenings)
            if evenings < 1:
                why.append(f"A seat takes {a.seat_evenings[o]} evenings, and {self.evenings:.3g} are left.")
        return fits, why

    def _worthwhile(self, dose: Floats, most: int, cost: float, fixed: float) -> int:
        """How many seats: as many as the money allows and as still help the priorities; at least one."""
        seats = 1
        while seats < most and fixed + (seats + 1) * cost <= self.money + _CENT:
            if self.met(self.dose + (seats + 1) * dose) <= self.met(self.dose + seats * dose) + 1e-9:
                break
            seats += 1
        return seats

    def mentors(self) -> list[Alternative]:
        """Every other mentor within reach, each with the hours that help the priorities most."""
        a, found = self.a, []
        pairs = int((self.plan.blocks[:, self.d].sum(axis=1) > 0).sum())
        for j, mentor in enumerate(self.problem.mentors):
            same = self.item is not None and (self.item.kind, self.item.id) == ("mentoring", mentor.id)
            if same or not a.pair_allowed[j, self.d] or self.plan.blocks[j, self.d].any():
                continue
            found.append(self._mentor(j, pairs))
        return found

    def _mentor(self, j: int, pairs: int) -> Alternative:
        a, rules, mentor = self.a, self.problem.rules.mentor, self.problem.mentors[j]
        least, most = a.pair_blocks
        free = int(a.mentor_blocks[j] - self.plan.blocks[j].sum())
        why: list[str] = []
        if pairs >= rules.mentors_per_department_max:
            why.append(f"It already works with {pairs} mentors, as many as it may.")
        if (self.plan.blocks[j].sum(axis=1) > 0).sum() >= rules.departments_per_mentor_max:
            why.append(f"{mentor.id} already works with as many departments as a mentor may.")
        if free < least:
            hours = free * rules.block_hours
            why.append(f"{mentor.id} has {hours:g} hours left; {rules.pair_hours_min:g} are the fewest.")
        if a.block_release > 0:
            days = math.floor((self.release + _SLACK) / a.block_release)
            if days < least:
                why.append(
                    f"Mentoring takes {least * a.block_release:g} release days; {self.release:.3g} are left."
                )
            most = min(most, days)
        travel, block = float(a.pair_cost[j, self.d]), float(a.block_cost[j])
        afford = (
            math.floor((self.money - travel + _CENT) / block)
            if block > 0 and math.isfinite(self.money)
            else most
        )
        if afford < least:
            short = travel + least * block - self.money
            why.append(f"It costs £{short:,.0f} more than the place has left.")
        blocks = self._blocks(j, max(least, min(most, free, afford)), least)
        count = int(blocks.sum())
        return self._alternative(
            ItemKey(self.problem.departments[self.d].id, "mentoring", mentor.id),
            None,
            0,
            {
                strand.id: float(n * rules.block_hours)
                for strand, n in zip(self.problem.strands, blocks.tolist(), strict=True)
                if n
            },
            self.dose + blocks * a.block_dose[j, self.d],
            travel + count * block,
            count * a.block_release,
            0,
            (True, 0),
            why,
        )

    def _blocks(self, j: int, most: int, least: int) -> Ints:
        """Blocks by strand, one at a time where it helps the priorities most, up to `most`."""
        a = self.a
        blocks = np.zeros(len(self.weights), dtype=np.int64)
        each = a.block_dose[j, self.d]
        for n in range(most):
            dose = self.dose + blocks * each
            gain = (self.covered(dose + each) - self.covered(dose)) * self.weights
            gain[(blocks >= a.strand_blocks) | (each <= 0)] = -1.0
            k = int(np.argmax(gain))
            if gain[k] < 0 or (n >= least and gain[k] <= 1e-9):
                break
            blocks[k] += 1
        return blocks

    def _alternative(
        self,
        item: ItemKey,
        host: str | None,
        seats: int,
        hours: Mapping[str, float],
        dose: Floats,
        cost: float,
        days: float,
        evenings: int,
        run: tuple[bool, int],
        why: list[str],
    ) -> Alternative:
        before, after = self.covered(self.before), self.covered(dose)
        return Alternative(
            item=item,
            host=host,
            seats=seats,
            hours=hours,
            met_before=self.met(self.before),
            met_after=self.met(dose),
            strands={
                strand.id: (float(one), float(two))
                for strand, one, two in zip(self.problem.strands, before, after, strict=True)
                if abs(one - two) > 1e-9
            },
            cost=cost - self.old_cost,
            cover_days=days,
            cover_change=days - self.old_days,
            evenings=evenings,
            run_exists=run[0],
            others_needed=run[1],
            leaves_short=self.short,
            feasible=not why,
            obstacles=tuple(why),
        )
