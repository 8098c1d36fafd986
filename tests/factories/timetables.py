"""Places with so few runs, dates and seats that every timetable can be tried."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from smeaton.engine.support import (
    Closed,
    Dates,
    Department,
    Facilitator,
    Host,
    Offer,
    Plan,
    Problem,
    Rules,
    Run,
    Seats,
    Strand,
)


def offer(
    name: str, *, release: bool = True, least: int = 1, most: int | None = 3, led_by: str = ""
) -> Offer:
    """A hosted course; `led_by` "ab" names facilitators a and b."""
    return Offer(
        id=name,
        mode="course",
        sessions=1,
        release_days=1.0 if release else 0.0,
        run_cost=100.0,
        seat_cost=10.0,
        seats_min=least,
        seats_max=most,
        per_department_max=3,
        reaches="participant",
        hosted=True,
        evening=False,
        contribution=(0.3,),
        facilitators=tuple(led_by),
    )


def crowded(seed: int) -> tuple[Problem, Plan]:
    """Two or three offers at one or two hosts, two departments, three slots; dates may be found or not."""
    rng = np.random.default_rng(seed)
    hosts = ("h1", "h2")[: int(rng.integers(1, 3))]
    slots = range(3)
    offers = tuple(
        offer(
            f"o{n}",
            release=bool(rng.random() < 0.8),
            least=int(rng.integers(0, 3)),
            most=None if rng.random() < 0.2 else int(rng.integers(2, 4)),
            led_by=str(rng.choice(["", "", "a", "ab"])),
        )
        for n in range(1, int(rng.integers(2, 4)))
    )
    departments = tuple(
        Department(name, "", (0.0, 0.0), 9, 20.0, 1.0, (0.8,), (0.1,), closed=_closed(rng, slots, 0.25))
        for name in ("d1", "d2")
    )
    dates, runs, seats = [], [], []
    for some in offers:
        host = str(rng.choice(hosts))
        shapes = [(s,) for s in slots] + [(0, 1), (1, 2)]
        chosen = rng.choice(len(shapes), size=int(rng.integers(1, 4)), replace=False)
        dates.append(Dates(some.id, host, tuple(shapes[n] for n in sorted(chosen))))
        runs.append(Run(some.id, host, int(rng.integers(1, 3))))
        wanted = rng.integers(0, 4, len(departments)).tolist()
        seats += [Seats(some.id, host, d.id, n) for d, n in zip(departments, wanted, strict=True) if n]
    problem = Problem(
        strands=(Strand("s"),),
        rules=Rules(None, out_per_slot_max=int(rng.integers(1, 3)), runs_max=2),
        departments=departments,
        offers=offers,
        hosts=tuple(Host(h, "d1") for h in hosts),
        dates=tuple(dates),
        facilitators=(Facilitator("a", _closed(rng, slots, 0.2)), Facilitator("b")),
    )
    return problem, Plan(runs=tuple(runs), seats=tuple(seats))


def _closed(rng: np.random.Generator, slots: range, chance: float) -> tuple[Closed, ...]:
    shut = tuple(slot for slot in slots if rng.random() < chance)
    return (Closed("mock examinations", shut),) if shut else ()


def every_dating(problem: Problem, plan: Plan, *, all_of_it: bool) -> Iterator[Plan]:
    """Every way to date a plan, rule-breaking ones among them; unless `all_of_it`, of parts of it too."""
    offers = {one.id: one for one in problem.offers}
    per_run = []
    for run in plan.runs:
        options = next(d.options for d in problem.dates if (d.offer, d.host) == (run.offer, run.host))
        wanted = {s.department: s.seats for s in plan.seats if s.offer == run.offer}
        counts = [run.copies] if all_of_it else range(run.copies + 1)
        per_run.append(
            [
                (Run(run.offer, run.host, count, tuple(taken), leads), seats)
                for count in counts
                for taken in itertools.combinations(options, count)
                for leads in itertools.product(offers[run.offer].facilitators or ("",), repeat=count)
                for seats in _splits(run, wanted, taken, all_of_it)
            ]
        )
    for choice in itertools.product(*per_run):
        yield replace(
            plan,
            runs=tuple(
                replace(run, facilitators=() if "" in run.facilitators else run.facilitators)
                for run, _ in choice
                if run.copies
            ),
            seats=tuple(s for _, seats in choice for s in seats),
        )


def _splits(
    run: Run, wanted: dict[str, int], taken: tuple[tuple[int, ...], ...], all_of_it: bool
) -> Iterator[tuple[Seats, ...]]:
    ways = []
    for department, n in wanted.items():
        shares = itertools.product(range(n + 1), repeat=len(taken))
        ways.append([(department, s) for s in shares if (sum(s) == n if all_of_it else sum(s) <= n)])
    for split in itertools.product(*ways):
        yield tuple(
            Seats(run.offer, run.host, department, n, date)
            for department, share in split
            for date, n in zip(taken, share, strict=True)
            if n
        )
