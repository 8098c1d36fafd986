"""Vignettes: a department that is generous with itself is seen through; what is unknown stays wide."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.needs.answers import VIGNETTE, Answer
from smeaton.engine.needs.profile import Params, profile
from smeaton.engine.needs.result import Profile


def audit(*, raters: float = 1.0, culture: float = 0.5, departments: int = 10, seed: int = 3) -> list[Answer]:
    """Departments equally good but not equally generous; a share of their people rates three vignettes."""
    rng, answers = random.Random(seed), []  # noqa: S311
    for d in range(departments):
        generous = culture * (d % 2 * 2 - 1)
        for t in range(8):
            who, person = (f"d{d:02d}", f"d{d:02d}-{t}"), generous + rng.gauss(0, 0.3)
            for i in range(12):
                exact = 2.5 + person + 0.3 * (i % 4 - 1.5) + rng.gauss(0, 0.6)
                answers.append(Answer(*who, "teacher", f"i{i}", f"s{i % 4}", min(max(round(exact), 1), 4)))
            for v in range(3) if rng.random() < raters else ():
                exact = 2.1 + 0.4 * v + person + rng.gauss(0, 0.5)
                answers.append(Answer(*who, VIGNETTE, f"v{v}", "", min(max(round(exact), 1), 4)))
    return answers


def analyse(answers: list[Answer]) -> Profile:
    return profile(answers, Params(), np.random.default_rng(1))


def spread(found: Profile) -> float:
    return float(
        np.std([np.mean([c.estimate for c in found.cells if c.department == d]) for d in names(found)])
    )


def names(found: Profile) -> list[str]:
    return sorted({cell.department for cell in found.cells})


def test_generous_departments_are_seen_through_and_may_then_be_compared() -> None:
    answers = audit()
    without = analyse([answer for answer in answers if not answer.of_vignette])
    found = analyse(answers)
    assert spread(found) < 0.3 * spread(without)
    about = found.diagnostics
    assert (about.anchored, without.diagnostics.anchored) == ("vignettes", "no")
    assert (about.vignettes, about.vignette_raters, about.items) == (3, 80, 12)
    assert about.answers == 10 * 8 * 12
    assert about.vignette_reliability is not None
    assert 0.5 < about.vignette_reliability < 1
    assert {cell.strand for cell in found.cells} == {f"s{i}" for i in range(4)}


def test_a_department_that_rated_none_stays_unsure_and_is_named() -> None:
    answers = [a for a in audit() if not (a.of_vignette and a.department == "d03")]
    found = analyse(answers)
    error = {d: np.mean([c.se for c in found.cells if c.department == d]) for d in names(found)}
    assert error["d03"] > 1.4 * max(error[d] for d in names(found) if d != "d03")
    assert found.diagnostics.not_anchored == ("d03",)
    assert any("8 of 80 respondents rated no vignette" in warning for warning in found.warnings)
    assert analyse(audit(raters=0.2)).diagnostics.anchored == "no"


@given(st.permutations(range(4)), st.integers(0, 10))
@settings(max_examples=10, deadline=None)
def test_neither_the_order_nor_the_names_of_vignettes_matter(names: list[int], seed: int) -> None:
    answers = audit(raters=0.8, departments=5)
    renamed = [replace(a, item=f"w{names[int(a.item[1:])]}") if a.of_vignette else a for a in answers]
    random.Random(seed).shuffle(renamed)  # noqa: S311
    for ours, theirs in zip(analyse(renamed).cells, analyse(answers).cells, strict=True):
        assert ours.estimate == pytest.approx(theirs.estimate, abs=1e-6)
        assert ours.se == pytest.approx(theirs.se, abs=1e-6)


@given(st.integers(0, 20))
@settings(max_examples=10, deadline=None)
def test_vignettes_that_everybody_rates_a_level_higher_change_nothing(seed: int) -> None:
    answers = [
        replace(a, level=min(a.level or 0, 3)) if a.of_vignette else a
        for a in audit(departments=5, seed=seed)
    ]
    higher = [replace(a, level=(a.level or 0) + 1) if a.of_vignette else a for a in answers]
    for ours, theirs in zip(analyse(higher).cells, analyse(answers).cells, strict=True):
        assert ours.estimate == pytest.approx(theirs.estimate, abs=1e-6)
        assert ours.se == pytest.approx(theirs.se, abs=1e-6)


def test_contradictions_are_refused_and_ratings_without_answers_are_said() -> None:
    answers = audit(departments=4)
    rating = next(answer for answer in answers if answer.of_vignette)
    with pytest.raises(ValueError, match="rates the vignette v0 twice"):
        analyse([*answers, rating])
    with pytest.raises(ValueError, match="belongs to both"):
        analyse([*answers, replace(rating, department="d03", item="v9")])
    found = analyse([*answers, replace(rating, respondent="nobody")])
    assert any("1 person rates vignettes without a single answer" in warning for warning in found.warnings)


def test_one_vignette_or_two_raters_are_not_used() -> None:
    answers = audit(departments=6)
    plain = analyse([answer for answer in answers if not answer.of_vignette])
    for kept in ({"v0"}, {"v0", "v1"}):
        few = [a for a in answers if not a.of_vignette or (a.item in kept and a.respondent[3:] == "-0")][:]
        if kept == {"v0", "v1"}:
            few = [a for a in few if not a.of_vignette or a.department < "d02"]
        found = analyse(few)
        assert [c.estimate for c in found.cells] == [c.estimate for c in plain.cells]
        assert any("Too few people rated vignettes" in warning for warning in found.warnings)
