"""Make the reference figures anew: `.venv/bin/python tests/reference/needs/make.py`. Needs R with lme4."""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[2] / "src")]

from tests.factories.needs import CASES, csv_text, fingerprint, rows_of  # noqa: E402


def fitted(name: str) -> str:
    """lme4's figures for one case, as kept in <case>.csv."""
    rows = rows_of(CASES[name])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        path.write_text(csv_text(rows), encoding="utf-8")
        run = subprocess.run(
            ["Rscript", str(HERE / "fit.R"), str(path)], capture_output=True, text=True, check=True
        )
    return f"{run.stdout}answers,{fingerprint(rows)},{len(rows)}\n"


if __name__ == "__main__":
    for case in CASES:
        (HERE / f"{case}.csv").write_text(fitted(case), encoding="utf-8")
        print(case)  # noqa: T201
