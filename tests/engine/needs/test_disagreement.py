"""Disagreements between sources: few false ones, planted ones found, small numbers never shown."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from smeaton.engine.needs.answers import Answer
from smeaton.engine.needs.disagreement import Views, outcome_views, source_views
from smeaton.engine.needs.fit import fit
from smeaton.engine.needs.table import tabulate

STRANDS = [f"s{s:02d}" for s in range(12)]
_SIDE = {"lead": 1, "teacher": -1}
Planted = dict[tuple[str, str], float]


def simulate(
    seed: int,
    planted: Planted,
    *,
    teachers: tuple[int, int] = (6, 18),
    departments: int = 19,
    bias: float = 0.3,
) -> list[Answer]:
    """Leads with a bias of their own (sd `bias`), usually 0.3 more generous; technicians on two strands."""
    rng = random.Random(seed)  # noqa: S311
    beta = {s: [rng.gauss(2.4, 0.3) for _ in range(3)] for s in STRANDS}
    answers = []
    for d in range(departments):
        name, whole = f"d{d:02d}", rng.gauss(0, 0.24)
        theta = {s: whole + rng.gauss(0, 0.2) for s in STRANDS}
        staff = ["lead", "technician", "technician"] + ["teacher"] * rng.randint(*teachers)
        for number, role in enumerate(staff):
            person = rng.gauss(0, 0.46) + (0.3 + rng.gauss(0, bias) if role == "lead" else 0.0)
            for s in STRANDS if role != "technician" else STRANDS[:2]:
                view = rng.gauss(0, 0.26) + planted.get((name, s), 0.0) * _SIDE.get(role, 0)
                for i, easy in enumerate(beta[s]):
                    level = min(max(round(easy + theta[s] + person + view + rng.gauss(0, 0.7)), 1), 4)
                    answers.append(Answer(name, f"{name}-{number}", role, f"{s}-{i}", s, level))
    return answers


def views_of(answers: Sequence[Answer]) -> Views:
    """The sources' views, as an analysis makes them."""
    table = tabulate(answers, STRANDS)
    fitted = fit(table)
    return source_views(table, fitted.evaluation.beta, fitted.used)


def _flags(views: Views) -> set[tuple[str, str, str]]:
    return {(d, s, view.source) for (d, s), found in views.items() for view in found if view.flagged}


def test_flags_are_rarely_false_and_planted_disagreements_are_found() -> None:
    """Over 40 seeded places: the mean false discovery proportion is at most a tenth, within its error."""
    proportions, found = [], 0
    for seed in range(40):
        rng = random.Random(1000 + seed)  # noqa: S311
        planted = {
            (f"d{d:02d}", rng.choice(STRANDS[2:])): rng.choice((-1.5, 1.5)) for d in rng.sample(range(19), 4)
        }
        flags = _flags(views_of(simulate(seed, planted)))
        true = {flag for flag in flags if (flag[0], flag[1]) in planted and flag[2] == "lead"}
        proportions.append(1 - len(true) / len(flags) if flags else 0.0)
        found += len(true)
    error = float(np.std(proportions) / np.sqrt(len(proportions)))
    assert np.mean(proportions) <= 0.1 + 2 * error
    assert found >= 0.5 * 160


def test_without_any_disagreement_most_places_show_none() -> None:
    places = [bool(_flags(views_of(simulate(seed, {})))) for seed in range(100, 140)]
    assert np.mean(places) <= 0.1 + 2 * np.sqrt(0.1 * 0.9 / 40)


def test_fewer_than_five_teachers_have_no_view_and_nobody_is_compared_with_them() -> None:
    views = views_of(simulate(3, {}, teachers=(4, 4)))
    for found in views.values():
        assert "teachers" not in {view.source for view in found}
        assert all(view.against != "teachers" for view in found)
    lead = next(v for v in views["d00", STRANDS[5]] if v.source == "lead")
    assert (lead.n, lead.gap, lead.p, lead.flagged) == (1, None, None, False)
    technicians = next(v for v in views["d00", STRANDS[0]] if v.source == "technicians")
    assert technicians.against == "lead"


def test_each_source_is_shown_with_an_interval_according_to_its_number() -> None:
    views = views_of(simulate(4, {}))
    lead, teachers, technicians = views["d03", STRANDS[0]]
    assert (lead.source, teachers.source, technicians.source) == ("lead", "teachers", "technicians")
    assert lead.se > technicians.se > teachers.se
    assert (lead.against, technicians.against, teachers.against) == ("teachers", "teachers", None)
    assert teachers.gap is None
    assert all(1 <= view.value <= 4 for view in (lead, teachers, technicians))


def test_the_usual_difference_between_leads_and_teachers_is_no_finding() -> None:
    views = views_of(simulate(5, {}))
    for s in STRANDS:
        gaps = [v.gap for (_, strand), f in views.items() if strand == s for v in f if v.source == "lead"]
        assert np.mean([gap for gap in gaps if gap is not None]) == pytest.approx(0, abs=0.1)


def test_a_lead_who_is_generous_throughout_is_no_finding_in_every_strand() -> None:
    planted = {("d02", s): 0.9 for s in STRANDS}
    assert {flag for flag in _flags(views_of(simulate(6, planted))) if flag[0] == "d02"} == set()


def test_results_are_held_against_the_departments_overall_level_only() -> None:
    rng = random.Random(1)  # noqa: S311
    levels = {f"d{d:02d}": rng.gauss(2.5, 0.3) for d in range(19)}
    outcomes = {d: 46 + 8 * level + rng.gauss(0, 1.5) for d, level in levels.items()}
    outcomes["d07"] -= 12
    found = outcome_views(levels, outcomes)
    assert [view.department for view in found if view.flagged] == ["d07"]
    assert outcome_views(dict(list(levels.items())[:4]), outcomes) == ()
    assert outcome_views(levels, {}) == ()
