"""A country's plan, format `smeaton-plan-nation-result/1`, and what it is worth by the evaluator."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from smeaton.engine.support.evaluate import Score, evaluate
from smeaton.engine.support.plans import Plan, PlanError
from smeaton.engine.support.values import Fields, ProblemError
from smeaton.engine.support.wide.nation import Nation

RESULT_FORMAT = "smeaton-plan-nation-result/1"


@dataclass(frozen=True)
class NationPlan:
    """A plan for each place, in order, and figures for the whole; `gap` = (bound − covered) / bound.

    `bound` is proven: no plan of the country covers more. A place's own `bound` is on what any plan could
    cover with the money and the national seats that the place was given.
    """

    places: tuple[Plan, ...]
    covered: float = 0.0
    bound: float = math.inf
    gap: float = 0.0
    cost: float = 0.0
    national_seats: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    seed: int = 0
    least_served: float = 0.0

    @staticmethod
    def from_dict(document: object) -> NationPlan:
        """Read a country's plan from parsed JSON. Raises `PlanError` naming place, key and value at fault."""
        top = Fields(document, error=PlanError, name="the plan")
        places = []
        for n, part in enumerate(top.items("places")):
            try:
                places.append(Plan.from_dict(part))
            except ProblemError as refusal:
                raise refusal.inside(f"places[{n}]") from None
        figures = {key: top.number(key) for key in _FIGURES if top.has(key)}
        seats = top.part("national_seats") if top.has("national_seats") else None
        return NationPlan(
            places=tuple(places),
            national_seats={} if seats is None else {str(o): seats.whole(str(o)) for o in seats.values},
            seed=top.whole("seed") if top.has("seed") else 0,
            **figures,
        )

    def to_dict(self, names: tuple[str, ...] = ()) -> dict[str, object]:
        """The plan as plain lists and dictionaries, ready for `json.dump`; with places' `names` if given."""
        figures = {key: getattr(self, key) for key in _FIGURES if math.isfinite(getattr(self, key))}
        places = [place.to_dict() for place in self.places]
        for place, name in zip(places, names, strict=False):
            place["name"] = name
        return {
            "format": RESULT_FORMAT,
            "places": places,
            **figures,
            "national_seats": dict(self.national_seats),
            "seed": self.seed,
        }


_FIGURES = ("covered", "bound", "gap", "cost", "seconds", "least_served")


@dataclass(frozen=True)
class NationScore:
    """The worth of a country's plan: totals, a `Score` for each place, national seats used, rules broken."""

    covered: float
    need: float
    share: float
    cost: float
    least_served: float
    national_seats: Mapping[str, int]
    places: tuple[Score, ...]
    broken: tuple[str, ...]


def evaluate_nation(nation: Nation, plan: NationPlan) -> NationScore:
    """Score a country's plan, by place and as a whole; broken rules are sentences that name the place."""
    if len(plan.places) != len(nation.places):
        said = f"the plan has {len(plan.places)} places and the country {len(nation.places)}"
        return NationScore(0.0, 0.0, 0.0, 0.0, 0.0, {}, (), (said,))
    scores = tuple(evaluate(p, some) for p, some in zip(nation.places, plan.places, strict=True))
    broken = [f"{p.name}: {b}" for p, s in zip(nation.places, scores, strict=True) for b in s.broken]
    covered, need, cost = (sum(getattr(s, key) for s in scores) for key in ("covered", "need", "cost"))
    used: Counter[str] = Counter()
    for some in plan.places:
        for seats in some.seats:
            used[seats.offer] += seats.seats
    national = {offer: used[offer] for offer in nation.national_seats}
    if cost > nation.budget + 0.01:
        broken.append(f"the cost of £{cost:,.2f} is over the budget of £{nation.budget:,.2f}")
    broken += [
        f"{offer}: {n} national seats, at most {nation.national_seats[offer]}"
        for offer, n in national.items()
        if n > nation.national_seats[offer]
    ]
    if not plan.bound >= covered - 1e-3:
        broken.append(f"the plan's bound {plan.bound:.6f} is below its own value {covered:.6f}")
    return NationScore(
        covered=covered,
        need=need,
        share=covered / need if need > 0 else 1.0,
        cost=cost,
        least_served=min((s.least_served for s in scores), default=1.0),
        national_seats=national,
        places=scores,
        broken=tuple(broken),
    )
