"""Fifty people signed in for half an hour: does the site stay quick, and does it stay small?

The demonstration is prepared and served as `smeaton serve` does it, on SQLite and, where one is found, on
PostgreSQL (SMEATON_TEST_POSTGRES_URL). Fifty people of every role join its schools, trusts and hub; they
start at their first page, follow a link of the page at hand, read a while and go on: every page that links
lead to. Where a page has a form that leaves the place whole, they send it every third time, a little changed
(`_filling_in`), so that history grows and pages wait for each other's writes. Claims: no 5xx; 95 of 100
pages within 300 ms; the web server's memory, once warm (after a sixth of the time, five minutes of thirty),
grows by less than a twentieth. What it held at each sixth of the time is told.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from string import ascii_uppercase
from urllib.parse import urlencode

from _filling_in import Form, forms_of

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = os.environ.get("SMEATON_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
LINK = re.compile(r'href="(/[^"#?]*)')
NOT_PAGES = ("/static/", "/sign-")
COLLEAGUES = """
import django; django.setup()
import sys
from itertools import cycle
from django.conf import settings
from django.test import Client
from django.utils import timezone
from smeaton.apps.access.services import grant
from smeaton.apps.people.services import add_person
from smeaton.apps.places.models import Department, Programme
from smeaton.terms import Reach, Role, ScopeKind
programme, today = Programme.objects.latest("pk"), timezone.localdate()
schools = [row.school for row in Department.objects.filter(programme=programme).select_related("school")]
trusts = [school.trust_id for school in schools if school.trust_id]
site, of_school, of_trust = Reach.of_system("soak"), cycle(schools), cycle(dict.fromkeys(trusts))
roles = cycle([
    Role.SUBJECT_LEAD, Role.TEACHER, Role.HUB_LEAD, Role.TEACHER, Role.TRUST_LEAD, Role.SUBJECT_LEAD,
    Role.TECHNICIAN, Role.HEAD, Role.SUBJECT_LEAD, Role.TEACHER, Role.COORDINATOR, Role.ACCOUNTABILITY_LEAD,
])
for number, role in zip(range(int(sys.argv[1])), roles):
    school = next(of_school)
    name, email = f"{role.capitalize()} {number}", f"soak.{number}@demonstration.invalid"
    scope, key = {
        Role.TRUST_LEAD: (ScopeKind.TRUST, next(of_trust)),
        Role.HUB_LEAD: (ScopeKind.PLACE, programme.place_id),
        Role.COORDINATOR: (ScopeKind.PLACE, programme.place_id),
        Role.ACCOUNTABILITY_LEAD: (ScopeKind.PLACE, programme.place_id),
    }.get(role, (ScopeKind.SCHOOL, school.pk))
    person = add_person(
        reach=site, name=name, email=email, title=role, school=school.pk, trust=None, starts=today
    )
    grant(reach=site, person=person.pk, role=role, scope=scope, key=key, starts=today)
    client = Client(headers={"host": "localhost"})  # by the demonstration's own door, as its visitors come in
    client.post(f"/sign-in/as/{person.pk}/")
    client.get("/")
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    print("; ".join(f"{name}={client.cookies[name].value}" for name in names if name in client.cookies))
"""


@dataclass
class Seen:
    """What all users saw: seconds by kind of page, and statuses."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    by_kind: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    lost: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, method: str, path: str, status: int, seconds: float) -> None:
        """Keep one answer."""
        kind = kind_of(path) if method == "GET" else f"{kind_of(path)} ({method})"
        with self.lock:
            self.statuses[status] += 1
            self.by_kind[kind][status] += 1
            self.seconds[kind].append(seconds)


def kind_of(path: str) -> str:
    """The name of the address that a path belongs to."""
    from django.urls import Resolver404, resolve

    try:
        return resolve(path.split("?")[0]).view_name
    except Resolver404:
        return "(no such page)"


@dataclass
class User:
    """One user: from page to page by its links, reading between them, changing something now and then."""

    port: int
    cookie: str
    number: int
    think: float
    seen: Seen

    def walk(self, until: float) -> None:
        """Until then; back to the start where a page has no links."""
        rng = random.Random(self.number)  # noqa: S311
        path, links, form = "/", ["/"], None
        time.sleep(rng.uniform(0, self.think))
        while time.monotonic() < until:
            if (answer := self.ask(path, form)) is None:
                path, form = "/", None
                continue
            location, body = answer
            if location:
                path, form = location, None
                continue
            links = [each for each in LINK.findall(body) if not each.startswith(NOT_PAGES)] or links
            forms = forms_of(path, body) if form is None else []
            form = rng.choice(forms) if forms and rng.random() < 1 / 3 else None
            path = form.action if form else rng.choice(links)
            time.sleep(min(rng.expovariate(1 / self.think), 6 * self.think))

    def ask(self, path: str, form: Form | None) -> tuple[str, str] | None:
        """Get that address, or send it the form: where it leads on, and the page. None where it was lost."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        method, body, headers = "GET", None, {"Cookie": self.cookie}
        if form:
            letter = ascii_uppercase[int(time.monotonic()) % 26]
            method, body = "POST", urlencode(form.changed(letter))
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            read = answer.read()
        except (OSError, HTTPException):
            with self.seen.lock:
                self.seen.lost += 1
            return None
        finally:
            connection.close()
        self.seen.add(method, path, answer.status, time.perf_counter() - began)
        if answer.status in (301, 302):
            return answer.headers["Location"], ""
        return "", read.decode() if "html" in answer.headers.get("Content-Type", "") else ""


def children(process: int) -> list[int]:
    """The processes that a process has started, the first first."""
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def megabytes(process: int) -> float:
    """What the web server (`smeaton serve`'s first child) and its workers hold, shared pages shared out."""
    total, waiting = 0.0, children(process)[:1]
    while waiting:
        one = waiting.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="utf-8")
            waiting += children(one)
        except OSError:
            continue
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) / 1024  # type: ignore[index]
    return total


def served(database: str, folder: Path, users: int) -> tuple[subprocess.Popen[bytes], int, list[str]]:
    """Prepare the demonstration in that database and serve it: process, port, the cookies of each user."""
    ours = {"SMEATON_VAR": str(folder), "SMEATON_DATABASE_URL": database, "SMEATON_DEMO": "1"}
    environment = (
        os.environ | ours | {"DJANGO_SETTINGS_MODULE": "smeaton.project.settings", "SMEATON_HTTPS": ""}
    )
    smeaton = [sys.executable, "-m", "smeaton.cli"]
    subprocess.run(
        [*smeaton, "demo", "--no-serve", "--seconds", "5"],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    signed_in = subprocess.run(
        [sys.executable, "-c", COLLEAGUES, str(users)],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [*smeaton, "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout
    assert process.stdout.readline(), "the site did not start"
    return process, port, signed_in.stdout.splitlines()


def soak(name: str, database: str, folder: Path, asked: argparse.Namespace) -> bool:
    """Serve, walk for so long, print a table. Whether every claim held."""
    process, port, cookies = served(database, folder, asked.users)
    seen, end = Seen(), time.monotonic() + 60 * asked.minutes
    try:
        users = [
            threading.Thread(
                target=User(port, cookies[number], number, asked.think, seen).walk,
                args=(end,),
                daemon=True,
            )
            for number in range(asked.users)
        ]
        for user in users:
            user.start()
        held = [watched(process.pid, end - left * 10 * asked.minutes) for left in range(5, 0, -1)]
        for user in users:
            user.join()
        held.append(megabytes(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    return told(name, seen, held)


def watched(process: int, at: float) -> float:
    """What the web server holds then."""
    time.sleep(max(at - time.monotonic(), 0))
    return megabytes(process)


def told(name: str, seen: Seen, held: list[float]) -> bool:
    """Print what was seen. Whether every claim held. `held` are megabytes at each sixth of the time."""
    print(f"\n{name}: {sum(seen.statuses.values())} requests, statuses {dict(sorted(seen.statuses.items()))}")
    print(f"{'page':40}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}  statuses")
    for kind, some in sorted(seen.seconds.items(), key=lambda each: -quantile(each[1], 95)):
        figures = (quantile(some, 50), quantile(some, 95), max(some))
        told = "".join(f"{1000 * figure:9.0f}" for figure in figures)
        print(f"{kind:40}{len(some):>9}{told}  {dict(sorted(seen.by_kind[kind].items()))}")
    every = [seconds for some in seen.seconds.values() for seconds in some]
    p95, growth = quantile(every, 95), max(held) / held[0] - 1
    print(
        f"{'all':40}{len(every):>9}{1000 * quantile(every, 50):9.0f}{1000 * p95:9.0f}{1000 * max(every):9.0f}"
    )
    at_each_sixth = " ".join(f"{each:.0f}" for each in held)
    print(f"memory of the web server at each sixth of the time, MB: {at_each_sixth} (at most {growth:+.1%})")
    wrong = (
        sum(count for status, count in seen.statuses.items() if status >= 500 or status == 429) + seen.lost
    )
    print(f"5xx, held off and lost: {wrong}; p95 under 300 ms: {p95 < 0.3}; growth under 5%: {growth < 0.05}")
    return wrong == 0 and p95 < 0.3 and growth < 0.05


def quantile(some: list[float], percent: int) -> float:
    """The value that so many per cent do not exceed."""
    return statistics.quantiles(some, n=100, method="inclusive")[percent - 1] if len(some) > 1 else some[0]


def postgres() -> str | None:
    """The address of a fresh database on the server, where there is a server."""
    import psycopg

    try:
        with psycopg.connect(
            POSTGRES.rsplit("/", 1)[0] + "/postgres", autocommit=True, connect_timeout=3
        ) as one:
            one.execute("DROP DATABASE IF EXISTS smeaton_soak")
            one.execute("CREATE DATABASE smeaton_soak")
    except psycopg.OperationalError:
        print(f"PostgreSQL was not found at {POSTGRES}: SQLite only")
        return None
    return POSTGRES.rsplit("/", 1)[0] + "/smeaton_soak"


def main() -> None:
    """Soak each database that is asked for; ends with 1 where a claim did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--think", type=float, default=5, help="seconds between two pages, in the mean")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smeaton.project.settings")
    import django

    django.setup()
    held = []
    with tempfile.TemporaryDirectory() as folder:
        if asked.only != "postgresql":
            kept = Path(folder) / "sqlite"
            held.append(soak("SQLite", f"sqlite:///{kept / 'soak.sqlite3'}", kept, asked))
        if asked.only != "sqlite" and (address := postgres()):
            held.append(soak("PostgreSQL", address, Path(folder) / "postgresql", asked))
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
