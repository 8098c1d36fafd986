"""The worker, for real: killed with `kill -9` in the middle of a plan, which the next one takes up."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.factories import migrated

ROOT = Path(__file__).resolve().parents[2]

PREPARE = """
import django
django.setup()
from django.utils import timezone
from tests.factories.personas import SYSTEM, make_personas
from tests.factories.support import furnish
from smeaton.apps.support import services
from smeaton.apps.support.tasks import carry_out_plan
personas = make_personas()
furnish(personas)
run = services.request_plan(
    reach=SYSTEM, programme_id=personas.programme.pk, at=timezone.now(), seconds=300
)
carry_out_plan.enqueue(run.pk)
"""


class Installation:
    """A database file of its own, with commands that work on it."""

    def __init__(self, folder: Path) -> None:
        self.file = migrated.copy_sqlite(folder / "worker.sqlite3")
        self.environment = os.environ | {
            "SMEATON_DATABASE_URL": f"sqlite:///{self.file}",
            "SMEATON_VAR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "smeaton.project.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        self.started: list[subprocess.Popen[bytes]] = []

    def python(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], env=self.environment, cwd=ROOT, check=True, timeout=120)

    def worker(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "smeaton.cli", "worker"],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self) -> dict[str, object]:
        """The plan run's row."""
        with closing(sqlite3.connect(self.file, timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            return dict(connection.execute("SELECT * FROM support_planrun").fetchone())

    def change(self, statement: str) -> None:
        with closing(sqlite3.connect(self.file, timeout=30)) as connection, connection:
            connection.execute(statement)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    there = Installation(tmp_path)
    yield there
    for process in there.started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _until(true: Callable[[], bool], seconds: float) -> bool:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if true():
            return True
        time.sleep(0.2)
    return False


def test_a_killed_workers_plan_is_taken_up_and_finished(installation: Installation) -> None:
    installation.python("-c", PREPARE)
    first = installation.worker()
    assert _until(lambda: installation.run()["covered"] is not None, 60)
    assert installation.run()["status"] == "running"
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    left = installation.run()
    assert (left["status"], left["attempt"], left["current"]) == ("running", 1, 0)
    # instead of waiting for the lease to run out; and the second attempt need not search for five minutes
    installation.change("UPDATE support_planrun SET lease_until = '2000-01-01 00:00:00', seconds = 1")
    second = installation.worker()
    assert _until(lambda: installation.run()["status"] == "complete", 90)
    done = installation.run()
    assert (done["attempt"], done["current"]) == (2, 1)
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) is not None
