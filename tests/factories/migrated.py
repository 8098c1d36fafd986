"""One migrated database of each kind for a run of tests: processes copy it instead of migrating their own.

Migrating an empty database takes some eight seconds of a processor, and a run needs nearly thirty.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "SMEATON_TEST_MIGRATED"
"""The variable that names the folder which all processes of a run share."""


@contextmanager
def shared() -> Iterator[None]:
    """While this holds, this process and those that it starts share migrated databases."""
    if FOLDER in os.environ:  # the process that started this one removes it
        yield
        return
    folder = Path(os.environ.setdefault(FOLDER, tempfile.mkdtemp(prefix="smeaton-migrated-")))
    try:
        yield
    finally:
        for made in folder.glob("*.server"):
            _administer(made.read_text(), f'DROP DATABASE IF EXISTS "{_name(folder)}" WITH (FORCE)')
        shutil.rmtree(folder)
        del os.environ[FOLDER]


def copy_sqlite(to: Path) -> Path:
    """Put a migrated SQLite database there."""
    shutil.copyfile(_sqlite(), to)
    return to


def copy_postgresql(server: str, name: str) -> str:
    """Make a migrated database of that name on that PostgreSQL server; returns its address."""
    _administer(
        server,
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE "{_postgresql(server)}"',
    )
    return _at(server, name)


def drop_postgresql(server: str, name: str) -> None:
    """Remove it, whoever is still connected."""
    _administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def begin_with_a_copy(database: dict[str, Any]) -> Iterator[None]:
    """While this holds, the test database that Django makes for `database` begins as a migrated one."""
    test = database.setdefault("TEST", {})
    if database["ENGINE"] == "django.db.backends.postgresql":
        test["TEMPLATE"] = _postgresql(os.environ["SMEATON_DATABASE_URL"])
        yield
    else:
        # It lives in this process's memory under this name for as long as somebody is connected.
        with (
            closing(sqlite3.connect("file:memorydb_default?mode=memory&cache=shared", uri=True)) as kept,
            closing(sqlite3.connect(_sqlite())) as migrated,
        ):
            migrated.backup(kept)
            yield


def _sqlite() -> Path:
    def make(file: Path) -> None:
        _migrate(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA journal_mode = DELETE")  # one file, which can be copied

    return _made_once("migrated.sqlite3", make)


def _postgresql(server: str) -> str:
    def make(file: Path) -> None:
        file.write_text(server)
        _administer(server, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
        _migrate(_at(server, name))

    name = _name(_folder())
    _made_once(f"{urlsplit(server).netloc}.server", make)
    return name


def _made_once(name: str, make: Callable[[Path], None]) -> Path:
    """A file of the shared folder, made by whichever process asks first; the others wait."""
    file = _folder() / name
    with (_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            make(half := file.with_name(f"{name}.half"))
            half.rename(file)
    return file


def _folder() -> Path:
    return Path(os.environ[FOLDER])


def _name(folder: Path) -> str:
    return folder.name.replace("-", "_").lower()


def _at(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _migrate(address: str) -> None:
    with tempfile.TemporaryDirectory() as var:
        subprocess.run(
            [sys.executable, "-m", "smeaton.cli", "migrate", "--quiet"],
            cwd=ROOT,
            env=os.environ | {"SMEATON_DATABASE_URL": address, "SMEATON_VAR": var},
            check=True,
        )


def _administer(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(_at(server, "postgres"), autocommit=True, connect_timeout=3) as connection:
        for statement in statements:
            connection.execute(statement)
