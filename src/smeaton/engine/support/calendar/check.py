"""Which rules a plan's dates break, computed from ids, apart from the solver that gives the dates.

Like the evaluator it reads problem and plan as they are, adds up, and compares. It shares no code with
`scheduler`.
"""

from __future__ import annotations

from collections import Counter

from smeaton.engine.support.plans import Plan, Run
from smeaton.engine.support.problem import Closed, Problem

_Held = tuple[str, str, tuple[int, ...]]  # offer, host, the slots of its sessions


def broken_dates(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """The broken rules of a dated plan, as sentences; none when every date can be kept.

    Items with ids that the problem does not have are passed over (`evaluate` lists them). An undated plan
    breaks the rule that every run has a date.
    """
    broken: list[str] = []
    held = _runs(problem, plan, broken)
    _seats(problem, plan, held, broken)
    return tuple(broken)


def _runs(problem: Problem, plan: Plan, broken: list[str]) -> set[_Held]:
    offered = {(dates.offer, dates.host): set(dates.options) for dates in problem.dates}
    held: set[_Held] = set()
    at_host: Counter[tuple[str, int]] = Counter()
    leads: Counter[tuple[str, int]] = Counter()
    for run in plan.runs:
        at = f"{run.offer} at {run.host}"
        if len(run.dates) != run.copies:
            broken.append(f"{at}: {len(run.dates)} dates for {run.copies} runs; give one date for each")
        for date in run.dates:
            if date not in offered.get((run.offer, run.host), set()):
                broken.append(f"{at}: {list(date)} is not among the dates of this offer there")
            if (run.offer, run.host, date) in held:
                broken.append(f"{at}: two runs on {list(date)}; give each its own date")
            held.add((run.offer, run.host, date))
            at_host.update((run.host, slot) for slot in date)
        _facilitators(problem, run, leads, broken)
    broken += [f"{h}: {n} sessions in slot {slot}, at most one" for (h, slot), n in at_host.items() if n > 1]
    broken += [f"{j}: leads {n} sessions in slot {slot}" for (j, slot), n in leads.items() if n > 1]
    return held


def _facilitators(problem: Problem, run: Run, leads: Counter[tuple[str, int]], broken: list[str]) -> None:
    able = next((offer.facilitators for offer in problem.offers if offer.id == run.offer), ())
    if not able:
        return
    at = f"{run.offer} at {run.host}"
    if len(run.facilitators) != len(run.dates):
        broken.append(f"{at}: {len(run.facilitators)} facilitators for {len(run.dates)} dates")
    closed = {one.id: one.closed for one in problem.facilitators}
    for who, date in zip(run.facilitators, run.dates, strict=False):
        if who not in able:
            broken.append(f"{at}: {who} does not lead this offer")
        broken.extend(f"{at}: {who} cannot come in {why}" for why in _reasons(closed.get(who, ()), date))
        leads.update((who, slot) for slot in date)


def _seats(problem: Problem, plan: Plan, held: set[_Held], broken: list[str]) -> None:
    offers = {offer.id: offer for offer in problem.offers}
    closed = {department.id: department.closed for department in problem.departments}
    filled: Counter[_Held] = Counter()
    out: Counter[tuple[str, int]] = Counter()
    for seats in plan.seats:
        offer = offers.get(seats.offer)
        if offer is None or not offer.hosted or seats.host is None or seats.department not in closed:
            continue
        at, date = f"{seats.offer} at {seats.host} for {seats.department}", seats.date or ()
        if (seats.offer, seats.host, date) not in held:
            broken.append(f"{at}: there is no run on {list(date)}")
        filled[seats.offer, seats.host, date] += seats.seats
        broken.extend(
            f"{at}: nobody can be sent in {why}" for why in _reasons(closed[seats.department], date)
        )
        if offer.release_days > 0:
            for slot in date:
                out[seats.department, slot] += seats.seats
    for run in sorted(run for run in held if run[0] in offers):
        offer, n = offers[run[0]], filled[run]
        at = f"{run[0]} at {run[1]} on {list(run[2])}"
        if n < offer.seats_min:
            broken.append(f"{at}: {n} seats, at least {offer.seats_min}")
        if offer.seats_max is not None and n > offer.seats_max:
            broken.append(f"{at}: {n} seats, at most {offer.seats_max}")
    most = problem.rules.out_per_slot_max
    broken += [f"{d}: {n} out in slot {slot}, at most {most}" for (d, slot), n in out.items() if n > most]


def _reasons(closed: tuple[Closed, ...], date: tuple[int, ...]) -> list[str]:
    return [f"slot {slot} ({some.because})" for some in closed for slot in date if slot in some.slots]
