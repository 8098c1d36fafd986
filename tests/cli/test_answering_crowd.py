"""Two hundred people answer at once, on the server that `smeaton serve` starts: no answer lost, no error.

On SQLite, or on the PostgreSQL that SMEATON_DATABASE_URL names: `make test` runs it once on each.
"""

import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.factories import migrated
from tests.factories.needs import shipped

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 200
PATIENCE = 120
SECOND_DEVICES = 20
STRANDS = ("recall", "language")
ELSEWHERE = ("models",)
ALONE = {"X-Smeaton-Autosave": "1"}


class Respondent:
    """Somebody at a browser, as far as answering needs one: cookies, forms, and no patience for errors."""

    def __init__(self, port: int, token: str, number: int, strands: tuple[str, ...] = STRANDS) -> None:
        self.port, self.token, self.strands = port, token, strands
        self.rng = random.Random(number)  # noqa: S311
        self.cookies: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()
        self.given: dict[str, int] = {}
        self.saves = 0

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> int:
        """One request on a connection of its own; gives the status and keeps the cookies."""
        body = urlencode({**(fields or {}), "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(
                method,
                path,
                body if method == "POST" else None,
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                    **headers,
                },
            )
            answer = connection.getresponse()
            answer.read()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
        finally:
            connection.close()
        self.statuses[answer.status] += 1
        return answer.status

    def answer_everything(self, ready: threading.Barrier) -> None:
        """Come in, wait for all the others, then save as fast as the server takes it."""
        assert self.ask("GET", f"/answer/{self.token}/") == 200
        assert self.ask("POST", f"/answer/{self.token}/") == 302
        ready.wait(PATIENCE)
        for strand in self.strands:
            page = f"/answer/part/{strand}/"
            items = [item.id for item in shipped().for_role("teacher") if item.strand == strand]
            for _ in range(2 if strand == self.strands[0] else 0):  # changing one's mind: the latest wins
                self.saves += 1
                self.given[items[0]] = self.rng.randint(1, 4)
                assert self.ask("POST", page, {f"a-{items[0]}": str(self.given[items[0]])}, **ALONE) == 200
            self.given |= {item: self.rng.randint(1, 4) for item in items if item not in self.given}
            whole = {f"a-{item}": str(self.given[item]) for item in items}
            assert self.ask("POST", page, whole) == 302
            self.saves += 1
        assert self.ask("POST", "/answer/check/") == 302


@contextmanager
def a_database(folder: Path) -> Iterator[str]:
    """The URL of a migrated database: a file, or one made on the PostgreSQL server and dropped again."""
    server = os.environ.get("SMEATON_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{migrated.copy_sqlite(folder / 'crowd.sqlite3')}"
        return
    name = f"smeaton_crowd_{os.getpid()}"
    try:
        yield migrated.copy_postgresql(server, name)
    finally:
        migrated.drop_postgresql(server, name)


@contextmanager
def a_server(environment: dict[str, str]) -> Iterator[int]:
    """`smeaton serve` with its two processes of four threads; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "smeaton.cli", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    try:
        assert re.search(rf":{port}/", server.stdout.readline())
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()


def test_two_hundred_people_save_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    with a_database(tmp_path) as url:
        environment = os.environ | {"SMEATON_VAR": str(tmp_path), "SMEATON_DATABASE_URL": url}
        environment |= {"SMEATON_DEMO": "", "SMEATON_HTTPS": ""}

        def database(*words: str) -> object:
            command = [sys.executable, "-m", "tests.cli.crowd", *words]
            run = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
            )
            return json.loads(run.stdout)

        tokens = database("prepare", str(PEOPLE))
        assert isinstance(tokens, list)
        ready = threading.Barrier(PEOPLE + SECOND_DEVICES)
        with a_server(environment) as port, ThreadPoolExecutor(PEOPLE + SECOND_DEVICES) as pool:
            people = [Respondent(port, token, number) for number, token in enumerate(tokens)]
            # some have the form open on two devices, which begin and save at the same moment
            people += [Respondent(port, tokens[i], PEOPLE + i, ELSEWHERE) for i in range(SECOND_DEVICES)]
            for done in [pool.submit(person.answer_everything, ready) for person in people]:
                done.result()
        stored = database("read")

    assert isinstance(stored, dict)
    statuses = sum((person.statuses for person in people), Counter())
    assert set(statuses) == {200, 302}
    given: dict[str, dict[str, int]] = {token: {} for token in tokens}
    saves: Counter[str] = Counter()
    for person in people:
        given[person.token] |= person.given
        saves[person.token] += person.saves
    assert stored == {
        token: {
            "answers": [list(pair) for pair in sorted(given[token].items())],
            "responses": 1,
            "saves": saves[token],
            "finished": True,
        }
        for token in tokens
    }
    assert sum(len(each) for each in given.values()) >= 6 * PEOPLE
