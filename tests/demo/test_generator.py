"""The synthetic part: the same from the same seed, plausible, and unfair to no real school."""

from collections import Counter

import numpy as np
import pytest

from smeaton.demo import facts, generator, resources
from smeaton.demo.generator import Item, SyntheticAnswer, SyntheticDepartment

STRANDS = [f"strand-{number}" for number in range(12)]
ITEMS = [
    Item(f"{strand}-{number}", strand, frozenset(roles))
    for strand, roles in zip(
        STRANDS, [("lead", "teacher")] * 10 + [("lead",), ("lead", "technician")], strict=True
    )
    for number in range(3)
]
PUPILS = {school.urn: school.pupils for school in facts.schools()}


def made(seed: int) -> tuple[list[SyntheticDepartment], list[SyntheticAnswer]]:
    """Departments and answers from a seed."""
    rng = np.random.default_rng(seed)
    staff = generator.departments(rng, PUPILS)
    return staff, generator.answers(rng, staff, ITEMS)


def test_the_same_seed_makes_the_same_place_and_another_seed_another() -> None:
    assert made(1) == made(1)
    assert made(1) != made(2)


@pytest.mark.parametrize("seed", [generator.SEED, *range(10)])
def test_every_school_is_there_and_none_has_declined_or_left(seed: int) -> None:
    staff, _ = made(seed)
    assert sorted(row.urn for row in staff) == sorted(PUPILS)
    assert Counter(row.standing for row in staff) == {"taking part": 17, "invited": 2}
    assert all(5 <= row.teachers <= 20 and 1 <= row.technicians <= 3 for row in staff)
    assert all(row.release_days > 0 for row in staff)


def test_only_departments_taking_part_have_answered() -> None:
    staff, answers = made(generator.SEED)
    assert {row.urn for row in staff if row.standing == "taking part"} == {row.urn for row in answers}


def test_nobody_answers_what_they_are_not_asked_or_twice() -> None:
    _, answers = made(generator.SEED)
    roles = {item.key: item.roles for item in ITEMS}
    assert all(row.role in roles[row.item] for row in answers)
    assert Counter((row.respondent, row.item) for row in answers).most_common(1)[0][1] == 1
    assert len({(row.respondent, row.urn, row.role) for row in answers}) == len(
        {row.respondent for row in answers}
    )


def test_answers_keep_dont_know_and_not_applicable_apart_from_levels() -> None:
    _, answers = made(generator.SEED)
    assert {row.kind for row in answers} == {"answered", "dont_know", "not_applicable"}
    assert {row.level for row in answers if row.kind == "answered"} == {1, 2, 3, 4}
    assert {row.level for row in answers if row.kind != "answered"} == {None}


def test_some_colleagues_are_missing_and_one_department_rests_on_few() -> None:
    staff, answers = made(generator.SEED)
    teachers = {row.urn: row.teachers for row in staff}
    shares = {
        urn: len({row.respondent for row in answers if row.urn == urn and row.role == "teacher"})
        / teachers[urn]
        for urn in {row.urn for row in answers}
    }
    assert max(shares.values()) <= 1
    assert min(shares.values()) < 0.7


def test_strengths_do_not_follow_published_outcomes() -> None:
    """Over many seeds the made-up level of a department has nothing to do with its school's attainment."""
    published = {
        row.urn: row.reported.value
        for row in facts.outcomes()
        if (row.year, row.measure, row.group) == (2025, "attainment8", "all")
    }
    correlations = []
    for seed in range(30):
        _, answers = made(seed)
        levels: dict[int, list[int]] = {}
        for row in answers:
            if row.level is not None and row.urn in published:
                levels.setdefault(row.urn, []).append(row.level)
        pairs = [(published[urn], np.mean(values)) for urn, values in levels.items()]
        correlations.append(np.corrcoef(np.array(pairs, dtype=float).T)[0, 1])
    assert abs(np.mean(correlations)) < 0.25


def test_mentors_and_hosts_come_from_departments_taking_part() -> None:
    staff, _ = made(generator.SEED)
    taking_part = {row.urn for row in staff if row.standing == "taking part"}
    rng = np.random.default_rng(generator.SEED)
    mentors, hosts = resources.mentors(rng, staff, STRANDS), resources.hosts(rng, staff)
    assert (len(mentors), len(hosts)) == (8, 5)
    assert {mentor.urn for mentor in mentors} | set(hosts) <= taking_part
    assert len({mentor.key for mentor in mentors}) == len({mentor.urn for mentor in mentors}) == 8
    main = {strand for mentor in mentors for strand, (part, _) in mentor.gives.items() if part == "main"}
    assert main == set(STRANDS)


def test_generous_people_rate_the_described_colleagues_generously_too() -> None:
    rng = np.random.default_rng(generator.SEED)
    staff = generator.departments(rng, PUPILS)
    vignettes = ("low", "middle", "high")
    answers = generator.answers(rng, staff, ITEMS, vignettes)
    rated = {name: np.mean([row.level for row in answers if row.item == name]) for name in vignettes}
    assert rated["low"] < rated["middle"] < rated["high"]
    people = sorted({row.respondent for row in answers})
    own = {who: ([], []) for who in people}
    for row in answers:
        if row.level is not None:
            own[row.respondent][row.item in vignettes].append(row.level)
    pairs = np.array([(np.mean(items), np.mean(anchors)) for items, anchors in own.values()])
    assert np.corrcoef(pairs.T)[0, 1] > 0.3


def test_only_leads_of_departments_taking_part_say_whether_they_could_start() -> None:
    staff, _ = made(generator.SEED)
    ready = generator.readiness(np.random.default_rng(3), staff, STRANDS)
    assert set(ready) == {row.urn for row in staff if row.standing == "taking part"}
    assert {answer for strands in ready.values() for answer in strands.values()} == set(generator.READINESS)
