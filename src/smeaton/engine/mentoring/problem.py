"""Who could mentor whom: the problem of format `smeaton-mentoring/1` (docs/reference/mentoring-format.md).

Frozen dataclasses whose fields carry the names of the format's keys. A problem checks itself when it is made
and refuses with a sentence that names the path, the value and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace

from smeaton.terms.exchange import (
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

FORMAT = "smeaton-mentoring/1"
HOURS_MOST = 10_000.0
BLOCKS_MOST = 2_000_000  # blocks that all departments want together
MOST = {"strands": 200, "departments": 20_000, "mentors": 20_000, "pairs": 100_000}


@dataclass(frozen=True, slots=True)
class Strand:
    """A strand of need; `weight` says how much an hour on it counts."""

    id: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a negative weight."""
        number(owner("strand", self.id).of("weight"), self.weight, most=1000)

    @staticmethod
    def read(f: Fields) -> Strand:
        """From the keys of one JSON object."""
        return Strand(f.text("id"), f.number("weight") if f.has("weight") else 1.0)


@dataclass(frozen=True, slots=True)
class Department:
    """A department that wants `hours` of mentoring on each strand; `trust` empty: none."""

    id: str
    at_km: tuple[float, float]
    hours: tuple[float, ...]
    trust: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        at = owner("department", self.id)
        _place(at, self.at_km)
        number(at.of("weight"), self.weight, most=1000)

    @staticmethod
    def read(f: Fields) -> Department:
        """From the keys of one JSON object."""
        return Department(
            id=f.text("id"),
            at_km=_two(f),
            hours=f.numbers("hours"),
            trust=f.text("trust") if f.has("trust") else "",
            weight=f.number("weight") if f.has("weight") else 1.0,
        )


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor with `hours` to give; `expertise` is what an hour is worth on each strand (0-1).

    `department` is where the mentor works (empty: none of these); they are not sent there. They may work with
    `departments_max` departments.
    """

    id: str
    at_km: tuple[float, float]
    hours: float
    expertise: tuple[float, ...]
    department: str = ""
    trust: str = ""
    departments_max: int = 6

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        at = owner("mentor", self.id)
        _place(at, self.at_km)
        number(at.of("hours"), self.hours, most=HOURS_MOST)
        whole(at.of("departments_max"), self.departments_max)

    @staticmethod
    def read(f: Fields) -> Mentor:
        """From the keys of one JSON object."""
        return Mentor(
            id=f.text("id"),
            at_km=_two(f),
            hours=f.number("hours"),
            expertise=f.numbers("expertise"),
            department=f.text("department") if f.given("department") else "",
            trust=f.text("trust") if f.has("trust") else "",
            departments_max=f.whole("departments_max") if f.has("departments_max") else 6,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """A mentor and a department that work together already, with `hours` on each strand.

    `frozen`: these hours stay, and more may come. Otherwise the pair is preferred, and its hours say nothing.
    """

    mentor: str
    department: str
    hours: tuple[float, ...] = ()
    frozen: bool = False

    @staticmethod
    def read(f: Fields) -> Known:
        """From the keys of one JSON object."""
        return Known(
            mentor=f.text("mentor"),
            department=f.text("department"),
            hours=f.numbers("hours") if f.has("hours") else (),
            frozen=f.flag("frozen") if f.has("frozen") else False,
        )


@dataclass(frozen=True, slots=True)
class Never:
    """A mentor and a department that are not to be brought together; a frozen pair goes before it."""

    mentor: str
    department: str

    @staticmethod
    def read(f: Fields) -> Never:
        """From the keys of one JSON object."""
        return Never(f.text("mentor"), f.text("department"))


@dataclass(frozen=True, slots=True)
class Rules:
    """What binds, and what an hour is worth less for.

    An hour counts strand weight × department weight × expertise, times `own_trust_worth` within a trust, less
    `travel` × km / `travel_limit_km`, less `change` in a pair that is new, less up to `load` as the mentor's
    hours fill up (nothing in the first quarter, a third of it in the second, and so on).
    """

    travel_limit_km: float = 25.0
    block_hours: float = 2.0
    pair_hours_min: float = 4.0
    pair_hours_max: float = 20.0
    mentors_per_department_max: int = 2
    own_trust_worth: float = 0.8
    travel: float = 0.1
    change: float = 0.1
    load: float = 0.06

    def __post_init__(self) -> None:
        """Refuse numbers out of range and a smallest pair above the largest."""
        at = At("rules")
        number(at.of("travel_limit_km"), self.travel_limit_km)
        number(at.of("block_hours"), self.block_hours, least=0.1, most=HOURS_MOST)
        for name in ("pair_hours_min", "pair_hours_max"):
            number(at.of(name), getattr(self, name), most=HOURS_MOST)
        for name in ("travel", "change", "load"):
            number(at.of(name), getattr(self, name), most=1000)
        number(at.of("own_trust_worth"), self.own_trust_worth, most=1)
        whole(at.of("mentors_per_department_max"), self.mentors_per_department_max)
        if self.pair_hours_max < self.pair_hours_min:
            raise ProblemError(
                f"is {self.pair_hours_max:g}, below pair_hours_min {self.pair_hours_min:g}",
                at=at.of("pair_hours_max"),
                do="raise one or lower the other",
            )

    @staticmethod
    def read(f: Fields) -> Rules:
        """From the keys of one JSON object; what is left out is as usual."""
        usual = Rules()

        def given(name: str) -> float:
            return f.number(name) if f.has(name) else float(getattr(usual, name))

        most = "mentors_per_department_max"
        return Rules(
            travel_limit_km=given("travel_limit_km"),
            block_hours=given("block_hours"),
            pair_hours_min=given("pair_hours_min"),
            pair_hours_max=given("pair_hours_max"),
            mentors_per_department_max=f.whole(most) if f.has(most) else usual.mentors_per_department_max,
            own_trust_worth=given("own_trust_worth"),
            travel=given("travel"),
            change=given("change"),
            load=given("load"),
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """Who could mentor whom. Making one checks it; `ProblemError` says what is wrong."""

    strands: tuple[Strand, ...]
    departments: tuple[Department, ...]
    mentors: tuple[Mentor, ...]
    pairs: tuple[Known, ...] = ()
    rules: Rules = field(default_factory=Rules)
    never: tuple[Never, ...] = ()

    def __post_init__(self) -> None:
        """Refuse duplicate and unknown ids, lists of the wrong length, frozen pairs that break a rule."""
        if not self.strands:
            raise ProblemError("is empty", at=At("strands"), do="give at least one strand")
        for part in ("strands", "departments", "mentors"):
            unique(part, (one.id for one in getattr(self, part)))
        width = len(self.strands)
        for n, department in enumerate(self.departments):
            at = replace(owner("department", department.id), path=f"departments[{n}]")
            numbers(at.of("hours"), department.hours, width, most=HOURS_MOST)
        for n, mentor in enumerate(self.mentors):
            at = replace(owner("mentor", mentor.id), path=f"mentors[{n}]")
            numbers(at.of("expertise"), mentor.expertise, width, most=1)
        wanted = sum(sum(d.hours) for d in self.departments) / self.rules.block_hours
        if wanted > BLOCKS_MOST:
            raise ProblemError(
                f"has {wanted:,.0f} blocks of hours wanted in all",
                at=At("departments"),
                do=f"give at most {BLOCKS_MOST:,}",
            )
        self._check_pairs()

    def _check_pairs(self) -> None:
        mentors, departments = {m.id: m for m in self.mentors}, {d.id: d for d in self.departments}
        for part in ("pairs", "never"):
            for n, one in enumerate(getattr(self, part)):
                known(At(f"{part}[{n}]", "mentor"), one.mentor, mentors, "mentors")
                known(At(f"{part}[{n}]", "department"), one.department, departments, "departments")
        seen: set[tuple[str, str]] = set()
        given = dict.fromkeys(mentors, 0.0)
        for n, pair in enumerate(self.pairs):
            at = At(f"pairs[{n}]")
            if (pair.mentor, pair.department) in seen:
                both = f"{pair.mentor} with {pair.department}"
                raise ProblemError(f"is {shown(both)}, which is there twice", at=at, do="give each pair once")
            seen.add((pair.mentor, pair.department))
            if pair.hours or pair.frozen:
                numbers(at.of("hours"), pair.hours, len(self.strands), most=HOURS_MOST)
            if not pair.frozen:
                continue
            if mentors[pair.mentor].department == pair.department:
                do = "a mentor is not sent home; take the pair out"
                raise ProblemError(
                    f"is {shown(pair.department)}, where {pair.mentor} works", at=at.of("department"), do=do
                )
            given[pair.mentor] += sum(pair.hours)
            if given[pair.mentor] > mentors[pair.mentor].hours + 1e-9:
                raise ProblemError(
                    f"brings the frozen hours of {pair.mentor} to {given[pair.mentor]:g}, and they have "
                    f"{mentors[pair.mentor].hours:g}",
                    at=at.of("hours"),
                    do="free a pair, or give the mentor more hours",
                )

    @staticmethod
    def from_dict(document: object) -> Problem:
        """Read a problem from parsed JSON; keys it does not know are ignored.

        Raises `ProblemError` naming the path and value at fault and what to do.
        """
        top = Fields(document, name="the problem")
        form = top.text("format")
        if form != FORMAT:
            raise ProblemError(f"is {shown(form)}", at=At("format"), do=f'a matching problem says "{FORMAT}"')
        return Problem(
            strands=top.each("strands", Strand.read, MOST["strands"]),
            departments=top.each("departments", Department.read, MOST["departments"]),
            mentors=top.each("mentors", Mentor.read, MOST["mentors"]),
            pairs=top.each("pairs", Known.read, MOST["pairs"]) if top.has("pairs") else (),
            rules=Rules.read(top.part("rules")) if top.has("rules") else Rules(),
            never=top.each("never", Never.read, MOST["pairs"]) if top.has("never") else (),
        )

    def to_dict(self) -> dict[str, object]:
        """The problem as plain lists and dictionaries, ready for `json.dump`."""
        return {"format": FORMAT} | {part.name: _plain(getattr(self, part.name)) for part in fields(self)}


def _two(f: Fields) -> tuple[float, float]:
    found = f.numbers("at_km")
    if len(found) != 2:
        raise ProblemError(
            f"has {len(found)} numbers", at=f.at("at_km"), do="give two, east and north, in km"
        )
    return found[0], found[1]


def _place(at: At, km: tuple[float, float]) -> None:
    for n, value in enumerate(km):
        number(at.of("at_km").item(n), value, least=-NUMBER_MOST)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return value
