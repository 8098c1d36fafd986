"""Every pair that may work together, in numbers: how far apart, and what an hour is worth on each strand.

Axes: j mentors, d departments, k strands; e pairs within reach, i items (a pair and a strand on which an hour
is worth something). Hours are counted in blocks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from smeaton.engine.mentoring.problem import Problem
from smeaton.terms.exchange import At, ProblemError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

PAIRS_MOST = 5_000_000
TIERS = 4  # slices of a mentor's hours, each a little dearer than the one before
_SLACK = 1e-6


@dataclass(frozen=True)
class Pairings:
    """The problem in numbers; what frozen pairs take is taken off already."""

    problem: Problem
    mentor: Ints  # e
    department: Ints  # e
    km: Floats  # e
    known: Flags  # e: works together already
    fresh: (
        Flags  # e: takes a place with mentor and department; not those that are frozen and may be given more
    )
    least: Ints  # e: blocks of a pair, beyond those frozen
    most: Ints  # e
    pair: Ints  # i: which e; items of a pair stand together
    strand: Ints  # i
    worth: Floats  # i: of one block, before load
    wanted: Ints  # d × k: blocks still wanted
    spare: Ints  # j: blocks still to give
    tiers: Ints  # j × TIERS: of these, in each slice of the mentor's hours
    taken: Ints  # j × TIERS: blocks that frozen pairs take of each slice
    load: Floats  # TIERS: what a block costs in each slice
    mentors_room: Ints  # j: departments a mentor may still take
    departments_room: Ints  # d: mentors a department may still take

    @property
    def cell(self) -> Ints:
        """The cell (department × strands + strand) of each item."""
        result: Ints = self.department[self.pair] * self.wanted.shape[1] + self.strand
        return result


def pairings(problem: Problem) -> Pairings:
    """Lay a problem out. Raises `ProblemError` when too many pairs are within reach."""
    rules, block = problem.rules, problem.rules.block_hours
    mentors, departments = problem.mentors, problem.departments
    index = {d.id: n for n, d in enumerate(departments)}
    order = {m.id: n for n, m in enumerate(mentors)}
    weight = np.array([s.weight for s in problem.strands], dtype=float)
    hours = np.array([d.hours for d in departments], dtype=float).reshape(len(departments), len(weight))
    skill = np.array([m.expertise for m in mentors], dtype=float).reshape(len(mentors), len(weight))
    total = np.array([m.hours for m in mentors], dtype=float)
    given, mentors_used = np.zeros(len(mentors)), np.zeros(len(mentors), dtype=np.int64)
    departments_used = np.zeros(len(departments), dtype=np.int64)
    for frozen in (pair for pair in problem.pairs if pair.frozen):
        mine, theirs = order[frozen.mentor], index[frozen.department]
        hours[theirs] = np.maximum(hours[theirs] - np.array(frozen.hours), 0.0)
        given[mine] += sum(frozen.hours)
        mentors_used[mine] += 1
        departments_used[theirs] += 1
    wanted = np.floor(hours / block + _SLACK).astype(np.int64)
    spare = np.floor((total - given) / block + _SLACK).astype(np.int64)
    whole = np.floor(total / block + _SLACK).astype(np.int64)
    tiers = _tiers(whole, spare)
    j, d, km = _within_reach(problem, wanted, spare)
    keys = j * len(departments) + d
    home = np.array([index.get(m.department, -1) for m in mentors], dtype=np.int64)
    together, pinned = (
        [
            order[one.mentor] * len(departments) + index[one.department]
            for one in problem.pairs
            if one.frozen or not only
        ]
        for only in (False, True)
    )
    never = [order[one.mentor] * len(departments) + index[one.department] for one in problem.never]
    keep = (home[j] != d) & ~np.isin(keys, never)
    j, d, km, keys = j[keep], d[keep], km[keep], keys[keep]
    known, fresh = np.isin(keys, together), ~np.isin(keys, pinned)
    held = {
        place: sum(one.hours)
        for place, one in zip(pinned, (o for o in problem.pairs if o.frozen), strict=True)
    }
    kept = np.array([held.get(key, 0.0) for key in keys.tolist()], dtype=float)
    least = np.where(fresh, max(1, math.ceil(rules.pair_hours_min / block - _SLACK)), 1)
    most = np.maximum(np.floor((rules.pair_hours_max - kept) / block + _SLACK), 0).astype(np.int64)
    pair, strand = np.nonzero((skill[j] > 0) & (wanted[d] > 0))
    names = [m.trust for m in mentors], [one.trust for one in departments]
    codes = {name: n for n, name in enumerate(dict.fromkeys(names[0] + names[1]))}
    trusts = [np.array([codes[name] if name else -1 - n for n, name in enumerate(some)]) for some in names]
    own = (trusts[0][j] == trusts[1][d]) & (trusts[0][j] >= 0)
    share = np.where(own, rules.own_trust_worth, 1.0)
    far = rules.travel * km / max(rules.travel_limit_km, _SLACK) + rules.change * ~known
    importance = np.array([one.weight for one in departments], dtype=float)
    value = importance[d[pair]] * weight[strand] * skill[j[pair], strand] * share[pair] - far[pair]
    # an hour that is worth less than nothing may still fill up a smallest pair
    good = np.isin(pair, pair[value > 1e-9])
    pair, strand, value = pair[good], strand[good], value[good]
    useful, pair = np.unique(pair, return_inverse=True)
    return Pairings(
        problem=problem,
        mentor=j[useful],
        department=d[useful],
        km=km[useful],
        known=known[useful],
        fresh=fresh[useful],
        least=least[useful].astype(np.int64),
        most=most[useful],
        pair=pair.astype(np.int64),
        strand=strand.astype(np.int64),
        worth=value * block,
        wanted=wanted,
        spare=spare,
        tiers=tiers,
        taken=_tiers(whole, whole) - tiers,
        load=rules.load * block * np.arange(TIERS) / (TIERS - 1),
        mentors_room=np.maximum(np.array([m.departments_max for m in mentors], np.int64) - mentors_used, 0),
        departments_room=np.maximum(rules.mentors_per_department_max - departments_used, 0),
    )


def _within_reach(problem: Problem, wanted: Ints, spare: Ints) -> tuple[Ints, Ints, Floats]:
    """Pairs within the travel limit of mentors with hours to give and departments that want some."""
    to, of = np.flatnonzero(wanted.any(axis=1)), np.flatnonzero(spare > 0)
    none = np.zeros(0, dtype=np.int64)
    if not len(to) or not len(of):
        return none, none, np.zeros(0)
    here = np.array([problem.departments[d].at_km for d in to.tolist()], dtype=float)
    there = np.array([problem.mentors[j].at_km for j in of.tolist()], dtype=float)
    limit = problem.rules.travel_limit_km + _SLACK
    one, other = cKDTree(there), cKDTree(here)
    count = int(one.count_neighbors(other, limit))
    if count > PAIRS_MOST:
        raise ProblemError(
            f"is {problem.rules.travel_limit_km:g}, which puts {count:,} pairs within reach",
            at=At("rules", "travel_limit_km"),
            do=f"lower it, or match a region at a time (at most {PAIRS_MOST:,} pairs)",
        )
    near = one.query_ball_tree(other, limit)
    j = np.repeat(np.arange(len(of)), [len(some) for some in near])
    d = np.array([n for some in near for n in sorted(some)], dtype=np.int64)
    km = np.linalg.norm(there[j] - here[d], axis=1)
    return of[j].astype(np.int64), to[d].astype(np.int64), km


def _tiers(total: Ints, spare: Ints) -> Ints:
    """The blocks left in each slice of a mentor's hours; frozen ones fill the cheapest slices."""
    ends = (total[:, None] * np.arange(1, TIERS + 1)) // TIERS
    used = (total - spare)[:, None]
    left = np.maximum(ends - used, 0)
    result: Ints = np.diff(left, axis=1, prepend=0)
    return result
