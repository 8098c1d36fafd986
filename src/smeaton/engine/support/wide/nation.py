"""A region or a country, format `smeaton-plan-nation/1`: places with one purse and shared national seats."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from smeaton.engine.support.problem import FORMAT as PLACE_FORMAT
from smeaton.engine.support.problem import Offer, Problem
from smeaton.engine.support.values import Fields, ProblemError, known, number, unique, whole

FORMAT = "smeaton-plan-nation/1"


@dataclass(frozen=True)
class Nation:
    """Places (problems without a budget of their own), `budget` pounds for all of them together, and
    `national_seats`: how many seats of an offer there are in all of them together (other offers: no limit).

    Making one checks it; `ProblemError` says where it is wrong, with the value, and what to do.
    """

    places: tuple[Problem, ...]
    budget: float
    national_seats: Mapping[str, int]

    def __post_init__(self) -> None:
        """Refuse what a country cannot have: no place, a second budget, a floor, seats of no offer."""
        number("budget", self.budget)
        if not self.places:
            raise ProblemError("places is empty; a country's plan needs at least one place.")
        for n, place in enumerate(self.places):
            at = f"{_at(n, place.name)}: rules"
            if place.rules.budget is not None:
                raise ProblemError(
                    f"{at}: budget is {place.rules.budget}; the country has one, so take this out."
                )
            if place.rules.floor != "none":
                raise ProblemError(
                    f'{at}: floor is "{place.rules.floor}"; a country is planned without one: give "none".'
                )
        offers = {offer.id for place in self.places for offer in place.offers}
        for offer, seats in self.national_seats.items():
            known("national_seats", offer, offers, "offers")
            whole(f'national_seats "{offer}"', seats)

    @property
    def departments(self) -> int:
        """How many departments all the places have."""
        return sum(len(place.departments) for place in self.places)

    @staticmethod
    def from_dict(document: object) -> Nation:
        """Read a country from parsed JSON; keys it does not know are ignored.

        A place may have `offers` of its own; where it has none, or null, the shared ones are its offers.
        """
        top = Fields(document, "the problem")
        form = top.text("format")
        if form != FORMAT:
            raise ProblemError(f'format is "{form}"; the problem of several places says "{FORMAT}".')
        shared = top.each("offers", Offer.read)
        unique("offers", (offer.id for offer in shared))
        seats = top.part("national_seats") if top.has("national_seats") else None
        return Nation(
            places=tuple(
                _place(n, place, top.items("offers")) for n, place in enumerate(top.items("places"))
            ),
            budget=top.number("budget"),
            national_seats={} if seats is None else {str(o): seats.whole(str(o)) for o in seats.values},
        )

    def mark(self) -> str:
        """A short text that differs for any two different countries."""
        parts = [place.to_dict() for place in self.places]
        whole_text = json.dumps([parts, self.budget, dict(self.national_seats)], sort_keys=True)
        return hashlib.sha256(whole_text.encode()).hexdigest()[:16]


def _at(n: int, name: object) -> str:
    return f'places[{n}] "{name}"' if isinstance(name, str) and name else f"places[{n}]"


def _place(n: int, document: object, shared: object) -> Problem:
    at = _at(n, document.get("name") if isinstance(document, Mapping) else None)
    values = dict(Fields(document, at).values)
    values["offers"] = values.get("offers") or shared
    try:
        place = Problem.from_dict({**values, "format": PLACE_FORMAT})
    except ProblemError as refusal:
        raise ProblemError(f"{at}: {refusal}") from None
    return place if place.name else replace(place, name=f"place {n + 1}")
