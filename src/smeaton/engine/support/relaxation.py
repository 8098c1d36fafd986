"""The linear relaxation, kept warm: change bounds and costs, solve again from the last basis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import Model
from smeaton.engine.support.solve import Changes, Watch, listen, loaded


@dataclass(frozen=True)
class Solution:
    """An optimal solution: value, columns, and the price of each row."""

    value: float
    column: Floats
    row_dual: Floats


class Relaxation:
    """One relaxation that stays in HiGHS between solves."""

    def __init__(
        self,
        model: Model,
        changes: Changes | None = None,
        *,
        over: Callable[[], bool] | None = None,
        inside: bool = False,
    ) -> None:
        """Hand the model over, with the bounds and costs of `changes`; `over` ends a solve early.

        `inside`: by the interior point method and no further, which is faster on a large model and ends with
        prices in the middle of the best ones, correct to about six digits.
        """
        changes = changes or Changes()
        changes.relaxed = True
        self._solver = loaded(model, changes)
        if inside:
            self._solver.setOptionValue("solver", "ipm")
            self._solver.setOptionValue("run_crossover", "off")
        if over is not None:
            listen(self._solver, Watch(over=over), relaxed=True)

    def row(self, row: int, lower: float, upper: float) -> None:
        """New bounds for a row."""
        self._solver.changeRowBounds(row, lower, upper)

    def columns(self, which: NDArray[np.int32], lower: Floats, upper: Floats) -> None:
        """New bounds for some columns."""
        self._solver.changeColsBounds(len(which), which, lower, upper)

    def costs(self, which: NDArray[np.int32], cost: Floats) -> None:
        """New objective coefficients for some columns."""
        self._solver.changeColsCost(len(which), which, cost)

    def solve(self) -> Solution | None:
        """Solve; None when there is no optimum."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._solver.getSolution()
        return Solution(
            float(self._solver.getInfo().objective_function_value),
            np.array(solution.col_value),
            np.array(solution.row_dual),
        )
