"""The planning problem of one place, format `smeaton-plan/1` (docs/reference/plan-formats.md).

Frozen dataclasses whose fields carry the names of the format's keys. A problem checks itself when it is made,
from a file or from a database, and refuses with a sentence that says what to do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Literal, cast

from smeaton.engine.support.rules import FloorRule, MentorRules, Objective, Response, Rules, Strand
from smeaton.engine.support.values import Fields, ProblemError, known, number, numbers, unique, whole

__all__ = [
    "FORMAT",
    "Dates",
    "Department",
    "FloorRule",
    "Host",
    "Mentor",
    "MentorRules",
    "Objective",
    "Offer",
    "Problem",
    "ProblemError",
    "Response",
    "Rules",
    "Strand",
]

FORMAT = "smeaton-plan/1"


@dataclass(frozen=True, slots=True)
class Department:
    """A department: place, staff, release days, and its need (0-1) with its standard error per strand.

    `must` and `must_not` are offer ids, the lead's locks. `emphasis` (empty: 1 for every strand) is a factor
    on the strand's weight in what the plan maximises: the lead's priorities count for more there. Figures of
    the department's own need (its share met, the floor) do not know it.
    """

    id: str
    trust: str
    at_km: tuple[float, float]
    staff: int
    release_days: float
    weight: float
    need: tuple[float, ...]
    need_se: tuple[float, ...]
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    emphasis: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse numbers out of range; lengths are checked against the strands by the problem."""
        at = f'department "{self.id}"'
        if len(self.at_km) != 2:
            raise ProblemError(f"{at}: at_km has {len(self.at_km)} numbers; give two, east and north, in km.")
        for value in self.at_km:
            number(f"{at}: at_km", value, least=-math.inf)
        whole(f"{at}: staff", self.staff, least=1)
        number(f"{at}: release_days", self.release_days)
        number(f"{at}: weight", self.weight)

    @staticmethod
    def read(f: Fields) -> Department:
        """From the keys of one JSON object."""
        return Department(
            id=f.text("id"),
            trust=f.text("trust") if f.has("trust") else "",
            at_km=cast(tuple[float, float], f.numbers("at_km")),
            staff=f.whole("staff"),
            release_days=f.number("release_days"),
            weight=f.number("weight"),
            need=f.numbers("need"),
            need_se=f.numbers("need_se"),
            must=f.texts("must") if f.has("must") else (),
            must_not=f.texts("must_not") if f.has("must_not") else (),
            emphasis=f.numbers("emphasis") if f.has("emphasis") else (),
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of the catalogue; `contribution` is the dose one seat gives each strand.

    `seats_min` and `seats_max` (None: no limit) bind each run of a hosted offer.
    """

    id: str
    mode: str
    sessions: int
    release_days: float
    run_cost: float
    seat_cost: float
    seats_min: int
    seats_max: int | None
    per_department_max: int
    reaches: Literal["participant", "department"]
    hosted: bool
    evening: bool
    contribution: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse numbers out of range and a smallest group above the largest."""
        at = f'offer "{self.id}"'
        for name in ("sessions", "seats_min", "per_department_max"):
            whole(f"{at}: {name}", getattr(self, name))
        for name in ("release_days", "run_cost", "seat_cost"):
            number(f"{at}: {name}", getattr(self, name))
        if self.seats_max is not None:
            whole(f"{at}: seats_max", self.seats_max)
            if self.seats_max < self.seats_min:
                raise ProblemError(
                    f"{at}: seats_max is {self.seats_max}, below seats_min {self.seats_min}; "
                    "raise one or lower the other."
                )
        if self.reaches not in ("participant", "department"):
            raise ProblemError(f'{at}: reaches is {self.reaches!r}; give "participant" or "department".')

    @property
    def takes_evenings(self) -> bool:
        """Whether its seats count against a department's evenings (by mode, not by `evening`)."""
        return self.mode in ("twilight", "online", "network")

    @staticmethod
    def read(f: Fields) -> Offer:
        """From the keys of one JSON object."""
        return Offer(
            id=f.text("id"),
            mode=f.text("mode"),
            sessions=f.whole("sessions"),
            release_days=f.number("release_days"),
            run_cost=f.number("run_cost"),
            seat_cost=f.number("seat_cost"),
            seats_min=f.whole("seats_min"),
            seats_max=None if f.get("seats_max") is None else f.whole("seats_max"),
            per_department_max=f.whole("per_department_max"),
            reaches=cast(Literal["participant", "department"], f.text("reaches")),
            hosted=f.flag("hosted"),
            evening=f.flag("evening") if f.has("evening") else False,
            contribution=f.numbers("contribution"),
        )


@dataclass(frozen=True, slots=True)
class Host:
    """A site that can hold runs: that of `department`."""

    id: str
    department: str

    @staticmethod
    def read(f: Fields) -> Host:
        """From the keys of one JSON object."""
        return Host(f.text("id"), f.text("department"))


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor based at `department`, with `hours` to give; dose per hour on each strand."""

    id: str
    department: str
    hours: float
    hourly_rate: float
    contribution_per_hour: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse negative hours and rates."""
        number(f'mentor "{self.id}": hours', self.hours)
        number(f'mentor "{self.id}": hourly_rate', self.hourly_rate)

    @staticmethod
    def read(f: Fields) -> Mentor:
        """From the keys of one JSON object."""
        return Mentor(
            id=f.text("id"),
            department=f.text("department"),
            hours=f.number("hours"),
            hourly_rate=f.number("hourly_rate"),
            contribution_per_hour=f.numbers("contribution_per_hour"),
        )


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates on which `offer` could run at `host`: each option lists the slots its sessions take."""

    offer: str
    host: str
    options: tuple[tuple[int, ...], ...]

    @staticmethod
    def read(f: Fields) -> Dates:
        """From the keys of one JSON object."""
        return Dates(f.text("offer"), f.text("host"), f.slots("options"))


@dataclass(frozen=True, slots=True)
class Problem:
    """One place's planning problem. Making one checks it; `ProblemError` says what is wrong."""

    strands: tuple[Strand, ...]
    rules: Rules
    departments: tuple[Department, ...]
    offers: tuple[Offer, ...]
    hosts: tuple[Host, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    dates: tuple[Dates, ...] = ()
    response: Response = field(default_factory=Response)
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse duplicate and unknown ids, and lists that do not match the strands."""
        for part in ("strands", "departments", "offers", "hosts", "mentors"):
            unique(part, (item.id for item in getattr(self, part)))
        if not self.strands:
            raise ProblemError("strands is empty; give at least one strand with an id and a weight.")
        if not self.departments:
            raise ProblemError("departments is empty; a plan needs at least one department.")
        names, width = {d.id for d in self.departments}, len(self.strands)
        offers, hosts = {offer.id for offer in self.offers}, {host.id for host in self.hosts}
        for department in self.departments:
            at = f'department "{department.id}"'
            numbers(f"{at}: need", department.need, width, most=1)
            numbers(f"{at}: need_se", department.need_se, width)
            if department.emphasis:
                numbers(f"{at}: emphasis", department.emphasis, width, most=100)
            for lock in department.must:
                known(f"{at}: must", lock, offers, "offers")
            for lock in department.must_not:
                known(f"{at}: must_not", lock, offers, "offers")
        for offer in self.offers:
            numbers(f'offer "{offer.id}": contribution', offer.contribution, width)
        for host in self.hosts:
            known(f'host "{host.id}": department', host.department, names, "departments")
        for mentor in self.mentors:
            known(f'mentor "{mentor.id}": department', mentor.department, names, "departments")
            numbers(f'mentor "{mentor.id}": contribution_per_hour', mentor.contribution_per_hour, width)
        for dates in self.dates:
            known("dates: offer", dates.offer, offers, "offers")
            known("dates: host", dates.host, hosts, "hosts")

    @staticmethod
    def from_dict(document: object) -> Problem:
        """Read a problem from parsed JSON; keys it does not know are ignored.

        Raises `ProblemError` naming the key and value at fault and what to do.
        """
        top = Fields(document, "the problem")
        form = top.text("format")
        if form != FORMAT:
            raise ProblemError(f'format is "{form}"; a place\'s problem says "{FORMAT}".')
        return Problem(
            name=top.text("name") if top.has("name") else "",
            strands=top.each("strands", Strand.read),
            response=Response.read(top.part("response")),
            rules=Rules.read(top.part("rules")),
            departments=top.each("departments", Department.read),
            offers=top.each("offers", Offer.read),
            hosts=top.each("hosts", Host.read),
            mentors=top.each("mentors", Mentor.read),
            dates=top.each("dates", Dates.read) if top.has("dates") else (),
        )

    def to_dict(self) -> dict[str, object]:
        """The problem as plain lists and dictionaries, ready for `json.dump`."""
        document: dict[str, object] = {"format": FORMAT}
        document |= {part.name: _plain(getattr(self, part.name)) for part in fields(self)}
        rules = document["rules"]
        if isinstance(rules, dict):
            for key in ("budget", "trust_share_max", "strand_share_max"):
                if rules[key] is None:
                    del rules[key]
        return document


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return value
