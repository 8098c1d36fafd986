"""`search`: better plans by ruin and refill in compiled code, told as they are found."""

from __future__ import annotations

from collections.abc import Callable

from smeaton.engine.support.arrays import Allocation, Arrays
from smeaton.engine.support.local.options import Options


def search(
    a: Arrays,
    start: Allocation | None,
    *,
    seed: int,
    until: float | None = None,
    rounds: int | None = None,
    options: Options | None = None,
    found: Callable[[Allocation, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
    offer: Callable[[], Allocation | None] | None = None,
) -> Allocation | None:
    """The best plan found from `start` (None: from nothing) until `until` (monotonic) or within `rounds`.

    `start` must keep the problem's rules, save that musts and the floor may be missing yet: the search then
    works towards them. The result is never worse than a start that keeps all; it is None when no plan was
    found that does. `found(plan, merit)` is told of each better plan that keeps all; `merit` is the weighted
    need covered, less penalties (the least-served share, where that is lifted). `offer()` may hand in a
    plan found elsewhere. With `rounds` alone the same seed gives the same plan.
    """
    # Here, not above: the compiler is loaded by those who search, not by every command that knows of plans.
    from smeaton.engine.support.local.loop import climbed

    return climbed(a, start, seed, until, rounds, options or Options(), found, stop, offer)
