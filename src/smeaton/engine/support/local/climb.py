"""The loop: ruin, mend, refill, accept; thousands of times a second."""

from __future__ import annotations

import math

from smeaton.engine.support.arrays import Ints
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.local.chance import below, normal, uniform
from smeaton.engine.support.local.compiled import compiled
from smeaton.engine.support.local.exchange import exchange
from smeaton.engine.support.local.layout import VALUE, Place, State
from smeaton.engine.support.local.moves import copy, keeps, least, merit
from smeaton.engine.support.local.refill import Scores, refill
from smeaton.engine.support.local.ruin import KINDS, mend, ruin

BLUR_SEAT, BLUR_RUN, DAY, WORSE_FIRST, WORSE_LAST, CYCLE = 0, 1, 2, 3, 4, 5  # places in `settings`

_STEP = 0.01  # of need: how far above the best plan the least served are aimed


@compiled
def blur(p: Place, c: Scores, rng: Ints, settings: Floats) -> None:
    """Draw new blurs; one refill in five sees clearly."""
    clear = uniform(rng) < 0.2
    seat, run = (0.0, 0.0) if clear else (settings[BLUR_SEAT], settings[BLUR_RUN])
    for d in range(len(c.blur_seat)):
        p.lift[d] = p.short * uniform(rng) ** 2
        c.blur_seat[d] = math.exp(seat * normal(rng))
        c.day_price[d] = settings[DAY] * uniform(rng)
    for o in range(c.blur_run.shape[0]):
        for h in range(c.blur_run.shape[1]):
            c.blur_run[o, h] = math.exp(run * normal(rng))
    for j in range(c.blur_pair.shape[0]):
        for d in range(c.blur_pair.shape[1]):
            c.blur_pair[j, d] = math.exp(run * normal(rng))


@compiled
def aim(p: Place, s: State) -> None:
    """While the least served are lifted: aim a step above the share that this plan reaches."""
    share = min(least(p, s) + _STEP, 1.0)
    for d in range(len(p.target)):
        p.target[d] = share * p.full[d]


@compiled
def better(p: Place, best: State, trial: State) -> bool:
    """Whether a trial replaces the best plan; one that keeps all always replaces one that does not."""
    if keeps(p, trial) != keeps(p, best):
        return keeps(p, trial)
    if p.lifting and keeps(p, trial):
        return bool(least(p, trial) > least(p, best) + 1e-7)
    return merit(p, trial) > merit(p, best) + 1e-7


@compiled
def judged(p: Place, s: State) -> float:
    """What a plan that keeps all is judged by."""
    return least(p, s) if p.lifting else merit(p, s)


@compiled
def climb(
    p: Place,
    here: State,
    best: State,
    trial: State,
    c: Scores,
    rng: Ints,
    settings: Floats,
    done: Ints,
    rounds: int,
) -> None:
    """Some rounds from `here`; `best` is replaced by each better plan.

    `done` counts rounds within the present cycle, and has the cycle's length. In each the heat, at which a
    worse plan may be continued from (simulated annealing), cools from `settings[WORSE_FIRST]` to
    `settings[WORSE_LAST]` of the best value; then the search returns to the best, and the next is longer.
    """
    for _ in range(rounds):
        if done[0] >= done[1]:
            done[0] = 0
            done[1] = min(2 * done[1], int(settings[CYCLE]))
            copy(best, here)
        share = done[0] / done[1]
        worse = settings[WORSE_FIRST] * (settings[WORSE_LAST] / settings[WORSE_FIRST]) ** share
        done[0] += 1
        copy(here, trial)
        ruin(p, trial, c, rng, below(rng, KINDS))
        blur(p, c, rng, settings)
        if not mend(p, trial, rng):
            continue
        refill(p, trial, c)
        if merit(p, trial) > merit(p, best):
            exchange(p, trial, c)
            refill(p, trial, c)
        if better(p, best, trial):
            copy(trial, best)
            if p.lifting:
                aim(p, best)
        heat = worse * abs(best.figures[VALUE])
        if merit(p, trial) >= merit(p, here) + heat * math.log(uniform(rng) + 1e-12):
            copy(trial, here)
