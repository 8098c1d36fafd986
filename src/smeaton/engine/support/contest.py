"""Two searches side by side on two cores: one for the bound (`prover`), one for better plans.

Both share the best plan: what one finds, the other continues from. HiGHS and compiled loops let go of
Python's lock while they work, so threads suffice. The caller's own thread does nothing but report and ask
whether to stop, so that `progress` and `stop` may touch what belongs to that thread (a database connection,
a terminal).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from smeaton.engine.support.curves import Floats
from smeaton.engine.support.incumbent import Incumbent
from smeaton.engine.support.model import Model
from smeaton.engine.support.neighbourhoods import improve
from smeaton.engine.support.prover import Prover
from smeaton.engine.support.solve import Changes, Outcome

if TYPE_CHECKING:
    from smeaton.engine.support.columns.generate import Warm

_TICK = 0.1  # seconds between looks at progress and stop
_PATIENCE = 1.0  # seconds for a search to end; one that the compiler holds up is left to end by itself

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
    warm: list[Warm | None] | None = None,
) -> Outcome:
    """Search until `until` (monotonic seconds), until proven optimal, or until `stop()`.

    `report(vector, value, bound)` is called from this thread. With `nodes` only the prover runs, for that
    many rounds of column generation and then that many nodes of branch and bound, which makes the work, and
    so the plan, the same each time. `warm` holds what an earlier search of the same problem learned, and is
    left with what this one did.
    """
    objective = model.objective if changes.objective is None else changes.objective
    value = -math.inf if start is None else float(objective @ start)
    shared = Incumbent(start, value)
    prover = Prover(
        model,
        shared,
        changes,
        until=until,
        seed=seed,
        nodes=nodes,
        warm=warm[0] if warm else None,
    )
    threads = [threading.Thread(target=prover.run, daemon=True)]
    failures = prover.failures
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
                break
    finally:
        shared.end()
        for thread in threads:
            thread.join(_PATIENCE)
    if failures:
        raise failures[0]
    if warm is not None:
        warm[:] = [prover.warm]
    vector, value, bound, _ = shared.best()
    return Outcome(vector, value, max(bound, value), prover.infeasible)
