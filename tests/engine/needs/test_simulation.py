"""Where the truth is known: a small version of benchmarks/needs_simulation.py."""

from dataclasses import replace

import numpy as np
import pytest

from tests.factories.needs_truth import SCENARIOS, Outcome, Scenario, replicate

SCENARIO = {scenario.name: scenario for scenario in SCENARIOS}


def run(scenario: Scenario, replicates: int = 4) -> dict[str, float]:
    """Means over some replicates."""
    outcomes = [replicate(scenario, seed) for seed in range(100, 100 + replicates)]
    return {name: float(np.mean([getattr(o, name) for o in outcomes])) for name in Outcome.__annotations__}


@pytest.mark.parametrize("name", ["5-8 teachers", "leniency 1.0"])
def test_errors_are_smaller_than_those_of_plain_means_and_intervals_hold(name: str) -> None:
    found = run(SCENARIO[name])
    assert found["rmse"] < 0.87 * found["raw_rmse"]
    assert found["rmse"] < 1.1 * SCENARIO[name].rmse
    assert 0.85 < found["coverage"] < 0.95


def test_vignettes_let_departments_be_compared_where_a_culture_hides_competence() -> None:
    found = run(SCENARIO["leniency 1, .5, vignettes"])
    blind = run(SCENARIO["leniency 1, culture .5"])
    assert found["across"] > 0.72 > 0.68 > blind["across"]
    assert found["rmse"] < 0.75 * blind["rmse"]
    assert 0.86 < found["coverage"] < 0.96
    assert blind["coverage"] < 0.83


def test_a_seed_gives_the_same_replicate_and_another_seed_another() -> None:
    scenario = replace(SCENARIO["5-8 teachers"], missing=0.5)
    assert replicate(scenario, 1) == replicate(scenario, 1) != replicate(scenario, 2)
