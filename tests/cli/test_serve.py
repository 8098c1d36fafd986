"""`smeaton serve` with its two processes, started and stopped for real."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.factories import migrated

ROOT = Path(__file__).resolve().parents[2]


def children_of(process: int) -> list[int]:
    """The processes that a process has started."""
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def has_ipv6() -> bool:
    """Whether this machine has an address of its own in the newer notation."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes by /proc")
@pytest.mark.parametrize("https", ["", "1"])
def test_it_answers_and_leaves_nothing_running(tmp_path: Path, https: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "SMEATON_VAR": str(tmp_path),
        "SMEATON_DATABASE_URL": f"sqlite:///{tmp_path / 'served.sqlite3'}",
        "SMEATON_DEMO": "",
        "SMEATON_HTTPS": https,
        "SMEATON_SECRET_KEY": "a key that only this test knows, and long enough to be one" if https else "",
    }
    if https:  # without, it makes its database itself
        migrated.copy_sqlite(tmp_path / "served.sqlite3")
    server = subprocess.Popen(
        [sys.executable, "-m", "smeaton.cli", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout
    try:
        assert f"http://localhost:{port}/" in server.stdout.readline()  # a name, to which passkeys can belong
        # with HTTPS a proxy stands in front; on this machine it says so in a header
        proxied = {"X-Forwarded-Proto": "https"} if https else {}
        for address in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM):
            if address[0] == socket.AF_INET6 and not has_ipv6():
                continue  # a name of an address that the machine has not
            connection = HTTPConnection(str(address[4][0]), port, timeout=30)
            connection.request("GET", "/sign-in/", headers={"Host": f"localhost:{port}", **proxied})
            assert connection.getresponse().status == 200
            connection.close()
        started = children_of(server.pid)
        assert len(started) == 2
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
    give_up = time.monotonic() + 10
    while any(Path(f"/proc/{number}").exists() for number in started) and time.monotonic() < give_up:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{number}").exists() for number in started)
