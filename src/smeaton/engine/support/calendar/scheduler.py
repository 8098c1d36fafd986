"""Dates by constraint programming (OR-Tools' CP-SAT, one worker, seeded): which run when, who goes when.

For each event and date a Boolean says whether a run is held then, and each department's seats are split over
the dates. Two questions are asked of the same model: *keep all* (is there a timetable for every run and seat,
and which is the kindest?) and *keep most* (which seats are worth giving up?). The work is cut by CP-SAT's
deterministic time, never by the clock, so the same question has the same answer on any machine that is busy
or idle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from smeaton.engine.support.calendar.preferences import WEIGHTS, Span
from smeaton.engine.support.calendar.timetable import Date, Event, Held, Key, Timetable

EFFORT = 1.0  # deterministic time of CP-SAT (some seconds of an idle core) for one question
KINDNESS = 0.2
_SCALE = 10_000
_MUST = 50  # a must counts as much as this many of the dearest seats

Worth = Mapping[tuple[str, str], float]  # (department, offer) → what one seat is worth


@dataclass(frozen=True)
class Answer:
    """`held` None: no timetable keeps all (proven when `proven`), or none was found in that effort.

    `cost` is the unkindness (`preferences.unkindness`) or, keeping most, the scaled worth kept; `proven` says
    that nothing better exists.
    """

    held: tuple[Held, ...] | None
    cost: float
    proven: bool


def keep_all(table: Timetable, *, seed: int, effort: float = EFFORT, kindness: float = KINDNESS) -> Answer:
    """A timetable for every run and seat; the kindest that `kindness`, an effort too, finds (0: any)."""
    if any(len(event.dates) < event.copies for event in table.events):
        return Answer(None, 0.0, True)
    any_at_all = _Model(table, keep=True).solve(seed, effort)
    if any_at_all.held is None or kindness <= 0:
        return any_at_all
    model = _Model(table, keep=True)
    model.be_kind()
    model.start_from(any_at_all.held)
    kinder = model.solve(seed, kindness)
    return replace(any_at_all, proven=False) if kinder.held is None else kinder


def keep_most(
    table: Timetable, worth: Worth, *, seed: int, effort: float = EFFORT, known: tuple[Held, ...] = ()
) -> Answer:
    """The timetable that gives up the least worth: runs are dropped whole, seats one by one.

    Musts come before everything else; one that cannot be kept is given up last. `known` is a timetable to
    start from.
    """
    model = _Model(table, keep=False)
    model.give_up_little(worth)
    model.start_from(known)
    return model.solve(seed, effort)


class _Model:
    def __init__(self, table: Timetable, *, keep: bool) -> None:
        self.table, self.keep, self.model = table, keep, cp_model.CpModel()
        self.used: dict[tuple[Key, Date], cp_model.IntVar] = {}
        self.seats: dict[tuple[Key, Date, str], cp_model.IntVar] = {}
        self.leads: dict[tuple[Key, Date, str], cp_model.IntVar] = {}
        self.out: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        for event in table.events:
            self._event(event)
        self._one_at_a_time()
        for staff in self.out.values():
            self.model.add(sum(staff) <= table.out_max)

    def _event(self, event: Event) -> None:
        model, offer, key = self.model, event.offer, event.key
        room = sum(event.seats.values()) if offer.seats_max is None else offer.seats_max
        for date, able, open_to in zip(event.dates, event.led_by, event.open_to, strict=True):
            used = self.used[key, date] = model.new_bool_var("")
            taken = []
            for department in sorted(open_to):
                top = min(event.seats[department], room)
                if offer.release_days > 0 and date:
                    top = min(top, self.table.out_max)
                n = self.seats[key, date, department] = model.new_int_var(0, top, "")
                model.add(n <= top * used)
                taken.append(n)
                if offer.release_days > 0:
                    for slot in date:
                        self.out[department, slot].append(n)
            model.add(sum(taken) >= offer.seats_min * used)
            model.add(sum(taken) <= room * used)
            if able is not None:
                some = [model.new_bool_var("") for _ in able]
                self.leads.update({(key, date, j): lead for j, lead in zip(able, some, strict=True)})
                model.add(sum(some) == used)
        runs = sum(self.used[key, date] for date in event.dates)
        model.add(runs == event.copies if self.keep else runs <= event.copies)
        for department, wanted in event.seats.items():
            given = self._given(event, department)
            model.add(given == wanted if self.keep else given <= wanted)

    def _given(self, event: Event, department: str) -> cp_model.LinearExprT:
        return sum(
            self.seats[event.key, date, department]
            for date, open_to in zip(event.dates, event.open_to, strict=True)
            if department in open_to
        )

    def _one_at_a_time(self) -> None:
        """A host and a facilitator have one session in a slot."""
        busy: dict[tuple[str, str, int], list[cp_model.IntVar]] = defaultdict(list)
        two = self.table.two_rooms
        for (key, date), used in self.used.items():
            for slot in date:
                busy["host", key[1], slot].append(used)
        for (_, date, who), lead in self.leads.items():
            for slot in date:
                busy["facilitator", who, slot].append(lead)
        for (_, name, _), some in busy.items():
            if name in two:
                self.model.add(sum(some) <= 2)
            elif len(some) > 1:
                self.model.add_at_most_one(some)

    def be_kind(self) -> None:
        """Minimise unkindness, as `preferences` measures it."""
        model, cost = self.model, []
        span = Span.of(self.table)
        periods: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (_, date), used in self.used.items():
            cost.append(WEIGHTS.late * span.lateness(date) * used)
            periods[span.period(date)].append(used)
        for staff in self.out.values():
            more = model.new_int_var(0, max(self.table.out_max - 1, 0), "")
            model.add(more >= sum(staff) - 1)
            cost.append(WEIGHTS.out * more)
        copies = sum(event.copies for event in self.table.events)
        for some in periods.values():
            pairs = model.new_int_var(0, copies * copies, "")
            for k in range(1, min(copies, len(some))):  # n(n−1)/2 is the highest of these lines
                model.add(pairs >= k * sum(some) - k * (k + 1) // 2)
            cost.append(WEIGHTS.crowded * pairs)
        model.minimize(sum(cost))

    def give_up_little(self, worth: Worth) -> None:
        """Maximise the worth kept."""
        dearest = max(worth.values(), default=1.0)
        scale = _SCALE / dearest if dearest > 0 else 1.0
        kept = []
        for (key, _, department), n in self.seats.items():
            kept.append(max(1, round(scale * worth.get((department, key[0]), 0.0))) * n)
        for department, offer in sorted(self.table.musts):
            met = self.model.new_bool_var("")
            given = [n for (key, _, d), n in self.seats.items() if (d, key[0]) == (department, offer)]
            self.model.add(met <= sum(given))
            kept.append(_MUST * _SCALE * met)
        self.model.maximize(sum(kept))

    def start_from(self, known: tuple[Held, ...]) -> None:
        """Hint at a timetable, whole, so that the search begins with it."""
        runs = {((run.offer, run.host), run.date): run for run in known}
        for at, used in self.used.items():
            self.model.add_hint(used, at in runs)
        for (key, date, department), n in self.seats.items():
            run = runs.get((key, date))
            self.model.add_hint(n, 0 if run is None else dict(run.seats).get(department, 0))
        for (key, date, who), lead in self.leads.items():
            run = runs.get((key, date))
            self.model.add_hint(lead, run is not None and run.facilitator == who)

    def solve(self, seed: int, effort: float) -> Answer:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed % 2_000_000_000
        solver.parameters.max_deterministic_time = effort
        solver.parameters.cp_model_probing_level = 0  # took most of the time and gained nothing here
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(None, 0.0, status == cp_model.INFEASIBLE)
        held = []
        for (key, date), used in self.used.items():
            if not solver.boolean_value(used):
                continue
            seats = [(d, solver.value(n)) for (k, t, d), n in self.seats.items() if (k, t) == (key, date)]
            lead = [j for (k, t, j), b in self.leads.items() if (k, t) == (key, date) and solver.value(b)]
            held.append(Held(*key, date, lead[0] if lead else None, tuple((d, n) for d, n in seats if n)))
        cost = float(solver.objective_value) if self.model.has_objective() else 0.0
        return Answer(tuple(held), cost, status == cp_model.OPTIMAL)
