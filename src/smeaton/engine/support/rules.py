"""What binds the whole place: strands, response to dose, rules. Keys as in the format `smeaton-plan/1`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, cast

from smeaton.engine.support.limits import BLOCK_LEAST, HOURS_MOST, PIECES_MOST, RUNS_MOST
from smeaton.engine.support.values import At, Fields, ProblemError, number, owner, shown, whole

Objective = Literal["plain", "expected"]
FloorRule = Literal["none", "max"]


@dataclass(frozen=True, slots=True)
class Strand:
    """A strand of need; `weight` says how much it counts in this place."""

    id: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a negative weight."""
        number(owner("strand", self.id).of("weight"), self.weight)

    @staticmethod
    def read(f: Fields) -> Strand:
        """From the keys of one JSON object."""
        return Strand(f.text("id"), f.number("weight"))


@dataclass(frozen=True, slots=True)
class Response:
    """How dose covers need: with need n, piece p takes up to `length[p]`·n of the dose at `slope[p]`.

    Slopes fall from piece to piece (diminishing returns). By default twice the need covers it wholly.
    """

    length: tuple[float, ...] = (0.5, 0.5, 1.0)
    slope: tuple[float, ...] = (0.9, 0.6, 0.25)

    def __post_init__(self) -> None:
        """Refuse pieces that do not pair up, or slopes that rise."""
        at = At("response")
        if not self.length or len(self.length) != len(self.slope):
            raise ProblemError(
                f"has {len(self.length)} numbers and slope {len(self.slope)}",
                at=at.of("length"),
                do="give one slope for each length",
            )
        if len(self.length) > PIECES_MOST:
            raise ProblemError(
                f"has {len(self.length):,} numbers", at=at.of("length"), do=f"give at most {PIECES_MOST}"
            )
        for n, value in enumerate(self.length):
            number(at.of("length").item(n), value, least=1e-6, most=1000)
        for n, value in enumerate(self.slope):
            number(at.of("slope").item(n), value, most=1000)
            if n and value > self.slope[n - 1]:
                raise ProblemError(
                    f"is {value:g}, above the one before it",
                    at=at.of("slope").item(n),
                    do="slopes must not rise (diminishing returns)",
                )

    @staticmethod
    def read(f: Fields) -> Response:
        """From the keys of one JSON object."""
        return Response(f.numbers("length"), f.numbers("slope"))


@dataclass(frozen=True, slots=True)
class MentorRules:
    """How mentoring is given: hours come in blocks; visits and release days per pair and per block.

    `own_trust_worth`: what an hour from a mentor of the department's own trust counts of what it would give
    otherwise (0-1); below 1 mentors from elsewhere are preferred.
    """

    block_hours: float = 2
    pair_hours_min: float = 4
    pair_hours_max: float = 20
    strand_hours_max: float = 12
    mentors_per_department_max: int = 2
    departments_per_mentor_max: int = 6
    visits: float = 4
    release_days_per_block: float = 0.15
    own_trust_worth: float = 1.0

    def __post_init__(self) -> None:
        """Refuse negative numbers and a smallest pair above the largest."""
        at = At("rules.mentor")
        number(at.of("block_hours"), self.block_hours, least=BLOCK_LEAST, most=HOURS_MOST)
        for name in ("pair_hours_min", "pair_hours_max", "strand_hours_max"):
            number(at.of(name), getattr(self, name), most=HOURS_MOST)
        for name in ("visits", "release_days_per_block"):
            number(at.of(name), getattr(self, name))
        for name in ("mentors_per_department_max", "departments_per_mentor_max"):
            whole(at.of(name), getattr(self, name))
        number(at.of("own_trust_worth"), self.own_trust_worth, most=1)
        if self.pair_hours_max < self.pair_hours_min:
            raise ProblemError(
                f"is {self.pair_hours_max:g}, below pair_hours_min {self.pair_hours_min:g}",
                at=at.of("pair_hours_max"),
                do="raise one or lower the other",
            )

    @staticmethod
    def read(f: Fields) -> MentorRules:
        """From the keys of one JSON object."""
        return MentorRules(
            block_hours=f.number("block_hours"),
            pair_hours_min=f.number("pair_hours_min"),
            pair_hours_max=f.number("pair_hours_max"),
            strand_hours_max=f.number("strand_hours_max"),
            mentors_per_department_max=f.whole("mentors_per_department_max"),
            departments_per_mentor_max=f.whole("departments_per_mentor_max"),
            visits=f.number("visits"),
            release_days_per_block=f.number("release_days_per_block"),
            own_trust_worth=f.number("own_trust_worth") if f.has("own_trust_worth") else 1.0,
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """What binds the whole place. `budget` None: no limit. Money in pounds, distances in kilometres.

    `objective` "plain" takes the needs as given, "expected" averages over their standard errors.
    `floor` "max" first lifts the least-served department, at no more than `floor_cost` of the total.

    `trust_share_max` and `strand_share_max` (0-1, None: no cap) are shares of the budget that the departments
    of one trust, and one strand, may take directly: seats with cover and travel, mentoring with travel. Runs
    are shared and not counted.
    """

    budget: float | None
    travel_limit_km: float = 25.0
    cover_per_day: float = 210.0
    per_km: float = 0.45
    spread: float = 3.0
    runs_max: int = 2
    out_per_slot_max: int = 2
    evenings_per_staff_max: float = 1.0
    mentor: MentorRules = field(default_factory=MentorRules)
    objective: Objective = "plain"
    floor: FloorRule = "none"
    floor_cost: float = 0.02
    trust_share_max: float | None = None
    strand_share_max: float | None = None

    def __post_init__(self) -> None:
        """Refuse negative numbers and words of no meaning."""
        at = At("rules")
        if self.budget is not None:
            number(at.of("budget"), self.budget)
        for name in ("travel_limit_km", "cover_per_day", "per_km", "evenings_per_staff_max"):
            number(at.of(name), getattr(self, name))
        number(at.of("spread"), self.spread, above=0)
        whole(at.of("runs_max"), self.runs_max, most=RUNS_MOST)
        whole(at.of("out_per_slot_max"), self.out_per_slot_max)
        for name, words in (("objective", ("plain", "expected")), ("floor", ("none", "max"))):
            if getattr(self, name) not in words:
                raise ProblemError(
                    f"is {shown(getattr(self, name))}",
                    at=at.of(name),
                    do=f'give "{words[0]}" or "{words[1]}"',
                )
        number(at.of("floor_cost"), self.floor_cost, most=1)
        for name in ("trust_share_max", "strand_share_max"):
            share = getattr(self, name)
            if share is None:
                continue
            number(at.of(name), share, most=1)
            if self.budget is None:
                raise ProblemError(
                    f"is {share:g}, a share of the budget, but there is no budget",
                    at=at.of(name),
                    do="give one or take the cap out",
                )

    @staticmethod
    def read(f: Fields) -> Rules:
        """From the keys of one JSON object; objective, floor, floor_cost and budget may be left out."""
        return Rules(
            budget=f.number("budget") if f.given("budget") else None,
            travel_limit_km=f.number("travel_limit_km"),
            cover_per_day=f.number("cover_per_day"),
            per_km=f.number("per_km"),
            spread=f.number("spread"),
            runs_max=f.whole("runs_max"),
            out_per_slot_max=f.whole("out_per_slot_max") if f.has("out_per_slot_max") else 2,
            evenings_per_staff_max=f.number("evenings_per_staff_max"),
            mentor=MentorRules.read(f.part("mentor")),
            objective=cast(Objective, f.text("objective") if f.has("objective") else "plain"),
            floor=cast(FloorRule, f.text("floor") if f.has("floor") else "none"),
            floor_cost=f.number("floor_cost") if f.has("floor_cost") else 0.02,
            trust_share_max=f.number("trust_share_max") if f.given("trust_share_max") else None,
            strand_share_max=f.number("strand_share_max") if f.given("strand_share_max") else None,
        )
