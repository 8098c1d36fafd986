"""A part of the planning model, small enough to be solved at once: some columns free, all others as they are.

Columns that people were told of can be split: x = told − lost + gained, with a price on each unit lost or
gained. The split needs no rows, and the linear relaxation sees the whole price. Bindings of items to one
yes-or-no column each (`Bound`) let the fewest items be found that have to give way.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smeaton.engine.support.arrays import Flags
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import INF, Model

# The binding itself: its Python subclass Highs prints a banner when it is made.
_BINDING: Callable[[], highspy.Highs] = vars(highspy)["_Highs"]
_Kind = highspy.cb.HighsCallbackType
_NEAR = 1e-6

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Free:
    """What a part may change: bounds, value and price of every column of the model.

    Columns whose bounds meet are kept. Each unit that a column is away from `told` costs its `price`.
    """

    lower: Floats
    upper: Floats
    objective: Floats
    told: Floats
    price: Floats

    def worth(self, vector: Floats) -> float:
        """Value of a full vector less the price of what it moves."""
        return float(self.objective @ vector) - self.disturbed(vector)

    def disturbed(self, vector: Floats) -> float:
        """Price of what a full vector moves."""
        return float(self.price @ np.abs(vector - self.told))


@dataclass(frozen=True)
class Found:
    """What a part's search found: a full `vector` (None: nothing feasible), its `value`, a proven `bound`."""

    vector: Floats | None
    value: float
    bound: float
    infeasible: bool


@dataclass(frozen=True)
class Bound:
    """Items whose columns may leave what is told only at `price` each; `item[n]` of column `column[n]`."""

    column: Numbers
    item: Numbers
    price: Floats


def solve(
    model: Model,
    free: Free,
    *,
    seconds: float,
    seed: int,
    start: Floats | None = None,
    stop: Callable[[], bool] | None = None,
    gap: float = 1e-4,
    nodes: int | None = None,
    bound: Bound | None = None,
    relaxed: bool = False,
    effort: float | None = None,
) -> Found:
    """The part's best vector within `seconds` (and `nodes`), from a full feasible `start` if there is one."""
    part = _Part(model, free, bound)
    if not len(part.open):
        return part.kept_value()
    solver = part.loaded(relaxed)
    if part.broken:
        return Found(None, -INF, -INF, True)
    solver.setOptionValue("time_limit", max(seconds, 0.005))
    solver.setOptionValue("random_seed", seed % 2_000_000_000)
    solver.setOptionValue("mip_rel_gap", gap)
    if effort is not None:
        solver.setOptionValue("mip_heuristic_effort", effort)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    if start is not None and not relaxed:
        begin = highspy.HighsSolution()
        begin.col_value = part.narrow(start).tolist()
        begin.value_valid = True
        solver.setSolution(begin)
    if stop is not None:
        _listen(solver, stop, relaxed)
    solver.run()
    return part.outcome(solver, relaxed)


def holds(model: Model, free: Free, vector: Floats) -> bool:
    """Whether a full vector keeps every row of the model and the part's bounds."""
    inside = (vector >= free.lower - _NEAR).all() and (vector <= free.upper + _NEAR).all()
    activity = _rows(model) @ vector
    low, high = activity >= model.row_lower - _NEAR, activity <= model.row_upper + _NEAR
    return bool(inside and low.all() and high.all())


def _rows(model: Model) -> sparse.csr_matrix:
    shape = (len(model.row_lower), len(model.lower))
    return sparse.csr_matrix((model.row_value, model.row_column, model.row_start), shape=shape)


class _Part:
    """The free columns of a model, split where they are priced, and the rows that they touch.

    A priced column is counted from what is told; one that may fall below it has a second column for that.
    """

    def __init__(self, model: Model, free: Free, bound: Bound | None) -> None:
        self.model, self.free, self.bound = model, free, bound
        kept = free.upper - free.lower < 0.5 * _NEAR
        self.broken = False  # whether what is kept breaks a row by itself
        self.base = np.where(kept, free.lower, 0.0)
        self.open = np.flatnonzero(~kept)
        told = np.clip(free.told, free.lower, free.upper)
        self.outside = float(free.price @ np.abs(free.told - told))
        priced = free.price > 0
        if bound is not None:
            priced[bound.column] = True
        priced = priced[self.open]
        self.shift = np.where(priced, told[self.open], 0.0)
        self.split = np.flatnonzero(priced & (told > free.lower + _NEAR)[self.open])

    def kept_value(self) -> Found:
        """What an empty part is worth: the columns as they are, if the rows hold."""
        value = self.free.worth(self.base)
        if holds(self.model, self.free, self.base):
            return Found(self.base, value, value, False)
        return Found(None, -INF, -INF, True)

    def loaded(self, relaxed: bool) -> highspy.Highs:
        """A silent solver that holds the part."""
        model, free, split = self.model, self.free, self.split
        whole = _rows(model)
        full = self.base.copy()
        full[self.open] += self.shift
        activity = whole @ full
        columns = whole.tocsc()[:, self.open]
        matrix = sparse.hstack([columns, -columns[:, split]], format="csr")
        lower, upper = free.lower[self.open] - self.shift, free.upper[self.open] - self.shift
        fall = -lower[split]
        lower[split] = 0.0
        cost, price = free.objective[self.open], free.price[self.open]
        objective = np.concatenate([cost - price, -cost[split] - price[split]])
        low, high = np.concatenate([lower, np.zeros(len(split))]), np.concatenate([upper, fall])
        kinds = np.concatenate([model.whole[self.open], model.whole[self.open][split]])
        used = np.flatnonzero(np.diff(matrix.indptr) > 0)
        rest = np.delete(np.arange(len(activity)), used)
        fits = (activity >= model.row_lower - _NEAR) & (activity <= model.row_upper + _NEAR)
        self.broken = not fits[rest].all()
        matrix = matrix[used]
        row_low, row_high = (model.row_lower - activity)[used], (model.row_upper - activity)[used]
        if self.bound is not None:
            matrix, objective, low, high, kinds, row_low, row_high = self._bind(
                matrix, objective, low, high, kinds, row_low, row_high
            )
        return _passed(matrix.tocsr(), objective, low, high, kinds & (not relaxed), row_low, row_high)

    def _bind(
        self,
        matrix: sparse.csr_matrix,
        objective: Floats,
        low: Floats,
        high: Floats,
        kinds: Flags,
        row_low: Floats,
        row_high: Floats,
    ) -> tuple[sparse.csr_matrix, Floats, Floats, Floats, Flags, Floats, Floats]:
        """One yes-or-no column per item, above zero when any of the item's columns moves."""
        assert self.bound is not None  # noqa: S101 - asked by the caller
        items, width = len(self.bound.price), len(objective)
        place = {int(column): n for n, column in enumerate(self.open)}
        below = {int(self.open[n]): len(self.open) + i for i, n in enumerate(self.split)}
        at, row = [], []
        for column, item in zip(self.bound.column.tolist(), self.bound.item.tolist(), strict=True):
            for where in (place.get(column), below.get(column)):
                if where is not None:
                    at.append(where)
                    row.append(item)
        most = np.zeros(items)
        np.add.at(most, row, high[at])
        moves = sparse.csr_matrix((np.ones(len(at)), (row, at)), shape=(items, width))
        rows = sparse.hstack([moves, sparse.diags_array(-most)])
        above = sparse.hstack([matrix, sparse.csr_matrix((matrix.shape[0], items))])
        return (
            sparse.vstack([above, rows], format="csr"),
            np.concatenate([objective, -self.bound.price]),
            np.concatenate([low, np.zeros(items)]),
            np.concatenate([high, np.ones(items)]),
            np.concatenate([kinds, np.ones(items, dtype=bool)]),
            np.concatenate([row_low, np.full(items, -INF)]),
            np.concatenate([row_high, np.zeros(items)]),
        )

    def narrow(self, vector: Floats) -> Floats:
        """A full vector in the part's own columns."""
        moved = vector[self.open] - self.shift
        lost = np.maximum(-moved[self.split], 0.0)
        moved[self.split] = np.maximum(moved[self.split], 0.0)
        return np.concatenate([moved, lost])

    def widen(self, values: Floats) -> Floats:
        """The part's own columns as a full vector."""
        result = self.base.copy()
        moved = values[: len(self.open)] + self.shift
        moved[self.split] -= values[len(self.open) : len(self.open) + len(self.split)]
        result[self.open] = moved
        return result

    def outcome(self, solver: highspy.Highs, relaxed: bool) -> Found:
        """What the solver found, in the model's columns; values count from the whole model's zero."""
        info, status = solver.getInfo(), solver.getModelStatus()
        states = highspy.HighsModelStatus
        infeasible = status in (states.kInfeasible, states.kUnboundedOrInfeasible)
        feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        vector = self.widen(np.array(solver.getSolution().col_value)) if feasible else None
        full = self.base.copy()
        full[self.open] += self.shift
        rest = float(self.free.objective @ full) - self.outside
        bound = float(info.objective_function_value) if relaxed else float(info.mip_dual_bound)
        if relaxed and status != states.kOptimal:
            bound = math.inf
        value = -math.inf if vector is None else self.free.worth(vector)
        return Found(vector, value, bound + rest if math.isfinite(bound) else math.inf, infeasible)


def _passed(
    matrix: sparse.csr_matrix,
    objective: Floats,
    low: Floats,
    high: Floats,
    kinds: Flags,
    row_low: Floats,
    row_high: Floats,
) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(objective), len(row_low)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = objective, low, high
    lp.row_lower_, lp.row_upper_ = row_low, row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data
    if kinds.any():
        names = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [names[int(flag)] for flag in kinds]
    solver = _BINDING()
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(lp)
    return solver


def _listen(solver: highspy.Highs, stop: Callable[[], bool], relaxed: bool) -> None:
    def hear(
        kind: _Kind,
        _message: str,
        _told: highspy.cb.HighsCallbackOutput,
        answer: highspy.cb.HighsCallbackInput,
        _mine: object,
    ) -> None:
        if kind in (_Kind.kCallbackMipInterrupt, _Kind.kCallbackSimplexInterrupt):
            answer.user_interrupt = stop()

    solver.setCallback(hear, None)
    solver.startCallback(_Kind.kCallbackSimplexInterrupt if relaxed else _Kind.kCallbackMipInterrupt)
