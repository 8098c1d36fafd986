"""What a re-plan is given and what it gives back: what happened, what changing costs, what moved for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from smeaton.engine.support.plans import ItemKey, Plan, Run
from smeaton.engine.support.problem import Problem, ProblemError
from smeaton.engine.support.replan.moves import DepartmentMoves
from smeaton.engine.support.values import number

Status = Literal["proposed", "agreed", "booked", "past"]
FROZEN: tuple[Status, ...] = ("agreed", "booked", "past")
STATUSES: tuple[Status, ...] = ("proposed", *FROZEN)


@dataclass(frozen=True, slots=True)
class Penalty:
    """What changing costs, in weighted need: each seat, mentor's hour or run that people were told of.

    A department that the change does not touch was told its whole package: a seat more counts as one fewer
    does. A department that it touches is not charged for what it gets in offers or hours new to it.
    """

    seat: float
    hour: float
    run: float

    def __post_init__(self) -> None:
        """Refuse negative numbers."""
        for name in ("seat", "hour", "run"):
            number(f"penalty: {name}", getattr(self, name))

    @staticmethod
    def usual(problem: Problem, plan: Plan, covered: float) -> Penalty:
        """Half of what a seat of the plan, or a mentor's block, covers on average; a run as two seats."""
        block = problem.rules.mentor.block_hours
        units = sum(s.seats for s in plan.seats) + sum(m.hours for m in plan.mentoring) / block
        seat = 0.5 * covered / units if units else 0.0
        return Penalty(seat, seat / block, 2 * seat)


@dataclass(frozen=True, slots=True)
class Changed:
    """What has happened that a problem has no words for; all else is said by the changed problem itself.

    `cancelled`: runs that will not take place, of `copies` each; they are not held there again (copies 0: no
    more there than there are). `refused`:
    items that a department will not have, a mentor for example (an offer may as well be in its `must_not`).
    `not_before`: the first term of an item, kept for whoever dates the plan. `touched`: departments that may
    be planned anew although nothing of theirs fell away.
    """

    cancelled: tuple[Run, ...] = ()
    refused: tuple[ItemKey, ...] = ()
    not_before: Mapping[ItemKey, int] = field(default_factory=dict)
    touched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """An item that was agreed, booked or past and no longer fits, or fits in part; `why` is a sentence."""

    item: ItemKey
    status: Status
    why: str


@dataclass(frozen=True, slots=True)
class Replan:
    """The new plan, what moved, and whether disturbing others paid. Values in weighted need covered.

    `plan.bound` is proven for every plan of the changed problem that keeps what is frozen. `touched` maps
    departments to why (a sentence); `still` are those whose package is exactly as it was. `moves` has a
    department each whose package changed. `covered_before` is the old plan's value under the changed
    problem, `covered_dropped` and `net_dropped` those of only dropping what fell away (None: that leaves no
    plan), `covered_touched` with the touched
    departments planned anew and nobody else. `recovered` is what disturbing others brought beyond that,
    `disturbed` what it cost by the penalty (both zero when nobody else was disturbed); `seats_moved`,
    `hours_moved` and `runs_moved` count what changed for departments that were not touched, and runs.
    `net` is covered need less all that was disturbed, and `net_bound` proven for it.
    """

    plan: Plan
    touched: Mapping[str, str]
    still: tuple[str, ...]
    moves: tuple[DepartmentMoves, ...]
    released: tuple[Released, ...]
    not_before: Mapping[ItemKey, int]
    penalty: Penalty
    covered_before: float
    covered_dropped: float | None
    net_dropped: float | None
    covered_touched: float
    recovered: float
    disturbed: float
    seats_moved: int
    hours_moved: float
    runs_moved: int
    net: float
    net_bound: float
    seconds: float
    seed: int

    @property
    def rippled(self) -> bool:
        """Whether departments that the change does not touch were disturbed, because it pays."""
        return self.seats_moved > 0 or self.hours_moved > 0

    @property
    def says(self) -> str:
        """One sentence for the hub: who was disturbed, and what for."""
        others = [m.department for m in self.moves if m.department not in self.touched]
        if not others:
            return "No department that the change does not touch was disturbed."
        what = [f"{self.seats_moved} seats"] if self.seats_moved else []
        what += [f"{self.hours_moved:g} hours"] if self.hours_moved else []
        who = "1 department" if len(others) == 1 else f"{len(others)} departments"
        return (
            f"{who} that the change does not touch had {' and '.join(what)} changed: that recovers "
            f"{self.recovered:.2f} of weighted need, and the disturbance counts {self.disturbed:.2f}."
        )


def checked(frozen: Mapping[ItemKey, Status]) -> Mapping[ItemKey, Status]:
    """Refuse a status of no meaning."""
    for item, status in frozen.items():
        if status not in STATUSES:
            raise ProblemError(
                f"frozen: {item.department} {item.id} is {status!r}; give proposed, agreed, booked or past."
            )
    return frozen
