"""Two searches side by side on two cores: branch and bound for the bound, neighbourhoods for better plans.

Both share the best plan: what one finds, the other continues from. HiGHS lets go of Python's lock while it
works, so threads suffice. The caller's own thread does nothing but report and ask whether to stop, so that
`progress` and `stop` may touch what belongs to that thread (a database connection, a terminal).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from smeaton.engine.support.curves import Floats
from smeaton.engine.support.incumbent import Incumbent
from smeaton.engine.support.model import Model
from smeaton.engine.support.neighbourhoods import improve
from smeaton.engine.support.solve import Changes, Outcome, Watch, search

_TICK = 0.1  # seconds between looks at progress and stop

Report = Callable[[Floats | None, float, float], None]


def contest(
    model: Model,
    start: Floats | None,
    changes: Changes,
    *,
    until: float,
    seed: int,
    report: Report,
    stop: Callable[[], bool],
    nodes: int | None = None,
) -> Outcome:
    """Search until `until` (monotonic seconds), until proven optimal, or until `stop()`.

    `report(vector, value, bound)` is called from this thread. With `nodes` only branch and bound runs, for
    that many nodes, which makes the work, and so the plan, the same each time.
    """
    objective = model.objective if changes.objective is None else changes.objective
    value = -math.inf if start is None else float(objective @ start)
    shared = Incumbent(start, value)
    exact = _Exact(model, shared, changes, until, seed, nodes)
    threads = [threading.Thread(target=exact.run, daemon=True)]
    failures = exact.failures
    if nodes is None:

        def helper() -> None:
            try:
                improve(model, shared, changes, until=until, seed=seed)
            except BaseException as failure:
                failures.append(failure)
                shared.end()

        threads.append(threading.Thread(target=helper, daemon=True))
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            vector, value, bound, _ = shared.best()
            report(vector, value, bound)
            if stop() or (nodes is None and time.monotonic() >= until):
                shared.end()
            shared.wait(_TICK)
            if shared.ended:
                for thread in threads:
                    thread.join()
    finally:
        shared.end()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]
    vector, value, bound, _ = shared.best()
    return Outcome(vector, value, max(bound, value), exact.infeasible)


class _Exact:
    """Branch and bound on the whole model, fed with better plans from outside."""

    def __init__(
        self, model: Model, shared: Incumbent, changes: Changes, until: float, seed: int, nodes: int | None
    ) -> None:
        self.model, self.shared, self.changes = model, shared, changes
        self.until, self.seed, self.nodes = until, seed, nodes
        self.objective = model.objective if changes.objective is None else changes.objective
        self.failures: list[BaseException] = []
        self.infeasible = False
        self.known = 0

    def run(self) -> None:
        try:
            outcome = search(
                self.model,
                seconds=self.until - time.monotonic(),
                seed=self.seed,
                start=self.shared.best()[0],
                changes=self.changes,
                watch=Watch(lambda: self.shared.ended, self._seen, self._found, self._offer),
                nodes=self.nodes,
            )
            self.infeasible = outcome.infeasible
            self.shared.lower_bound_to(outcome.bound)
            if outcome.vector is not None:
                self._found(outcome.vector)
        except BaseException as failure:
            self.failures.append(failure)
        finally:
            self.shared.end()

    def _seen(self, bound: float) -> None:
        if math.isfinite(bound):
            self.shared.lower_bound_to(bound)

    def _found(self, vector: Floats) -> None:
        self.shared.better(vector, float(self.objective @ vector))

    def _offer(self) -> Floats | None:
        vector, _, _, version = self.shared.best()
        if self.nodes is not None or version == self.known:
            return None
        self.known = version
        return vector
