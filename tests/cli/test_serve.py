"""`smeaton serve` with its two processes, started and stopped for real."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def children_of(process: int) -> list[int]:
    """The processes that a process has started."""
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes by /proc")
def test_it_answers_and_leaves_nothing_running(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "SMEATON_VAR": str(tmp_path),
        "SMEATON_DATABASE_URL": f"sqlite:///{tmp_path / 'served.sqlite3'}",
        "SMEATON_DEMO": "",
    }
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
        assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            assert answer.status == 200
            assert answer.url.endswith("/sign-in/?next=/")
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
