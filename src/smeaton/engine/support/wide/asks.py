"""What the parts of the work ask of each other: plain values, small, fit for a pickle and for JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypedDict


class Prices(TypedDict):
    """Need covered that a pound must bring (`money`), and a seat of each offer with national seats."""

    money: float
    seats: dict[str, float]


class Cut(TypedDict):
    """What a place does at some prices, by a relaxation: `value` bounds covered − money · cost − seats.

    `cost` in pounds and `taken` seats of each national offer say where the prices should move.
    """

    value: float
    cost: float
    taken: dict[str, float]


class Choice(TypedDict):
    """One whole plan of a place: what it covers, costs, takes of the national seats, and the plan itself."""

    covered: float
    cost: float
    taken: dict[str, int]
    plan: dict[str, object]


class Effort(TypedDict):
    """How hard to try: for `seconds`, or (where not None) through `steps` of work that repeat exactly."""

    seconds: float
    steps: int | None
    seed: int


class LookAsk(TypedDict):
    """Look at some places at each of several prices."""

    places: list[dict[str, object]]
    points: list[Prices]


class MakeAsk(TypedDict):
    """Make plans of a place at these prices, spending about `hint` pounds; go on from `start` unless None.

    `runs` are those of the mix behind the place's bound, if there is one: offer, host, share.
    """

    place: dict[str, object]
    prices: Prices
    hint: float
    start: dict[str, object] | None
    runs: list[tuple[int, int, float]] | None
    effort: Effort


class BoundAsk(TypedDict):
    """Bound a place at these prices, and look for a better plan than `start` on the way."""

    place: dict[str, object]
    prices: Prices
    start: dict[str, object]
    effort: Effort


class Bounded(TypedDict):
    """A bound, the runs of the mix behind it (offer, host, share), and plans found by way of it."""

    cut: Cut
    runs: list[tuple[int, int, float]] | None
    plans: list[Choice]


class FillAsk(TypedDict):
    """Add to a plan of a place what `money` pounds and these `seats` still allow."""

    place: dict[str, object]
    prices: Prices
    start: dict[str, object]
    money: float
    seats: dict[str, int]


def tag(points: Sequence[Prices]) -> str:
    """A short name of some prices: an answer at other prices is never taken for one at these."""
    exact = [(p["money"].hex(), sorted((o, price.hex()) for o, price in p["seats"].items())) for p in points]
    return hashlib.sha256(repr(exact).encode()).hexdigest()[:8]
