"""A place at prices: money and national seats cost need instead of being limited.

The plan that is best at the right prices is best within the right limits, so places can be planned apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays, arrays, to_allocation, to_plan
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.model import Model, build
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Problem
from smeaton.engine.support.wide.asks import Choice, Prices

_DEAREST = 1e6  # pounds that a national seat costs at most, where money is nearly free


@dataclass(frozen=True)
class Priced:
    """A place, its model without a budget, and the objective at the prices."""

    a: Arrays
    model: Model
    prices: Prices
    seat_price: Floats  # by offer, in need
    objective: Floats

    @staticmethod
    def of(document: object, prices: Prices, *, tight: bool = False) -> Priced:
        """The place of a `smeaton-plan/1` document at the prices."""
        a = arrays(Problem.from_dict(document))
        model = build(a, tight=tight)
        seats = np.array([prices["seats"].get(offer.id, 0.0) for offer in a.problem.offers])
        return Priced(a, model, prices, seats, objective(model, prices["money"], seats))

    @property
    def purse(self) -> Arrays:
        """The place with national seats paid for in money: what fits a search that knows only a budget."""
        pounds = self.seat_price / max(self.prices["money"], 1e-12)
        extra = np.minimum(pounds, _DEAREST)[:, None, None]
        return replace(self.a, seat_cost=self.a.seat_cost + extra)

    def worth(self, plan: Allocation) -> float:
        """Covered need less what the plan costs at the prices."""
        seats = plan.seats.sum(axis=(1, 2))
        priced = self.prices["money"] * self.a.cost(plan) + self.seat_price @ seats
        return float(self.a.covered(plan) - priced)

    def choice(self, plan: Allocation) -> Choice:
        """The plan with its figures."""
        offers = (offer.id for offer in self.a.problem.offers)
        seats = dict(zip(offers, plan.seats.sum(axis=(1, 2)).tolist(), strict=True))
        return Choice(
            covered=self.a.covered(plan),
            cost=self.a.cost(plan),
            taken={offer: int(seats.get(offer, 0)) for offer in self.prices["seats"]},
            plan=to_plan(self.a, plan).to_dict(),
        )

    def allocation(self, plan: dict[str, object]) -> Allocation:
        """A plan document of this place in numbers."""
        return to_allocation(self.a, Plan.from_dict(plan))


def objective(model: Model, money: float, seats: Floats) -> Floats:
    """Objective of a model at prices: `money` need per pound, `seats` (by offer) need per seat."""
    a, c, result = model.a, model.columns, model.objective.copy()
    result[c.at(0)] -= money * a.seat_cost[c.x] + seats[c.x[0]]
    result[c.at(1)] -= money * a.run_cost[c.y[0]]
    result[c.at(2)] -= money * a.block_cost[c.m[0]]
    result[c.at(3)] -= money * a.pair_cost[c.q]
    return result
