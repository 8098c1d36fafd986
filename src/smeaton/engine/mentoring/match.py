"""`match`: who mentors whom, from scratch or around pairs that stay, with why and what is left unmet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from smeaton.engine.mentoring.exact import ITEMS_MOST, exact
from smeaton.engine.mentoring.flow import best_flow, pair_blocks, value
from smeaton.engine.mentoring.pairings import Floats, Ints, Pairings, pairings
from smeaton.engine.mentoring.problem import Known, Problem
from smeaton.engine.mentoring.repair import keeps_limits, repaired
from smeaton.engine.mentoring.result import Load, Match, Pair
from smeaton.engine.mentoring.why import Reasons


def match(problem: Problem) -> Match:
    """Give every department the mentoring that is worth most, within hours, reach and numbers of pairs.

    The best flow is a bound: no match is worth more. Where neither the smallest pair nor a number of pairs
    binds, it is the match, and optimal. Otherwise it is repaired and, where the problem is of a hub's size,
    solved exactly; `gap` says what is not proven. The same problem gives the same match.

    Raises `ProblemError` when too many pairs are within reach to be looked at.
    """
    p = pairings(problem)
    flow = best_flow(p)
    blocks, bound = flow, value(p, flow)
    if not keeps_limits(p, flow):
        blocks = repaired(p, flow)
        if len(p.pair) <= ITEMS_MOST:
            blocks, bound = exact(p, blocks, bound)
    frozen = [_frozen(problem, pair) for pair in problem.pairs if pair.frozen]
    fixed = sum(pair.worth for pair in frozen) - float((p.taken * p.load).sum())
    worth, bound = value(p, blocks) + fixed, bound + fixed
    reasons = Reasons(p, blocks)
    made = [_pair(p, e, blocks, reasons) for e in np.flatnonzero(pair_blocks(p, blocks) > 0).tolist()]
    more = {(pair.mentor, pair.department): pair for pair in made}
    frozen = [_joined(pair, more.pop((pair.mentor, pair.department), None)) for pair in frozen]
    departments = {d.id: n for n, d in enumerate(problem.departments)}
    mentors = {m.id: n for n, m in enumerate(problem.mentors)}
    pairs = sorted(
        [*frozen, *more.values()], key=lambda pair: (departments[pair.department], mentors[pair.mentor])
    )
    there = {(pair.mentor, pair.department) for pair in pairs}
    unmet = _left(problem, pairs)
    wanted = float(sum(sum(d.hours) for d in problem.departments))
    return Match(
        pairs=tuple(pairs),
        unmet=tuple(
            reasons.unmet(d, k, float(unmet[d, k]), problem.departments[d].hours[k])
            for d, k in np.argwhere(unmet > 1e-6).tolist()
        ),
        loads=_loads(problem, pairs),
        ended=tuple(
            (pair.mentor, pair.department)
            for pair in problem.pairs
            if (pair.mentor, pair.department) not in there
        ),
        wanted_hours=wanted,
        met_hours=wanted - float(unmet.sum()),
        worth=worth,
        bound=max(bound, worth),
        gap=max(bound - worth, 0.0) / bound if bound > 0 else 0.0,
    )


def _pair(p: Pairings, e: int, blocks: Ints, reasons: Reasons) -> Pair:
    problem, block = p.problem, p.problem.rules.block_hours
    mentor, department = problem.mentors[int(p.mentor[e])], problem.departments[int(p.department[e])]
    items = [i for i in range(reasons.first[e], reasons.first[e + 1]) if blocks[i] > 0]
    return Pair(
        mentor=mentor.id,
        department=department.id,
        hours=tuple((problem.strands[int(p.strand[i])].id, float(blocks[i] * block)) for i in items),
        km=float(p.km[e]),
        same_trust=bool(mentor.trust) and mentor.trust == department.trust,
        known=bool(p.known[e]),
        frozen=False,
        worth=float(sum(p.worth[i] * blocks[i] for i in items)),
        second=reasons.second(e),
    )


def _frozen(problem: Problem, pair: Known) -> Pair:
    """A frozen pair as it stays, with what its hours are worth."""
    mentor = next(m for m in problem.mentors if m.id == pair.mentor)
    department = next(d for d in problem.departments if d.id == pair.department)
    rules = problem.rules
    km = math.dist(mentor.at_km, department.at_km)
    same = bool(mentor.trust) and mentor.trust == department.trust
    share = rules.own_trust_worth if same else 1.0
    far = rules.travel * km / max(rules.travel_limit_km, 1e-6)
    worths = [
        department.weight * strand.weight * skill * share - far
        for strand, skill in zip(problem.strands, mentor.expertise, strict=True)
    ]
    named = zip(problem.strands, pair.hours, strict=True)
    return Pair(
        mentor=mentor.id,
        department=department.id,
        hours=tuple((strand.id, hours) for strand, hours in named if hours > 0),
        km=km,
        same_trust=same,
        known=True,
        frozen=True,
        worth=float(np.dot(worths, pair.hours)),
    )


def _joined(frozen: Pair, more: Pair | None) -> Pair:
    """A frozen pair with what it is given beyond its hours."""
    if more is None:
        return frozen
    hours = dict(frozen.hours)
    for strand, number in more.hours:
        hours[strand] = hours.get(strand, 0.0) + number
    worth = frozen.worth + more.worth
    return replace(frozen, hours=tuple(hours.items()), worth=worth, second=more.second)


def _left(problem: Problem, pairs: Sequence[Pair]) -> Floats:
    """Hours that nobody gives (departments × strands)."""
    strands = {s.id: n for n, s in enumerate(problem.strands)}
    departments = {d.id: n for n, d in enumerate(problem.departments)}
    left = np.array([d.hours for d in problem.departments], dtype=float).reshape(-1, len(strands))
    for pair in pairs:
        for strand, hours in pair.hours:
            left[departments[pair.department], strands[strand]] -= hours
    result: Floats = np.maximum(left, 0.0)
    return result


def _loads(problem: Problem, pairs: Sequence[Pair]) -> tuple[Load, ...]:
    hours, count = dict.fromkeys((m.id for m in problem.mentors), 0.0), Counter(p.mentor for p in pairs)
    for pair in pairs:
        hours[pair.mentor] += pair.total
    return tuple(Load(m.id, hours[m.id], m.hours, count[m.id]) for m in problem.mentors)
