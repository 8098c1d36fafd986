"""gunicorn as a site runs it: where requests end, what it writes down, what its processes let in, TLS."""

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.apps.outbox.test_connections import certificate
from tests.factories import migrated

pytestmark = pytest.mark.long

__all__ = ["certificate"]
ROOT = Path(__file__).resolve().parents[2]
TOKEN = "12.1~Zq3xyz-AbC_dEf0123456789"
LAST = "Host: localhost\r\nConnection: close\r\n\r\n"
SMUGGLED = f"GET /no/such/smuggled/page/ HTTP/1.1\r\n{LAST}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(folder: Path, **environment: str) -> Iterator[tuple[int, Path]]:
    """The web server with our configuration; its port, and the file that it writes its log to."""
    port, log = free_port(), folder / "log"
    told = os.environ | {
        "SMEATON_VAR": str(folder),
        "SMEATON_DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "SMEATON_LISTEN": f"127.0.0.1:{port}",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    with log.open("w") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:smeaton.project.web_server"],
            cwd=ROOT,
            env=told | environment,
            stdout=written,
            stderr=written,
        )
    try:
        give_up = time.monotonic() + 300
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < give_up, log.read_text()
            time.sleep(0.1)
        yield port, log
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A site with a database, with low limits, that logs each request as JSON."""
    folder = tmp_path_factory.mktemp("served")
    environment = {
        "SMEATON_LOG": "json",
        "SMEATON_ACCESS_LOG": "1",
        "DJANGO_SETTINGS_MODULE": "tests.factories.limited",
    }
    migrated.copy_sqlite(folder / "site.sqlite3")
    with gunicorn(folder, **environment) as server:
        yield server


def conversation(port: int, sent: str | bytes) -> bytes:
    """Everything that comes back for these bytes, until the server closes the connection."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
        line.sendall(sent.encode("latin-1") if isinstance(sent, str) else sent)
        while piece := line.recv(65_536):
            heard += piece
    return heard


def statuses(heard: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})", heard)]


HEAD = "POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    "request_sent",
    [
        HEAD + "Content-Length: 5\r\n" + CHUNKED + "\r\n0\r\n\r\n",
        HEAD + CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n",
        HEAD + "Content-Length: 0\r\nContent-Length: 60\r\n\r\n",
        HEAD + "Content-Length: 0, 60\r\n\r\n",
        HEAD + "Content-Length: +0\r\n\r\n",
        HEAD + "Content-Length: 0x0\r\n\r\n",
        HEAD + "Content-Length: -1\r\n\r\n",
        HEAD + "Content-Length : 0\r\n\r\n",
        HEAD + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        HEAD + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        HEAD + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        HEAD + "Transfer-Encoding\r\n: chunked\r\n\r\n0\r\n\r\n",
        HEAD + "X: a\x00b\r\nContent-Length: 0\r\n\r\n",
        "POST /sign-in/ HTTP/1.0\r\nHost: localhost\r\n" + CHUNKED + "\r\n0\r\n\r\n",
    ],
)
def test_a_request_whose_end_is_in_doubt_is_refused_and_nothing_after_it_is_read(
    served: tuple[int, Path], request_sent: str
) -> None:
    heard = conversation(served[0], request_sent + SMUGGLED)
    (status,) = statuses(heard)
    assert 400 <= status < 600
    assert status != 403  # not passed on to a page


def test_a_list_of_breached_passwords_that_is_none_stops_the_site_at_its_start(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("password\n123456\n", encoding="utf-8")
    for file, said in ((words, "does not begin with a SHA-1"), (tmp_path / "none", "No such file")):
        with (
            pytest.raises(AssertionError, match=said),
            gunicorn(tmp_path, SMEATON_BREACHED_PASSWORDS=str(file)),
        ):
            pass  # it never listens


def test_a_page_of_the_web_servers_own_says_its_charset(served: tuple[int, Path]) -> None:
    """And keeps to itself what was sent, as our own pages of errors do."""
    heard = conversation(served[0], HEAD + "X-Odd : <script>evil</script>\r\n\r\n").decode()
    head, _, page = heard.partition("\r\n\r\n")
    assert "Content-Type: text/html; charset=utf-8\r\n" in head
    assert f"Content-Length: {len(page.encode())}\r\n" in head
    assert "default-src 'none'" in head
    assert "This could not be read – Smeaton" in page
    assert "evil" not in heard
    assert "X-Odd" not in heard


def test_a_request_that_says_where_it_ends_is_read_to_there_and_the_next_one_after_it(
    served: tuple[int, Path],
) -> None:
    body = "5\r\na=1&b\r\n3;x=y\r\n=22\r\n0\r\n\r\n"
    for first in (HEAD + CHUNKED + "\r\n" + body, HEAD + "Content-Length: 3\r\n\r\na=1"):
        assert statuses(conversation(served[0], first + SMUGGLED))[0] == 403  # a form without its token
    two = "GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED
    assert statuses(conversation(served[0], two)) == [200, 404]


def test_two_processes_together_hold_off_whoever_asks_too_much_of_a_link(served: tuple[int, Path]) -> None:
    answered = []
    for _ in range(60):  # a new connection each, so that both processes have a part
        connection = HTTPConnection("127.0.0.1", served[0], timeout=120)
        connection.request("GET", "/answer/7.1~anotherlink/")
        answered.append(connection.getresponse())
        connection.close()
    done = sum(answer.status == 404 for answer in answered)
    assert 44 <= done <= 48  # forty, and four free in each process that was asked
    assert {answer.status for answer in answered} == {404, 429}
    assert all(answer.headers["Retry-After"] for answer in answered if answer.status == 429)


def test_no_secret_of_a_link_is_in_what_the_web_server_writes(
    served: tuple[int, Path],
) -> None:
    port, log = served
    before = len(log.read_text().splitlines())
    for path in (f"/answer/{TOKEN}/", f"/join/{TOKEN}/?next={TOKEN}", f"/no-reminders/{TOKEN}/"):
        conversation(port, f"GET {path} HTTP/1.1\r\nReferer: {path}\r\n{LAST}")
        conversation(port, f"GET {path.replace('~', '%7E')} HTTP/1.1\r\n{LAST}")
        conversation(port, f"POST {path} HTTP/1.1\r\nContent-Length: 0\r\n{LAST}")
        conversation(port, f"GET {path} HTTP/1.1\r\n{LAST.replace('localhost', 'evil.example')}")
        conversation(port, f"GET {path} what is this\r\n\r\n")
        conversation(port, f"{path} GET HTTP/1.1\r\n\r\n")
    lines: list[str] = []
    for _ in range(100):  # until nothing more is written
        time.sleep(0.5)
        earlier, lines = lines, log.read_text().splitlines()[before:]
        if len(lines) >= 12 and lines == earlier:
            break
    assert TOKEN[6:12] not in "\n".join(lines)
    told = [json.loads(line) for line in lines]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", each["time"]) for each in told)
    asked = [each for each in told if each["logger"] == "smeaton.access"]
    assert {each["address"] for each in asked} >= {"/answer/…/", "/join/…/", "/no-reminders/…/"}
    assert {"200", "404", "403", "400"} & {each["status"] for each in asked}
    assert "127.0.0.1" not in json.dumps(asked)


def test_between_machines_it_speaks_tls_1_2_or_newer_and_nothing_else(
    tmp_path: Path, certificate: Path
) -> None:
    key = certificate.with_name("key.pem")
    with gunicorn(tmp_path, SMEATON_TLS_CERT=str(certificate), SMEATON_TLS_KEY=str(key)) as (port, _):
        for newest, spoken in ((ssl.TLSVersion.TLSv1_3, "TLSv1.3"), (ssl.TLSVersion.TLSv1_2, "TLSv1.2")):
            context = ssl.create_default_context(cafile=certificate)
            context.maximum_version = newest
            with (
                socket.create_connection(("127.0.0.1", port), timeout=120) as plain,
                context.wrap_socket(plain, server_hostname="127.0.0.1") as line,
            ):
                assert line.version() == spoken
                cipher = line.cipher()
                assert cipher is not None
                assert cipher[2] >= 128
        assert b"200" not in conversation(port, f"GET /sign-in/ HTTP/1.1\r\n{LAST}")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(certificate)
        old.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with (
            socket.create_connection(("127.0.0.1", port), timeout=120) as plain,
            pytest.raises(ssl.SSLError),
        ):
            old.wrap_socket(plain, server_hostname="127.0.0.1")
