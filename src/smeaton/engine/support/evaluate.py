"""What a plan is worth and which rules it breaks, computed from ids, apart from everything the solver uses.

Only the curves of `curves` are shared with the planner: they define the objective. Everything else here reads
the problem and the plan as they are, adds up, and compares.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smeaton.engine.support.curves import curves
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Offer, Problem

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Score:
    """The worth of a plan, in the problem's own objective.

    `covered` and `need` are weighted totals over departments and strands, `share` their ratio. `least_served`
    is the smallest share over departments. `by_department` maps to (covered, need) weighted by strand only;
    `by_strand` to (covered, need) with all weights, so that it sums to the totals; `by_cell` to unweighted
    (covered, need), each between 0 and 1. `broken` lists broken rules as sentences; cost is in pounds.
    """

    covered: float
    need: float
    share: float
    cost: float
    least_served: float
    by_department: Mapping[str, tuple[float, float]]
    by_strand: Mapping[str, tuple[float, float]]
    by_cell: Mapping[tuple[str, str], tuple[float, float]]
    broken: tuple[str, ...]


def evaluate(problem: Problem, plan: Plan) -> Score:
    """Score a plan. Names that the problem does not have are listed in `broken`, and nothing scores."""
    strange = _strangers(problem, plan)
    if strange:
        return Score(0.0, 0.0, 0.0, 0.0, 0.0, {}, {}, {}, tuple(strange))
    tally = _Tally(problem)
    for run in plan.runs:
        tally.run(run.offer, run.host, run.copies)
    for seats in plan.seats:
        tally.seats(seats.offer, seats.host, seats.department, seats.seats)
    for mentoring in plan.mentoring:
        tally.mentoring(mentoring.mentor, mentoring.department, mentoring.strand, mentoring.hours)
    tally.close()
    return _score(problem, plan, tally)


def doses(problem: Problem, plan: Plan) -> dict[str, list[float]]:
    """Dose of each department on each strand, in the order of the strands."""
    tally = _Tally(problem)
    for seats in plan.seats:
        tally.seats(seats.offer, seats.host, seats.department, seats.seats)
    for mentoring in plan.mentoring:
        tally.mentoring(mentoring.mentor, mentoring.department, mentoring.strand, mentoring.hours)
    return tally.dose


def _strangers(problem: Problem, plan: Plan) -> list[str]:
    names: dict[str, set[str] | set[str | None]] = {
        "offer": {offer.id for offer in problem.offers},
        "host": {host.id for host in problem.hosts} | {None},
        "department": {department.id for department in problem.departments},
        "mentor": {mentor.id for mentor in problem.mentors},
        "strand": {strand.id for strand in problem.strands},
    }
    found: list[str] = []
    for part in ("runs", "seats", "mentoring"):
        for item in getattr(plan, part):
            for key, known in names.items():
                if hasattr(item, key) and getattr(item, key) not in known:
                    found.append(f"{part}: the problem has no {key} {getattr(item, key)!r}")
    return found


class _Tally:
    """Adds up one plan: doses, costs, and what each rule binds."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.rules = problem, problem.rules
        self.departments = {d.id: d for d in problem.departments}
        self.offers = {o.id: o for o in problem.offers}
        self.hosts = {h.id: h.department for h in problem.hosts}
        self.mentors = {m.id: m for m in problem.mentors}
        self.strands = [s.id for s in problem.strands]
        self.broken: list[str] = []
        self.cost = 0.0
        self.dose = {d: [0.0] * len(self.strands) for d in self.departments}
        self.runs: Counter[tuple[str, str]] = Counter()
        self.taken: Counter[tuple[str, str]] = Counter()
        self.given: Counter[tuple[str, str]] = Counter()
        self.release: dict[str, float] = dict.fromkeys(self.departments, 0.0)
        self.evenings: Counter[str] = Counter()
        self.pairs: dict[tuple[str, str], float] = {}
        self.strand_hours: dict[tuple[str, str, str], float] = {}
        self.by_department: dict[str, float] = dict.fromkeys(self.departments, 0.0)
        self.by_strand = [0.0] * len(self.strands)

    def km(self, one: str, other: str) -> float:
        return math.dist(self.departments[one].at_km, self.departments[other].at_km)

    def own_trust(self, one: str, other: str) -> bool:
        return self.departments[one].trust == self.departments[other].trust != ""

    def share(self, department: str) -> float:
        return min(1.0, self.rules.spread / self.departments[department].staff)

    def direct(self, cost: float, department: str, worth: Sequence[float]) -> None:
        """A cost that `department` causes itself; it counts for the strands in proportion to `worth`."""
        self.cost += cost
        self.by_department[department] += cost
        total = sum(worth)
        for k, part in enumerate(worth):
            if part > 0:
                self.by_strand[k] += cost * part / total

    def weighted(self, contribution: Sequence[float]) -> list[float]:
        return [c * s.weight for c, s in zip(contribution, self.problem.strands, strict=True)]

    def run(self, offer_id: str, host: str, copies: int) -> None:
        offer = self.offers[offer_id]
        if copies < 1:
            self.broken.append(f"{offer_id} at {host}: {copies} runs; a run is there once or more")
            return
        if not offer.hosted:
            self.broken.append(f"{offer_id} at {host}: this offer is not hosted and has no runs")
        elif offer.venues and host not in offer.venues:
            self.broken.append(f"{offer_id} at {host}: this host is none of the offer's venues")
        self.runs[offer_id, host] += copies
        self.cost += offer.run_cost * copies

    def seats(self, offer_id: str, host: str | None, department: str, seats: int) -> None:
        offer, rules = self.offers[offer_id], self.rules
        at = f"{offer_id} for {department}"
        if seats < 1:
            self.broken.append(f"{at}: {seats} seats; give one or more")
            return
        if offer_id in self.departments[department].must_not:
            self.broken.append(f"{at}: the lead has ruled this offer out")
        self.given[offer_id, department] += seats
        cost = seats * (offer.seat_cost + rules.cover_per_day * offer.release_days)
        if offer.hosted and host is None:
            self.broken.append(f"{at}: this offer is hosted, but no host is named")
        elif offer.hosted and host is not None:
            km = self.km(self.hosts[host], department)
            if km > rules.travel_limit_km + TOLERANCE:
                self.broken.append(f"{at}: {host} is {km:.1f} km away, over the limit")
            cost += seats * rules.per_km * 2 * km * offer.sessions
            self.taken[offer_id, host] += seats
        self.direct(cost, department, self.weighted(offer.contribution))
        share = 1.0 if offer.reaches == "department" else self.share(department)
        for k, contribution in enumerate(offer.contribution):
            self.dose[department][k] += seats * contribution * share
        self.release[department] += seats * offer.release_days
        if offer.takes_evenings:
            self.evenings[department] += seats * max(1, offer.sessions)

    def mentoring(self, mentor_id: str, department: str, strand: str, hours: float) -> None:
        mentor, rules = self.mentors[mentor_id], self.rules.mentor
        at = f"{mentor_id} with {department}"
        if mentor.department == department:
            self.broken.append(f"{at}: a mentor does not work at home")
        if self.km(mentor.department, department) > self.rules.travel_limit_km + TOLERANCE:
            self.broken.append(f"{at}: too far apart")
        blocks_given = hours / rules.block_hours
        if hours <= 0 or abs(blocks_given - round(blocks_given)) > TOLERANCE:
            self.broken.append(
                f"{at}: {hours:g} hours on {strand}; hours come in blocks of {rules.block_hours:g}"
            )
            return
        self.pairs[mentor_id, department] = self.pairs.get((mentor_id, department), 0.0) + hours
        key, k = (mentor_id, department, strand), self.strands.index(strand)
        self.strand_hours[key] = self.strand_hours.get(key, 0.0) + hours
        worth = rules.own_trust_worth if self.own_trust(mentor.department, department) else 1.0
        self.dose[department][k] += hours * mentor.contribution_per_hour[k] * self.share(department) * worth
        self.release[department] += hours / rules.block_hours * rules.release_days_per_block
        self.direct(hours * mentor.hourly_rate, department, [float(s == strand) for s in self.strands])

    def close(self) -> None:
        """Compare the sums with the rules."""
        self._close_offers()
        self._close_mentoring()
        self._close_departments()
        if self.rules.budget is not None and self.cost > self.rules.budget + 0.01:
            self.broken.append(
                f"the cost of £{self.cost:,.2f} is over the budget of £{self.rules.budget:,.2f}"
            )

        self._close_caps()

    def _close_caps(self) -> None:
        budget, trusts = self.rules.budget, dict[str, float]()
        if budget is None:
            return
        for name, cost in self.by_department.items():
            trust = self.departments[name].trust
            if trust:
                trusts[trust] = trusts.get(trust, 0.0) + cost
        strands = dict(zip(self.strands, self.by_strand, strict=True))
        caps = (
            ("trust", self.rules.trust_share_max, trusts.items()),
            ("strand", self.rules.strand_share_max, strands.items()),
        )
        for kind, share, spent in caps:
            if share is None:
                continue
            self.broken += [
                f"{kind} {name} takes £{cost:,.2f} directly, over its share of £{share * budget:,.2f}"
                for name, cost in spent
                if cost > share * budget + 0.01
            ]

    def _close_offers(self) -> None:
        for (offer_id, department), seats in self.given.items():
            offer = self.offers[offer_id]
            most = offer.per_department_max
            if offer.reaches == "participant":
                most = min(most, self.departments[department].staff)
            if seats > most:
                self.broken.append(f"{offer_id} for {department}: {seats} seats, at most {most}")
        for offer_id, host in self.taken | self.runs:
            self._close_run(self.offers[offer_id], host)

    def _close_run(self, offer: Offer, host: str) -> None:
        seats, copies, at = self.taken[offer.id, host], self.runs[offer.id, host], f"{offer.id} at {host}"
        if copies > self.rules.runs_max:
            self.broken.append(f"{at}: {copies} runs, at most {self.rules.runs_max}")
        if seats and not copies:
            self.broken.append(f"{at}: {seats} seats without a run")
        elif offer.seats_max is not None and seats > offer.seats_max * copies:
            self.broken.append(f"{at}: {seats} seats in {copies} runs, at most {offer.seats_max} each")
        if seats < offer.seats_min * copies:
            self.broken.append(f"{at}: {seats} seats in {copies} runs, at least {offer.seats_min} each")

    def _close_mentoring(self) -> None:
        rules = self.rules.mentor
        for (mentor, department), hours in self.pairs.items():
            if not rules.pair_hours_min <= hours <= rules.pair_hours_max:
                self.broken.append(
                    f"{mentor} with {department}: {hours:g} hours, not between "
                    f"{rules.pair_hours_min:g} and {rules.pair_hours_max:g}"
                )
            home = self.mentors[mentor].department
            travel = self.rules.per_km * 2 * self.km(home, department) * rules.visits
            self.direct(travel, department, self.weighted(self.mentors[mentor].contribution_per_hour))
        for (mentor, department, strand), hours in self.strand_hours.items():
            if hours > rules.strand_hours_max:
                self.broken.append(f"{mentor} with {department}: {hours:g} hours on {strand} alone")
        for department, count in Counter(d for _, d in self.pairs).items():
            if count > rules.mentors_per_department_max:
                self.broken.append(f"{department} has {count} mentors")
        for mentor_id, known in self.mentors.items():
            mine = [hours for (one, _), hours in self.pairs.items() if one == mentor_id]
            if len(mine) > rules.departments_per_mentor_max:
                self.broken.append(f"{mentor_id} works with {len(mine)} departments")
            if sum(mine) > known.hours + TOLERANCE:
                self.broken.append(f"{mentor_id} gives {sum(mine):g} hours of {known.hours:g}")

    def _close_departments(self) -> None:
        for name, department in self.departments.items():
            if self.release[name] > department.release_days + TOLERANCE:
                self.broken.append(
                    f"{name}: {self.release[name]:.2f} release days of {department.release_days:g}"
                )
            evenings = self.rules.evenings_per_staff_max * department.staff
            if self.evenings[name] > evenings + TOLERANCE:
                self.broken.append(f"{name}: {self.evenings[name]} evening seats, at most {evenings:g}")
            for offer in department.must:
                if not self.given[offer, name]:
                    self.broken.append(f"{name} must have {offer} and has not")


def _score(problem: Problem, plan: Plan, tally: _Tally) -> Score:
    shape = curves(problem)
    got = shape.covered(np.array([tally.dose[d.id] for d in problem.departments]))
    strand = np.array([s.weight for s in problem.strands])
    weight = np.array([d.weight for d in problem.departments])
    ones = (1.0,) * len(strand)
    worth = weight[:, None] * strand * np.array([d.emphasis or ones for d in problem.departments])
    mine, full = got @ strand, shape.need @ strand
    covered, need = float((worth * got).sum()), float((worth * shape.need).sum())
    ratio = [m / f if f > 0 else 1.0 for m, f in zip(mine.tolist(), full.tolist(), strict=True)]
    if not plan.bound >= covered - 1e-4:
        tally.broken.append(f"the plan's bound {plan.bound:.6f} is below its own value {covered:.6f}")
    totals = zip((worth * got).sum(axis=0).tolist(), (worth * shape.need).sum(axis=0).tolist(), strict=True)
    return Score(
        covered=covered,
        need=need,
        share=covered / need if need > 0 else 1.0,
        cost=tally.cost,
        least_served=min(ratio),
        by_department={
            d.id: pair
            for d, pair in zip(
                problem.departments, zip(mine.tolist(), full.tolist(), strict=True), strict=True
            )
        },
        by_strand={s.id: pair for s, pair in zip(problem.strands, totals, strict=True)},
        by_cell={
            (d.id, s.id): (float(got[i, k]), float(shape.need[i, k]))
            for i, d in enumerate(problem.departments)
            for k, s in enumerate(problem.strands)
        },
        broken=tuple(tally.broken),
    )
