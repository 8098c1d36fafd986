"""A plan in the exchange format: which offers run where, who takes the seats, who is mentored on what."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

from smeaton.engine.support.values import Fields, ProblemError


class PlanError(ProblemError):
    """A plan that cannot be read. Its text is a sentence for the person who made it."""


class ItemKey(NamedTuple):
    """One item of a department's package: an offer it has seats on, or a mentor who works with it."""

    department: str
    kind: str  # "offer" or "mentoring"
    id: str  # offer id or mentor id


@dataclass(frozen=True, slots=True)
class Run:
    """`copies` runs of `offer` at `host`; `dates` one option per copy when dated.

    `facilitators` names who leads each dated copy, where the offer has facilitators.
    """

    offer: str
    host: str
    copies: int = 1
    dates: tuple[tuple[int, ...], ...] = ()
    facilitators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seats:
    """`seats` places of `department` on `offer` at `host` (None: online or national)."""

    offer: str
    host: str | None
    department: str
    seats: int
    date: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Mentoring:
    """`hours` of `mentor` with `department` on `strand`."""

    mentor: str
    department: str
    strand: str
    hours: float


@dataclass(frozen=True, slots=True)
class Floor:
    """What the floor did: `kept` is the share of need no department falls below, by rule.

    `aim` is the best least-served share found within the cost allowed, `limit` what no plan at that
    cost can exceed (proven), `without` the share in the best plan without a floor, `total_without` that
    plan's covered need and `cost` the share of it given up.
    """

    kept: float
    aim: float
    limit: float
    without: float
    total_without: float
    cost: float


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands after `elapsed` seconds; covered and bound in the problem's own objective."""

    elapsed: float
    covered: float
    bound: float
    gap: float
    least_served: float
    stage: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan and what is known of it. `gap` = (bound − covered) / bound; `floor` only when the rules ask one.

    A plan whose bound is not known (infinite) is written without `bound` and `gap`.
    """

    runs: tuple[Run, ...] = ()
    seats: tuple[Seats, ...] = ()
    mentoring: tuple[Mentoring, ...] = ()
    covered: float = 0.0
    bound: float = math.inf
    gap: float = math.inf
    seconds: float = 0.0
    seed: int = 0
    least_served: float = 0.0
    floor: Floor | None = None

    @staticmethod
    def from_dict(document: object) -> Plan:
        """Read a plan from parsed JSON. Raises `PlanError` naming the key and value at fault."""
        top = Fields(document, error=PlanError, name="the plan")
        known = {
            key: top.number(key)
            for key in ("covered", "bound", "gap", "seconds", "least_served")
            if top.has(key)
        }
        return Plan(
            runs=top.each("runs", _run),
            seats=top.each("seats", _seats),
            mentoring=top.each("mentoring", _mentoring),
            seed=top.whole("seed") if top.has("seed") else 0,
            floor=_floor(top.part("floor")) if top.has("floor") else None,
            **known,
        )

    def to_dict(self) -> dict[str, object]:
        """The plan as plain lists and dictionaries, ready for `json.dump`."""
        document: dict[str, object] = {
            "runs": [
                {"offer": r.offer, "host": r.host, "copies": r.copies, "dates": [list(d) for d in r.dates]}
                | ({"facilitators": list(r.facilitators)} if r.facilitators else {})
                for r in self.runs
            ],
            "seats": [
                {"offer": s.offer, "host": s.host, "department": s.department, "seats": s.seats}
                | ({} if s.date is None else {"date": list(s.date)})
                for s in self.seats
            ],
            "mentoring": [
                {"mentor": m.mentor, "department": m.department, "strand": m.strand, "hours": m.hours}
                for m in self.mentoring
            ],
        }
        figures = ("covered", "bound", "gap", "seconds", "seed", "least_served")
        document |= {key: getattr(self, key) for key in figures if math.isfinite(getattr(self, key))}
        if self.floor is not None:
            document["floor"] = {key: getattr(self.floor, key) for key in _FLOOR}
        return document

    def items(self) -> tuple[ItemKey, ...]:
        """Every item of every package, each once, in the plan's order: offers, then mentors."""
        keys = [ItemKey(s.department, "offer", s.offer) for s in self.seats]
        keys += [ItemKey(m.department, "mentoring", m.mentor) for m in self.mentoring]
        return tuple(dict.fromkeys(keys))

    def without(self, item: ItemKey) -> Plan:
        """The plan less one item of one package (runs stay as they are)."""
        seats, mentoring = self.seats, self.mentoring
        if item.kind == "offer":
            seats = tuple(s for s in seats if (s.department, s.offer) != (item.department, item.id))
        else:
            mentoring = tuple(m for m in mentoring if (m.department, m.mentor) != (item.department, item.id))
        return replace(self, seats=seats, mentoring=mentoring)


_FLOOR = ("kept", "aim", "limit", "without", "total_without", "cost")


def _run(f: Fields) -> Run:
    return Run(
        offer=f.text("offer"),
        host=f.text("host"),
        copies=f.whole("copies") if f.has("copies") else 1,
        dates=f.slots("dates") if f.has("dates") and f.get("dates") is not None else (),
        facilitators=f.texts("facilitators") if f.has("facilitators") else (),
    )


def _seats(f: Fields) -> Seats:
    return Seats(
        offer=f.text("offer"),
        host=None if f.get("host") is None else f.text("host"),
        department=f.text("department"),
        seats=f.whole("seats") if f.has("seats") else 1,
        date=f.slot_list("date") if f.has("date") and f.get("date") is not None else None,
    )


def _mentoring(f: Fields) -> Mentoring:
    return Mentoring(f.text("mentor"), f.text("department"), f.text("strand"), f.number("hours"))


def _floor(f: Fields) -> Floor:
    return Floor(*(f.number(key) for key in _FLOOR))
