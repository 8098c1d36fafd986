"""The demonstration place, prepared by the command and served with its worker, as a newcomer meets it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(site: str) -> bool:
    try:
        with urllib.request.urlopen(f"{site}/sign-in/", timeout=5) as answer:  # noqa: S310 - our own server
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def served_demonstration(folder: Path, *, seconds: int = 6) -> Iterator[str]:
    """Prepare the demonstration in `folder`, planning for so many seconds; serve it; gives its address."""
    environment = {
        **os.environ,
        "SMEATON_VAR": str(folder),
        "SMEATON_DATABASE_URL": f"sqlite:///{folder / 'journey.sqlite3'}",
        "SMEATON_DEMO": "1",
    }
    smeaton = [sys.executable, "-m", "smeaton.cli"]
    subprocess.run(
        [*smeaton, "demo", "--no-serve", "--seconds", str(seconds)], cwd=ROOT, env=environment, check=True
    )
    port = _free_port()
    site = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*smeaton, "serve", "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            give_up = time.monotonic() + PATIENCE
            while not _answers(site):
                if server.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError(f"the server did not come up:\n{(folder / 'server.log').read_text()}")
                time.sleep(0.2)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=30)
