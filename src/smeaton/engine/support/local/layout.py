"""The problem and a plan under search, laid out for compiled loops: two named tuples of arrays.

Axes as in `arrays`: d departments, o offers, h hosts, s sites (hosts, then "nowhere"), j mentors, k strands.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.arrays import Allocation, Arrays, Flags, Ints
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.local.options import Options

_N = TypeVar("_N", np.int64, np.float64)

MONEY, VALUE, PENALTY, MUSTS = 0, 1, 2, 3  # places in `State.figures`
_MUST = 1e3  # merit of a must that is kept: more than any plan covers in one department
_BOUNDLESS = 1e15  # pounds
_LIFT = 6.0  # merit of lifting a department towards the floor, against that of its own need


class Place(NamedTuple):
    """What does not change while a search runs."""

    weight: Floats  # d × k
    own: Floats  # k
    full: Floats  # d: own need (strand weights alone)
    target: Floats  # d: own need that must be covered; rises while the least served are lifted
    lift: Floats  # d: merit that a refill gives own need below the target, drawn anew each time
    short: float  # merit lost for own need that is missing to a target
    least_total: float  # weighted need that must be covered
    lifting: bool  # whether the least-served share is what counts
    start: Floats  # d × k × p: where pieces of the response begin
    length: Floats  # d × k × p
    slope: Floats  # d × k × p
    hosted: Flags  # o
    top: Ints  # d × o
    allowed: Flags  # o × s × d
    seat_cost: Floats  # o × s × d
    seat_dose: Floats  # d × o × k
    helps: Ints  # o × k: strands that an offer helps, −1 after the last
    seat_release: Floats  # o
    seat_evenings: Floats  # o
    run_cost: Floats  # o
    seats_min: Ints  # o
    seats_max: Ints  # o
    must: Flags  # d × o
    release: Floats  # d
    evenings: Floats  # d
    pair_allowed: Flags  # j × d
    pair_cost: Floats  # j × d
    block_cost: Floats  # j
    block_dose: Floats  # j × d × k
    mentor_helps: Ints  # j × k: strands that a mentor helps, −1 after the last
    mentor_blocks: Ints  # j
    block_release: float
    pair_least: int
    pair_most: int
    strand_blocks: int
    mentors_most: int  # of a department
    partners_most: int  # departments of a mentor
    runs_max: int
    budget: float
    kept_runs: Flags  # o × h
    kept_seats: Flags  # o × s × d
    kept_pairs: Flags  # j × d
    told_runs: Ints
    told_seats: Ints
    told_blocks: Ints
    run_penalty: Floats
    seat_penalty: Floats
    block_penalty: Floats
    penalised: bool
    must_worth: float
    capped: bool  # whether trusts or strands have caps on what they take
    trust: Ints  # d: −1 for none
    seat_strand: Floats  # o × k
    pair_strand: Floats  # j × k
    trust_cap: float
    strand_cap: float


class State(NamedTuple):
    """A plan and everything that follows from it, kept up to date move by move."""

    runs: Ints  # o × h
    seats: Ints  # o × s × d
    blocks: Ints  # j × d × k
    given: Ints  # d × o: seats
    at_run: Ints  # o × h: seats
    pair: Ints  # j × d: blocks
    used: Ints  # j: blocks
    partners: Ints  # j: departments
    mentors: Ints  # d
    dose: Floats  # d × k
    cell: Floats  # d × k: need covered, unweighted
    got: Floats  # d: own need covered
    release: Floats  # d: days left
    evenings: Floats  # d: left
    trust_left: Floats  # pounds
    strand_left: Floats  # k: pounds
    figures: Floats  # money left, weighted need covered, penalty, musts not kept
    ints: Ints  # all whole numbers above in a row
    floats: Floats  # all other numbers above in a row


def place_of(a: Arrays, options: Options, start: Allocation | None) -> Place:
    """The problem under these options, for a search from `start`."""
    runs, seats, pairs = options.kept(a)
    rules, penalties = a.problem.rules.mentor, options.penalties
    told = a.empty() if penalties is None else penalties.told
    empty = a.empty()
    if start is None:
        runs, seats, pairs = runs & False, seats & False, pairs & False
    begin = np.cumsum(a.curves.length, axis=-1) - a.curves.length
    top = a.top.copy()
    if a.runs_max == 0:
        top[:, a.hosted] = 0
    full = a.curves.need @ a.own
    weight = np.ascontiguousarray(a.weight, dtype=float)
    return Place(
        weight=weight,
        own=np.ascontiguousarray(a.own, dtype=float),
        full=full,
        target=options.floor * full,
        lift=np.zeros(len(full)),
        short=_LIFT * max(float(weight.max(initial=0.0)), 1e-3),
        least_total=-math.inf if options.least_total is None else options.least_total,
        lifting=options.least_total is not None,
        start=np.ascontiguousarray(begin),
        length=np.ascontiguousarray(a.curves.length),
        slope=np.ascontiguousarray(a.curves.slope),
        hosted=a.hosted,
        top=np.ascontiguousarray(top, dtype=np.int64),
        allowed=np.ascontiguousarray(a.allowed),
        seat_cost=np.ascontiguousarray(np.where(a.allowed, a.seat_cost, 0.0)),
        seat_dose=np.ascontiguousarray(a.seat_dose),
        helps=_helps(a.seat_dose.max(axis=0, initial=0.0)),
        seat_release=a.seat_release,
        seat_evenings=a.seat_evenings.astype(float),
        run_cost=a.run_cost,
        seats_min=a.seats_min,
        seats_max=a.seats_max,
        must=np.ascontiguousarray(a.must),
        release=np.ascontiguousarray(a.release, dtype=float),
        evenings=np.ascontiguousarray(a.evenings, dtype=float),
        pair_allowed=np.ascontiguousarray(a.pair_allowed),
        pair_cost=np.ascontiguousarray(a.pair_cost),
        block_cost=a.block_cost,
        block_dose=np.ascontiguousarray(a.block_dose),
        mentor_helps=_helps(a.block_dose.max(axis=1, initial=0.0)),
        mentor_blocks=a.mentor_blocks,
        block_release=float(a.block_release),
        pair_least=int(a.pair_blocks[0]),
        pair_most=int(a.pair_blocks[1]),
        strand_blocks=int(a.strand_blocks),
        mentors_most=int(rules.mentors_per_department_max),
        partners_most=int(rules.departments_per_mentor_max),
        runs_max=int(a.runs_max),
        budget=min(a.budget, _BOUNDLESS),
        kept_runs=runs,
        kept_seats=seats,
        kept_pairs=pairs,
        told_runs=told.runs,
        told_seats=told.seats,
        told_blocks=told.blocks,
        run_penalty=empty.runs.astype(float) if penalties is None else np.asarray(penalties.runs, float),
        seat_penalty=empty.seats.astype(float) if penalties is None else np.asarray(penalties.seats, float),
        block_penalty=empty.blocks.astype(float)
        if penalties is None
        else np.asarray(penalties.blocks, float),
        penalised=penalties is not None,
        must_worth=_MUST,
        capped=min(a.trust_cap, a.strand_cap) < math.inf,
        trust=a.trust,
        seat_strand=np.ascontiguousarray(a.seat_strand),
        pair_strand=np.ascontiguousarray(a.pair_strand),
        trust_cap=min(a.trust_cap, _BOUNDLESS),
        strand_cap=min(a.strand_cap, _BOUNDLESS),
    )


def _helps(dose: Floats) -> Ints:
    """For each row of doses (n × k) the strands above zero, then −1s."""
    result = np.full((dose.shape[0], dose.shape[1] + 1), -1, dtype=np.int64)
    for row, line in enumerate(dose > 0):
        strands = np.flatnonzero(line)
        result[row, : len(strands)] = strands
    return result


def state_of(a: Arrays, place: Place, plan: Allocation) -> State:
    """The state of a plan, everything recomputed; the plan itself is copied."""
    taken, pair = plan.seats.sum(axis=1), plan.blocks.sum(axis=2)
    dose = a.dose(plan)
    cell = a.curves.covered(dose)
    away = (
        (place.run_penalty * abs(plan.runs - place.told_runs)).sum()
        + (place.seat_penalty * abs(plan.seats - place.told_seats)).sum()
        + (place.block_penalty * abs(plan.blocks - place.told_blocks)).sum()
    )
    missing = (place.must & (taken.T == 0)).sum()
    money = place.budget - a.cost(plan)
    ints, whole = _row(
        (plan.runs, plan.seats, plan.blocks, taken.T, plan.seats[:, :-1].sum(axis=2)),
        (pair, pair.sum(axis=1), (pair > 0).sum(axis=1), (pair > 0).sum(axis=0)),
    )
    release = place.release - taken.T @ place.seat_release - pair.sum(axis=0) * place.block_release
    evenings = place.evenings - taken.T @ place.seat_evenings
    trust, strand = place.trust_cap - a.trust_spend(plan), place.strand_cap - a.strand_spend(plan)
    figures = np.array([money, (place.weight * cell).sum(), away, missing])
    floats, real = _row((dose, cell, cell @ place.own), (release, evenings, trust, strand, figures))
    fields = (*ints, *floats, whole, real)
    return State(*fields)


def _row(*groups: tuple[NDArray[_N], ...]) -> tuple[list[NDArray[_N]], NDArray[_N]]:
    """Copies of the parts within one array, and that array."""
    parts = [part for group in groups for part in group]
    row = np.concatenate([part.ravel() for part in parts])
    ends = np.cumsum([part.size for part in parts])
    return [
        row[end - part.size : end].reshape(part.shape) for end, part in zip(ends.tolist(), parts, strict=True)
    ], row


def allocation_of(state: State) -> Allocation:
    """The plan of a state, copied."""
    return Allocation(state.runs.copy(), state.seats.copy(), state.blocks.copy())
