"""Synthetic mentors, hosts and money of the demonstration programme, from a seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from smeaton.demo.generator import SyntheticDepartment

BUDGET = Decimal(42_000)
"""Pounds for the whole period: about £2,200 for each of 19 schools."""

MENTORS, HOSTS = 8, 5
MENTOR_HOURS = (20, 30, 40, 60)
HOURLY_RATE = Decimal(62)
MENTOR_ROLES = ("Science lead", "Deputy science lead", "Lead practitioner in science")


@dataclass(frozen=True)
class SyntheticMentor:
    """A made-up mentor, known by role and school only."""

    urn: int
    key: str
    role: str
    hours: Decimal
    hourly_rate: Decimal
    gives: Mapping[str, tuple[str, str]]
    """Strand → (main or also, light, solid or deep)."""


def mentors(
    rng: np.random.Generator, staff: Sequence[SyntheticDepartment], strands: Sequence[str]
) -> list[SyntheticMentor]:
    """Eight mentors from eight of the departments taking part, or fewer where fewer take part.

    What each is strong in is drawn by lot, apart from what their own department answered. Every strand is
    the main subject of at least one of them where there are enough mentors.
    """
    taking_part = [row.urn for row in staff if row.standing == "taking part"]
    chosen = sorted(rng.choice(taking_part, size=min(MENTORS, len(taking_part)), replace=False).tolist())
    order = [str(strand) for strand in rng.permutation(list(strands))]
    made = []
    for index, urn in enumerate(chosen):
        main = [order[(2 * index + step) % len(order)] for step in range(2)]
        rest = [strand for strand in order if strand not in main]
        also = [str(strand) for strand in rng.choice(rest, size=2, replace=False)]
        gives = {strand: ("main", str(rng.choice(["solid", "deep"]))) for strand in main}
        gives |= dict.fromkeys(also, ("also", "solid"))
        made.append(
            SyntheticMentor(
                urn=int(urn),
                key=f"mentor-{index + 1}",
                role=MENTOR_ROLES[index % len(MENTOR_ROLES)],
                hours=Decimal(int(rng.choice(MENTOR_HOURS))),
                hourly_rate=HOURLY_RATE,
                gives=gives,
            )
        )
    return made


def hosts(rng: np.random.Generator, staff: Sequence[SyntheticDepartment]) -> list[int]:
    """URNs of five departments taking part whose sites can hold sessions, in ascending order."""
    taking_part = [row.urn for row in staff if row.standing == "taking part"]
    return sorted(
        int(urn) for urn in rng.choice(taking_part, size=min(HOSTS, len(taking_part)), replace=False)
    )
