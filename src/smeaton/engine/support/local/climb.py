"""The loop: ruin, mend, refill, accept; thousands of times a second."""

from __future__ import annotations

import math

from smeaton.engine.support.arrays import Ints
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.local.chance import below, normal, uniform
from smeaton.engine.support.local.compiled import compiled
from smeaton.engine.support.local.layout import Place, State
from smeaton.engine.support.local.moves import copy, keeps, merit
from smeaton.engine.support.local.refill import Scores, refill
from smeaton.engine.support.local.ruin import KINDS, mend, ruin

BLUR_SEAT, BLUR_RUN, DAY, WORSE_FIRST, WORSE_LAST, CYCLE = 0, 1, 2, 3, 4, 5  # places in `settings`


@compiled
def blur(c: Scores, rng: Ints, settings: Floats) -> None:
    """Draw new blurs; one refill in five sees clearly."""
    clear = uniform(rng) < 0.2
    seat, run = (0.0, 0.0) if clear else (settings[BLUR_SEAT], settings[BLUR_RUN])
    for d in range(len(c.blur_seat)):
        c.blur_seat[d] = math.exp(seat * normal(rng))
        c.day_price[d] = settings[DAY] * uniform(rng)
    for o in range(c.blur_run.shape[0]):
        for h in range(c.blur_run.shape[1]):
            c.blur_run[o, h] = math.exp(run * normal(rng))
    for j in range(c.blur_pair.shape[0]):
        for d in range(c.blur_pair.shape[1]):
            c.blur_pair[j, d] = math.exp(run * normal(rng))


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
    tally: Floats,
) -> int:
    """Some rounds from `here`; `best` is replaced by better plans that keep all. Returns how often.

    `done` counts rounds within the present cycle: in each, what may be accepted narrows from
    `settings[WORSE_FIRST]` to `settings[WORSE_LAST]` of the best merit; then the search returns to the best.
    """
    record, found = merit(p, best), 0
    feasible = keeps(p, best)
    for _ in range(rounds):
        if done[0] >= settings[CYCLE]:
            done[0] = 0
            copy(best, here)
        share = done[0] / settings[CYCLE]
        worse = settings[WORSE_FIRST] * (settings[WORSE_LAST] / settings[WORSE_FIRST]) ** share
        done[0] += 1
        copy(here, trial)
        kind = below(rng, KINDS)
        ruin(p, trial, c, rng, kind)
        blur(c, rng, settings)
        tally[kind, 0] += 1
        if not mend(p, trial, rng):
            continue
        refill(p, trial, c)
        value = merit(p, trial)
        if value > record + 1e-7 and (keeps(p, trial) or not feasible):
            tally[kind, 1] += 1
            tally[kind, 2] += value - record
            record, found = value, found + 1
            feasible = keeps(p, trial)
            copy(trial, best)
        if value >= record - worse * abs(record):
            copy(trial, here)
    return found
