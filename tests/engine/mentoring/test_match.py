"""Matches against every match there is on tiny problems, and the rules on problems of any size."""

import dataclasses
import itertools
import math
import os
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from smeaton.engine.mentoring import Department, Known, Match, Mentor, Never, Problem, Rules, Strand, match
from tests.factories.mentoring import region

MANY = int(os.environ.get("SMEATON_TEST_EXAMPLES", "200"))  # more: a longer search
Hours = dict[tuple[str, str], tuple[float, ...]]


def worth(problem: Problem, hours: Hours) -> float:
    """What hours by pair and strand are worth, from the definition in the reference, hour by hour."""
    rules, total = problem.rules, 0.0
    mentors, departments = {m.id: m for m in problem.mentors}, {d.id: d for d in problem.departments}
    known = {(pair.mentor, pair.department) for pair in problem.pairs}
    given: Counter[str] = Counter()
    for (j, d), some in hours.items():
        mentor, department = mentors[j], departments[d]
        same = mentor.trust == department.trust != ""
        far = rules.travel * math.dist(mentor.at_km, department.at_km) / rules.travel_limit_km
        change = 0.0 if (j, d) in known else rules.change
        for strand, skill, number in zip(problem.strands, mentor.expertise, some, strict=True):
            hour = department.weight * strand.weight * skill * (rules.own_trust_worth if same else 1.0)
            total += number * (hour - far - change)
            given[j] += round(number / rules.block_hours)
    for j, blocks in given.items():
        whole = math.floor(mentors[j].hours / rules.block_hours)
        ends = [whole * n // 4 for n in range(5)]
        for n in range(4):
            inside = max(0, min(blocks, ends[n + 1]) - ends[n])
            total -= inside * rules.block_hours * rules.load * n / 3
    return total


def allowed(problem: Problem, hours: Hours) -> bool:
    """Whether hours by pair keep every rule, read from the problem as it is."""
    rules = problem.rules
    mentors, departments = {m.id: m for m in problem.mentors}, {d.id: d for d in problem.departments}
    frozen = {(pair.mentor, pair.department): pair.hours for pair in problem.pairs if pair.frozen}
    nothing = (0.0,) * len(problem.strands)
    for pair, kept in frozen.items():
        if any(a < b for a, b in zip(hours.get(pair, nothing), kept, strict=True)):
            return False
    got: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(problem.strands))
    given: Counter[str] = Counter()
    for (j, d), some in hours.items():
        mentor, department = mentors[j], departments[d]
        given[j] += sum(some)  # type: ignore[assignment]
        got[d] = [one + more for one, more in zip(got[d], some, strict=True)]
        if sum(some) > max(rules.pair_hours_max, sum(frozen.get((j, d), nothing))):
            return False
        if some == frozen.get((j, d)):
            continue
        if mentor.department == d or ((j, d) not in frozen and sum(some) < rules.pair_hours_min):
            return False
        if math.dist(mentor.at_km, department.at_km) > rules.travel_limit_km + 1e-6:
            return False
        if any(number > 0 and skill == 0 for number, skill in zip(some, mentor.expertise, strict=True)):
            return False
        if any(number % rules.block_hours for number in some):
            return False
    if any(given[j] > mentor.hours for j, mentor in mentors.items()):
        return False
    kept = [
        number <= max(wanted, sum(f[k] for (_, d2), f in frozen.items() if d2 == d)) + 1e-9
        for d, some in got.items()
        for k, (number, wanted) in enumerate(zip(some, departments[d].hours, strict=True))
    ]
    count = Counter(j for j, _ in hours), Counter(d for _, d in hours)
    few = all(
        count[0][j] <= max(m.departments_max, sum(1 for f in frozen if f[0] == j)) for j, m in mentors.items()
    )
    return all(kept) and few and all(n <= rules.mentors_per_department_max for n in count[1].values())


def hours_of(problem: Problem, made: Match) -> Hours:
    return {
        (pair.mentor, pair.department): tuple(dict(pair.hours).get(s.id, 0.0) for s in problem.strands)
        for pair in made.pairs
    }


def every_match(problem: Problem) -> float:
    """The most that any match is worth, by trying all numbers of blocks."""
    block = problem.rules.block_hours
    slots, ranges = [], []
    for mentor in problem.mentors:
        for department in problem.departments:
            for k, wanted in enumerate(department.hours):
                if mentor.expertise[k] > 0 and wanted >= block:
                    slots.append((mentor.id, department.id, k))
                    ranges.append(range(int(wanted // block) + 1))
    assume(math.prod(map(len, ranges)) <= 3000)
    best = -math.inf
    for blocks in itertools.product(*ranges):
        hours: dict[tuple[str, str], list[float]] = {}
        for (j, d, k), number in zip(slots, blocks, strict=True):
            if number:
                hours.setdefault((j, d), [0.0] * len(problem.strands))[k] = number * block
        made = {pair: tuple(some) for pair, some in hours.items()}
        if allowed(problem, made):
            best = max(best, worth(problem, made))
    return best


@st.composite
def tiny(draw: st.DrawFn, *, binds: bool) -> Problem:
    """Three mentors, two departments, one or two strands; limits on pairs that bind or cannot."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    width = int(rng.integers(1, 3))
    departments = tuple(
        Department(
            f"d{n}",
            (float(rng.integers(0, 20)), 0.0),
            tuple(rng.choice([0.0, 2.0, 4.0], size=width).tolist()),
            str(rng.choice(["", "t1", "t2"])),
            float(rng.uniform(0.5, 2.0)),
        )
        for n in range(2)
    )
    mentors = tuple(
        Mentor(
            f"m{n}",
            (float(rng.integers(0, 20)), 5.0),
            float(rng.choice([2.0, 4.0, 6.0, 9.0])),
            tuple((rng.uniform(0, 1, width) * (rng.random(width) < 0.8)).tolist()),
            str(rng.choice(["", "d0", "d1"])),
            str(rng.choice(["", "t1", "t2"])),
            int(rng.integers(0, 3)) if binds else 9,
        )
        for n in range(3)
    )
    rules = Rules(
        travel_limit_km=float(rng.choice([8.0, 30.0])),
        pair_hours_min=4.0 if binds else 0.0,
        mentors_per_department_max=int(rng.integers(0, 3)) if binds else 9,
        pair_hours_max=float(rng.choice([4.0, 20.0])),
        own_trust_worth=float(rng.uniform(0, 1)),
        travel=float(rng.uniform(0, 0.5)),
        change=float(rng.choice([0.0, 0.3])),
        load=float(rng.choice([0.0, 0.4])),
    )
    pairs = (Known("m0", "d0"), Known("m1", "d1"))[: int(rng.integers(3))]
    if mentors[2].department != "d1" and rng.random() < 0.5:
        held = np.minimum(rng.choice([0.0, 2.0], size=width), departments[1].hours)
        held *= np.array(mentors[2].expertise) > 0
        if (
            0 < sum(held) <= mentors[2].hours
            and mentors[2].departments_max
            and rules.mentors_per_department_max
        ):
            pairs += (Known("m2", "d1", tuple(held.tolist()), frozen=True),)
    strands = tuple(Strand(f"s{k}", float(rng.uniform(0.5, 1.5))) for k in range(width))
    return Problem(strands, departments, mentors, pairs, rules)


@settings(max_examples=MANY // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny(binds=False))
def test_no_match_is_worth_more(problem: Problem) -> None:
    made = match(problem)
    hours = hours_of(problem, made)
    assert allowed(problem, hours)
    assert made.worth == pytest.approx(worth(problem, hours), abs=1e-9)
    assert made.worth == pytest.approx(every_match(problem), abs=2e-3)  # costs are whole ten-thousandths
    assert made.gap < 1e-2 or made.worth < 1e-2


@settings(max_examples=MANY // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny(binds=True))
def test_no_match_is_worth_more_where_pairs_have_a_smallest_size(problem: Problem) -> None:
    made = match(problem)
    hours = hours_of(problem, made)
    assert allowed(problem, hours)
    best = every_match(problem)
    assert made.worth == pytest.approx(best, rel=2e-4, abs=2e-3)
    assert made.bound >= best - 2e-3


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 24), st.integers(1, 12), st.integers(0, 12))
def test_every_match_keeps_the_rules_and_says_what_is_left(
    seed: int, departments: int, mentors: int, pairs: int
) -> None:
    problem = region(seed, departments, mentors, pairs=pairs)
    made = match(problem)
    hours = hours_of(problem, made)
    assert allowed(problem, hours)
    assert made.worth == pytest.approx(worth(problem, hours), abs=1e-6)
    assert made.worth <= made.bound + 1e-9
    wanted = sum(sum(d.hours) for d in problem.departments)
    assert made.wanted_hours == pytest.approx(wanted)
    assert made.met_hours + sum(u.hours for u in made.unmet) == pytest.approx(wanted)
    assert made.met_hours == pytest.approx(sum(load.hours for load in made.loads))
    for unmet in made.unmet:
        assert unmet.why.endswith((".", ")."))
    there = {(pair.mentor, pair.department) for pair in made.pairs}
    assert set(made.ended) == {(k.mentor, k.department) for k in problem.pairs} - there
    assert match(problem) == made


def test_a_large_repair_keeps_the_rules_too() -> None:
    problem = region(7, 300, 130, side=120, towns=25, pairs=60)
    made = match(problem)
    assert allowed(problem, hours_of(problem, made))
    assert made.worth == pytest.approx(worth(problem, hours_of(problem, made)), abs=1e-6)
    assert 0.75 * made.bound < made.worth <= made.bound


def test_frozen_pairs_stay_as_they_are_and_the_rest_is_matched_around_them() -> None:
    problem = region(3, 12, 6, side=20, towns=2)
    first = match(problem)
    before = hours_of(problem, first)
    kept = tuple(Known(*pair, before[pair], frozen=True) for pair in list(before)[:4])
    again = match(dataclasses.replace(problem, pairs=kept))
    hours = hours_of(problem, again)
    assert allowed(dataclasses.replace(problem, pairs=kept), hours)
    assert sum(pair.frozen for pair in again.pairs) == len(kept)
    assert again.met_hours == pytest.approx(first.met_hours)


def test_a_frozen_pair_may_be_given_more_without_a_smallest_size() -> None:
    strands = (Strand("models"), Strand("recall"))
    there = Department("d1", (0.0, 0.0), (4.0, 2.0))
    mentor = Mentor("m1", (1.0, 0.0), 12.0, (0.6, 0.9), departments_max=1)
    kept = Known("m1", "d1", (4.0, 0.0), frozen=True)
    (pair,) = match(Problem(strands, (there,), (mentor,), (kept,))).pairs
    assert pair.frozen
    assert pair.hours == (("models", 4.0), ("recall", 2.0))
    full = match(Problem(strands, (there,), (mentor,), (kept,), Rules(pair_hours_max=4.0)))
    assert [u.reason for u in full.unmet] == ["no_room"]


def test_known_pairs_are_kept_unless_a_change_is_worth_its_price() -> None:
    strands = (Strand("models"),)
    here = Department("d1", (0.0, 0.0), (4.0,))
    old, new = Mentor("old", (1.0, 0.0), 10.0, (0.6,)), Mentor("new", (1.0, 0.0), 10.0, (0.68,))
    problem = Problem(strands, (here,), (old, new), (Known("old", "d1"),), Rules(change=0.1, load=0.0))
    assert [pair.mentor for pair in match(problem).pairs] == ["old"]
    assert match(problem).pairs[0].second is not None
    better = dataclasses.replace(problem, mentors=(old, dataclasses.replace(new, expertise=(0.9,))))
    made = match(better)
    assert [pair.mentor for pair in made.pairs] == ["new"]
    assert made.ended == (("old", "d1"),)


def test_another_trust_is_preferred_and_load_is_shared() -> None:
    strands = (Strand("models"),)
    departments = tuple(Department(f"d{n}", (0.0, 0.0), (4.0,), "t1") for n in range(4))
    own, other = (
        Mentor("own", (0.0, 0.0), 16.0, (1.0,), trust="t1"),
        Mentor("other", (0.0, 0.0), 16.0, (0.9,)),
    )
    made = match(Problem(strands, departments, (own, other), rules=Rules(load=0.0)))
    assert {pair.mentor for pair in made.pairs} == {"other"}
    second = made.pairs[0].second
    assert second is not None
    assert (second.mentor, second.free) == ("own", True)
    assert second.worth < made.pairs[0].worth
    alike = (dataclasses.replace(own, trust=""), dataclasses.replace(other, expertise=(1.0,)))
    shared = match(Problem(strands, departments, alike))
    assert [load.hours for load in shared.loads] == [8.0, 8.0]


@pytest.mark.parametrize(
    ("change", "reason", "says"),
    [
        ({"expertise": (0.0, 1.0)}, "no_expertise", "No mentor with hours to give has expertise in models."),
        (
            {"at_km": (40.0, 0.0)},
            "too_far",
            "The nearest mentor who could (m1) is 40.0 km away",
        ),
        ({"department": "d1"}, "own_school", "Only mentors who work at this school"),
        ({"expertise": (0.05, 0.0)}, "not_worth_it", "worth less than its travel and the change"),
        ({"hours": 2.0}, "no_room", "1 mentor could come (m1), but their hours"),
    ],
)
def test_hours_that_stay_unmet_are_explained(change: dict[str, object], reason: str, says: str) -> None:
    mentor = Mentor("m1", (5.0, 0.0), 20.0, (0.8, 0.0))
    problem = Problem(
        (Strand("models"), Strand("recall")),
        (Department("d1", (0.0, 0.0), (6.0, 0.0)),),
        (dataclasses.replace(mentor, **change),),  # type: ignore[arg-type]
    )
    (unmet,) = match(problem).unmet
    assert (unmet.department, unmet.strand, unmet.hours, unmet.wanted) == ("d1", "models", 6.0, 6.0)
    assert unmet.reason == reason
    assert says in unmet.why


def test_who_is_not_to_be_brought_together_is_not() -> None:
    strands, there = (Strand("models"),), Department("d1", (0.0, 0.0), (4.0,))
    mentors = tuple(
        Mentor(name, (1.0, 0.0), 12.0, (skill,)) for name, skill in (("best", 0.9), ("next", 0.6))
    )
    problem = Problem(strands, (there,), mentors)
    assert [pair.mentor for pair in match(problem).pairs] == ["best"]
    apart = dataclasses.replace(problem, never=(Never("best", "d1"),))
    assert [pair.mentor for pair in match(apart).pairs] == ["next"]
    nobody = dataclasses.replace(problem, never=(Never("best", "d1"), Never("next", "d1")))
    assert [u.reason for u in match(nobody).unmet] == ["never"]


def test_a_wish_below_a_block_or_a_pair_is_explained() -> None:
    mentor, strands = Mentor("m1", (5.0, 0.0), 20.0, (0.8,)), (Strand("models"),)
    for hours, reason in ((1.0, "below_block"), (2.0, "below_pair")):
        (unmet,) = match(Problem(strands, (Department("d1", (0.0, 0.0), (hours,)),), (mentor,))).unmet
        assert unmet.reason == reason


def test_nobody_and_nothing() -> None:
    strands = (Strand("models"),)
    assert match(Problem(strands, (), ())).pairs == ()
    made = match(Problem(strands, (Department("d1", (0.0, 0.0), (4.0,)),), ()))
    assert (made.pairs, made.gap, made.met_hours) == ((), 0.0, 0.0)
    assert made.unmet[0].reason == "no_expertise"
