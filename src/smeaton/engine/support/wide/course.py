"""The course of planning a country: prices, a plan of each place, bounds, better plans, the rest spent."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from smeaton.engine.support.plans import Plan
from smeaton.engine.support.values import ProblemError
from smeaton.engine.support.wide import tasks
from smeaton.engine.support.wide.asks import (
    BoundAsk,
    Bounded,
    Choice,
    Cut,
    Effort,
    FillAsk,
    LookAsk,
    MakeAsk,
    Prices,
    tag,
)
from smeaton.engine.support.wide.choosing import chosen, priced, worth
from smeaton.engine.support.wide.dispatch import Dispatcher, Task
from smeaton.engine.support.wide.market import Market, Mix
from smeaton.engine.support.wide.nation import Nation

_CLOSE = 1e-3  # of the value: prices are good enough when bound and mix are as near as this
_LOOKS = 12  # rounds of prices at most
_CHUNK = 20  # departments looked at in one task
_PRICES, _FIRST, _BOUNDS = 0.16, 0.12, 0.65  # shares of what time is left when a stage begins
_SEARCHED, _FILLED = 0.93, 0.98  # shares of all the time by which the search, and the filling up, end
_REST = 20.0  # times as long as a choice took, none is made in the midst of a stage
_KEPT = 12  # plans kept of a place
_FIXED = 3600.0  # seconds for a task where the work is fixed: never reached
_SHORTEST = 0.6  # seconds for a place, at least


@dataclass(frozen=True, slots=True)
class WideProgress:
    """Where the planning of a country stands: places done in this stage, and the whole plan so far."""

    elapsed: float
    stage: str
    done: int
    places: int
    covered: float
    bound: float
    gap: float


class Course:
    """One planning of one country, stage by stage; `Planned` figures are in need covered."""

    def __init__(
        self,
        nation: Nation,
        dispatcher: Dispatcher,
        *,
        began: float,
        seconds: float,
        seed: int,
        nodes: int | None,
        progress: Callable[[WideProgress], None],
    ) -> None:
        """`nodes`: not None makes the work the same each time, whatever the clock."""
        self.nation, self.dispatcher, self.seed, self.nodes = nation, dispatcher, seed, nodes
        self.began, self.seconds, self.tell = began, seconds, progress
        self.market = Market(nation)
        self.documents = [_document(nation, p) for p in range(len(nation.places))]
        self.choices: list[list[Choice]] = [[] for _ in nation.places]
        self.runs: list[list[tuple[int, int, float]] | None] = [None for _ in nation.places]
        self.picked: list[int] | None = None
        self.mix: Mix | None = None
        self.said = self.rested = -math.inf
        self.attempts = [0] * len(nation.places)

    # stages, in order

    def find_prices(self) -> None:
        """Prices of money and national seats at which the relaxed places keep budget and seats."""
        points, until = self.market.first(), self._until(_PRICES)
        for number in range(_LOOKS):
            if not self._look(points, until if number else math.inf):
                return
            mix = self.market.mix()
            lowest, at = self.market.lowest()
            if lowest < -1e-6 * max(1.0, self.market.most):
                raise ProblemError(
                    "No plans keep all the leads' musts within the country's budget and national seats; give "
                    "more of them, or take musts back."
                )
            self.mix = mix
            if at is None or lowest - mix.value <= _CLOSE * max(abs(mix.value), 1e-9):
                return
            points = [_between(at, mix.prices)]

    def plan_places(self) -> None:
        """A first plan of each place at the prices."""
        mix = self._mix()
        hints = [mix.purse(p) for p in range(len(self.nation.places))]
        self._make("first", list(range(len(self.nation.places))), mix.prices, hints, math.inf)

    def prove(self) -> None:
        """A bound of each place at the prices, and better plans on the way."""
        if not all(self.choices):  # stopped
            return
        prices = self._mix().prices
        order = sorted(range(len(self.nation.places)), key=self._size, reverse=True)
        until, share = self._until(_BOUNDS), self._share(_BOUNDS)

        def ask(place: int) -> Callable[[float], BoundAsk]:
            return lambda left: BoundAsk(
                place=self.documents[place],
                prices=prices,
                start=self._best(place, prices)["plan"],
                effort=self._effort(place, share, left),
            )

        def answered(task: Task, found: Bounded) -> None:
            place = int(task.key.split("/")[-1])
            self.market.add(place, prices, found["cut"], exact=False)
            self.runs[place] = found["runs"]
            self._keep(place, found["plans"], prices)

        self._run(
            "proving what can be covered",
            [Task(f"bound/{tag([prices])}/{p}", tasks.bound, ask(p), self._about(p)) for p in order],
            until,
            answered,
        )

    def improve(self, rounds: int) -> None:
        """Better plans: `rounds` of all places where the work is fixed, else where most is missing."""
        if not all(self.choices):  # stopped
            return
        mix, every = self._mix(), list(range(len(self.nation.places)))
        hints = self._purses()
        if self.nodes is not None:
            for number in range(rounds):
                self._make(f"more/{number}", every, mix.prices, hints, math.inf)
            return
        self._make("more", self._most_missing(mix.prices), mix.prices, hints, self._until(1.0))

    def spend_the_rest(self, rounds: int = 2) -> None:
        """What budget and seats are left goes where it covers most."""
        for number in range(rounds):
            if not self.choose():
                return
            picked = self._picked()
            money = self.nation.budget - sum(c["cost"] for c in picked) - 0.01
            seats = {o: n - sum(c["taken"][o] for c in picked) for o, n in self.nation.national_seats.items()}
            if money <= 0:
                return
            before = sum(c["covered"] for c in picked)
            self._fill(number, picked, money, seats)
            self.choose()
            if sum(c["covered"] for c in self._picked()) <= before + 1e-9:
                return

    # what stages have in common

    def choose(self) -> bool:
        """Choose one plan of each place; False while no choice is known that keeps budget and seats."""
        if not all(self.choices):
            return False
        began = time.monotonic()
        picked = chosen(self.nation, self.choices)
        self.rested = time.monotonic() + _REST * (time.monotonic() - began)
        if picked is not None and (
            self.picked is None
            or sum(self.choices[p][n]["covered"] for p, n in enumerate(picked))
            > sum(c["covered"] for c in self._picked())
        ):
            self.picked = picked
        return self.picked is not None

    def plans(self) -> list[Plan]:
        """The plans chosen."""
        return [Plan.from_dict(choice["plan"]) for choice in self._picked()]

    def place_bound(self, place: int) -> float:
        """What the place could cover at most with the money and seats that its chosen plan has."""
        _, prices = self.market.lowest()
        limit = None if prices is None else self.market.limit(place, prices)
        if prices is None or limit is None:
            return math.inf
        return limit + priced(self._picked()[place], prices)

    def _look(self, points: list[Prices], until: float) -> bool:
        """Look at every place at the prices; False when time cut it short."""
        left = set(range(len(self.nation.places)))

        def ask(chunk: list[int]) -> Callable[[float], LookAsk]:
            return lambda _left: LookAsk(places=[self.documents[p] for p in chunk], points=points)

        def answered(task: Task, answer: list[list[Cut]]) -> None:
            chunk = chunks[int(task.key.split("/")[-1])]
            for place, cuts in zip(chunk, answer, strict=True):
                left.discard(place)
                for point, cut in zip(points, cuts, strict=True):
                    self.market.add(place, point, cut)

        chunks = self._chunks()
        some = [
            Task(f"look/{tag(points)}/{n}", tasks.look, ask(chunk), self._about(chunk[0]))
            for n, chunk in enumerate(chunks)
        ]
        self._run("finding prices", some, until, answered)
        return not left

    def _make(
        self, key: str, places: list[int] | Iterator[int], prices: Prices, hints: list[float], until: float
    ) -> None:
        share = self._share(_FIRST) if key == "first" else self._share(1.0) / 3

        def ask(place: int, number: int) -> Callable[[float], MakeAsk]:
            def asked(left: float) -> MakeAsk:
                start = self._best(place, prices)["plan"] if self.choices[place] else None
                effort = self._effort(place, share, left)
                effort["seed"] += 101 * number
                return MakeAsk(
                    place=self.documents[place],
                    prices=prices,
                    hint=hints[place],
                    start=start,
                    runs=self.runs[place],
                    effort=effort,
                )

            return asked

        def each() -> Iterator[Task]:
            for place in places:
                number = self.attempts[place]
                self.attempts[place] += 1
                yield Task(f"{key}/{number}/{place}", tasks.make, ask(place, number), self._about(place))

        def answered(task: Task, made: list[Choice]) -> None:
            self._keep(int(task.key.split("/")[-1]), made, prices)

        self._run("planning places" if key == "first" else "improving plans", each(), until, answered)

    def _fill(self, number: int, picked: list[Choice], money: float, seats: dict[str, int]) -> None:
        prices = self._mix().prices

        def ask(place: int) -> Callable[[float], FillAsk]:
            return lambda _left: FillAsk(
                place=self.documents[place],
                prices=prices,
                start=picked[place]["plan"],
                money=money,
                seats=seats,
            )

        def answered(task: Task, made: list[Choice]) -> None:
            self.choices[int(task.key.split("/")[-1])] += made

        some = [
            Task(f"fill/{number}/{p}", tasks.fill, ask(p), self._about(p))
            for p in range(len(self.nation.places))
        ]
        self._run("spending what is left", some, self._end(_FILLED), answered)

    def _keep(self, place: int, made: list[Choice], prices: Prices) -> None:
        """Add choices of a place; the best at the prices stay, the cheapest, and what is chosen."""
        some = self.choices[place]
        chosen_now = None if self.picked is None else some[self.picked[place]]
        some += [choice for choice in made if choice not in some]
        if len(some) > _KEPT:
            some.sort(key=lambda c: -worth(c, prices))
            cheapest = min(some, key=lambda c: c["cost"])
            kept = [c for n, c in enumerate(some) if n < _KEPT or c is cheapest or c is chosen_now]
            self.choices[place] = kept
        if chosen_now is not None and self.picked is not None:
            self.picked[place] = next(n for n, c in enumerate(self.choices[place]) if c is chosen_now)

    def _run(
        self,
        stage: str,
        some: list[Task] | Iterator[Task],
        until: float,
        answered: Callable[[Task, Any], None],
    ) -> None:
        done = 0

        def count(task: Task, answer: Any) -> None:
            nonlocal done
            answered(task, answer)
            done += 1
            self._say(stage, done)

        self._say(stage, 0)
        self.dispatcher.run(some, until=until, answered=count, ticked=lambda: self._say(stage, done))
        self._say(stage, done, now=True)

    def _say(self, stage: str, done: int, *, now: bool = False) -> None:
        elapsed = time.monotonic() - self.began
        if not now and elapsed - self.said < 1.0:
            return
        self.said = elapsed
        if now or (self.nodes is None and time.monotonic() >= self.rested):
            self.choose()  # where the work is fixed, only when a stage has ended: always the same
        covered = sum(c["covered"] for c in self._picked()) if self.picked is not None else 0.0
        bound = max(self.market.lowest()[0], covered)
        gap = (bound - covered) / bound if bound > 0 else 0.0
        self.tell(WideProgress(elapsed, stage, done, len(self.nation.places), covered, bound, gap))

    def _purses(self) -> list[float]:
        """What each place should spend, national seats at their price, to spend what there is in all."""
        prices = self._mix().prices
        best = [self._best(p, prices) for p in range(len(self.nation.places))]
        spent = sum(c["cost"] for c in best)
        share = self.nation.budget / spent if spent > 0 else 1.0
        money = max(prices["money"], 1e-12)
        return [
            share * c["cost"] + sum(prices["seats"][o] * n for o, n in c["taken"].items()) / money
            for c in best
        ]

    def _most_missing(self, prices: Prices) -> Iterator[int]:
        """Places without end, first where plan and bound are farthest apart for the tries already made."""
        while True:
            yield max(
                range(len(self.nation.places)),
                key=lambda p: self._missing(p, prices) / self.attempts[p] ** 0.5,
            )

    def _missing(self, place: int, prices: Prices) -> float:
        limit = self.market.limit(place, prices)
        return 0.0 if limit is None else limit - worth(self._best(place, prices), prices)

    def _best(self, place: int, prices: Prices) -> Choice:
        return max(self.choices[place], key=lambda c: worth(c, prices))

    def _picked(self) -> list[Choice]:
        assert self.picked is not None  # noqa: S101 - asked for only once something is chosen
        return [self.choices[p][n] for p, n in enumerate(self.picked)]

    def _mix(self) -> Mix:
        if self.mix is None:  # time was over before the first look ended
            self.mix = self.market.mix()
        return self.mix

    def _until(self, share: float) -> float:
        """When a stage ends that is given a share of the time left; never where the work is fixed."""
        now = time.monotonic()
        return now + share * max(self._end(_SEARCHED) - now, 0.0) if self.nodes is None else math.inf

    def _end(self, share: float) -> float:
        return self.began + share * self.seconds if self.nodes is None else math.inf

    def _share(self, share: float) -> float:
        """Core-seconds per department in that share of the time left."""
        left = max(self._until(share) - time.monotonic(), 0.0)
        return 0.9 * left * self.dispatcher.workers / self.nation.departments

    def _effort(self, place: int, share: float, left: float) -> Effort:
        seconds = min(max(share * self._size(place), _SHORTEST), left)
        if self.nodes is not None:
            seconds = _FIXED
        return Effort(seconds=seconds, steps=self.nodes, seed=self.seed + 7919 * place)

    def _size(self, place: int) -> int:
        return len(self.nation.places[place].departments)

    def _about(self, place: int) -> str:
        return self.nation.places[place].name

    def _chunks(self) -> list[list[int]]:
        chunks: list[list[int]] = [[]]
        for place in range(len(self.nation.places)):
            if sum(map(self._size, chunks[-1])) >= _CHUNK:
                chunks.append([])
            chunks[-1].append(place)
        return chunks


def _document(nation: Nation, place: int) -> dict[str, object]:
    document = nation.places[place].to_dict()
    document["dates"] = []
    return document


def _between(one: Prices, other: Prices) -> Prices:
    return Prices(
        money=(one["money"] + other["money"]) / 2,
        seats={o: (price + other["seats"][o]) / 2 for o, price in one["seats"].items()},
    )
