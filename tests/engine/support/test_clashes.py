"""The smallest set of locks that clash, against every set on places small enough to try every plan."""

import dataclasses
import functools
import itertools
from typing import Any

import numpy as np
import pytest

from smeaton.engine.support import Mentoring, Plan, Problem, ProblemError, Seats, evaluate, plan
from smeaton.engine.support.clashes import Clash, Lock, clash_sentence, smallest_clash
from tests.factories.planning import every_plan, place, tiny

OFFERS = ("course", "twilight", "online")


def locked(seed: int) -> tuple[Problem, Plan]:
    """A tiny place with random locks on nearly everything, which often clash, and random frozen items."""
    rng = np.random.default_rng(seed)
    document: dict[str, Any] = tiny(seed, budget=float(rng.integers(200, 900)))
    frozen = Plan()
    for department in document["departments"]:
        for offer in OFFERS:
            kind = rng.choice(["must", "must_not", ""], p=[0.45, 0.25, 0.3])
            if kind:
                department[kind].append(offer)
        department["release_days"] = float(rng.choice([0.0, 1.0, 2.0]))
    if rng.random() < 0.5:
        seats = (Seats("course", "h1", "d1", int(rng.integers(1, 3))), Seats("online", None, "d2", 1))
        mentoring = (Mentoring("m1", "d2", str(document["strands"][0]["id"]), 4.0),)
        frozen = Plan(seats=seats[: int(rng.integers(3))], mentoring=mentoring[: int(rng.integers(2))])
    return Problem.from_dict(document), frozen


def locks_of(problem: Problem, frozen: Plan) -> list[Lock]:
    found = []
    for d in problem.departments:
        found += [Lock("must", d.id, offer) for offer in d.must]
        found += [Lock("must_not", d.id, offer) for offer in d.must_not]
        found.append(Lock("release", d.id, amount=d.release_days))
    found += [Lock("seats", s.department, s.offer, s.host or "", float(s.seats)) for s in frozen.seats]
    found += [Lock("mentoring", m.department, m.mentor, m.strand, m.hours) for m in frozen.mentoring]
    return found


def keeps(problem: Problem, made: Plan, lock: Lock) -> bool:
    """Whether a plan keeps a lock, read from the plan's items alone."""
    seats = [s for s in made.seats if s.department == lock.department]
    hours = [m for m in made.mentoring if m.department == lock.department]
    if lock.kind == "must":
        return any(s.offer == lock.item for s in seats)
    if lock.kind == "must_not":
        return not any(s.offer == lock.item for s in seats)
    if lock.kind == "seats":
        return sum(s.seats for s in seats if s.offer == lock.item) >= lock.amount
    if lock.kind == "mentoring":
        given = [m.hours for m in hours if (m.mentor, m.strand) == (lock.item, lock.site)]
        return sum(given) >= lock.amount
    days = {offer.id: offer.release_days for offer in problem.offers}
    rules = problem.rules.mentor
    blocks = sum(m.hours for m in hours) / rules.block_hours
    taken = sum(s.seats * days[s.offer] for s in seats) + blocks * rules.release_days_per_block
    return taken <= lock.amount + 1e-6


@functools.cache
def sets_kept(problem: Problem, frozen: Plan) -> tuple[int, set[frozenset[Lock]]]:
    """The size of the smallest clashing sets (0: nothing clashes), and what each plan keeps of the locks."""
    locks = locks_of(problem, frozen)
    free = tuple(
        dataclasses.replace(d, must=(), must_not=(), release_days=1000.0) for d in problem.departments
    )
    unlocked = dataclasses.replace(problem, departments=free)
    kept = {
        frozenset(lock for lock in locks if keeps(problem, made, lock))
        for made in every_plan(unlocked)
        if not evaluate(unlocked, made).broken
    }
    for size in range(1, len(locks) + 1):
        for some in itertools.combinations(locks, size):
            if not any(frozenset(some) <= one for one in kept):
                return size, kept
    return 0, kept


@pytest.mark.parametrize("seed", range(12))
def test_no_smaller_set_of_locks_clashes(seed: int) -> None:
    problem, frozen = locked(seed)
    size, kept = sets_kept(problem, frozen)
    found = smallest_clash(problem, frozen=frozen, proving=20)
    if found is None:
        assert size == 0
    else:
        assert found.smallest
        assert len(found.locks) == size
        assert not any(set(found.locks) <= one for one in kept)


def test_the_random_locks_clash_in_many_ways() -> None:
    """The test above would prove little if all its places were alike."""
    sizes = {0 if found is None else len(found.locks) for found in map(clash_of, range(12))}
    assert sizes >= {0, 1, 2}


def clash_of(seed: int) -> Clash | None:
    problem, frozen = locked(seed)
    return smallest_clash(problem, frozen=frozen, proving=20)


@pytest.mark.parametrize("seed", range(0, 12, 3))
def test_where_it_is_not_proven_the_set_is_irreducible_and_says_so(seed: int) -> None:
    problem, frozen = locked(seed)
    size, kept = sets_kept(problem, frozen)
    found = smallest_clash(problem, frozen=frozen, proving=0, reducing=20)
    if found is None:
        assert size == 0
        return
    assert found.smallest == (len(found.locks) == 1)
    assert not any(set(found.locks) <= one for one in kept)
    for lock in found.locks:
        assert any(set(found.locks) - {lock} <= one for one in kept)


def test_without_any_time_nothing_is_claimed() -> None:
    problem, frozen = locked(3)
    assert smallest_clash(problem, frozen=frozen, proving=0, reducing=0) is None


def test_a_place_of_twenty_names_the_few_that_clash_among_many_locks() -> None:
    document = place(5, departments=19)
    for n, department in enumerate(document["departments"]):
        department["must"] = [f"online-0-{1 + n % 5}"]
        department["must_not"] = ["course-1-3", "twilight-2-2"]
    document["departments"][4]["must"].append("course-1-1")
    document["departments"][4]["release_days"] = 0.5
    problem = Problem.from_dict(document)
    found = smallest_clash(problem, proving=30)
    both = (Lock("must", "d5", "course-1-1"), Lock("release", "d5", amount=0.5))
    assert found == Clash(both, smallest=True)
    with pytest.raises(ProblemError, match=r"d5 must have course-1-1, but a seat takes 1 release days"):
        plan(problem, seconds=3, seed=1)


def test_the_sentence_names_all_and_says_whether_fewer_clash() -> None:
    two = (Lock("must", "d1", "course"), Lock("seats", "d2", "course", "h1", 3.0))
    says = clash_sentence(Clash(two, smallest=True))
    assert "These 2 cannot be kept together: d1 must have course; d2 keeps 3 seats on course at h1." in says
    assert "No smaller set of locks clashes." in says
    assert "a smaller set may clash too" in clash_sentence(Clash(two, smallest=False))
    assert clash_sentence(Clash(two[:1], smallest=True)).startswith("d1 must have course, which cannot be")
