"""The planning problem of one place, format `smeaton-plan/1` (docs/reference/plan-formats.md).

Frozen dataclasses whose fields carry the names of the format's keys. A problem checks itself when it is made,
from a file or from a database, and refuses with a sentence that says what to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Literal, cast

from smeaton.engine.support import limits
from smeaton.engine.support.closed import Closed, Facilitator
from smeaton.engine.support.rules import FloorRule, MentorRules, Objective, Response, Rules, Strand
from smeaton.engine.support.values import (
    NUMBER_MOST,
    At,
    Fields,
    ProblemError,
    known,
    number,
    numbers,
    owner,
    shown,
    unique,
    whole,
)

__all__ = [
    "FORMAT",
    "Closed",
    "Dates",
    "Department",
    "Facilitator",
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
    the department's own need (its share met, the floor) do not know it. In `closed` slots it sends nobody.
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
    closed: tuple[Closed, ...] = ()

    def __post_init__(self) -> None:
        """Refuse numbers out of range; lengths are checked against the strands by the problem."""
        at = owner("department", self.id)
        if len(self.at_km) != 2:
            raise ProblemError(
                f"has {len(self.at_km)} numbers", at=at.of("at_km"), do="give two, east and north, in km"
            )
        for n, value in enumerate(self.at_km):
            number(at.of("at_km").item(n), value, least=-NUMBER_MOST)
        whole(at.of("staff"), self.staff, least=1, most=limits.STAFF_MOST)
        number(at.of("release_days"), self.release_days)
        number(at.of("weight"), self.weight)
        for n, offer in enumerate(self.must):
            if offer in self.must_not:
                raise ProblemError(
                    f"is {shown(offer)}, which must_not has too",
                    at=at.of("must").item(n),
                    do="take it out of one of the two",
                )

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
            closed=f.each("closed", Closed.read) if f.has("closed") else (),
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of the catalogue; `contribution` is the dose one seat gives each strand.

    `seats_min` and `seats_max` (None: no limit) bind each run of a hosted offer. One of `facilitators` leads
    each run; with none named, who leads it does not bind its dates. `venues` are the hosts that can hold it,
    every host where none is named.
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
    facilitators: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse numbers out of range and a smallest group above the largest."""
        at = owner("offer", self.id)
        whole(at.of("sessions"), self.sessions, most=limits.SESSIONS_MOST)
        whole(at.of("seats_min"), self.seats_min)
        whole(at.of("per_department_max"), self.per_department_max, most=limits.SEATS_EACH_MOST)
        for name in ("release_days", "run_cost", "seat_cost"):
            number(at.of(name), getattr(self, name))
        if self.seats_max is not None:
            whole(at.of("seats_max"), self.seats_max)
            if self.seats_max < self.seats_min:
                raise ProblemError(
                    f"is {self.seats_max}, below seats_min {self.seats_min}",
                    at=at.of("seats_max"),
                    do="raise one or lower the other",
                )
        if self.reaches not in ("participant", "department"):
            raise ProblemError(
                f"is {shown(self.reaches)}", at=at.of("reaches"), do='give "participant" or "department"'
            )

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
            facilitators=f.texts("facilitators") if f.has("facilitators") else (),
            venues=f.texts("venues") if f.has("venues") else (),
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
        at = owner("mentor", self.id)
        number(at.of("hours"), self.hours, most=limits.HOURS_MOST)
        number(at.of("hourly_rate"), self.hourly_rate)

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
    facilitators: tuple[Facilitator, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is too large, duplicate and unknown ids, and lists that do not match the strands."""
        for part in ("strands", "departments"):
            if not getattr(self, part):
                raise ProblemError("is empty", at=At(part), do="a plan needs at least one")
        for part, most in limits.PARTS:
            limits.count(part, len(getattr(self, part)), most)
            if part != "dates":
                unique(part, (item.id for item in getattr(self, part)))
        self._check_strands()
        self._check_ids()
        limits.size(
            departments=len(self.departments),
            offers=len(self.offers),
            hosts=len(self.hosts),
            mentors=len(self.mentors),
            strands=len(self.strands),
            pieces=len(self.response.length),
            runs=self.rules.runs_max,
            seats=max((o.per_department_max for o in self.offers), default=0),
        )

    def _check_strands(self) -> None:
        """One number for each strand wherever there is one a strand."""
        width = len(self.strands)
        for n, department in enumerate(self.departments):
            at = replace(owner("department", department.id), path=f"departments[{n}]")
            numbers(at.of("need"), department.need, width, most=1)
            numbers(at.of("need_se"), department.need_se, width, most=100)
            if department.emphasis:
                numbers(at.of("emphasis"), department.emphasis, width, most=100)
        for n, offer in enumerate(self.offers):
            at = replace(owner("offer", offer.id), path=f"offers[{n}]")
            numbers(at.of("contribution"), offer.contribution, width, most=limits.DOSE_MOST)
        for n, mentor in enumerate(self.mentors):
            at = replace(owner("mentor", mentor.id), path=f"mentors[{n}]")
            given = mentor.contribution_per_hour
            numbers(at.of("contribution_per_hour"), given, width, most=limits.DOSE_MOST)

    def _check_ids(self) -> None:
        """Every id that is named is there."""
        departments = {d.id for d in self.departments}
        offers, hosts = {offer.id for offer in self.offers}, {host.id for host in self.hosts}
        for n, department in enumerate(self.departments):
            at = replace(owner("department", department.id), path=f"departments[{n}]")
            for key in ("must", "must_not"):
                for m, lock in enumerate(getattr(department, key)):
                    known(at.of(key).item(m), lock, offers, "offers")
        for n, offer in enumerate(self.offers):
            at = replace(owner("offer", offer.id), path=f"offers[{n}]")
            for m, venue in enumerate(offer.venues):
                known(at.of("venues").item(m), venue, hosts, "hosts")
        for n, host in enumerate(self.hosts):
            known(At(f"hosts[{n}]", "department"), host.department, departments, "departments")
        for n, mentor in enumerate(self.mentors):
            known(At(f"mentors[{n}]", "department"), mentor.department, departments, "departments")
        for n, dates in enumerate(self.dates):
            known(At(f"dates[{n}]", "offer"), dates.offer, offers, "offers")
            known(At(f"dates[{n}]", "host"), dates.host, hosts, "hosts")

    @staticmethod
    def from_dict(document: object) -> Problem:
        """Read a problem from parsed JSON; keys it does not know are ignored.

        Raises `ProblemError` naming the key and value at fault and what to do.
        """
        top = Fields(document, name="the problem")
        form = top.text("format")
        if form != FORMAT:
            raise ProblemError(f"is {shown(form)}", at=At("format"), do=f'a place\'s problem says "{FORMAT}"')
        return Problem(
            name=top.text("name") if top.has("name") else "",
            strands=top.each("strands", Strand.read, limits.MOST["strands"]),
            response=Response.read(top.part("response")),
            rules=Rules.read(top.part("rules")),
            departments=top.each("departments", Department.read, limits.MOST["departments"]),
            offers=top.each("offers", Offer.read, limits.MOST["offers"]),
            hosts=top.each("hosts", Host.read, limits.MOST["hosts"]),
            mentors=top.each("mentors", Mentor.read, limits.MOST["mentors"]),
            dates=top.each("dates", Dates.read, limits.MOST["dates"]) if top.has("dates") else (),
            facilitators=(
                top.each("facilitators", Facilitator.read, limits.MOST["facilitators"])
                if top.has("facilitators")
                else ()
            ),
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
