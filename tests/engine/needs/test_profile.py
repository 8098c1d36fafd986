"""A profile of needs: what it says of ordinary audits, and of those with hardly anybody in them."""

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.needs.answers import Answer
from smeaton.engine.needs.profile import Params, profile
from smeaton.engine.needs.result import Cell, Profile
from smeaton.engine.needs.table import NothingToAnalyse
from tests.factories.needs import CASES, Case, answers_of, rows_of, shipped

SMALL = Case("small", seed=9, departments=6, teachers=(5, 8), items=20, strands=5)


def analyse(answers: list[Answer], seed: int = 1) -> Profile:
    return profile(answers, Params(), np.random.default_rng(seed))


def cells(found: Profile) -> dict[tuple[str, str], Cell]:
    return {(cell.department, cell.strand): cell for cell in found.cells}


def test_every_department_and_strand_has_a_cell_that_holds_together() -> None:
    found = analyse(answers_of(rows_of(SMALL)))
    assert len(found.cells) == 6 * 5
    for cell in found.cells:
        assert 1 <= cell.lower < cell.estimate < cell.upper <= 4
        assert cell.upper - cell.lower == pytest.approx(2 * found.diagnostics.quantile * cell.se)
        assert cell.reliability is not None
        assert 0 <= cell.reliability <= 1
    for department in {cell.department for cell in found.cells}:
        assert sum(c.p_weakest3 for c in found.cells if c.department == department) == pytest.approx(3)
    assert found.diagnostics.quantile == pytest.approx(2.015, abs=1e-3)  # t with five degrees of freedom
    assert found.warnings == ()


def test_the_order_of_answers_does_not_matter_and_the_seed_does_little() -> None:
    answers = answers_of(rows_of(SMALL))
    shuffled = answers.copy()
    random.Random(3).shuffle(shuffled)  # noqa: S311
    assert analyse(shuffled) == analyse(answers)
    other = cells(analyse(answers, seed=2))
    for key, cell in cells(analyse(answers)).items():
        assert other[key].estimate == cell.estimate
        assert other[key].p_weakest3 == pytest.approx(cell.p_weakest3, abs=0.08)


def test_a_weak_strand_is_found_and_generous_colleagues_do_not_hide_it() -> None:
    """One department answers low in one strand; half its colleagues are a level more generous throughout."""
    rng = random.Random(4)  # noqa: S311
    answers = []
    for d in range(8):
        for t in range(8):
            generous = 0.8 if t % 2 else -0.2
            for i in range(15):
                weak = -1.0 if d == 0 and i % 5 == 2 else 0.0
                level = min(max(round(2.4 + generous + weak + rng.gauss(0, 0.5)), 1), 4)
                answers.append(Answer(f"d{d}", f"d{d}t{t}", "teacher", f"i{i}", f"s{i % 5}", level))
    found = cells(analyse(answers))
    assert found["d0", "s2"].p_weakest3 > 0.9
    assert found["d0", "s2"].estimate < found["d1", "s2"].estimate - 0.5


def test_departments_with_little_evidence_are_drawn_to_the_average_and_stay_unsure() -> None:
    case = replace(SMALL, departments=10, teachers=(8, 8), missing=0.0)
    rows = rows_of(case)
    few = [row for row in rows if row[0] != "d00" or row[1] == "d00-01"]
    full, thin = cells(analyse(answers_of(rows))), cells(analyse(answers_of(few)))
    for strand in {row[5] for row in rows}:
        assert thin["d00", strand].se > full["d00", strand].se
        assert thin["d00", strand].note == "Rests on one person's answers."
        assert full["d00", strand].note == ""


def test_a_strand_that_rests_on_two_answers_says_so_and_one_without_any_is_the_average() -> None:
    spread = (0.2, 0.4, 0.4, 0.2, 0.6)
    rows = rows_of(replace(SMALL, departments=8, teachers=(6, 6), missing=0.0, spread=spread))
    kept, spare = [], 2
    for row in rows:
        if row[0] == "d01" and row[5] == "s03":
            continue
        if row[0] == "d00" and row[5] == "s03":
            if spare == 0:
                continue
            spare -= 1
        kept.append(row)
    found = cells(analyse(answers_of(kept)))
    two, none = found["d00", "s03"], found["d01", "s03"]
    assert "two answers" in two.note
    assert none.answers == 0
    assert "Nobody here answered" in none.note
    typical = np.median([cell.se for key, cell in found.items() if key[0] not in {"d00", "d01"}])
    assert typical < two.se < none.se


@pytest.mark.parametrize("departments", [1, 2])
def test_one_or_two_departments_give_their_own_means_with_the_limits_said(departments: int) -> None:
    rows = rows_of(replace(SMALL, departments=departments, teachers=(9, 9), missing=0.0))
    found = analyse(answers_of(rows))
    assert any("cannot show how much departments differ" in warning for warning in found.warnings)
    assert (found.variance["department"] is None) == (departments == 1)
    for cell in found.cells:
        levels = [int(row[4]) for row in rows if (row[0], row[5]) == (cell.department, cell.strand)]
        assert cell.estimate == pytest.approx(np.mean(levels), abs=0.01)
        assert cell.reliability is None
        assert 0.1 < cell.se < 0.6


def test_one_person_in_one_department_gets_a_result_from_stated_assumptions() -> None:
    items = shipped().for_role("lead")
    answers = [Answer("d", "x", "lead", item.id, item.strand, 1 + k % 4) for k, item in enumerate(items)]
    found = analyse(answers)
    assert len(found.cells) == 12
    assert any("typical of" in warning for warning in found.warnings)
    assert all(cell.upper - cell.lower > 1 for cell in found.cells)
    assert found.diagnostics.variance_used is None


def test_answers_that_are_all_the_same_give_that_level() -> None:
    answers = [
        Answer(f"d{d}", f"d{d}t{t}", "teacher", f"i{i}", f"s{i % 2}", 3)
        for d in range(4)
        for t in range(5)
        for i in range(6)
    ]
    for cell in analyse(answers).cells:
        assert cell.estimate == pytest.approx(3)
        assert cell.se > 0


@pytest.mark.parametrize("strands", [1, 2])
def test_one_item_a_strand_or_one_strand_in_all_is_no_error(strands: int) -> None:
    rows = rows_of(replace(SMALL, items=strands, strands=strands, missing=0.0))
    found = analyse(answers_of(rows))
    assert len(found.cells) == 6 * strands
    assert found.variance["respondent_strand"] is None
    assert all(cell.p_weakest3 == 1 for cell in found.cells)


def test_one_respondent_in_every_department_is_said() -> None:
    found = analyse(answers_of(rows_of(replace(SMALL, departments=9, teachers=(1, 1)))))
    assert any("Every department has one respondent" in warning for warning in found.warnings)


def test_dont_know_and_not_applicable_are_counted_and_never_scored() -> None:
    answers = answers_of(rows_of(SMALL))
    before = cells(analyse(answers))
    more = [
        Answer("d00", "d00-01", "teacher", "extra", "s00", None, "dont_know"),
        Answer("d00", "d00-01", "teacher", "extra2", "s00", None, "not_applicable"),
    ]
    found = analyse(answers + more)
    assert found.diagnostics.dont_know == found.diagnostics.not_applicable == 1
    for key, cell in cells(found).items():
        assert cell.estimate == before[key].estimate
    said = cells(found)["d00", "s00"].by_role["teacher"]
    assert (said.dont_know, said.not_applicable) == (1, 1)


def test_nothing_to_analyse_and_contradictions_are_refused() -> None:
    with pytest.raises(NothingToAnalyse, match="nothing to analyse"):
        analyse([Answer("d", "t", "teacher", "i", "s", None, "dont_know")])
    one = Answer("d", "t", "teacher", "i", "s", 2)
    with pytest.raises(ValueError, match="twice"):
        analyse([one, one])
    with pytest.raises(ValueError, match="belongs to both"):
        analyse([one, replace(one, department="e", item="j")])
    with pytest.raises(NothingToAnalyse, match="different items"):
        analyse([replace(one, item=f"i{k}") for k in range(401)])


@pytest.mark.parametrize(
    ("level", "kind"), [(5, "answered"), (0, "answered"), (2, "dont_know"), (None, "answered")]
)
def test_an_answer_is_a_level_or_a_reason(level: int | None, kind: Any) -> None:
    with pytest.raises(ValueError, match="level"):
        Answer("d", "t", "teacher", "i", "s", level, kind)


def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    """Over 12 simulated audits on a continuous scale: 90% intervals hold 85 to 95% of the true levels."""
    rng = np.random.default_rng(11)
    inside = total = 0
    for _ in range(12):
        answers, truth = [], {}
        beta = rng.normal(2.4, 0.3, 16)
        for d in range(12):
            whole, theta = rng.normal(0, 0.24), rng.normal(0, 0.25, 8)
            for s in range(8):
                truth[f"d{d:02d}", f"s{s}"] = beta[s::8].mean() + whole + theta[s]
            for t in range(8):
                person, view = rng.normal(0, 0.4), rng.normal(0, 0.2, 8)
                for i in range(16):
                    exact = beta[i] + whole + theta[i % 8] + person + view[i % 8] + rng.normal(0, 0.6)
                    level = int(min(max(round(exact), 1), 4))
                    answers.append(
                        Answer(f"d{d:02d}", f"d{d:02d}t{t}", "teacher", f"i{i:02d}", f"s{i % 8}", level)
                    )
        for key, cell in cells(analyse(answers)).items():
            inside += cell.lower <= truth[key] <= cell.upper
            total += 1
    assert 0.85 <= inside / total <= 0.95


def test_a_lead_who_sees_one_strand_quite_differently_is_flagged() -> None:
    answers = answers_of(rows_of(replace(CASES["roles"], departments=10, teachers=(8, 10), missing=0.0)))
    changed = [
        replace(a, level=4) if a.department == "d03" and a.role == "lead" and a.strand == "recall"
        else replace(a, level=1) if a.department == "d03" and a.role == "teacher" and a.strand == "recall"
        else a
        for a in answers
    ]  # fmt: skip
    flagged = {(c.department, c.strand) for c in analyse(changed).cells if c.lead_disagrees}
    assert ("d03", "recall") in flagged
    assert len(flagged) <= 3
    gap = cells(analyse(changed))["d03", "recall"].lead_gap
    assert gap is not None
    assert gap > 1.5
    few = [a for a in changed if a.department != "d03" or a.role == "lead" or a.respondent < "d03-05"]
    assert cells(analyse(few))["d03", "recall"].lead_gap is None


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_any_few_answers_give_a_result_that_holds_together(seed: int) -> None:
    """Hardly any people, items or strands, much missing, everybody of one mind: never an error."""
    rng = random.Random(seed)  # noqa: S311
    items, strands = rng.choice([1, 2, 4, 7]), rng.choice([1, 2, 3])
    missing, one_mind = rng.choice([0, 0.2, 0.6, 0.9]), rng.random() < 0.2
    answers = []
    for person in range(rng.choice([1, 2, 3, 6, 12])):
        department, level = f"d{rng.randrange(4)}", rng.randint(1, 4)
        for i in range(items):
            if rng.random() >= missing:
                said = level if one_mind else rng.randint(1, 4)
                answers.append(Answer(department, f"p{person}", "teacher", f"i{i}", f"s{i % strands}", said))
    if answers:
        found = analyse(answers)
        assert found.cells
        for cell in found.cells:
            assert 1 <= cell.lower <= cell.estimate <= cell.upper <= 4
            assert cell.upper > cell.lower
            assert 0 <= cell.p_weakest3 <= 1
