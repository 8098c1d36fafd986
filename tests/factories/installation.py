"""An installation with a database of its own, whose workers are real processes that can be killed."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest

from tests.factories import migrated

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("SMEATON_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")

# Loads everything once, then does what the lines on its standard input say: “run” a file of Python in a child
# and wait for it, or start a “worker” as a child and tell its number. Children are whole processes.
_STABLE = """
import os, sys, traceback
import django
django.setup()
from django.conf import settings
from smeaton.cli import worker
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as tests/factories/quick.py

def child(work):
    number = os.fork()
    if number == 0:
        os.setsid()
        status = 1
        try:
            work()
            status = 0
        except SystemExit as end:
            status = end.code or 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    return number

for line in sys.stdin:
    word, _, rest = line.strip().partition(" ")
    if word == "run":
        code = open(rest).read()
        _, status = os.waitpid(child(lambda: exec(compile(code, rest, "exec"), {"__name__": "run"})), 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    elif word == "worker":
        arguments = rest.split()
        print(child(lambda: worker.command.main(arguments, standalone_mode=False)), flush=True)
    elif word == "wait":
        print(os.waitstatus_to_exitcode(os.waitpid(int(rest), 0)[1]), flush=True)
"""


class Installation:
    """A database file or a PostgreSQL database, and processes that work on it."""

    def __init__(self, folder: Path, database: str, **environment: str) -> None:
        self._folder = folder
        self._workers: set[int] = set()
        self._stable = subprocess.Popen(
            [sys.executable, "-c", _STABLE],
            cwd=ROOT,
            env=os.environ
            | {
                "SMEATON_DATABASE_URL": database,
                "SMEATON_VAR": str(folder / "var"),
                "DJANGO_SETTINGS_MODULE": "smeaton.project.settings",
                "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            }
            | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> None:
        """Run Python in a process where Django is loaded; what it raises is printed and fails."""
        file = self._folder / "run.py"
        file.write_text(code, encoding="utf-8")
        assert self._ask(f"run {file}") == 0

    def start_worker(self, *arguments: str) -> int:
        """Start `smeaton worker`; returns the number of its process."""
        number = self._ask(" ".join(["worker", *arguments]))
        self._workers.add(number)
        return number

    def kill(self, worker: int) -> int:
        """`kill -9` a worker; returns its status, -9 where the signal found it alive."""
        return self._end(worker, signal.SIGKILL)

    def stop(self, worker: int) -> int:
        """Ask a worker to stop and wait for it; returns its status."""
        return self._end(worker, signal.SIGTERM)

    def wait(self, worker: int) -> int:
        """Wait for a worker that ends by itself; returns its status."""
        self._workers.discard(worker)
        return self._ask(f"wait {worker}")

    def close(self) -> None:
        """End everything that was started here."""
        for worker in list(self._workers):
            self.kill(worker)
        for pipe in (self._stable.stdin, self._stable.stdout):
            _pipe(pipe).close()
        self._stable.wait(10)

    def _end(self, worker: int, number: signal.Signals) -> int:
        self._workers.discard(worker)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker, number)
        return self._ask(f"wait {worker}")

    def _ask(self, line: str) -> int:
        pipe = _pipe(self._stable.stdin)
        pipe.write(line + "\n")
        pipe.flush()
        return int(_pipe(self._stable.stdout).readline())


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@contextlib.contextmanager
def database(kind: str, folder: Path, name: str) -> Iterator[str | None]:
    """The address of a migrated database, removed afterwards; None where there is no PostgreSQL."""
    if kind == "sqlite":
        yield f"sqlite:///{migrated.copy_sqlite(folder / 'installation.sqlite3')}"
        return
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        yield None
        return
    try:
        yield migrated.copy_postgresql(POSTGRES, name)
    finally:
        migrated.drop_postgresql(POSTGRES, name)


def on_both_databases(name: str) -> Any:
    """A fixture: an installation on SQLite, then one on PostgreSQL (in a database of that name)."""

    @pytest.fixture(params=["sqlite", "postgresql"])
    def installation(request: Any, tmp_path: Path) -> Iterator[Installation]:
        with database(request.param, tmp_path, name) as address:
            if address is None:
                pytest.skip("no PostgreSQL server")
            there = Installation(tmp_path, address)
            yield there
            there.close()

    return installation
