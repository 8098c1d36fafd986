"""Against lme4: variances, likelihood and predictions of reference audits (tests/reference/needs)."""

import csv
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from smeaton.engine.needs.fit import fit
from smeaton.engine.needs.table import tabulate
from smeaton.engine.needs.variance import TYPICAL
from smeaton.engine.needs.vignette import calibrate, corrected
from tests.factories.needs import CASES, answers_of, csv_text, fingerprint, rows_of

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "needs"

Figures = dict[tuple[str, str], str]


def read(text: str) -> Figures:
    """(kind, name) → value of a reference file."""
    return {(row["kind"], row["name"]): row["value"] for row in csv.DictReader(text.splitlines())}


def agree(name: str, figures: Figures) -> None:
    """The engine's fit of a case equals the figures."""
    rows = rows_of(CASES[name])
    assert ("answers", fingerprint(rows)) in figures, "the reference was made from other answers"
    plain = tabulate(answers_of(rows))
    calibration = calibrate(answers_of(rows), plain)
    table = corrected(plain, replace(calibration, carry=1.0))
    found = fit(table, restricted=False)
    kept = {name: float(value) for (kind, name), value in figures.items() if kind == "vignettes"}
    assert calibration.variance == pytest.approx(kept, rel=2e-5)
    assert found.converged
    for component, value in found.variance.items():
        assert value == pytest.approx(float(figures["variance", component]), rel=2e-5, abs=1e-7)
    used = asdict(fit(table).used or TYPICAL)
    for component, value in used.items():
        assert value == pytest.approx(float(figures["restricted", component]), rel=2e-5, abs=1e-7)
    deviance = float(figures["deviance", "ml"])
    assert found.log_likelihood is not None
    assert -2 * found.log_likelihood == pytest.approx(deviance, abs=1e-5)
    compared = 0
    for d, department in enumerate(table.departments):
        for s, strand in enumerate(table.strands):
            expected = figures.get(("estimate", f"{department}:{strand}"))
            if expected is not None:
                assert found.estimates[d, s] == pytest.approx(float(expected), abs=1e-5)
                compared += 1
    assert compared >= len(table.departments) * len(table.strands) * 0.7


@pytest.mark.parametrize("name", CASES)
def test_equals_the_kept_figures_of_lme4(name: str) -> None:
    agree(name, read((REFERENCE / f"{name}.csv").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["sparse", "vignettes"])
def test_equals_lme4_run_here(name: str, tmp_path: Path) -> None:
    """The kept figures are lme4's own: where R with lme4 is found, it is asked again."""
    rscript = shutil.which("Rscript")
    ask = [rscript or "", "-e", "library(lme4)"]
    if rscript is None or subprocess.run(ask, capture_output=True, check=False).returncode:
        pytest.skip("R with lme4 is not installed")
    rows = rows_of(CASES[name])
    path = tmp_path / "answers.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    run = subprocess.run(
        [rscript, str(REFERENCE / "fit.R"), str(path)], capture_output=True, text=True, check=True
    )
    agree(name, read(f"{run.stdout}answers,{fingerprint(rows)},{len(rows)}\n"))


def test_no_scipy_is_loaded_for_a_profile() -> None:
    """Loading it would cost more time than the whole analysis."""
    code = "import sys, smeaton.engine.needs.profile; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
