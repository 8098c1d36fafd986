"""A real PostgreSQL set up as docs/how-to/run-a-site.md says: TLS both ways, and an account for each part."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.architecture.sources import ROOT
from tests.factories import postgres
from tests.factories.installation import Installation

pytestmark = pytest.mark.skipif(postgres.programs() is None, reason="no PostgreSQL to start one with")
OWNER, RUNNING = "smeaton_owner", "smeaton"
EXERCISE = """
from django.conf import settings
from django.test.utils import setup_test_environment
from tests.factories.personas import SYSTEM
from tests.matrix.world import make_world
from smeaton.apps.history.queries import verify
from django.core.cache import cache
setup_test_environment()
settings.DEMO = True
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
world = make_world()
for visitor in world.visitors[:4]:
    assert visitor.client.get("/").status_code in (200, 302, 403)
assert cache.add("limit:user-1", 1, 60) and not cache.add("limit:user-1", 1, 60)
found = verify(reach=SYSTEM)
assert found.holds and found.events > 30, found
"""


def statements(heading: str) -> str:
    """The SQL below a heading of the how-to: what is shown is what is run here."""
    page = (ROOT / "docs" / "how-to" / "run-a-site.md").read_text(encoding="utf-8")
    found = re.search(rf"{re.escape(heading)}.*?```sql\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


def smeaton(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "smeaton.cli", *arguments],
        cwd=ROOT,
        env=os.environ | {"SMEATON_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    """The server with its two accounts and a database that was migrated, as the how-to says."""
    with postgres.server(OWNER, RUNNING) as started:
        started.administer(statements("Two accounts"))
        started.administer(statements("In that database"), "smeaton")
        done = smeaton(started.url(OWNER), "migrate", "--quiet")
        assert done.returncode == 0, done.stderr
        started.administer(statements("After each `smeaton migrate`"), "smeaton")
        yield started


def test_the_account_that_runs_the_site_does_everything_that_the_site_does(
    server: postgres.Server, tmp_path: Path
) -> None:
    site = Installation(tmp_path, server.url(RUNNING))
    try:
        site.run(EXERCISE)
        assert site.wait(site.start_worker("--batch")) == 0
    finally:
        site.close()
    for command in (["migrate", "--quiet"], ["history", "verify"], ["people", "retain", "--dry-run"]):
        done = smeaton(server.url(RUNNING), *command)
        assert done.returncode == 0, (command, done.stderr)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history_event SET actor = 'person:1'",
        "DELETE FROM history_event",
        "TRUNCATE history_event",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('home', 'x', now())",
        "CREATE TABLE another (id int)",
        "DROP TABLE people_user",
        "ALTER TABLE people_user ADD COLUMN x int",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION pg_stat_statements",
        "CREATE ROLE another SUPERUSER",
        "SET ROLE smeaton_owner",
        "SELECT * FROM pg_authid",
        "SELECT pg_read_file('/etc/hostname')",
        "COPY people_user TO PROGRAM 'true'",
        "CREATE TEMPORARY TABLE t (id int)",
    ],
)
def test_and_nothing_else(server: postgres.Server, sql: str) -> None:
    with (
        psycopg.connect(server.url(RUNNING)) as connection,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFile)),
    ):
        connection.execute(sql)


def test_the_way_there_is_encrypted_and_both_ends_are_known_by_certificates(server: postgres.Server) -> None:
    with psycopg.connect(server.url(RUNNING)) as connection:
        row = connection.execute(
            "SELECT ssl, version, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        ).fetchone()
    assert row is not None
    assert row[0] is True
    assert row[1] in {"TLSv1.2", "TLSv1.3"}
    assert row[2] == "/CN=smeaton"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("sslmode=verify-full", "sslmode=disable"), "sslmode=disable does not check who answers"),
        (("ca.crt", "smeaton.crt"), "certificate verify failed"),
        (("sslcert=", "sslcert=/none"), "certificate"),
        (("smeaton@", "smeaton_owner@"), "certificate authentication failed"),
        (("@127.0.0.2:", "@db.example.org:"), "does not match host name"),
    ],
)
def test_whoever_is_not_the_one_expected_is_not_spoken_to(
    server: postgres.Server, change: tuple[str, str], told: str
) -> None:
    url = server.url(RUNNING).replace(*change) + f"&hostaddr={postgres.HOST}"
    refused = smeaton(url, "history", "head")
    assert refused.returncode != 0
    assert told in refused.stderr


def test_without_tls_the_server_lets_nobody_in(server: postgres.Server) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(f"postgresql://smeaton@{postgres.HOST}:{server.port}/smeaton?sslmode=disable")
