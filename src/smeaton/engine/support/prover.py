"""The search for a bound: branch and bound on a small model, column generation on others.

When prices are best, a plan is sought within the runs of the best mix of packages; then a small model goes
back to branch and bound, and a large one, where that moves nothing, to the search for better plans.

Column generation runs in compiled code. The first plan on a machine would wait for the compiler, so that
works in a thread of its own; until it is ready, and after column generation has ended, HiGHS works on the
whole model.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from smeaton.engine.support.curves import Floats
from smeaton.engine.support.incumbent import Incumbent
from smeaton.engine.support.model import Model
from smeaton.engine.support.neighbourhoods import improve
from smeaton.engine.support.solve import Changes, Outcome, Watch, search

if TYPE_CHECKING:
    from smeaton.engine.support.columns.generate import Warm

_SMALL = 250  # whole columns of a model that HiGHS is given a while for first
_WHILE = 3.0
_LARGE = 1200  # whole columns from which on branch and bound moves no bound in any time given
_CLOSED = 1e-6  # relative gap at which nothing is left to prove
_OPEN = 0.05  # of a run in the mix of packages: the run is worth trying in a plan
_MIX_SHARE, _MIX_MOST = 0.3, 10.0  # of what time is left, and seconds, for plans within the mix's runs


class Prover:
    """Proves bounds on one model until the shared search ends, and hands in plans it comes across."""

    def __init__(
        self,
        model: Model,
        shared: Incumbent,
        changes: Changes,
        *,
        until: float,
        seed: int,
        nodes: int | None = None,
        warm: Warm | None = None,
    ) -> None:
        """Work for at most `until` (monotonic), or `nodes` rounds and nodes; `warm`: begin with that."""
        self.model, self.shared, self.changes = model, shared, changes
        self.until, self.seed, self.nodes = until, seed, nodes
        self.objective = model.objective if changes.objective is None else changes.objective
        self.failures: list[BaseException] = []
        self.infeasible = False
        self.warm = warm
        self._known = 0

    def run(self) -> None:
        """Work; what goes wrong is kept in `failures`."""
        try:
            self._run()
        except BaseException as failure:
            self.failures.append(failure)
        finally:
            self.shared.end()

    def _run(self) -> None:
        columns = self.changes.objective is None and self.model.whole.any()
        if self.nodes is None:
            if int(self.model.whole.sum()) <= _SMALL and self._exact(_WHILE):
                return
            if columns:
                ready = compiler.ask()
                if self._exact(math.inf, lambda: ready.is_set() and self.shared.best()[0] is not None):
                    return
        if columns and self.shared.best()[0] is not None:
            self._columns()
            if self.nodes is None and int(self.model.whole.sum()) >= _LARGE and not self._closed():
                improve(self.model, self.shared, self.changes, until=self.until, seed=self.seed + 1)
                return
        self._exact(math.inf)

    @property
    def _over(self) -> bool:
        return self.shared.ended or time.monotonic() >= self.until

    def _columns(self) -> None:
        """Column generation until prices are best, or nothing is left to prove."""
        from smeaton.engine.support.columns.duals import Outside
        from smeaton.engine.support.columns.generate import Generator
        from smeaton.engine.support.columns.start import first_duals

        a, outside = self.model.a, Outside(0.0, np.zeros(len(self.model.a.run_cost)))
        lower = self.changes.lower
        floor = 0.0 if lower is None else float(lower[self.model.columns.starts[5]])
        generator = Generator(a, outside, floor, lambda: self._over)
        if not generator.able:
            return
        self._learn(generator.learn)
        if self.warm is None:
            centre, relaxed = first_duals(a, outside, floor, lambda: self._over)
            self.shared.lower_bound_to(relaxed)
        else:
            centre = self.warm.centre
            generator.take(self.warm.packages)
        self.shared.lower_bound_to(generator.price_all(centre, 2e-3))
        rounds = 0
        while not self._over and not self._closed() and generator.centre is not None:
            if self.nodes is not None and rounds >= self.nodes:
                break
            rounds += 1
            self._learn(generator.learn)
            left = generator.step(self.until if self.nodes is None else math.inf)
            self.shared.lower_bound_to(generator.bound)
            if left <= _CLOSED * abs(generator.bound):
                break
        self.warm = generator.warm
        if generator.mix is not None and self.nodes is None and not self._closed():
            self._within(generator.mix.runs)

    def _within(self, runs: Floats) -> None:
        """A plan from the runs that the best mix of packages (o × h) or the best plan has, all else free."""
        vector = self.shared.best()[0]
        if vector is None or self._over:
            return
        c, changes = self.model.columns, self.changes
        upper = (self.model.upper if changes.upper is None else changes.upper).copy()
        o, h, copy = c.y
        at = c.at(1)
        upper[at] = np.where((runs[o, h] > copy + _OPEN) | (vector[at] > 0.5), upper[at], 0.0)
        outcome = search(
            self.model,
            seconds=min(_MIX_SHARE * (self.until - time.monotonic()), _MIX_MOST),
            seed=self.seed,
            start=vector,
            changes=replace(changes, upper=upper),
            watch=Watch(over=lambda: self._over, found=self._found),
            gap=1e-4,
        )
        if outcome.vector is not None:
            self._found(outcome.vector)

    def _learn(self, learn: Callable[..., None]) -> None:
        vector, _, _, version = self.shared.best()
        if vector is not None and (version != self._known or not version):
            self._known = version
            learn(self.model.allocation(vector))

    def _closed(self) -> bool:
        _, value, bound, _ = self.shared.best()
        return math.isfinite(bound) and bound - value <= _CLOSED * max(abs(bound), 1.0)

    def _exact(self, seconds: float, over: Callable[[], bool] = lambda: False) -> bool:
        """Branch and bound on the whole model; whether it came to an end."""
        if self.shared.ended or self._closed():
            return True
        self._known = -1
        outcome = search(
            self.model,
            seconds=min(seconds, self.until - time.monotonic()),
            seed=self.seed,
            start=self.shared.best()[0],
            changes=self.changes,
            watch=Watch(lambda: self.shared.ended or over(), self._seen, self._found, self._offer),
            nodes=self.nodes,
        )
        self.shared.lower_bound_to(outcome.bound)
        if outcome.vector is not None:
            self._found(outcome.vector)
        self.infeasible = outcome.infeasible
        return self.infeasible or self._ended(outcome)

    def _ended(self, outcome: Outcome) -> bool:
        return outcome.vector is not None and self._closed()

    def _seen(self, bound: float) -> None:
        if math.isfinite(bound):
            self.shared.lower_bound_to(bound)

    def _found(self, vector: Floats) -> None:
        self.shared.better(vector, float(self.objective @ vector))

    def _offer(self) -> Floats | None:
        vector, _, _, version = self.shared.best()
        if self.nodes is not None or version == self._known:
            return None
        self._known = version
        return vector


class _Compiler:
    """Has the loops of column generation compiled, or read where they are kept, in a thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._asked = False

    def ask(self) -> threading.Event:
        """Begin, unless it has begun; the event that is set when the loops are ready."""
        with self._lock:
            if not self._asked:
                self._asked = True
                threading.Thread(target=self._compile, daemon=True).start()
        return self._ready

    def _compile(self) -> None:
        from smeaton.engine.support.columns.ready import make_ready

        try:
            make_ready()
        finally:
            self._ready.set()


compiler = _Compiler()
