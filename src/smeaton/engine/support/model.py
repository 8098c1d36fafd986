"""The undated planning model as arrays for a mixed-integer solver (docs/adr/0005-planning-on-highs.md).

Columns, in this order: seats x (offer, site, department), runs y (offer, host, copy), mentoring blocks m
(mentor, department, strand), mentor pairs q, covered need z (department, strand, piece), the floor t,
and each department's shortfall s from it (fixed at zero unless a search frees it). Other columns exist only
where they can be above zero. The objective is the weighted need covered, to be maximised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.arrays import Allocation, Arrays, Flags, Ints
from smeaton.engine.support.curves import Floats

INF = float("inf")
SHORTFALL = (0.04, 0.06, 0.9)  # a department's shortfall from the floor is counted in slices of these widths


@dataclass(frozen=True)
class Columns:
    """Where each group of columns begins, and the index arrays of its members."""

    x: tuple[Ints, Ints, Ints]  # offer, site, department
    y: tuple[Ints, Ints, Ints]  # offer, host, copy (0 first)
    m: tuple[Ints, Ints, Ints]  # mentor, department, strand
    q: tuple[Ints, Ints]  # mentor, department
    z: tuple[Ints, Ints, Ints]  # department, strand, piece
    starts: tuple[int, ...]  # of x, y, m, q, z, t, s, and the end

    @property
    def count(self) -> int:
        """How many columns there are."""
        return self.starts[7]

    def at(self, group: int) -> NDArray[np.int32]:
        """Column numbers of group 0 (x) to 6 (s)."""
        return np.arange(self.starts[group], self.starts[group + 1], dtype=np.int32)


@dataclass(frozen=True)
class Model:
    """One model: objective, bounds, which columns are whole, and rows in compressed form."""

    a: Arrays
    columns: Columns
    objective: Floats
    lower: Floats
    upper: Floats
    whole: Flags
    row_lower: Floats
    row_upper: Floats
    row_start: NDArray[np.int32]
    row_column: NDArray[np.int32]
    row_value: Floats
    total_row: int  # Σ objective z, free until a floor asks for a least total
    budget_row: int
    must_row: int  # first of departments × offers rows; their lower bounds are the leads' musts
    release_row: int  # first of a row per department
    mentor_row: int  # first of a row per mentor: blocks

    def vector(self, plan: Allocation, floor: float | None = None) -> Floats:
        """The full feasible vector of a plan: what the solver accepts as a start.

        With `floor` the departments' shortfalls from it are filled in, else the floor is the plan's own.
        """
        c, result = self.columns, np.zeros(self.columns.count)
        result[c.at(0)] = plan.seats[c.x]
        result[c.at(1)] = plan.runs[c.y[:2]] > c.y[2]
        result[c.at(2)] = plan.blocks[c.m]
        result[c.at(3)] = plan.blocks.sum(axis=2)[c.q] > 0
        shape = self.a.curves
        begin = np.cumsum(shape.length, axis=-1) - shape.length
        filled = np.clip(self.a.dose(plan)[..., None] - begin, 0.0, shape.length)
        result[c.at(4)] = filled[c.z]
        shares = served(self.a, plan)
        result[c.at(5)] = min(float(shares.min()), 1.0) if floor is None else floor
        if floor is not None:
            below = np.maximum(floor - shares, 0.0)[:, None]
            result[c.at(6)] = np.clip(below - np.cumsum((0.0, *SHORTFALL[:-1])), 0.0, SHORTFALL).ravel()
        return result

    def allocation(self, vector: Floats) -> Allocation:
        """The plan of a solution vector."""
        c, plan = self.columns, self.a.empty()
        values = np.rint(vector).astype(np.int64)
        plan.seats[c.x] = values[c.at(0)]
        np.add.at(plan.runs, c.y[:2], values[c.at(1)])
        plan.blocks[c.m] = values[c.at(2)]
        return plan


def served(a: Arrays, plan: Allocation) -> Floats:
    """Share of its own need that each department has covered; 1 where there is no need."""
    got, full = a.curves.covered(a.dose(plan)) @ a.own, a.curves.need @ a.own
    result: Floats = np.where(full > 0, got / np.where(full > 0, full, 1.0), 1.0)
    return result


class _Rows:
    """Collects rows in blocks of (row, column, value) triples."""

    def __init__(self) -> None:
        self.count = 0
        self.triples: list[tuple[NDArray[np.int64], NDArray[np.int32], Floats]] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []

    def block(
        self,
        number: int,
        lower: float | Floats,
        upper: float | Floats,
        *terms: tuple[Ints, NDArray[np.int32], float | Floats],
    ) -> int:
        """Add rows; a term gives row within the block, column and value. Returns the first row."""
        first = self.count
        for row, column, value in terms:
            self.triples.append(
                (first + row, column, np.broadcast_to(np.asarray(value, float), column.shape))
            )
        self.lower.append(np.broadcast_to(np.asarray(lower, float), (number,)))
        self.upper.append(np.broadcast_to(np.asarray(upper, float), (number,)))
        self.count += number
        return first


def build(a: Arrays, *, tight: bool = False) -> Model:
    """Lay out the model of a problem; `tight` adds rows that help the linear relaxation (prices) alone."""
    c = _columns(a)
    rows = _Rows()
    _cover_rows(a, c, rows)
    if tight:
        _tight_rows(a, c, rows)
    _run_rows(a, c, rows)
    must, release = _department_rows(a, c, rows)
    mentor = _mentor_rows(a, c, rows)
    budget = rows.block(1, -INF, a.budget, *_costs(a, c))
    _cap_rows(a, c, rows)
    objective = np.zeros(c.count)
    d, k, p = c.z
    objective[c.at(4)] = a.weight[d, k] * a.curves.slope[d, k, p]
    total = rows.block(1, -INF, INF, (np.zeros(len(d), np.int64), c.at(4), objective[c.at(4)]))
    upper, whole = _bounds(a, c)
    row, column, value = (np.concatenate([triple[n] for triple in rows.triples]) for n in range(3))
    order = np.lexsort((column, row))
    starts = np.searchsorted(row[order], np.arange(rows.count + 1)).astype(np.int32)
    return Model(
        a=a,
        columns=c,
        objective=objective,
        lower=np.zeros(c.count),
        upper=upper,
        whole=whole,
        row_lower=np.concatenate(rows.lower),
        row_upper=np.concatenate(rows.upper),
        row_start=starts,
        row_column=column[order].astype(np.int32),
        row_value=value[order],
        total_row=total,
        budget_row=budget,
        must_row=must,
        release_row=release,
        mentor_row=mentor,
    )


def _columns(a: Arrays) -> Columns:
    x = _where(a.allowed)
    offer, host = np.nonzero(a.allowed[:, :-1].any(axis=2))
    copies = a.runs_max
    y = (np.repeat(offer, copies), np.repeat(host, copies), np.tile(np.arange(copies), len(offer)))
    able = (a.mentor_blocks >= a.pair_blocks[0]) & (min(a.pair_blocks[1], a.strand_blocks) > 0)
    useful: NDArray[np.bool_] = a.pair_allowed[:, :, None] & (a.block_dose > 0) & able[:, None, None]
    m = _where(np.asarray(useful))
    q = _where(np.any(useful, axis=2))
    worth: NDArray[np.bool_] = (
        (a.weight + a.own > 0)[:, :, None] & (a.curves.length > 0) & (a.curves.slope > 0)
    )
    z = _where(worth)
    sizes = [*(len(group[0]) for group in (x, y, m, q, z)), 1, len(SHORTFALL) * len(a.release)]
    starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    return Columns((x[0], x[1], x[2]), y, (m[0], m[1], m[2]), (q[0], q[1]), (z[0], z[1], z[2]), tuple(starts))


def _where(flags: NDArray[np.bool_]) -> list[Ints]:
    return [found.astype(np.int64) for found in np.nonzero(flags)]


def _bounds(a: Arrays, c: Columns) -> tuple[Floats, Flags]:
    upper, whole = np.ones(c.count), np.zeros(c.count, dtype=bool)
    o, _, d = c.x
    upper[c.at(0)] = a.top[d, o]
    upper[c.at(2)] = np.minimum(min(a.strand_blocks, a.pair_blocks[1]), a.mentor_blocks[c.m[0]])
    upper[c.at(4)] = a.curves.length[c.z]
    whole[: c.starts[4]] = True
    upper[c.at(6)] = 0.0
    return upper, whole


def _cover_rows(a: Arrays, c: Columns, rows: _Rows) -> None:
    """Covered need of a cell takes its dose; a department's share of need is at least the floor."""
    departments, strands = a.weight.shape
    o, _, d = c.x
    seat, strand = np.nonzero(a.seat_dose[d, o] > 0)
    j, md, mk = c.m
    rows.block(
        departments * strands,
        -INF,
        0.0,
        (c.z[0] * strands + c.z[1], c.at(4), 1.0),
        (d[seat] * strands + strand, c.at(0)[seat], -a.seat_dose[d[seat], o[seat], strand]),
        (md * strands + mk, c.at(2), -a.block_dose[j, md, mk]),
    )
    full = a.curves.need @ a.own
    own = a.own[c.z[1]] * a.curves.slope[c.z]
    floor = np.full(departments, c.starts[5], dtype=np.int32)
    every, slices = np.arange(departments), np.repeat(np.arange(departments), len(SHORTFALL))
    least = np.where(full > 0, 0.0, -INF)
    rows.block(
        departments,
        least,
        INF,
        (c.z[0], c.at(4), own),
        (every, floor, -full),
        (slices, c.at(6), full[slices]),
    )


def _tight_rows(a: Arrays, c: Columns, rows: _Rows) -> None:
    """Covered need is at most what the items would cover one by one (concave, zero at zero)."""
    departments, strands = a.weight.shape
    o, _, d = c.x
    alone = a.curves.covered(a.seat_dose.transpose(1, 0, 2)).transpose(1, 0, 2)[d, o]
    seat, strand = np.nonzero(alone > 0)
    j, md, mk = c.m
    rows.block(
        departments * strands,
        -INF,
        0.0,
        (c.z[0] * strands + c.z[1], c.at(4), a.curves.slope[c.z]),
        (d[seat] * strands + strand, c.at(0)[seat], -alone[seat, strand]),
        (md * strands + mk, c.at(2), -a.curves.covered(a.block_dose)[j, md, mk]),
    )


def _run_rows(a: Arrays, c: Columns, rows: _Rows) -> None:
    """Seats fit the runs, runs are full enough, second runs come second, seats need a run."""
    sites, copies = a.allowed.shape[1] - 1, a.runs_max
    keys = (c.y[0] * sites + c.y[1])[::copies] if copies else np.zeros(0, np.int64)
    o, s, d = c.x
    hosted = np.flatnonzero(a.hosted[o])
    row = np.searchsorted(keys, (o * sites + s)[hosted])
    if not copies:
        rows.block(len(hosted), -INF, 0.0, (np.arange(len(hosted)), c.at(0)[hosted], 1.0))
        return
    of = np.repeat(np.arange(len(keys)), copies)
    offer = c.y[0]
    largest = np.minimum(a.seats_max, (a.top.sum(axis=0)).astype(np.int64))
    rows.block(
        len(keys), -INF, 0.0, (row, c.at(0)[hosted], 1.0), (of, c.at(1), -largest[offer].astype(float))
    )
    rows.block(
        len(keys), 0.0, INF, (row, c.at(0)[hosted], 1.0), (of, c.at(1), -a.seats_min[offer].astype(float))
    )
    later = np.flatnonzero(c.y[2] > 0)
    each = np.arange(len(later))
    rows.block(len(later), 0.0, INF, (each, c.at(1)[later] - 1, 1.0), (each, c.at(1)[later], -1.0))
    each = np.arange(len(hosted))
    first = c.at(1)[::copies][row]
    top = a.top[d[hosted], o[hosted]].astype(float)
    rows.block(len(hosted), -INF, 0.0, (each, c.at(0)[hosted], 1.0), (each, first, -top))


def _department_rows(a: Arrays, c: Columns, rows: _Rows) -> tuple[int, int]:
    """Most seats, the leads' musts, release days and evenings; the first row of musts and of days."""
    departments, offers = a.top.shape
    o, _, d = c.x
    lower = np.where(a.must, 1.0, -INF).ravel()
    must = rows.block(
        departments * offers, lower, a.top.astype(float).ravel(), (d * offers + o, c.at(0), 1.0)
    )
    days = a.release + 1e-7
    blocks = np.full(len(c.m[0]), a.block_release)
    release = rows.block(departments, -INF, days, (d, c.at(0), a.seat_release[o]), (c.m[1], c.at(2), blocks))
    rows.block(departments, -INF, a.evenings + 1e-7, (d, c.at(0), a.seat_evenings[o].astype(float)))
    return must, release


def _mentor_rows(a: Arrays, c: Columns, rows: _Rows) -> int:
    """Hours of a mentor and of a pair, how many pairs each side may have; the first row of hours."""
    rules = a.problem.rules.mentor
    mentors, departments = a.pair_allowed.shape
    j, d, _ = c.m
    keys = c.q[0] * departments + c.q[1]
    pair = np.searchsorted(keys, j * departments + d)
    each, every = np.arange(len(keys)), np.arange(len(j))
    least, most = a.pair_blocks
    fits = np.minimum(most, a.mentor_blocks[c.q[0]]).astype(float)
    first = rows.block(mentors, -INF, a.mentor_blocks.astype(float), (j, c.at(2), 1.0))
    rows.block(len(keys), -INF, 0.0, (pair, c.at(2), 1.0), (each, c.at(3), -fits))
    rows.block(len(keys), 0.0, INF, (pair, c.at(2), 1.0), (each, c.at(3), -float(least)))
    top = np.minimum(min(a.strand_blocks, most), a.mentor_blocks[j]).astype(float)
    rows.block(len(j), -INF, 0.0, (every, c.at(2), 1.0), (every, c.at(3)[pair], -top))
    rows.block(departments, -INF, float(rules.mentors_per_department_max), (c.q[1], c.at(3), 1.0))
    rows.block(mentors, -INF, float(rules.departments_per_mentor_max), (c.q[0], c.at(3), 1.0))
    return first


def _costs(a: Arrays, c: Columns) -> list[tuple[Ints, NDArray[np.int32], Floats]]:
    """Terms of the budget row."""
    values = (a.seat_cost[c.x], a.run_cost[c.y[0]], a.block_cost[c.m[0]], a.pair_cost[c.q])
    return [(np.zeros(len(v), np.int64), c.at(n), v) for n, v in enumerate(values)]


def _cap_rows(a: Arrays, c: Columns, rows: _Rows) -> None:
    """What the departments of one trust, and one strand, take directly; no rows where there is no cap."""
    trusts, strands = int(a.trust.max(initial=-1)) + 1, len(a.own)
    seat, block, pair = a.seat_cost[c.x], a.block_cost[c.m[0]], a.pair_cost[c.q]
    if np.isfinite(a.trust_cap) and trusts:
        terms = []
        for group, department, cost in ((0, c.x[2], seat), (2, c.m[1], block), (3, c.q[1], pair)):
            mine = a.trust[department] >= 0
            terms.append((a.trust[department[mine]], c.at(group)[mine], cost[mine]))
        rows.block(trusts, -INF, a.trust_cap, *terms)
    if np.isfinite(a.strand_cap):
        offers, mentors = a.seat_strand[c.x[0]], a.pair_strand[c.q[0]]
        x, of = np.nonzero(offers > 0)
        q, on = np.nonzero(mentors > 0)
        rows.block(
            strands,
            -INF,
            a.strand_cap,
            (of, c.at(0)[x], seat[x] * offers[x, of]),
            (c.m[2], c.at(2), block),
            (on, c.at(3)[q], pair[q] * mentors[q, on]),
        )
