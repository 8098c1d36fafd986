"""A problem as dense arrays for the planner, and a plan as three arrays of whole numbers.

Axes: d departments, o offers, h hosts, s sites (the hosts, then one more for "nowhere": online and national
offers), j mentors, k strands. The evaluator does not use this module.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.curves import Curves, Floats, curves
from smeaton.engine.support.plans import Mentoring, Plan, Run, Seats
from smeaton.engine.support.problem import Problem

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SLACK = 1e-6


@dataclass(frozen=True)
class Allocation:
    """A plan in numbers: `runs` (o × h), `seats` (o × s × d), `blocks` of mentoring (j × d × k)."""

    runs: Ints
    seats: Ints
    blocks: Ints


@dataclass(frozen=True)
class Arrays:
    """The problem in numbers; see the module for axes. Money in pounds; doses per seat and per block."""

    problem: Problem
    curves: Curves
    weight: Floats  # d × k: department weight × strand weight × emphasis
    own: Floats  # k: strand weight
    hosted: Flags  # o
    top: Ints  # d × o: most seats
    allowed: Flags  # o × s × d
    seat_cost: Floats  # o × s × d
    seat_dose: Floats  # d × o × k
    seat_release: Floats  # o
    seat_evenings: Ints  # o
    run_cost: Floats  # o
    seats_min: Ints  # o
    seats_max: Ints  # o: a number never reached where there is no limit
    must: Flags  # d × o
    release: Floats  # d
    evenings: Floats  # d
    pair_allowed: Flags  # j × d
    pair_cost: Floats  # j × d
    block_cost: Floats  # j
    block_dose: Floats  # j × d × k
    block_release: float
    pair_blocks: tuple[int, int]
    strand_blocks: int
    mentor_blocks: Ints  # j
    budget: float
    runs_max: int
    trust: Ints  # d: which trust, numbered as first met; -1: none
    trust_cap: float  # most pounds the departments of one trust may take directly (infinite: no cap)
    strand_cap: float  # most pounds one strand may take directly (infinite: no cap)
    seat_strand: Floats  # o × k: share of a seat's cost that counts for each strand (rows sum to 1 or 0)
    pair_strand: Floats  # j × k: share of a pair's travel that counts for each strand (rows sum to 1 or 0)

    def dose(self, allocation: Allocation) -> Floats:
        """Dose of each cell (d × k)."""
        taken = allocation.seats.sum(axis=1)
        result: Floats = np.einsum("od,dok->dk", taken, self.seat_dose)
        result += np.einsum("jdk,jdk->dk", allocation.blocks, self.block_dose)
        return result

    def covered(self, allocation: Allocation) -> float:
        """Weighted need covered."""
        return float((self.weight * self.curves.covered(self.dose(allocation))).sum())

    def cost(self, allocation: Allocation) -> float:
        """Cost in pounds."""
        runs = float((allocation.runs.sum(axis=1) * self.run_cost).sum())
        seats = float((allocation.seats * np.where(self.allowed, self.seat_cost, 0.0)).sum())
        pairs = allocation.blocks.sum(axis=2)
        mentoring = float((pairs * self.block_cost[:, None]).sum() + self.pair_cost[pairs > 0].sum())
        return runs + seats + mentoring

    def trust_spend(self, allocation: Allocation) -> Floats:
        """Pounds that the departments of each trust take directly (t); runs are not counted."""
        seats = (allocation.seats * np.where(self.allowed, self.seat_cost, 0.0)).sum(axis=(0, 1))
        pairs = allocation.blocks.sum(axis=2)
        mentoring = pairs * self.block_cost[:, None] + np.where(pairs > 0, self.pair_cost, 0.0)
        result = np.zeros(int(self.trust.max(initial=-1)) + 1)
        mine = self.trust >= 0
        np.add.at(result, self.trust[mine], (seats + mentoring.sum(axis=0))[mine])
        return result

    def strand_spend(self, allocation: Allocation) -> Floats:
        """Pounds that count for each strand (k): mentoring, its share of seats and of travel."""
        seats = (allocation.seats * np.where(self.allowed, self.seat_cost, 0.0)).sum(axis=(1, 2))
        hours = (allocation.blocks.sum(axis=1) * self.block_cost[:, None]).sum(axis=0)
        travel = np.where(allocation.blocks.sum(axis=2) > 0, self.pair_cost, 0.0).sum(axis=1)
        result: Floats = seats @ self.seat_strand + hours + travel @ self.pair_strand
        return result

    def empty(self) -> Allocation:
        """No runs, no seats, no mentoring."""
        offers, sites, departments = self.allowed.shape
        return Allocation(
            np.zeros((offers, sites - 1), dtype=np.int64),
            np.zeros((offers, sites, departments), dtype=np.int64),
            np.zeros(self.block_dose.shape, dtype=np.int64),
        )


def arrays(problem: Problem) -> Arrays:
    """Lay a problem out as arrays."""
    rules, departments, offers, hosts = problem.rules, problem.departments, problem.offers, problem.hosts
    index = {d.id: n for n, d in enumerate(departments)}
    at = np.array([d.at_km for d in departments], dtype=float)
    staff = np.array([d.staff for d in departments])
    share = np.minimum(1.0, rules.spread / staff)
    participant = np.array([o.reaches == "participant" for o in offers], dtype=bool)
    top = np.array([[o.per_department_max for o in offers] for _ in departments]).reshape(
        len(departments), -1
    )
    top = np.where(participant, np.minimum(top, staff[:, None]), top)
    banned = np.array([[o.id in d.must_not for o in offers] for d in departments], dtype=bool)
    top[banned.reshape(top.shape)] = 0
    hosted = np.array([o.hosted for o in offers], dtype=bool)
    homes = [index[h.department] for h in hosts]
    km = np.linalg.norm(at[homes][:, None, :] - at[None, :, :], axis=2).reshape(len(hosts), len(departments))
    near = km <= rules.travel_limit_km + _SLACK
    allowed = np.zeros((len(offers), len(hosts) + 1, len(departments)), dtype=bool)
    open_to = np.array([[not o.venues or h.id in o.venues for h in hosts] for o in offers], dtype=bool)
    allowed[:, :-1, :] = hosted[:, None, None] & near & open_to.reshape(len(offers), len(hosts))[:, :, None]
    allowed[:, -1, :] = ~hosted[:, None]
    allowed &= (top.T > 0)[:, None, :]
    fixed = np.array([o.seat_cost + rules.cover_per_day * o.release_days for o in offers])
    sessions = np.array([o.sessions for o in offers], dtype=float)
    seat_cost = np.broadcast_to(fixed[:, None, None], allowed.shape).copy()
    seat_cost[:, :-1, :] += rules.per_km * 2 * sessions[:, None, None] * km
    contribution = np.array([o.contribution for o in offers]).reshape(len(offers), len(problem.strands))
    reach = np.where(participant[None, :], share[:, None], 1.0)
    release = np.array([d.release_days for d in departments], dtype=float)
    block, mentors = rules.mentor.block_hours, problem.mentors
    bases = [index[m.department] for m in mentors]
    apart = np.linalg.norm(at[bases][:, None, :] - at[None, :, :], axis=2).reshape(
        len(mentors), len(departments)
    )
    pair_allowed = apart <= rules.travel_limit_km + _SLACK
    pair_allowed[np.arange(len(mentors)), bases] = False
    hourly = np.array([m.contribution_per_hour for m in mentors]).reshape(len(mentors), len(problem.strands))
    trusts = {name: n for n, name in enumerate(dict.fromkeys(d.trust for d in departments if d.trust))}
    trust = np.array([trusts.get(d.trust, -1) for d in departments], dtype=np.int64)
    own_trust = (trust[bases][:, None] == trust[None, :]) & (trust >= 0)
    worth = np.where(own_trust, rules.mentor.own_trust_worth, 1.0)
    weight = np.array([s.weight for s in problem.strands], dtype=float)
    emphasis = np.array([d.emphasis or (1.0,) * len(weight) for d in departments], dtype=float)
    budget = math.inf if rules.budget is None else rules.budget
    unlimited = int(top.sum()) + sum(o.seats_min for o in offers) + 1
    return Arrays(
        problem=problem,
        curves=curves(problem),
        weight=np.array([d.weight for d in departments], dtype=float)[:, None] * weight * emphasis,
        own=weight,
        hosted=hosted,
        top=top,
        allowed=allowed,
        seat_cost=seat_cost,
        seat_dose=reach[:, :, None] * contribution[None, :, :],
        seat_release=np.array([o.release_days for o in offers], dtype=float),
        seat_evenings=np.array(
            [max(1, o.sessions) if o.takes_evenings else 0 for o in offers], dtype=np.int64
        ),
        run_cost=np.array([o.run_cost for o in offers], dtype=float),
        seats_min=np.array([o.seats_min for o in offers], dtype=np.int64),
        seats_max=np.array(
            [unlimited if o.seats_max is None else o.seats_max for o in offers], dtype=np.int64
        ),
        must=np.array([[o.id in d.must for o in offers] for d in departments], dtype=bool).reshape(top.shape),
        release=release,
        evenings=rules.evenings_per_staff_max * staff,
        pair_allowed=pair_allowed,
        pair_cost=rules.per_km * 2 * rules.mentor.visits * apart,
        block_cost=np.array([m.hourly_rate * block for m in mentors], dtype=float),
        block_dose=block * (share * worth)[:, :, None] * hourly[:, None, :],
        block_release=rules.mentor.release_days_per_block,
        pair_blocks=(
            max(1, math.ceil(rules.mentor.pair_hours_min / block - 1e-9)),
            math.floor(rules.mentor.pair_hours_max / block + 1e-9),
        ),
        strand_blocks=math.floor(rules.mentor.strand_hours_max / block + 1e-9),
        mentor_blocks=np.array([math.floor((m.hours + _SLACK) / block) for m in mentors], dtype=np.int64),
        budget=budget,
        runs_max=rules.runs_max,
        trust=trust,
        trust_cap=math.inf if rules.trust_share_max is None else rules.trust_share_max * budget,
        strand_cap=math.inf if rules.strand_share_max is None else rules.strand_share_max * budget,
        seat_strand=_portions(contribution * weight),
        pair_strand=_portions(hourly * weight),
    )


def _portions(worth: Floats) -> Floats:
    """Each row divided by its sum; a row of zeros stays one."""
    total = worth.sum(axis=1, keepdims=True)
    result: Floats = np.divide(worth, total, out=np.zeros_like(worth), where=total > 0)
    return result


def to_plan(a: Arrays, allocation: Allocation) -> Plan:
    """The allocation in the exchange format, without its figures."""
    p = a.problem
    runs = tuple(
        Run(p.offers[o].id, p.hosts[h].id, int(allocation.runs[o, h]))
        for o, h in np.argwhere(allocation.runs > 0).tolist()
    )
    seats = tuple(
        Seats(
            p.offers[o].id,
            p.hosts[s].id if s < len(p.hosts) else None,
            p.departments[d].id,
            int(allocation.seats[o, s, d]),
        )
        for o, s, d in np.argwhere(allocation.seats > 0).tolist()
    )
    mentoring = tuple(
        Mentoring(
            p.mentors[j].id,
            p.departments[d].id,
            p.strands[k].id,
            float(allocation.blocks[j, d, k] * p.rules.mentor.block_hours),
        )
        for j, d, k in np.argwhere(allocation.blocks > 0).tolist()
    )
    return Plan(runs=runs, seats=seats, mentoring=mentoring)


def to_allocation(a: Arrays, plan: Plan) -> Allocation:
    """A plan of this problem in numbers; ids must be known to the problem."""
    p, result = a.problem, a.empty()
    offers = {offer.id: n for n, offer in enumerate(p.offers)}
    hosts: dict[str | None, int] = {host.id: n for n, host in enumerate(p.hosts)}
    hosts[None] = len(p.hosts)
    departments = {d.id: n for n, d in enumerate(p.departments)}
    mentors, strands = {m.id: n for n, m in enumerate(p.mentors)}, {s.id: n for n, s in enumerate(p.strands)}
    for run in plan.runs:
        result.runs[offers[run.offer], hosts[run.host]] += run.copies
    for item in plan.seats:
        offer = offers[item.offer]
        site = hosts[item.host] if a.hosted[offer] else len(p.hosts)
        result.seats[offer, site, departments[item.department]] += item.seats
    for some in plan.mentoring:
        where = mentors[some.mentor], departments[some.department], strands[some.strand]
        result.blocks[where] += round(some.hours / p.rules.mentor.block_hours)
    return result
