"""HiGHS, driven by arrays: starts, progress, stopping, and a bound that is proven.

The objective is maximised. A start is a full feasible vector. Callbacks tell how far the search is and let it
be stopped. One thread per solver: HiGHS's branch-and-bound is serial, and the planner uses the second core.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import INF, Model

# The binding itself: its Python subclass Highs prints a banner when it is made.
_BINDING: Callable[[], highspy.Highs] = vars(highspy)["_Highs"]
_Kind = highspy.cb.HighsCallbackType
_Told = highspy.cb.HighsCallbackOutput
_Answer = highspy.cb.HighsCallbackInput
_INTERRUPTS = (_Kind.kCallbackMipInterrupt, _Kind.kCallbackSimplexInterrupt, _Kind.kCallbackIpmInterrupt)


@dataclass(frozen=True)
class Outcome:
    """What a search found: `vector` None when nothing feasible was. `bound` is proven, maybe infinite."""

    vector: Floats | None
    value: float
    bound: float
    infeasible: bool


@dataclass
class Changes:
    """How a search differs from the model: bounds, rows, objective. None: as the model has it."""

    lower: Floats | None = None
    upper: Floats | None = None
    objective: Floats | None = None
    least_total: float = -INF
    dropped_musts: tuple[int, ...] = ()  # as department × number of offers + offer
    relaxed: bool = False  # solve the linear relaxation


@dataclass
class Watch:
    """What a search tells while it runs, and what it is told.

    `seen(bound)` is called now and then; `found(vector)` for each better plan; `over()` ends the search;
    `offer()` may hand in a better full feasible vector from elsewhere, or None.
    """

    over: Callable[[], bool] = lambda: False
    seen: Callable[[float], None] | None = None
    found: Callable[[Floats], None] | None = None
    offer: Callable[[], Floats | None] | None = None


def search(
    model: Model,
    *,
    seconds: float,
    seed: int,
    start: Floats | None = None,
    changes: Changes | None = None,
    watch: Watch | None = None,
    gap: float = 1e-6,
    nodes: int | None = None,
) -> Outcome:
    """Solve the model within `seconds`, or `nodes` nodes. An infeasible model is an outcome, not an error."""
    changes, watch = changes or Changes(), watch or Watch()
    solver = loaded(model, changes)
    solver.setOptionValue("time_limit", max(seconds, 0.01))
    solver.setOptionValue("random_seed", seed % 2_000_000_000)
    solver.setOptionValue("mip_rel_gap", gap)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    if start is not None:
        begin = highspy.HighsSolution()
        begin.col_value = start.tolist()
        begin.value_valid = True
        solver.setSolution(begin)
    listen(solver, watch, changes.relaxed)
    solver.run()
    return _outcome(solver, changes.relaxed)


def loaded(model: Model, changes: Changes) -> highspy.Highs:
    """A silent, single-threaded solver that holds the model with its changes."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns.count, len(model.row_lower)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = model.objective if changes.objective is None else changes.objective
    lp.col_lower_ = model.lower if changes.lower is None else changes.lower
    lp.col_upper_ = model.upper if changes.upper is None else changes.upper
    row_lower = model.row_lower.copy()
    row_lower[model.total_row] = changes.least_total
    row_lower[[model.must_row + n for n in changes.dropped_musts]] = -INF
    lp.row_lower_, lp.row_upper_ = row_lower, model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = model.row_start, model.row_column
    lp.a_matrix_.value_ = model.row_value
    if not changes.relaxed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(flag)] for flag in model.whole]
    solver = quiet()
    solver.passModel(lp)
    return solver


def quiet() -> highspy.Highs:
    """An empty solver that says nothing and keeps to one thread."""
    solver = _BINDING()
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 1)
    return solver


def listen(solver: highspy.Highs, watch: Watch, relaxed: bool) -> None:
    """Let a solver tell `watch`, and end when it says so."""

    def hear(kind: _Kind, _message: str, told: _Told, answer: _Answer, _mine: object) -> None:
        if kind in _INTERRUPTS:
            answer.user_interrupt = watch.over()
        elif kind == _Kind.kCallbackMipLogging and watch.seen:
            watch.seen(told.mip_dual_bound)
        elif kind == _Kind.kCallbackMipImprovingSolution and watch.found:
            watch.found(np.array(told.mip_solution))
        elif kind == _Kind.kCallbackMipUserSolution and watch.offer:
            better = watch.offer()
            if better is not None:
                answer.setSolution(better)

    solver.setCallback(hear, None)
    if relaxed:
        solver.startCallback(_Kind.kCallbackSimplexInterrupt)
        solver.startCallback(_Kind.kCallbackIpmInterrupt)
        return
    kinds = {
        _Kind.kCallbackMipInterrupt: True,
        _Kind.kCallbackMipLogging: watch.seen,
        _Kind.kCallbackMipImprovingSolution: watch.found,
        _Kind.kCallbackMipUserSolution: watch.offer,
    }
    for kind, wanted in kinds.items():
        if wanted:
            solver.startCallback(kind)


def _outcome(solver: highspy.Highs, relaxed: bool) -> Outcome:
    info, status = solver.getInfo(), solver.getModelStatus()
    states = highspy.HighsModelStatus
    infeasible = status in (states.kInfeasible, states.kUnboundedOrInfeasible)
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    vector = np.array(solver.getSolution().col_value) if feasible else None
    value = float(info.objective_function_value) if feasible else -math.inf
    if relaxed:
        return Outcome(vector, value, value if status == states.kOptimal else math.inf, infeasible)
    bound = float(info.mip_dual_bound)
    return Outcome(vector, value, bound if math.isfinite(bound) else math.inf, infeasible)
