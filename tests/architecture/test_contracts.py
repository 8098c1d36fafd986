"""The import contracts hold, and they are the ones of the design."""

import subprocess
import sys

from tests.architecture.sources import APPS, ROOT, stages_from_the_top


def test_no_import_breaks_a_contract() -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as lint; lint()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_app_stands_in_a_storey() -> None:
    named = set().union(*stages_from_the_top())
    apps = {path.parent.name for path in APPS.glob("*/__init__.py")}
    assert apps <= named


def test_every_app_says_what_it_owns_reads_and_writes() -> None:
    for path in APPS.glob("*/apps.py"):
        readme = path.parent / "README.md"
        assert readme.is_file(), f"{readme} is missing"
        assert len(readme.read_text(encoding="utf-8").splitlines()) >= 4
