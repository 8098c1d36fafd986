"""Synthetic staff numbers, standings and answers for a set of schools, from a seed.

Nothing here is modelled on what any school is good or weak at. The only public figure that plays a part is
the number of pupils, which sets the size of a department; a department's strengths are drawn alike for all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

SEED = 1849
"""The demonstration's seed. Another seed gives other departments, answers and plans."""

INVITED = 2
"""Schools that have been invited and have not answered yet: 17 of 19 take part, as in the founding story."""

ROLES = ("lead", "teacher", "technician")

# Spreads on the latent scale, whose answer noise has spread 1.
PLACE_STRAND_SPREAD = 0.50
DEPARTMENT_SPREAD = 0.25
DEPARTMENT_STRAND_SPREAD = 0.65
LENIENCY_SPREAD = 0.45
CULTURE_SPREAD = 0.30
"""How generous or modest a whole department is about itself: what the vignettes are there to show."""
STRAND_VIEW_SPREAD = 0.30
LEAD_APART, LEAD_SHIFT = 0.06, 3.5
"""How often a lead sees a strand of the department unlike the colleagues do, and by how much."""
ITEM_SPREAD = 0.35
LEVEL = 0.7
"""Where the average answer stands between the thresholds: a little above half-way between levels 2 and 3."""
THRESHOLDS = (-1.1, 0.25, 1.6)

VIGNETTES = (-0.9, 0.8, 2.1)
"""Where the described colleagues stand on the latent scale, in the order of the instrument."""
VIGNETTE_NOISE = 0.6
"""Chance in one rating of a described colleague: less than in an answer about one's own practice."""
READINESS = {"yes": 0.5, "with_help": 0.35, "not_yet": 0.15}

DONT_KNOW = {"lead": 0.01, "teacher": 0.05, "technician": 0.03}
NOT_APPLICABLE = 0.01


@dataclass(frozen=True)
class Item:
    """One item of the instrument: its strand, and who is asked."""

    key: str
    strand: str
    roles: frozenset[str]


@dataclass(frozen=True)
class SyntheticDepartment:
    """A made-up department at a real school: how many work there, and how the school stands."""

    urn: int
    standing: str
    teachers: int
    """Besides the lead."""
    technicians: int
    release_days: Decimal
    """Days a year that its staff may be out for the programme, together."""


@dataclass(frozen=True)
class SyntheticAnswer:
    """One made-up answer; `level` is None where it is “don't know” or “not applicable”."""

    urn: int
    role: str
    respondent: str
    item: str
    kind: str
    """“answered”, “dont_know” or “not_applicable”."""
    level: int | None


def departments(rng: np.random.Generator, pupils: Mapping[int, int | None]) -> list[SyntheticDepartment]:
    """A department for each school (URN → number of pupils where known), in the order of the URNs.

    5-20 teachers and 1-3 technicians. All but `INVITED` take part, the others are invited: which ones is
    drawn by lot, and no school is ever shown as having declined or left.
    """
    urns = sorted(pupils)
    known = [number for number in pupils.values() if number]
    usual = float(np.median(known)) if known else 1_000.0
    invited = set(rng.choice(urns, size=min(INVITED, len(urns) - 1), replace=False).tolist())
    made = []
    for urn in urns:
        size = (pupils[urn] or usual) / 90 + rng.normal(0, 1.2)
        teachers = int(np.clip(round(size), 5, 20))
        technicians = int(np.clip(1 + rng.binomial(2, teachers / 28), 1, 3))
        days = int(np.clip(round(teachers * rng.uniform(0.95, 1.25)), 6, 22))
        standing = "invited" if urn in invited else "taking part"
        made.append(SyntheticDepartment(urn, standing, teachers, technicians, Decimal(days)))
    return made


def answers(
    rng: np.random.Generator,
    staff: Sequence[SyntheticDepartment],
    items: Sequence[Item],
    vignettes: Sequence[str] = (),
) -> list[SyntheticAnswer]:
    """What the leads, teachers and technicians of the departments taking part answered.

    Each answer is cut at three thresholds from a latent level: strand + department + department in the
    strand + the department's culture and the colleague's leniency + colleague's view of the strand + item +
    noise; now and then a lead sees a strand unlike the colleagues. A vignette is rated from its own level,
    culture, leniency and noise. Some colleagues have not answered, in one department most have not; some
    answers are “don't know” or “not applicable”.
    """
    strands = sorted({item.strand for item in items})
    of_strand = dict(zip(strands, rng.normal(0, PLACE_STRAND_SPREAD, len(strands)), strict=True))
    of_item = {item.key: float(rng.normal(0, ITEM_SPREAD)) for item in items}
    taking_part = [row for row in staff if row.standing == "taking part"]
    thin = int(rng.integers(len(taking_part))) if taking_part else 0
    made: list[SyntheticAnswer] = []
    for index, row in enumerate(taking_part):
        level = rng.normal(LEVEL, DEPARTMENT_SPREAD)
        here = {
            strand: level + of_strand[strand] + rng.normal(0, DEPARTMENT_STRAND_SPREAD) for strand in strands
        }
        culture = rng.normal(0, CULTURE_SPREAD)
        share = 0.3 if index == thin else rng.uniform(0.7, 1.0)
        for role, number in _respondents(rng, row, share):
            leniency = culture + rng.normal(0, LENIENCY_SPREAD)
            code = f"{row.urn}-{role}-{number}"
            made += _one_respondent(rng, row.urn, role, code, leniency, items, here, of_item)
            for vignette, stands in zip(vignettes, VIGNETTES, strict=False):
                rated = _level(stands + leniency + rng.normal(0, VIGNETTE_NOISE))
                made.append(SyntheticAnswer(row.urn, role, code, vignette, "answered", rated))
    return made


def readiness(
    rng: np.random.Generator, staff: Sequence[SyntheticDepartment], strands: Sequence[str]
) -> dict[int, dict[str, str]]:
    """What the leads of the departments taking part answered about starting soon: URN → strand → answer."""
    choices, chances = list(READINESS), list(READINESS.values())
    return {
        row.urn: {strand: str(rng.choice(choices, p=chances)) for strand in strands}
        for row in staff
        if row.standing == "taking part"
    }


def _level(latent: float) -> int:
    """The level that a latent value is cut to, 1 to 4."""
    return 1 + int(np.searchsorted(THRESHOLDS, latent))


def _respondents(rng: np.random.Generator, row: SyntheticDepartment, share: float) -> list[tuple[str, int]]:
    """Who answers: the lead, a share of the teachers (two at least), most technicians."""
    answering = int(np.clip(rng.binomial(row.teachers, share), 2, row.teachers))
    technicians = int(rng.binomial(row.technicians, 0.8))
    return (
        [("lead", 1)]
        + [("teacher", number + 1) for number in range(answering)]
        + [("technician", number + 1) for number in range(technicians)]
    )


def _one_respondent(
    rng: np.random.Generator,
    urn: int,
    role: str,
    code: str,
    leniency: float,
    items: Sequence[Item],
    here: Mapping[str, float],
    of_item: Mapping[str, float],
) -> list[SyntheticAnswer]:
    view = {strand: rng.normal(0, STRAND_VIEW_SPREAD) for strand in here}
    if role == "lead":
        view = {strand: value + _apart(rng, here[strand]) for strand, value in view.items()}
    made = []
    for item in items:
        if role not in item.roles:
            continue
        latent = here[item.strand] + leniency + view[item.strand] + of_item[item.key] + rng.normal()
        lot = rng.random()
        if lot < NOT_APPLICABLE:
            made.append(SyntheticAnswer(urn, role, code, item.key, "not_applicable", None))
        elif lot < NOT_APPLICABLE + DONT_KNOW[role]:
            made.append(SyntheticAnswer(urn, role, code, item.key, "dont_know", None))
        else:
            made.append(SyntheticAnswer(urn, role, code, item.key, "answered", _level(latent)))
    return made


def _apart(rng: np.random.Generator, seen: float) -> float:
    """By how much a lead sees a strand unlike the colleagues, who see it at `seen`; mostly not at all."""
    if rng.random() >= LEAD_APART:
        return 0.0
    return -LEAD_SHIFT if seen > THRESHOLDS[1] else LEAD_SHIFT
