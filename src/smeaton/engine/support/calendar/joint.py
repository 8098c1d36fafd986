"""The planning model with dates in it, for a few choices of date at a time (HiGHS; the rest stays as it was).

The whole model with every date is too large to search well. With the dates of most runs fixed it is small:
seats, mentoring and online offers then make the best of the money and time that dates have freed, and a few
events may move, go or come. Columns and rows are added behind those of `model.build`, so that every rule of
the undated model holds as it stands there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.arrays import Arrays, to_allocation, to_plan
from smeaton.engine.support.calendar.timetable import Choices, Date, Held, Key, with_dates
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import INF, Model, build
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.solve import Changes, Watch, search


@dataclass
class _Grid:
    """Rows and columns in the making, behind those of a model."""

    columns: int
    upper: list[float] = field(default_factory=list)
    triples: list[tuple[int, int, float]] = field(default_factory=list)
    limits: list[tuple[float, float]] = field(default_factory=list)

    def column(self, upper: float) -> int:
        self.upper.append(upper)
        return self.columns + len(self.upper) - 1

    def row(self, lower: float, upper: float, terms: list[tuple[int, float]]) -> None:
        self.triples += [(len(self.limits), column, value) for column, value in terms]
        self.limits.append((lower, upper))


class Joint:
    """The dated model of a problem. `improve` plans anew with the dates that it is given."""

    def __init__(self, a: Arrays) -> None:
        """Build what does not change from one call to the next."""
        self.a, self.problem = a, a.problem
        self.base = build(a)
        self.choices = Choices(a.problem)
        self.offers = {offer.id: n for n, offer in enumerate(self.problem.offers)}
        self.hosts = {host.id: n for n, host in enumerate(self.problem.hosts)}
        self.names = [department.id for department in self.problem.departments]
        c = self.base.columns
        self.seat_columns: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for n, (o, s, d) in enumerate(zip(*(axis.tolist() for axis in c.x), strict=True)):
            self.seat_columns[o, s].append((c.starts[0] + n, d))
        self.run_columns: dict[tuple[int, int], list[int]] = defaultdict(list)
        for n, (o, h) in enumerate(zip(c.y[0].tolist(), c.y[1].tolist(), strict=True)):
            self.run_columns[o, h].append(c.starts[1] + n)

    def improve(
        self,
        plan: Plan,
        held: tuple[Held, ...],
        allowed: dict[Key, tuple[Date, ...]],
        *,
        floor: float,
        seconds: float,
        seed: int,
        watch: Watch | None = None,
        nodes: int | None = None,
    ) -> tuple[Plan, tuple[Held, ...]] | None:
        """A plan at least as good as the dated `plan`, with runs only on `allowed` dates.

        None when nothing better was found. `floor` is the share of its own need that no department may fall
        below, unless `plan` already leaves it lower.
        """
        layout = _Layout(self, allowed)
        model = layout.model
        allocation = to_allocation(self.a, plan)
        start = layout.start(self.base.vector(allocation), held)
        lower, upper = model.lower.copy(), model.upper.copy()
        t = int(self.base.columns.at(5)[0])
        lower[t] = max(min(floor, float(start[t])) - 1e-9, 0.0)
        value = float(model.objective @ start)
        outcome = search(
            model,
            seconds=seconds,
            seed=seed,
            start=start,
            changes=Changes(lower, upper),
            watch=watch,
            gap=1e-4,
            nodes=nodes,
        )
        if outcome.vector is None or outcome.value <= value + 1e-7:
            return None
        found = to_plan(self.a, self.base.allocation(outcome.vector))
        dated = layout.held(outcome.vector)
        fresh = replace(plan, runs=found.runs, seats=found.seats, mentoring=found.mentoring)
        return with_dates(fresh, dated), dated


class _Layout:
    """One model: which added column stands for which run on which date, and whose seats there."""

    def __init__(self, joint: Joint, allowed: dict[Key, tuple[Date, ...]]) -> None:
        self.joint, a = joint, joint.a
        self.grid = _Grid(joint.base.columns.count)
        self.used: dict[tuple[Key, Date], int] = {}
        self.seats: dict[tuple[Key, Date, str], int] = {}
        self.leads: dict[tuple[Key, Date, str], int] = {}
        out: dict[tuple[str, int], list[int]] = defaultdict(list)
        base_upper = joint.base.upper.copy()
        for (o, h), runs in joint.run_columns.items():
            key = (joint.problem.offers[o].id, joint.problem.hosts[h].id)
            seats = joint.seat_columns[o, h]
            if not allowed.get(key):
                base_upper[runs] = 0.0
                base_upper[[column for column, _ in seats]] = 0.0
                continue
            self._event(key, allowed[key], runs, seats, out)
        busy: dict[tuple[str, str, int], list[int]] = defaultdict(list)
        for (key, date), column in self.used.items():
            for slot in date:
                busy["host", key[1], slot].append(column)
        for (_, date, who), column in self.leads.items():
            for slot in date:
                busy["facilitator", who, slot].append(column)
        for some in busy.values():
            if len(some) > 1:
                self.grid.row(-INF, 1.0, [(column, 1.0) for column in some])
        for some in out.values():
            if len(some) > 1:
                self.grid.row(-INF, a.problem.rules.out_per_slot_max, [(column, 1.0) for column in some])
        self.model = self._model(base_upper)

    def _event(
        self,
        key: Key,
        dates: tuple[Date, ...],
        runs: list[int],
        seats: list[tuple[int, int]],
        out: dict[tuple[str, int], list[int]],
    ) -> None:
        joint, grid, o = self.joint, self.grid, self.joint.offers[key[0]]
        offer = joint.problem.offers[o]
        most = float(min(int(joint.a.seats_max[o]), int(joint.a.top[:, o].sum())))
        split: dict[int, list[int]] = defaultdict(list)
        event = joint.choices.event(offer, key[1], len(runs), {joint.names[d]: 1 for _, d in seats})
        known = {date: n for n, date in enumerate(event.dates)}
        here = []
        for date in dates:
            if date not in known:
                continue
            used = self.used[key, date] = grid.column(1.0)
            here.append(used)
            taken: list[tuple[int, float]] = []
            for column, d in seats:
                name = joint.names[d]
                if name not in event.open_to[known[date]]:
                    continue
                top = float(joint.a.top[d, o])
                if offer.release_days > 0 and date:
                    top = min(top, float(joint.problem.rules.out_per_slot_max))
                n = self.seats[key, date, name] = grid.column(top)
                grid.row(-INF, 0.0, [(n, 1.0), (used, -top)])
                split[column].append(n)
                taken.append((n, 1.0))
                if offer.release_days > 0:
                    for slot in date:
                        out[name, slot].append(n)
            grid.row(-INF, 0.0, [*taken, (used, -most)])
            grid.row(0.0, INF, [*taken, (used, -float(offer.seats_min))])
            able = event.led_by[known[date]]
            if able is not None:
                leads = [grid.column(1.0) for _ in able]
                self.leads.update({(key, date, j): lead for j, lead in zip(able, leads, strict=True)})
                grid.row(0.0, 0.0, [*((lead, 1.0) for lead in leads), (used, -1.0)])
        grid.row(0.0, 0.0, [*((used, 1.0) for used in here), *((column, -1.0) for column in runs)])
        for column, _ in seats:
            grid.row(0.0, 0.0, [*((n, 1.0) for n in split[column]), (column, -1.0)])

    def _model(self, base_upper: Floats) -> Model:
        base, grid, added = self.joint.base, self.grid, len(self.grid.upper)
        c = base.columns
        zeros = np.zeros(added)
        triples = sorted(grid.triples)
        rows = np.array([row for row, _, _ in triples], dtype=np.int64)
        start = np.searchsorted(rows, np.arange(1, len(grid.limits) + 1)).astype(np.int32)
        column: NDArray[np.int32] = np.array([column for _, column, _ in triples], dtype=np.int32)
        return replace(
            base,
            columns=replace(c, starts=(*c.starts[:7], c.count + added)),
            objective=np.concatenate([base.objective, zeros]),
            lower=np.concatenate([base.lower, zeros]),
            upper=np.concatenate([base_upper, np.array(grid.upper, dtype=float)]),
            whole=np.concatenate([base.whole, np.ones(added, dtype=bool)]),
            row_lower=np.concatenate([base.row_lower, np.array([low for low, _ in grid.limits])]),
            row_upper=np.concatenate([base.row_upper, np.array([high for _, high in grid.limits])]),
            row_start=np.concatenate([base.row_start, base.row_start[-1] + start]).astype(np.int32),
            row_column=np.concatenate([base.row_column, column]),
            row_value=np.concatenate([base.row_value, np.array([value for _, _, value in triples])]),
        )

    def start(self, vector: Floats, held: tuple[Held, ...]) -> Floats:
        """The full vector of a dated plan, from that of the undated model."""
        result = np.concatenate([vector, np.zeros(len(self.grid.upper))])
        for run in held:
            key = (run.offer, run.host)
            result[self.used[key, run.date]] = 1.0
            if run.facilitator is not None:
                result[self.leads[key, run.date, run.facilitator]] = 1.0
            for department, n in run.seats:
                result[self.seats[key, run.date, department]] = n
        return result

    def held(self, vector: Floats) -> tuple[Held, ...]:
        """The dated runs of a solution."""
        seats: dict[tuple[Key, Date], list[tuple[str, int]]] = defaultdict(list)
        for (key, date, department), column in self.seats.items():
            if round(vector[column]):
                seats[key, date].append((department, round(vector[column])))
        leads = {(key, date): j for (key, date, j), column in self.leads.items() if round(vector[column])}
        return tuple(
            Held(*key, date, leads.get((key, date)), tuple(sorted(seats[key, date])))
            for (key, date), column in self.used.items()
            if round(vector[column])
        )
