"""A region or a country, format `smeaton-plan-nation/1`: places with one purse and shared national seats."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from smeaton.engine.support.limits import MOST
from smeaton.engine.support.problem import FORMAT as PLACE_FORMAT
from smeaton.engine.support.problem import Offer, Problem
from smeaton.engine.support.values import At, Fields, ProblemError, known, number, shown, unique, whole

FORMAT = "smeaton-plan-nation/1"
PLACES_MOST = 5_000


@dataclass(frozen=True)
class Nation:
    """Places that share `budget` pounds, and seats: `national_seats` of an offer in all places together.

    The places are problems without a budget of their own; offers not named in `national_seats` have no limit.
    Making one checks it; `ProblemError` says where it is wrong, with the value, and what to do.
    """

    places: tuple[Problem, ...]
    budget: float
    national_seats: Mapping[str, int]

    def __post_init__(self) -> None:
        """Refuse what a country cannot have: no place, a second budget, a floor, seats of no offer."""
        number("budget", self.budget)
        if not self.places:
            raise ProblemError("is empty", at=At("places"), do="a country's plan needs at least one")
        for n, place in enumerate(self.places):
            at = At(f"places[{n}].rules")
            if place.rules.budget is not None:
                raise ProblemError(
                    f"is {place.rules.budget:g}",
                    at=at.of("budget"),
                    do="a place of a country has none of its own, so take it out",
                )
            if place.rules.floor != "none":
                raise ProblemError(
                    f"is {shown(place.rules.floor)}",
                    at=at.of("floor"),
                    do='a country is planned without a floor, so give "none"',
                )
        offers = {offer.id for place in self.places for offer in place.offers}
        for offer, seats in self.national_seats.items():
            at = At(f"national_seats.{offer}")
            known(At("national_seats"), offer, offers, "offers")
            whole(at, seats)
            musts = sum(offer in d.must for place in self.places for d in place.departments)
            if musts > seats:
                raise ProblemError(
                    f"is {seats}, but {musts} departments must have one",
                    at=at,
                    do="give more seats or take some of the musts back",
                )

    @property
    def departments(self) -> int:
        """How many departments all the places have."""
        return sum(len(place.departments) for place in self.places)

    @staticmethod
    def from_dict(document: object) -> Nation:
        """Read a country from parsed JSON; keys it does not know are ignored.

        A place may have `offers` of its own; where it has none, or null, the shared ones are its offers.
        """
        top = Fields(document, name="the problem")
        form = top.text("format")
        if form != FORMAT:
            raise ProblemError(
                f"is {shown(form)}", at=At("format"), do=f'the problem of several places says "{FORMAT}"'
            )
        unique("offers", (offer.id for offer in top.each("offers", Offer.read, MOST["offers"])))
        seats = top.part("national_seats") if top.given("national_seats") else None
        return Nation(
            places=tuple(
                _place(n, place, top.items("offers"))
                for n, place in enumerate(top.items("places", PLACES_MOST))
            ),
            budget=top.number("budget"),
            national_seats={} if seats is None else {str(o): seats.whole(str(o)) for o in seats.values},
        )

    def mark(self) -> str:
        """A short text that differs between any two countries."""
        parts = [place.to_dict() for place in self.places]
        text = json.dumps([parts, self.budget, dict(self.national_seats)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _place(n: int, document: object, shared: object) -> Problem:
    values = dict(Fields(document, f"places[{n}]").values)
    values["offers"] = values.get("offers") or shared
    try:
        place = Problem.from_dict({**values, "format": PLACE_FORMAT})
    except ProblemError as refusal:
        raise refusal.inside(f"places[{n}]") from None
    return place if place.name else replace(place, name=f"place {n + 1}")
